"""Who hears of what in this room."""

from typing import Any

from django.db.models import QuerySet

from accounts.models import Post
from accounts.queries import holders
from accounts.roles import Role
from projects.models import Project, ProjectUserGrant
from workflow.audit import read_once
from workflow.notices import notify_each


def who_may_know(project: Project, posts: QuerySet[Post]) -> QuerySet[Post]:
    """Of these posts, those whom a word about the project may reach: of a classified one, the cleared (article 24)."""
    if not project.is_classified:
        return posts
    grants = ProjectUserGrant.objects.filter(content_object=project, permission__codename="clear_project")
    return posts.filter(user_id__in=grants.values("user_id"))


def tell_unit(project: Project, text: str, *, url: str = "", leader_only: bool = False) -> None:
    roles = (Role.UNIT_LEADER,) if leader_only else (Role.APPLICANT, Role.UNIT_LEADER)
    _tell(project, text, roles, url, organisation_id=project.unit_id)


def tell_role(project: Project, text: str, *roles: str, url: str = "") -> None:
    _tell(project, text, roles, url)


def _tell(project: Project, text: str, roles: tuple[str, ...], url: str, organisation_id: Any = None) -> None:
    def heard_by() -> list[int]:
        posts = who_may_know(project, holders(*roles, organisation_id=organisation_id))
        return list(posts.order_by().values_list("user_id", flat=True))

    # Only who is cleared hears of a classified project, and each has its own.
    key = f"heard by {roles} {organisation_id} {project.pk if project.is_classified else ''}"
    users = read_once(key, heard_by)
    notify_each(dict.fromkeys(users, url or project.get_absolute_url()), text=text, thread_id=project.pk)
