from accounts.permits import Permit
from accounts.roles import Role

OFFICE_CLERK = Permit(Role.OFFICE_CLERK)
OFFICE_LEADER = Permit(Role.OFFICE_LEADER)
# Whoever checked does not decide (two persons).
DECIDER = Permit(Role.OFFICE_LEADER, other_than=("checked_by",))
