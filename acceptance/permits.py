from accounts.permits import Permit
from accounts.roles import Role

OFFICE_CLERK = Permit(Role.OFFICE_CLERK)
OFFICE_LEADER = Permit(Role.OFFICE_LEADER)
# Whoever wrote the conclusion does not sign it (two persons).
SIGNER = Permit(Role.OFFICE_LEADER, other_than=("concluded_by",))
