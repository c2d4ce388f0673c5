"""Who records, mends and follows (article 5): bodies at their gates, units for themselves, the group for all."""

from typing import Any

from accounts.models import Post
from accounts.permits import Permit
from accounts.roles import Role

# Each for the projects that it sees; nobody must falsify a date, the unit least of all.
RECORDERS = Permit(Role.OFFICE_CLERK, Role.DRC, Role.FINANCE, Role.APPLICANT, words="信息办、审批部门或申报单位")
OFFICE_CLERK = Permit(Role.OFFICE_CLERK)
OFFICE_LEADER = Permit(Role.OFFICE_LEADER)
PROJECT_CLERK = Permit(Role.APPLICANT, owner="project__unit")
LEADING_GROUP = Permit(Role.LEADING_GROUP)
BODY_ROLES = (Role.UNIT_LEADER, Role.OFFICE_LEADER, Role.DRC, Role.FINANCE, Role.CYBERSPACE, Role.SECRECY)
ASKED_BODY = Permit(*BODY_ROLES, owner="body", words="被交办的单位")


def recorded(obj: Any, post: Post | None) -> bool:
    """By this very post; for what it alone may bring to its record."""
    return post is not None and obj.created_by_id == post.pk
