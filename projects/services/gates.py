"""Records that steps of the project leave behind (articles 10, 13)."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from accounts.models import Post
from accounts.queries import holders
from accounts.roles import Role
from documents.models import Attachment
from documents.services import store_attachment
from projects.choices import Outcome, SupervisionKind
from projects.models import (
    Approval,
    ContentRevision,
    ProcurementLine,
    ProgressNote,
    Project,
    SupervisionNote,
)
from projects.notices import tell_role, tell_unit
from projects.paths import Path
from projects.services.facts import amend_application
from projects.states import ParticipationState
from workflow.audit import record
from workflow.engine import perform
from workflow.errors import Conflict
from workflow.notices import notify


def _scan(project: Project, post: Post, data: Mapping[str, Any]) -> Attachment | None:
    if not data.get("scan"):
        return None
    return store_attachment(
        upload=data["scan"], thread_id=project.pk, subject=project, slot="approval_scan", post=post
    )


def _record(project: Project, post: Post, data: Mapping[str, Any], outcome: Outcome) -> Approval:
    """The act as it stands on the body's paper."""
    return Approval.objects.create(
        project=project,
        act=data["act"],
        outcome=outcome,
        number=data["number"],
        project_code=data.get("project_code", ""),
        approved_on=data["approved_on"],
        amount=data.get("amount"),
        asked_sum=project.reviewed_sum,
        note=data.get("note", "") or data.get("reason", ""),
        scan=_scan(project, post, data),
        recorded_by=post,
    )


def keep_approval(*, obj: Project, post: Post, data: Mapping[str, Any]) -> None:
    """The act with its scan; less than the 预审批复 allowed asks the unit to revise the content."""
    reduced = obj.revise_by is not None
    _record(obj, post, data, Outcome.REDUCED if reduced else Outcome.APPROVED)
    text = f"《{obj.name}》已获审批：{data['number']}"
    if reduced:
        text += f"，核减为 {obj.budget_sum:,.2f} 元，请于 {obj.revise_by} 前修改建设内容"
    tell_unit(obj, text)
    tell_role(obj, text, Role.OFFICE_CLERK)


def keep_further_act(*, obj: Project, post: Post, data: Mapping[str, Any]) -> None:
    """A later act of 发改委: 可研 after 建议书, 初设概算, 招标核准."""
    _record(obj, post, data, Outcome.REDUCED if obj.revise_by else Outcome.APPROVED)
    tell_unit(obj, f"《{obj.name}》已获审批：{data['number']}")


def keep_gate_refusal(*, obj: Project, post: Post, data: Mapping[str, Any]) -> None:
    approval = _record(obj, post, data, Outcome.REFUSED)
    text = f"《{obj.name}》{approval.get_act_display()}不予审批：{data['reason']}"
    tell_unit(obj, text)
    tell_role(obj, text, Role.OFFICE_CLERK)


def keep_cut(*, obj: Project, post: Post, data: Mapping[str, Any]) -> None:
    """评审审减 after the approval: the money follows at once, the content until `revise_by`."""
    _record(obj, post, data, Outcome.CUT)
    text = f"《{obj.name}》评审审减为 {obj.budget_sum:,.2f} 元，请于 {obj.revise_by} 前修改建设内容"
    tell_unit(obj, text)
    tell_role(obj, text, Role.OFFICE_CLERK)


def keep_revision(*, obj: Project, post: Post, data: Mapping[str, Any]) -> None:
    application = obj.application
    ContentRevision.objects.create(
        project=obj,
        approval=obj.approvals.filter(outcome__in=[Outcome.REDUCED, Outcome.CUT]).last(),
        before=application.content,
        after=data["content"],
        explanation=data["explanation"],
        post=post,
    )
    lines = {name: data[name] for name in ("modules", "budget_lines", "sources") if name in data}
    amend_application(application=application, fields={"content": data["content"]}, lines=lines, post=post)
    for one in obj.participations.filter(state=ParticipationState.CONFIRMED).select_related("project__application"):
        if one.money() != one.confirmed_sum:
            perform(one, "recut", post=post, system=True)
    gate = Role.DRC if obj.path == Path.TENDER else Role.FINANCE
    tell_role(obj, f"《{obj.name}》已按审减修改建设内容：{data['explanation'][:80]}", Role.OFFICE_CLERK, gate)


def keep_procurement_line(*, obj: Project, post: Post, data: Mapping[str, Any]) -> None:
    names = ("book", "year", "number", "amount", "note")
    line = ProcurementLine.objects.create(project=obj, recorded_by=post, **{name: data[name] for name in names})
    tell_unit(obj, f"《{obj.name}》已列入{line}")


# --- supervision (article 5) ---


def keep_supervision(*, obj: Project, post: Post, data: Mapping[str, Any]) -> None:
    names = ("kind", "finding", "demand", "due_on")
    note = SupervisionNote.objects.create(project=obj, post=post, **{name: data[name] for name in names})
    demand = f"，要求 {note.due_on} 前答复" if note.demand else ""
    text = f"《{obj.name}》{post.organisation.short_name}{note.get_kind_display()}{demand}：{note.finding[:80]}"
    tell_unit(obj, text)
    tell_role(obj, text, Role.OFFICE_CLERK)


def _open_note(project: Project, note: SupervisionNote) -> SupervisionNote:
    """The note as it is now: the form read it before the project was locked."""
    locked = project.supervision_notes.select_for_update().get(pk=note.pk)
    if locked.closed_at is not None:
        raise Conflict("该监督事项已由他人办结。")
    return locked


def keep_supervision_answer(*, obj: Project, post: Post, data: Mapping[str, Any]) -> None:
    """A body may ask further, so an answer may be put anew; what stood before stays in the trail."""
    note = _open_note(obj, data["note"])
    if note.answer:
        changes = {"answer": [note.answer, data["answer"]], "answered_by": [note.answered_by_id, post.pk]}
        record(
            subject=note, action="replace_answer", label="更正监督答复", post=post, changes=changes, thread_id=obj.pk
        )
    note.answer, note.answered_by, note.answered_at = data["answer"], post, timezone.now()
    note.save(update_fields=["answer", "answered_by", "answered_at"])
    posts = holders(note.post.role, organisation_id=note.post.organisation_id)
    kind = SupervisionKind(note.kind).label
    notify(posts=posts, text=f"《{obj.name}》已答复{kind}", url=obj.get_absolute_url(), thread_id=obj.pk)


def end_supervision(*, obj: Project, post: Post, data: Mapping[str, Any]) -> None:
    note = _open_note(obj, data["note"])
    note.closed_at = timezone.now()
    note.save(update_fields=["closed_at"])
    tell_unit(obj, f"《{obj.name}》{note.get_kind_display()}已办结")


# --- what else steps leave behind ---


def keep_progress(*, obj: Project, post: Post, data: Mapping[str, Any]) -> None:
    ProgressNote.objects.create(
        project=obj, percent=data["percent"], done=data["done"], problems=data.get("problems", ""), post=post
    )
