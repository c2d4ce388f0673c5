"""Filing after acceptance (article 13)."""

from collections.abc import Mapping
from typing import Any

from accounts.models import Post
from accounts.roles import Role
from documents.services import issue_document
from projects.documents import filing_receipt_context
from projects.models import Filing, FilingKind, Project
from projects.notices import tell_role, tell_unit
from workflow.engine import perform
from workflow.submissions import close_submission, open_submission


def open_filing(*, obj: Project, post: Post, data: Mapping[str, Any]) -> Filing:
    filing = Filing.objects.create(project=obj, created_by=post)
    obj.next_url = filing.get_absolute_url()
    return filing


def open_early_filing(*, obj: Project, post: Post, data: Mapping[str, Any]) -> Filing:
    """National or provincial money: filed with us while their main procedure runs (article 13)."""
    filing = Filing.objects.create(project=obj, kind=FilingKind.EARLY, created_by=post)
    obj.next_url = filing.get_absolute_url()
    return filing


def after_filing_submitted(*, obj: Filing, post: Post, data: Mapping[str, Any]) -> None:
    open_submission(obj=obj, content={"statement": obj.statement}, post=post)
    tell_role(obj.project, f"《{obj.project.name}》申请备案，待核对", Role.OFFICE_CLERK, url=obj.get_absolute_url())


def after_filing_returned(*, obj: Filing, post: Post, data: Mapping[str, Any]) -> None:
    close_submission(obj=obj, outcome="退回补正", post=post, reason=data["reason"])
    tell_unit(obj.project, f"《{obj.project.name}》备案退回补正：{data['reason']}", url=obj.get_absolute_url())


def after_filing_confirmed(*, obj: Filing, post: Post, data: Mapping[str, Any]) -> None:
    close_submission(obj=obj, outcome="已备案", post=post)
    document = issue_document(
        kind="filing_receipt", subject=obj, thread_id=obj.project_id, context=filing_receipt_context(obj), post=post
    )
    obj.number = document.number
    obj.save(update_fields=["number"])
    if obj.kind == FilingKind.AFTER:
        perform(obj.project, "file", post=post, data={"number": document.number}, system=True)
    tell_unit(obj.project, f"《{obj.project.name}》{obj.get_kind_display()}已确认，备案号 {document.number}")
