"""Who acts on a seat: the expert for themselves, the office clerk for the panel (articles 5, 6)."""

from accounts.permits import Permit
from accounts.roles import Role

OWN_SEAT = Permit(Role.EXPERT, person="expert__user", words="受邀专家本人")
OFFICE_CLERK = Permit(Role.OFFICE_CLERK)
