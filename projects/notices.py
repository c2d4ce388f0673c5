"""Who hears of what in this room."""

from django.db.models import QuerySet

from accounts.models import Post
from accounts.queries import holders
from accounts.roles import Role
from projects.models import Project, ProjectUserGrant
from workflow.notices import notify


def who_may_know(project: Project, posts: QuerySet[Post]) -> QuerySet[Post]:
    """Of these posts, those whom a word about the project may reach: of a classified one, the cleared (article 24)."""
    if not project.is_classified:
        return posts
    grants = ProjectUserGrant.objects.filter(content_object=project, permission__codename="clear_project")
    return posts.filter(user_id__in=grants.values("user_id"))


def tell_unit(project: Project, text: str, *, url: str = "", leader_only: bool = False) -> None:
    roles = (Role.UNIT_LEADER,) if leader_only else (Role.APPLICANT, Role.UNIT_LEADER)
    _tell(project, text, holders(*roles, organisation_id=project.unit_id), url)


def tell_role(project: Project, text: str, *roles: str, url: str = "") -> None:
    _tell(project, text, holders(*roles), url)


def _tell(project: Project, text: str, posts: QuerySet[Post], url: str) -> None:
    posts = who_may_know(project, posts)
    notify(posts=posts, text=text, url=url or project.get_absolute_url(), thread_id=project.pk)
