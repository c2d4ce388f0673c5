"""Who may see which projects (articles 5, 24): the one question that every list, page, file and export asks."""

from django.apps import apps
from django.db.models import Q, QuerySet

from accounts.models import Post
from accounts.permits import NOBODY
from accounts.roles import Role
from projects import rooms
from projects.paths import Path
from projects.permits import ASKED_BODY
from projects.states import ENDED, Stage
from workflow.models import WorkflowQuerySet

SEES_ALL = (Role.OFFICE_CLERK, Role.OFFICE_LEADER, Role.CITY_GOVERNMENT, Role.LEADING_GROUP)
ANSWERERS = ASKED_BODY.roles
FISCAL_PATHS = (Path.TENDER, Path.PROCUREMENT, Path.SERVICE, Path.SELF)


def _grants() -> QuerySet:
    """Real grants on one project; the model stands above this file."""
    return apps.get_model("projects", "ProjectUserGrant")._base_manager.all()


def visible_projects(post: Post | None, prefix: str = "") -> Q:
    """Who sees which projects (articles 5, 24), as a Q; `prefix` is the lookup from another model ("project__").

    Drafts are the unit's own until they leave it. Classified projects are seen by cleared persons only, whatever the
    role; 保密局 sees all of them.
    """
    if post is None:
        return NOBODY
    p = prefix
    left = Q(**{f"{p}submitted_at__isnull": False})
    # The buyer applies; an enterprise that builds what government buys sees it once it has left the buyer.
    # Units that take part are asked while it is still a draft.
    parts = apps.get_model("projects", "Participation").objects.of_the_project().filter(unit_id=post.organisation_id)
    own = Q(**{f"{p}unit_id": post.organisation_id}) | Q(**{f"{p}pk__in": parts.values("project_id")})
    own |= left & Q(**{f"{p}investor_id": post.organisation_id})
    own |= Q(**{f"{p}offered_to_id": post.organisation_id}) & ~Q(**{f"{p}stage__in": ENDED})
    granted = Q(**{f"{p}pk__in": _grants().filter(user_id=post.user_id).values("content_object_id")})
    if post.role == Role.EXPERT and (closed := rooms.closed_to(post)):
        # What came to exclude an expert closes at once, before the seat and its grant are taken away.
        granted &= ~Q(**{f"{p}pk__in": closed})
    by_role: dict[str, Q] = {
        Role.APPLICANT: own,
        Role.UNIT_LEADER: own,
        Role.DRC: left & Q(**{f"{p}path": Path.TENDER}),
        Role.FINANCE: left & Q(**{f"{p}path__in": FISCAL_PATHS}),
        Role.CYBERSPACE: left & Q(**{f"{p}touches_cii": True}),
        Role.SECRECY: Q(**{f"{p}is_classified": True}),
        Role.EXPERT: left & granted,
    }
    seen = left if post.role in SEES_ALL else by_role.get(post.role, NOBODY)
    if post.role in ANSWERERS:
        # Who is asked for an opinion reads what it is about (会签).
        seen |= left & Q(**{f"{p}pk__in": _asked(post)})
    if post.role == Role.SECRECY or seen is NOBODY:
        return seen
    # A clearance names a person and a project: it opens what the role alone would not, and for an expert not more
    # than the papers of a panel.
    cleared = _cleared(post, p) & granted if post.role == Role.EXPERT else _cleared(post, p)
    return (seen & Q(**{f"{p}is_classified": False})) | (Q(**{f"{p}is_classified": True}) & cleared)


def _asked(post: Post) -> QuerySet:
    asked = apps.get_model("projects.consultation")._base_manager.exclude(state="withdrawn")
    return asked.filter(body_id=post.organisation_id).values("project_id")


def _cleared(post: Post, prefix: str) -> Q:
    cleared = _grants().filter(user_id=post.user_id, permission__codename="clear_project")
    return Q(**{f"{prefix}pk__in": cleared.values("content_object_id")})


class ProjectQuerySet(WorkflowQuerySet):
    def visible_to(self, post: Post | None):
        return self.filter(visible_projects(post))

    def open_(self):
        return self.filter(is_classified=False)

    def with_unit(self):
        return self.select_related("unit")

    def library(self):
        """In the rolling library and not yet on an approved list."""
        return self.filter(stage=Stage.LIBRARY)

    def live(self):
        return self.exclude(stage__in=ENDED)


class OfThreadQuerySet(WorkflowQuerySet):
    """Objects that hang on a project are seen by whoever sees the project."""

    def visible_to(self, post: Post | None):
        return self.filter(visible_projects(post, "project__"))
