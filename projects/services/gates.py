"""Records that steps of the project leave behind (articles 10, 13), and the end of a project."""

from collections.abc import Mapping
from typing import Any

from accounts.models import Post
from accounts.roles import Role
from documents.services import issue_document, store_attachment
from projects.documents import tender_filing_context
from projects.models import Approval, ProgressNote, Project, TenderFiling
from projects.notices import tell_role, tell_unit
from projects.rooms import all_rooms
from projects.services.consultations import close_consultations
from workflow.engine import perform


def keep_approval(*, obj: Project, post: Post, data: Mapping[str, Any]) -> None:
    """The act of 发改委 or 财政局 with its scan."""
    scan = None
    if data.get("scan"):
        scan = store_attachment(upload=data["scan"], thread_id=obj.pk, subject=obj, slot="approval_scan", post=post)
    Approval.objects.create(
        project=obj,
        act=data["act"],
        number=data["number"],
        project_code=data.get("project_code", ""),
        approved_on=data["approved_on"],
        amount=data["amount"],
        note=data.get("note", ""),
        scan=scan,
        recorded_by=post,
    )
    tell_unit(obj, f"《{obj.name}》已获审批：{data['number']}")
    tell_role(obj, f"《{obj.name}》已获审批：{data['number']}", Role.OFFICE_CLERK)


def keep_tender_filing(*, obj: Project, post: Post, data: Mapping[str, Any]) -> None:
    fields = ("method", "agency", "noticed_on", "medium", "opened_on", "winner", "amount")
    filing = TenderFiling(project=obj, recorded_by=post, **{name: data[name] for name in fields})
    document = issue_document(
        kind="tender_filing", subject=obj, thread_id=obj.pk, context=tender_filing_context(filing), post=post
    )
    filing.number = document.number
    filing.save()
    obj.tender_filing_number = document.number
    obj.save(update_fields=["tender_filing_number"])
    tell_unit(obj, f"《{obj.name}》已办理招标备案 {document.number}")


def keep_progress(*, obj: Project, post: Post, data: Mapping[str, Any]) -> None:
    ProgressNote.objects.create(
        project=obj, percent=data["percent"], done=data["done"], problems=data.get("problems", ""), post=post
    )


def end_open_attempts(*, obj: Project, post: Post, data: Mapping[str, Any]) -> None:
    """When a project ends, what was under way ends with it, in this room and in those above."""
    application = getattr(obj, "application", None)
    if application is not None and application.state in application.machine.by_name["close"].source:
        perform(application, "close", post=post, system=True)
    for pre_review in obj.prereviews.open_():
        perform(pre_review, "close", post=post, system=True)
        close_consultations(pre_review, post)
    for extension in obj.extensions.open_():
        perform(extension, "close", post=post, system=True)
    for room in all_rooms():
        if room.ended is not None:
            room.ended(project=obj, post=post)
    tell_unit(obj, f"《{obj.name}》已结束：{data['reason']}")
