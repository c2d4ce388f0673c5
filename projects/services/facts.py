"""Facts that higher rooms push up. Each is called inside the act of that room, in its transaction."""

from decimal import Decimal

from accounts.models import Post
from projects.models import Project
from workflow.engine import perform


def record_plan_approval(*, project: Project, number: str, post: Post) -> Project:
    """The issued 评审意见 is the legal act (article 11), not the vote."""
    return perform(project, "approve_plan", post=post, data={"number": number}, system=True)


def record_contract_total(*, project: Project, total: Decimal, post: Post) -> Project:
    """The sum of all contracts in yuan; the database refuses more than the approved sum (article 22)."""
    return perform(project, "record_contract", post=post, data={"contract_sum": total}, system=True)


def complete_project(*, project: Project, post: Post) -> Project:
    """The completion report starts the office's clock (article 12)."""
    return perform(project, "complete", post=post, system=True)


def accept_project(*, project: Project, number: str, post: Post) -> Project:
    """The certificate is issued (article 12)."""
    return perform(project, "accept", post=post, data={"number": number}, system=True)
