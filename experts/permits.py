"""Who acts on a seat, a draw, a conflict: the expert for themselves, the office in two persons (articles 5, 6)."""

from accounts.permits import Permit
from accounts.roles import OFFICE_ROLES, Role

OWN_SEAT = Permit(Role.EXPERT, person="expert__user", words="受邀专家本人")
OFFICE_CLERK = Permit(Role.OFFICE_CLERK)
# The draw needs two: who convened, and another of the office who watches.
OFFICE = Permit(*OFFICE_ROLES)
OFFICE_LEADER = Permit(Role.OFFICE_LEADER)
# Whoever checked an application does not approve it.
ENROLLER = Permit(Role.OFFICE_LEADER, other_than=("checked_by",))
DRAWER = Permit(Role.OFFICE_CLERK, person="drawn_by__user", words="组织抽取的经办人本人")
WITNESS = Permit(*OFFICE_ROLES, other_than=("drawn_by",), words="信息办的另一人（监督人）")
SAME_WITNESS = Permit(*OFFICE_ROLES, person="witness_post__user", words="作出承诺的监督人本人")
SECOND_PERSON = Permit(*OFFICE_ROLES, other_than=("asked_by",), words="信息办的另一人")
