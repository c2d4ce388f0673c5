"""Who acts on a review round (articles 5, 11)."""

from accounts.permits import Permit
from accounts.roles import OFFICE_ROLES, Role

UNIT_CLERK = Permit(Role.APPLICANT, owner="unit")
PROJECT_CLERK = Permit(Role.APPLICANT, owner="project__unit")
# Whoever answers for the body that was asked: 网信办, 保密局 (article 5).
ASKED_BODY = Permit(Role.CYBERSPACE, Role.SECRECY, owner="body")
OFFICE_CLERK = Permit(Role.OFFICE_CLERK)
OFFICE_LEADER = Permit(Role.OFFICE_LEADER)
OFFICE = Permit(*OFFICE_ROLES)
# Whoever drew the experts or wrote the conclusion does not sign it (two persons).
SIGNER = Permit(Role.OFFICE_LEADER, other_than=("concluded_by", "convened_by"))
ARGUMENT_SIGNER = Permit(Role.OFFICE_LEADER, other_than=("convened_by",))
