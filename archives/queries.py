from typing import Any

from accounts.models import Post
from accounts.roles import OFFICE_ROLES
from archives.models import ArchivePackage


def packages_of(project: Any, post: Post | None):
    """A package holds the experts' own opinions: the office sees it, nobody else."""
    return packages(post).filter(project=project)


def packages(post: Post | None):
    if post is None or post.role not in OFFICE_ROLES:
        return ArchivePackage.objects.none()
    return ArchivePackage.objects.visible_to(post).select_related("project__unit", "requested_by__user")
