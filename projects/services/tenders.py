"""招标备案 (article 13(二)): before, after, rounds, doubts."""

from collections.abc import Mapping
from typing import Any, cast

from django.db.models import Field
from django.utils import timezone

from accounts.models import Post
from accounts.roles import Role
from documents.services import issue_document
from projects import rooms
from projects.choices import RoundOutcome
from projects.documents import tender_filing_context
from projects.models import Project, Tender, TenderDoubt, TenderRound
from projects.notices import tell_role, tell_unit
from projects.states import TenderState
from workflow.clocks import resume_clock, stop_clock
from workflow.engine import perform
from workflow.errors import Conflict
from workflow.submissions import close_submission, open_submission

BEFORE = ("scope", "method", "organisation", "agency", "noticed_on", "medium", "documents_on", "opening_on", "network")
AFTER = (
    "opened_on",
    "evaluators",
    "candidates",
    "public_from",
    "public_until",
    "complaints",
    "winner",
    "amount",
    "awarded_on",
    "reported_on",
    "contract_on",
)


def open_tender(*, obj: Project, post: Post, data: Mapping[str, Any]) -> Tender:
    tender = Tender.objects.filter(project=obj).first()
    if tender is None:
        tender = Tender.objects.create(project=obj, created_by=post)
    elif tender.state in (TenderState.FILED, TenderState.CLOSED) and obj.tender_filed_at is None:
        tender.rounds.filter(outcome=RoundOutcome.AWARDED).update(outcome=RoundOutcome.ENDED)
        tender = perform(tender, "reopen", post=post, system=True)
    else:
        raise Conflict("招标备案已在办理中。")
    TenderRound.objects.create(tender=tender, number=tender.rounds.count() + 1)
    obj.next_url = tender.get_absolute_url()
    return tender


def _keep(tender: Tender, names: tuple[str, ...], post: Post, data: Mapping[str, Any]) -> TenderRound:
    """What was typed goes to the round that goes on; the attempt keeps it as it was handed in."""
    current = tender.current()
    for name in names:
        value, field = data.get(name), TenderRound._meta.get_field(name)
        setattr(current, name, cast(Field, field).get_default() if value is None else value)
    current.save(update_fields=list(names))
    content = {"round": current.number, **{name: str(data.get(name) or "") for name in names}}
    open_submission(obj=tender, content=content, post=post)
    return current


def after_tender_before(*, obj: Tender, post: Post, data: Mapping[str, Any]) -> None:
    current = _keep(obj, BEFORE, post, data)
    text = f"《{obj.project.name}》第 {current.number} 轮招标前备案，待核对"
    tell_role(obj.project, text, Role.OFFICE_CLERK, url=obj.get_absolute_url())


def after_before_filed(*, obj: Tender, post: Post, data: Mapping[str, Any]) -> None:
    close_submission(obj=obj, outcome="招标前备案", post=post)
    text = f"《{obj.project.name}》招标前备案已办理，请在中标后提交招标结果"
    tell_unit(obj.project, text, url=obj.get_absolute_url())
    tell_role(obj.project, f"《{obj.project.name}》开始招标", Role.DRC, url=obj.get_absolute_url())


def after_tender_returned(*, obj: Tender, post: Post, data: Mapping[str, Any]) -> None:
    close_submission(obj=obj, outcome="退回补正", post=post, reason=data["reason"])
    tell_unit(obj.project, f"《{obj.project.name}》招标备案退回补正：{data['reason']}", url=obj.get_absolute_url())


def after_tender_failed(*, obj: Tender, post: Post, data: Mapping[str, Any]) -> None:
    """流标: the round is kept with its reason, and the next begins."""
    failed = obj.current()
    failed.outcome, failed.failed_why, failed.ended_at = RoundOutcome.FAILED, data["reason"], timezone.now()
    failed.save(update_fields=["outcome", "failed_why", "ended_at"])
    TenderRound.objects.create(tender=obj, number=failed.number + 1, scope=failed.scope, network=failed.network)
    text = f"《{obj.project.name}》第 {failed.number} 轮流标：{data['reason']}"
    tell_role(obj.project, text, Role.OFFICE_CLERK, Role.DRC, url=obj.get_absolute_url())


def keep_doubt(*, obj: Tender, post: Post, data: Mapping[str, Any]) -> None:
    names = ("kind", "by", "raised_on", "what")
    values = {name: data[name] for name in names}
    stop_clock(obj=obj, reason="质疑投诉处理中", post=post)
    doubt = TenderDoubt.objects.create(round=obj.current(), recorded_by=post, **values)
    close_submission(obj=obj, outcome="因质疑投诉中止", post=post)
    text = f"《{obj.project.name}》收到{doubt.get_kind_display()}，招标备案期限停止计算"
    tell_role(obj.project, text, Role.OFFICE_CLERK, Role.DRC, url=obj.get_absolute_url())


def settle_doubt(*, obj: Tender, post: Post, data: Mapping[str, Any]) -> None:
    doubt = obj.current().doubts.get(answered_on__isnull=True)
    doubt.answered_on, doubt.answer = data["answered_on"], data["answer"]
    doubt.save(update_fields=["answered_on", "answer"])
    text = f"《{obj.project.name}》{doubt.get_kind_display()}已答复，期限继续计算"
    tell_role(obj.project, text, Role.OFFICE_CLERK, Role.DRC, url=obj.get_absolute_url())


def after_tender_result(*, obj: Tender, post: Post, data: Mapping[str, Any]) -> None:
    _keep(obj, AFTER, post, data)
    resume_clock(obj=obj)
    rooms.bodies_changed(obj.project)
    tell_role(
        obj.project, f"《{obj.project.name}》报来招标结果，待备案", Role.OFFICE_CLERK, url=obj.get_absolute_url()
    )


def after_tender_filed(*, obj: Tender, post: Post, data: Mapping[str, Any]) -> None:
    """The 招标备案表 is issued and the fact pushed to the project."""
    close_submission(obj=obj, outcome="已备案", post=post)
    current = obj.current()
    current.outcome, current.ended_at = RoundOutcome.AWARDED, timezone.now()
    current.save(update_fields=["outcome", "ended_at"])
    document = issue_document(
        kind="tender_filing", subject=obj, thread_id=obj.project_id, context=tender_filing_context(obj), post=post
    )
    obj.number = document.number
    obj.save(update_fields=["number"])
    perform(obj.project, "file_tender", post=post, data={"number": document.number}, system=True)
    tell_unit(obj.project, f"《{obj.project.name}》已办理招标备案 {document.number}", url=obj.get_absolute_url())
    tell_role(obj.project, f"《{obj.project.name}》已办理招标备案 {document.number}", Role.DRC)


def close_tender(project: Project, post: Post) -> None:
    """The project ends: so does its tender, as it stands."""
    for tender in Tender.objects.filter(project=project).open_():
        tender.rounds.filter(outcome=RoundOutcome.OPEN).update(outcome=RoundOutcome.ENDED, ended_at=timezone.now())
        perform(tender, "close", post=post, system=True)
