"""Who acts on what in this room."""

from accounts.permits import Permit
from accounts.roles import Role

UNIT_CLERK = Permit(Role.APPLICANT, owner="unit")
UNIT_LEADER = Permit(Role.UNIT_LEADER, owner="unit")
OFFICE_CLERK = Permit(Role.OFFICE_CLERK)
OFFICE_LEADER = Permit(Role.OFFICE_LEADER)
# Whoever checked does not decide (two persons).
DECIDER = Permit(Role.OFFICE_LEADER, other_than=("checked_by",))
PLANNER = Permit(Role.APPLICANT, Role.OFFICE_CLERK, owner="unit", words="编制单位经办人")
PLAN_LEADER = Permit(Role.UNIT_LEADER, Role.OFFICE_LEADER, owner="unit", words="编制单位负责人")
CHANGE_DECIDER = Permit(Role.OFFICE_LEADER, other_than=("created_by",))
BUYER_CLERK = Permit(Role.APPLICANT, owner="project__unit", words="项目申报单位经办人")
# Article 5: inspections and risk assessments are the cyberspace office's and nobody else's.
CYBERSPACE = Permit(Role.CYBERSPACE)
SYSTEM_CLERK = Permit(Role.APPLICANT, owner="system__unit", words="系统所属单位经办人")
SYSTEM_LEADER = Permit(Role.UNIT_LEADER, owner="system__unit", words="系统所属单位负责人")
FOUND_CLERK = Permit(Role.APPLICANT, owner="visit__system__unit", words="系统所属单位经办人")
