"""Verbs of the plan review. Effects run inside perform(), after the round is saved."""

from collections.abc import Iterable, Mapping
from typing import Any, cast

from django.db.models import Max
from django.utils import timezone

from accounts.models import Post
from documents.services import issue_document
from experts.aspects import Purpose
from experts.models import Panel, Seat
from experts.services import ask_chair, ask_to_verify, close_panel
from projects.models import Project
from projects.services import record_plan_approval, report_county_project
from reviews.choices import MATTERS, Conclusion, RemarkVerdict
from reviews.documents import responses_context, review_opinion_context
from reviews.models import Remark, ReviewRound
from reviews.notices import tell_applicant, tell_clerks, tell_leaders
from reviews.remarks import source_key
from reviews.rules import MAY_PASS
from reviews.services.arguments import close_arguments
from reviews.services.bodies import close_bodies
from reviews.services.panels import seat_panel
from reviews.states import RoundState
from workflow.audit import record, unit_of_work
from workflow.engine import perform
from workflow.errors import Conflict, Forbidden
from workflow.submissions import close_submission, open_submission


def open_round(*, obj: Project, post: Post, data: Mapping[str, Any]) -> ReviewRound:
    """Begin a round on a project; the matters of the last one are carried over, so that a revision begins there."""
    if obj.has_open("review_rounds"):
        raise Conflict("方案评审已在办理中。")
    last = obj.review_rounds.order_by("-number").first()
    number = (obj.review_rounds.aggregate(last=Max("number"))["last"] or 0) + 1
    application = getattr(obj, "application", None)
    if last is not None:
        texts = {name: getattr(last, name) for name in (*MATTERS, "survey")}
    else:
        names = {"present": "present", "needs": "need", "goals": "goals", "content": "content"}
        texts = {mine: getattr(application, theirs, "") for mine, theirs in names.items()}
    new = ReviewRound.objects.create(project=obj, number=number, created_by=post, **texts)
    if last is not None:
        for row in last.certificates.all():
            row.pk, row.round = None, new
            row.save(force_insert=True)
    obj.next_url = new.get_absolute_url()
    return new


def report_county_plan(*, post: Post, **fields: Any) -> ReviewRound:
    """A county's project and its first round in one act; the plan is written there (article 16)."""
    with unit_of_work():
        project = report_county_project(post=post, **fields)
        perform(project, "apply_plan_review", post=post)
    return project.review_rounds.get()


def save_plan(*, obj: ReviewRound, post: Post, version: int, fields: Mapping[str, str]) -> ReviewRound:
    """Keep a draft of the five matters. Raises Conflict where somebody saved since `version`."""
    with unit_of_work():
        locked = ReviewRound.objects.select_for_update(of=("self",)).select_related("project").get(pk=obj.pk)
        if not locked.may_attach(post):
            raise Forbidden("方案已提交，不能修改；如需修改请联系信息办退回。")
        if locked.version != version:
            raise Conflict("另一窗口或同事已保存了新的内容。")
        for name in (*MATTERS, "survey"):
            setattr(locked, name, fields.get(name, ""))
        locked.version += 1
        locked.saved_at = timezone.now()
        locked.save()
    return locked


def after_submitted(*, obj: ReviewRound, post: Post, data: Mapping[str, Any]) -> None:
    content = {name: getattr(obj, name) for name in (*MATTERS, "survey")}
    papers = list(obj.papers().values("slot", "name", "sha256"))
    open_submission(obj=obj, content={**content, "papers": papers}, post=post)
    tell_clerks(obj, f"《{obj.project.name}》提交技术方案（第 {obj.number} 轮），待形式审查")


def after_returned(*, obj: ReviewRound, post: Post, data: Mapping[str, Any]) -> None:
    close_submission(obj=obj, outcome="退回补正", post=post, reason=data["reason"])
    tell_applicant(obj, f"《{obj.project.name}》技术方案退回补正：{data['reason']}")


def after_convened(*, obj: ReviewRound, post: Post, data: Mapping[str, Any]) -> None:
    """Draw the panel. The names stand on the panel, not on the project's timeline."""
    seat_panel(obj=obj, purpose=Purpose.PLAN_REVIEW, data=data, post=post)


def after_redraw(*, obj: ReviewRound, post: Post, data: Mapping[str, Any]) -> None:
    for panel in Panel.objects.filter(
        project_id=obj.project_id, purpose=Purpose.PLAN_REVIEW, closed_at=None, opened_at=None
    ):
        # What was to follow its draw cannot be drawn without it.
        for follower in panel.followers.filter(drawn_at=None, closed_at=None):
            reason = f"同组抽取的评审已取消：{data['reason']}"
            perform(follower.review_round, "redraw", post=post, reason=reason, system=True)
        close_panel(panel=panel, post=post, cancelled=data["reason"])
    tell_applicant(obj, f"《{obj.project.name}》本次评审取消，将另行组织")


def note_opinions_in(*, panel: Panel, post: Post) -> None:
    """Called by the room of the experts when the last opinion is in."""
    found = ReviewRound.objects.filter(panel=panel, state=RoundState.CONVENED).select_related("project").first()
    if found is not None:
        perform(found, "opinions_in", post=None, system=True)
        ask_chair(panel)


def after_concluded(*, obj: ReviewRound, post: Post, data: Mapping[str, Any]) -> None:
    """The office's draft, set here and not in the transition: the unit reads the timeline, and this is not signed."""
    obj.drafted_conclusion = data["conclusion"]
    obj.drafted_note = data.get("note", "")
    obj.drafted_demands = data.get("demands", "")
    obj.drafted_asides = [_aside(one) for one in data.get("asides", ())]
    obj.drafted_sum = data.get("amount")
    obj.override_reason = data.get("override_reason", "")
    obj.save()
    tell_leaders(obj, f"《{obj.project.name}》方案评审结论待您签发")


def _aside(one: Mapping[str, Any]) -> dict[str, str]:
    return {**{name: one[name] for name in ("aspect", "text", "reason")}, "seat": str(one["seat"] or "")}


def after_demanded(*, obj: ReviewRound, post: Post, data: Mapping[str, Any]) -> None:
    """Each remark gets its number; the unit reads them without names."""
    given = data.get("remarks")
    remarks = obj.untaken() if given is None else given
    _number(obj, sent=remarks, asides=data.get("asides", ()), post=post)
    tell_applicant(obj, f"《{obj.project.name}》专家意见 {len(remarks)} 条，请逐条答复并上传修改后的方案")


def _number(
    obj: ReviewRound,
    *,
    sent: Iterable[Mapping[str, Any]] = (),
    asides: Iterable[Mapping[str, Any]] = (),
    post: Post | None,
) -> None:
    """Rows of the 采纳情况对照表: those that the unit answers, then those set aside, each with its reason.

    What an expert or the group said stands in their own words, whatever the caller brings; the office's own beside it.
    """
    theirs = {source_key(one): one["text"] for one in obj.untaken()}
    last = obj.remarks.aggregate(last=Max("number"))["last"] or 0
    decided = {"verdict": RemarkVerdict.ASIDE, "verified_by": post, "verified_at": timezone.now()}
    rows: list[tuple[Mapping[str, Any], dict[str, Any]]] = [(one, {}) for one in sent]
    rows += [(one, {**decided, "note": one["reason"]}) for one in asides]
    Remark.objects.bulk_create(
        Remark(
            round=obj,
            number=number,
            seat_id=one["seat"] or None,
            aspect=one["aspect"],
            text=theirs.get(source_key(one), one["text"]),
            office_note=one.get("note", ""),
            **more,
        )
        for number, (one, more) in enumerate(rows, start=last + 1)
    )


def _keep_answers(obj: ReviewRound, data: Mapping[str, Any]) -> list[Remark]:
    now = timezone.now()
    remarks = list(obj.remarks_to_answer())
    for one in remarks:
        answer = data["answers"][one.number]
        one.adopted, one.answer, one.place = answer["adopted"], answer["answer"], answer["place"]
        one.answered_at, one.times = now, one.times + 1
        one.verdict, one.note, one.verified_by, one.verified_at = "", "", None, None
        one.save()
    return remarks


def _answers(remarks: Iterable[Remark]) -> dict[str, Any]:
    return {str(one.number): {"adopted": one.adopted, "answer": one.answer, "place": one.place} for one in remarks}


def after_earlier_answered(*, obj: ReviewRound, post: Post, data: Mapping[str, Any]) -> None:
    """Of a plan that did not pass: the new one answers each remark, and its experts read the answers."""
    changes = {"answers": [None, _answers(_keep_answers(obj, data))]}
    record(subject=obj, action="answers", label="答复上一轮专家意见", post=post, changes=changes)


def after_answered(*, obj: ReviewRound, post: Post, data: Mapping[str, Any]) -> None:
    """Keep the answers, and ask the authors; what nobody of the group wrote is the chair's."""
    remarks = _keep_answers(obj, data)
    changes = {"answers": [None, _answers(remarks)], "plan": [None, obj.plan_paper.sha256]}
    record(subject=obj, action="answers", label="答复专家意见", post=post, changes=changes)
    authors = {one.seat_id for one in remarks}
    panel = cast(Panel, obj.panel)
    sitting = list(panel.impartial_seats().select_related("expert"))
    ask_to_verify(panel, [seat for seat in sitting if seat.is_chair or seat.pk in authors])


def after_verified(*, obj: Seat, post: Post, data: Mapping[str, Any]) -> None:
    """Write down the verdicts; when all answers are judged, the round goes on or back."""
    found = ReviewRound.objects.select_for_update(of=("self",)).get(panel_id=obj.panel_id)
    now = timezone.now()
    for one in found.remarks.to_verify().filter(number__in=data["verdicts"]):
        if one.may_verify(obj):
            judged = data["verdicts"][one.number]
            one.verdict, one.note, one.verified_by, one.verified_at = judged["verdict"], judged["note"], post, now
            one.save()
    changes = {str(number): [None, judged["verdict"]] for number, judged in data["verdicts"].items()}
    record(subject=obj, action="judge_remarks", label="核对修改情况", post=post, changes=changes)
    _go_on(found, obj)


def _go_on(found: ReviewRound, seat: Seat) -> None:
    waiting = list(found.remarks.to_verify())
    if not any(one.may_verify(seat) for one in waiting):
        Seat.objects.filter(pk=seat.pk).update(asked_for="")
    if waiting or found.state != RoundState.VERIFYING:
        return
    Seat.objects.filter(panel_id=seat.panel_id).update(asked_for="")
    if again := list(found.remarks.open_()):
        reason = "；".join(f"第 {one.number} 条：{one.note}" for one in again)
        perform(found, "remarks_reopened", post=None, system=True, reason=reason)
        tell_applicant(found, f"《{found.project.name}》{len(again)} 条意见须再修改：{reason}")
        return
    closed = perform(found, "remarks_closed", post=None, system=True)
    tell_clerks(closed, f"《{closed.project.name}》专家意见已全部落实，可以形成评审结论")


def after_sent_back(*, obj: ReviewRound, post: Post, data: Mapping[str, Any]) -> None:
    tell_clerks(obj, f"《{obj.project.name}》评审结论退回重拟：{data['reason']}")


def after_signed(*, obj: ReviewRound, post: Post, data: Mapping[str, Any]) -> None:
    """Issue the 评审意见; only the issued paper makes the plan a passed one (article 11)."""
    label = str(Conclusion(obj.conclusion).label)
    # Of a plan that did not pass, the next round's plan answers what was not set aside.
    sent = [] if obj.conclusion in MAY_PASS else obj.untaken(*obj.drafted_asides)
    _number(obj, sent=sent, asides=obj.drafted_asides, post=obj.concluded_by)
    close_submission(obj=obj, outcome=label, post=post)
    document = issue_document(
        kind="review_opinion", subject=obj, thread_id=obj.project_id, context=review_opinion_context(obj), post=post
    )
    obj.opinion_number = document.number
    obj.save(update_fields=["opinion_number"])
    if obj.conclusion in MAY_PASS and obj.remarks.exists():
        # Beside the opinion, not before it: it names the experts.
        table = responses_context(obj)
        issue_document(kind="responses_table", subject=obj, thread_id=obj.project_id, context=table, post=post)
    if obj.panel is not None:
        close_panel(panel=obj.panel, post=post)
    if obj.conclusion in MAY_PASS:
        record_plan_approval(project=obj.project, number=document.number, amount=obj.approved_sum, post=post)
    tell_applicant(obj, f"《{obj.project.name}》评审意见 {document.number}：{label}")
    tell_clerks(obj, f"《{obj.project.name}》评审意见 {document.number} 已签发：{label}")


def close_all(*, project: Project, post: Post) -> None:
    """The project has ended; its open round and argument end with it."""
    close_arguments(project=project, post=post)
    for found in project.review_rounds.open_():
        close_bodies(obj=found, post=post)
        perform(found, "close", post=post, system=True)
        if found.panel_id:
            close_panel(panel=found.panel, post=post)
