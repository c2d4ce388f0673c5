"""Words to the people of this room."""

from typing import Any

from accounts.models import Organisation, Post
from accounts.roles import OFFICE_ROLES, UNIT_ROLES, Role
from workflow.notices import notify


def tell_unit(unit: Organisation, text: str, *, obj: Any, leader_only: bool = False) -> None:
    roles = (Role.UNIT_LEADER,) if leader_only else UNIT_ROLES
    posts = Post.objects.current().filter(organisation=unit, role__in=roles)
    notify(posts=posts, text=text, url=obj.get_absolute_url(), thread_id=obj.thread_id)


def tell_office(text: str, *, obj: Any, roles: tuple[str, ...] = OFFICE_ROLES) -> None:
    posts = Post.objects.current().filter(role__in=roles)
    notify(posts=posts, text=text, url=obj.get_absolute_url(), thread_id=obj.thread_id)
