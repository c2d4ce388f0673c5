"""Who acts on what in this room (article 5). Owners are lookup paths to the unit."""

from accounts.permits import Permit
from accounts.roles import Role

UNIT_CLERK = Permit(Role.APPLICANT, owner="unit")
OFFICE_CLERK = Permit(Role.OFFICE_CLERK)
OFFICE_LEADER = Permit(Role.OFFICE_LEADER)
DRC = Permit(Role.DRC)
FINANCE = Permit(Role.FINANCE)
# Either body on its own path; out of sight is out of reach on the other's.
GATES = Permit(Role.DRC, Role.FINANCE)
CITY_GOVERNMENT = Permit(Role.CITY_GOVERNMENT)
SECRECY = Permit(Role.SECRECY)
# 会签: whoever answers for the body that was asked; in a department its leader.
ASKED_BODY = Permit(Role.DRC, Role.FINANCE, Role.CYBERSPACE, Role.SECRECY, Role.UNIT_LEADER, owner="body")

# On objects that hang on a project.
PROJECT_CLERK = Permit(Role.APPLICANT, owner="project__unit")
PROJECT_LEADER = Permit(Role.UNIT_LEADER, owner="project__unit")
# A unit that takes part answers for itself.
PARTICIPANT_LEADER = Permit(Role.UNIT_LEADER, owner="unit", words="参与单位负责人")
# Whoever applied does not examine, and neither of the two decides; posts of one person count as one.
CLERK_NOT_APPLICANT = Permit(Role.OFFICE_CLERK, other_than=("created_by",))
THIRD_PERSON = Permit(Role.OFFICE_LEADER, other_than=("checked_by", "created_by"))
# Of a pre-review also whoever judged one of its conditions has examined it.
NOT_EXAMINER = Permit(Role.OFFICE_LEADER, other_than=("checked_by", "created_by", "items__judged_by"))
# Whoever checked does not decide (two persons).
LEADER_NOT_CHECKER = Permit(Role.OFFICE_LEADER, other_than=("checked_by",))
