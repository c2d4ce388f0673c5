"""The register of classified projects (article 24)."""

from django.db.models import QuerySet

from accounts.models import Organisation, Post
from accounts.roles import UNIT_KINDS, UNIT_ROLES
from projects.models import Project


def classified(post: Post | None) -> QuerySet[Project]:
    return Project.objects.visible_to(post).filter(is_classified=True).select_related("unit").order_by("-created_at")


def registrable_units(post: Post) -> QuerySet[Organisation]:
    """For which units a post may register: the secrecy bureau for all that build, a unit for itself."""
    if post.role in UNIT_ROLES:
        return Organisation.objects.filter(pk=post.organisation_id)
    return Organisation.objects.filter(kind__in=sorted(UNIT_KINDS)).order_by("kind", "name")
