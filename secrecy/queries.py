"""Reads of the register. All begin at `visible_to(post)`."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, QuerySet

from accounts.models import Organisation, Post, User
from accounts.roles import UNIT_KINDS, UNIT_ROLES
from projects.models import Project, ProjectUserGrant
from secrecy.choices import PaperKind
from secrecy.models import Classification, Protection, RegisterPaper


def register(post: Post | None) -> QuerySet[Project]:
    """Every entry that this post may see, newest first, with its 定密, its 分级保护 and its papers."""
    rows = Project.objects.visible_to(post).filter(is_classified=True).select_related("unit", "protection")
    papers = Prefetch("register_papers", RegisterPaper.objects.order_by("day", "pk"))
    return rows.prefetch_related("classifications", papers).order_by("-created_at")


def registrable_units(post: Post) -> QuerySet[Organisation]:
    """For which units a post may register: the secrecy bureau for all that build, a unit for itself."""
    if post.role in UNIT_ROLES:
        return Organisation.objects.filter(pk=post.organisation_id)
    return Organisation.objects.standing().filter(kind__in=sorted(UNIT_KINDS)).order_by("kind", "name")


@dataclass(frozen=True)
class Entry:
    """One line of the register: where it stands by its papers, its claim, its protection."""

    project: Project
    claim: Classification | None
    protection: Protection | None
    stage: str


def entries(projects: Any) -> list[Entry]:
    return [_entry(project) for project in projects]


def _entry(project: Project) -> Entry:
    claims = list(project.classifications.all())
    kinds = {paper.kind for paper in project.register_papers.all()}
    furthest = [kind for kind in PaperKind if kind in kinds and kind != PaperKind.OTHER]
    # In register mode the project's own stage stands still; the papers tell where it is.
    stage = str(furthest[-1].label) if furthest else project.state_label
    return Entry(project, claims[0] if claims else None, getattr(project, "protection", None), stage)


def attempts_of(project: Any, post: Post | None) -> list[Any]:
    """定密 and 分级保护 of one project, for its page and its panel."""
    claims = Classification.objects.visible_to(post).filter(project=project).select_related("project__unit")
    protections = Protection.objects.visible_to(post).filter(project=project).select_related("project__unit")
    return [*claims, *protections]


def cleared_users(project: Project) -> QuerySet[User]:
    grants = ProjectUserGrant.objects.filter(content_object=project, permission__codename="clear_project")
    return User.objects.filter(pk__in=grants.values("user_id")).order_by("display_name")


def cleared_posts(project: Project) -> QuerySet[Post]:
    return Post.objects.current().filter(user__in=cleared_users(project))
