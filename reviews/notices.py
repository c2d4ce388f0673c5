"""Who hears of what in this room; the words of chapter 3 do."""

from accounts.roles import Role
from projects.notices import tell_role, tell_unit
from reviews.models import Argument, ReviewRound


def tell_clerks(obj: ReviewRound | Argument, text: str) -> None:
    tell_role(obj.project, text, Role.OFFICE_CLERK, url=obj.get_absolute_url())


def tell_leaders(obj: ReviewRound | Argument, text: str) -> None:
    tell_role(obj.project, text, Role.OFFICE_LEADER, url=obj.get_absolute_url())


def tell_applicant(obj: ReviewRound | Argument, text: str) -> None:
    tell_unit(obj.project, text, url=obj.get_absolute_url())
