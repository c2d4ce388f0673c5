"""Who judges what looks alike: the office checks, its leader may let go on (another person than who judged)."""

from accounts.permits import Permit
from accounts.roles import Role

OFFICE_CLERK = Permit(Role.OFFICE_CLERK)
OTHER_LEADER = Permit(Role.OFFICE_LEADER, other_than=("decided_by",))
