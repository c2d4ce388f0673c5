"""Who hears of what in this room."""

from accounts.queries import holders
from accounts.roles import Role
from projects.models import Project, ProjectUserGrant
from workflow.notices import notify


def tell_unit(project: Project, text: str, *, url: str = "", leader_only: bool = False) -> None:
    roles = (Role.UNIT_LEADER,) if leader_only else (Role.APPLICANT, Role.UNIT_LEADER)
    posts = holders(*roles, organisation_id=project.unit_id)
    if project.is_classified:
        # Only who may know of it (article 24).
        grants = ProjectUserGrant.objects.filter(content_object=project, permission__codename="clear_project")
        posts = posts.filter(user_id__in=grants.values("user_id"))
    notify(posts=posts, text=text, url=url or project.get_absolute_url(), thread_id=project.pk)


def tell_role(project: Project, text: str, *roles: str, url: str = "") -> None:
    if project.is_classified:
        # No word of a classified project reaches anybody who may not see it (article 24).
        return
    notify(posts=holders(*roles), text=text, url=url or project.get_absolute_url(), thread_id=project.pk)
