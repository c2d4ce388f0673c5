"""Verbs of the acceptance (article 12)."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Max
from django.utils import timezone

from acceptance.choices import Conclusion, Part
from acceptance.documents import certificate_context, opinion_context, rectification_context
from acceptance.models import (
    Acceptance,
    Clause,
    Incident,
    IndicatorResult,
    PartFinding,
    RectificationItem,
    Trial,
)
from accounts.models import Post
from accounts.roles import Role
from documents.models import Attachment
from documents.services import issue_document, store_attachment
from experts.aspects import Purpose
from experts.models import Panel
from experts.services import ask_chair, close_panel, convene, seed_of
from projects.models import Project
from projects.notices import tell_role, tell_unit
from projects.rooms import sharing_lines
from projects.services import accept_project, complete_project
from projects.states import Stage
from workflow.audit import unit_of_work
from workflow.engine import perform
from workflow.errors import Conflict, Forbidden
from workflow.parameters import parameter
from workflow.submissions import close_submission, open_submission

CLAUSE = ("reference", "agreed", "delivered", "evidence", "verdict")
FIELDS = ("built", "selfcheck", "indicators", "completed_on")


def open_acceptance(*, obj: Project, post: Post, data: Mapping[str, Any]) -> Acceptance:
    """Begin an attempt; what the last one said is taken over as a start."""
    if obj.has_open("acceptances"):
        raise Conflict("验收已在办理中。")
    last = obj.acceptances.order_by("-attempt").first()
    start = {name: getattr(last, name) for name in FIELDS} if last else {}
    number = (obj.acceptances.aggregate(last=Max("attempt"))["last"] or 0) + 1
    acceptance = Acceptance.objects.create(project=obj, attempt=number, created_by=post, **start)
    _keep_promises(acceptance, last.results.all() if last else ())
    _keep_agreed(acceptance, last)
    obj.next_url = acceptance.get_absolute_url()
    return acceptance


def _keep_promises(acceptance: Acceptance, earlier: Iterable[IndicatorResult]) -> None:
    """Each measurable indicator of the application is a line; what an earlier attempt measured of it is taken over."""
    known = {one.promised: (one.measured, one.measured_by, one.met) for one in earlier}
    promises = promises_of(acceptance.project)
    rows = [(promise, *known.get(promise, ("", "", None))) for promise in promises]
    IndicatorResult.objects.bulk_create(
        IndicatorResult(
            acceptance=acceptance, position=place, promised=promised, measured=measured, measured_by=by, met=met
        )
        for place, (promised, measured, by, met) in enumerate(rows, start=1)
    )


def renew_promises(*, project: Project) -> None:
    """A change has made the indicators others: an acceptance that is not convened yet measures the new ones."""
    for acceptance in project.acceptances.filter(state__in=("draft", "returned", "reported")):
        kept = list(acceptance.results.all())
        acceptance.results.all().delete()
        _keep_promises(acceptance, kept)


def promises_of(project: Project) -> list[str]:
    """The list of indicators and, of an older application, the goals that name a number."""
    application = getattr(project, "application", None)
    if application is None:
        return []
    listed = [_promise(one)[:300] for one in application.indicators.all()]
    goals = [goal.strip()[:300] for goal in re.split(r"[；;。\n]", application.goals) if re.search(r"\d", goal)]
    return [*listed, *(goal for goal in goals if not any(one.split("：")[0] in goal for one in listed))]


def _promise(indicator: Any) -> str:
    """Name, from what to what; a goal that names no value stands for itself."""
    if indicator.target in ("", "达到"):
        return indicator.name
    begun = f"由 {indicator.baseline}{indicator.unit} " if indicator.baseline else ""
    return f"{indicator.name}：{begun}达到 {indicator.target}{indicator.unit}"


def _keep_agreed(acceptance: Acceptance, last: Acceptance | None) -> None:
    """The table of clauses begins with each contract and each module of the approved content."""
    rows: list[dict[str, str]]
    if last is not None:
        rows = [{name: getattr(one, name) for name in CLAUSE} for one in last.clauses.all()]
    else:
        rows = [
            {
                "reference": f"合同 {one.number}",
                "agreed": f"{one.name}：{one.amount} 元，{one.starts_on} 至 {one.ends_on} 履约",
            }
            for one in acceptance.building_contracts()
        ]
        application = getattr(acceptance.project, "application", None)
        modules = application.modules.all() if application else ()
        rows += [
            {
                "reference": "建设内容",
                "agreed": (one.content if one.name in one.content else f"{one.name}：{one.content}")[:300],
            }
            for one in modules
        ]
    Clause.objects.bulk_create(
        Clause(acceptance=acceptance, position=place, **row) for place, row in enumerate(rows, start=1)
    )


def keep_clauses(*, obj: Acceptance, post: Post, data: Mapping[str, Any]) -> None:
    obj.clauses.all().delete()
    Clause.objects.bulk_create(
        Clause(acceptance=obj, position=place, **row) for place, row in enumerate(data["rows"], start=1)
    )


def open_by_office(*, obj: Project, post: Post, data: Mapping[str, Any]) -> None:
    """The unit stays silent: the office takes up what there is (article 12: 及时)."""
    acceptance = obj.acceptances.open_().first() or open_acceptance(obj=obj, post=post, data={})
    perform(acceptance, "take_up", post=post, data={"why": data["why"]}, system=True)
    if obj.stage == Stage.BUILDING:
        complete_project(project=obj, post=post)
    obj.next_url = acceptance.get_absolute_url()
    tell_unit(obj, f"《{obj.name}》逾期未报验，由信息办直接组织验收：{data['why']}"[:290], url=obj.next_url)


def keep_results(*, obj: Acceptance, post: Post, data: Mapping[str, Any]) -> None:
    """What was measured, by whom; `rows` by key of the line."""
    for result in obj.results.filter(pk__in=data["rows"]):
        result.measured, result.measured_by, result.met = data["rows"][result.pk]
        result.save(update_fields=["measured", "measured_by", "met"])


def keep_verification(*, obj: Acceptance, post: Post, data: Mapping[str, Any]) -> None:
    """The office's verdict on each demand; `verdicts` by key of the item. What is wanting is open again."""
    for item in obj.items_to_answer():
        if item.pk in data["verdicts"]:
            item.verified, item.verify_note = data["verdicts"][item.pk]
            item.verified_by = post
            item.answered_on = item.answered_on if item.verified else None
            item.save(update_fields=["verified", "verify_note", "verified_by", "answered_on"])


def begin_trial(*, obj: Project, post: Post, data: Mapping[str, Any]) -> None:
    """初验 passed; the system runs on trial."""
    paper = store_attachment(upload=data["paper"], thread_id=obj.pk, subject=obj, slot="preliminary", post=post)
    days = int(parameter("trial_days", data["begun_on"]))
    fields = {name: data[name] for name in ("examined_on", "members", "verdict", "opinion", "begun_on")}
    trial = Trial.objects.create(
        project=obj,
        problems=data.get("problems", ""),
        paper=paper,
        counts_from=timezone.localdate(),
        days=days,
        least_days=min(days, int(parameter("trial_least_days", data["begun_on"]))),
        created_by=post,
        **fields,
    )
    obj.next_url = trial.get_absolute_url()
    text = f"《{obj.name}》初验{trial.get_verdict_display()}，开始试运行"
    tell_role(obj, text, Role.OFFICE_CLERK, url=trial.get_absolute_url())
    if trial.is_backdated:
        text = f"《{obj.name}》填报试运行自 {trial.begun_on} 开始，请核对后确认起始日"
        tell_role(obj, text, Role.OFFICE_LEADER, url=trial.get_absolute_url())


def after_start_confirmed(*, obj: Trial, post: Post, data: Mapping[str, Any]) -> None:
    text = f"《{obj.project.name}》试运行自 {obj.begun_on} 起计算：{data['basis']}"
    tell_unit(obj.project, text[:290], url=obj.get_absolute_url())


def after_asked_shorter(*, obj: Trial, post: Post, data: Mapping[str, Any]) -> None:
    text = f"《{obj.project.name}》申请缩短试运行（已运行 {obj.lasted} 日）"
    tell_role(obj.project, text, Role.OFFICE_LEADER, url=obj.get_absolute_url())


def keep_incident(*, obj: Trial, post: Post, data: Mapping[str, Any]) -> None:
    fields = {name: data.get(name, "") for name in ("happened_on", "text", "measure")}
    Incident.objects.create(trial=obj, post=post, **fields)


def save_report(
    *, acceptance: Acceptance, post: Post, version: int, fields: Mapping[str, Any], answers: Mapping[int, str]
) -> Acceptance:
    """Keep a draft. Raises Forbidden (not ours to edit now), Conflict (saved elsewhere since `version`)."""
    with unit_of_work():
        locked = Acceptance.objects.select_for_update(of=("self",)).select_related("project").get(pk=acceptance.pk)
        if not locked.may_edit(post):
            raise Forbidden("完工材料已报出，不能修改；如需修改请联系信息办退回。")
        if locked.version != version:
            raise Conflict("另一窗口或同事已保存了新的内容，请核对后再保存。")
        for name in FIELDS:
            setattr(locked, name, fields[name])
        locked.version += 1
        locked.saved_at = timezone.now()
        locked.save()
        for item in locked.items_to_answer():
            if item.pk in answers:
                item.answer = answers[item.pk]
                item.save(update_fields=["answer"])
    return locked


def after_reported(*, obj: Acceptance, post: Post, data: Mapping[str, Any]) -> None:
    """The completion report: freeze it, and tell the project that it is built."""
    papers = Attachment.objects.current_for(obj).values_list("slot", "name", "sha256")
    content: dict[str, Any] = {name: str(getattr(obj, name) or "") for name in FIELDS}
    content["papers"] = [{"slot": slot, "name": name, "sha256": sha256} for slot, name, sha256 in papers]
    content["clauses"] = [f"{one}：{one.delivered}（{one.get_verdict_display()}）" for one in obj.clauses.all()]
    content["sharing"] = [f"{line.what}：{line.state}" for line in sharing_lines(obj.project)]
    open_submission(obj=obj, content=content, post=post)
    obj.items_to_answer().filter(answered_on=None).update(answered_on=timezone.localdate())
    if obj.project.stage == Stage.BUILDING:
        complete_project(project=obj.project, post=post)
    tell_role(
        obj.project, f"《{obj.project.name}》报告完工，待组织验收", Role.OFFICE_CLERK, url=obj.get_absolute_url()
    )


def after_returned(*, obj: Acceptance, post: Post, data: Mapping[str, Any]) -> None:
    close_submission(obj=obj, outcome="退回补正", post=post, reason=data["reason"])
    tell_unit(obj.project, f"《{obj.project.name}》验收退回补正：{data['reason']}", url=obj.get_absolute_url())


def after_convened(*, obj: Acceptance, post: Post, data: Mapping[str, Any]) -> None:
    names = [contract.contractor for contract in obj.project.contracts.all()]
    names += [name for name in (obj.project.supervisor, obj.project.tester) if name]
    wanted = {name: data[name] for name in ("meeting_at", "place", "size", "quotas")}
    obj.panel = convene(
        project=obj.project,
        purpose=Purpose.ACCEPTANCE,
        post=post,
        witness=data.get("witness", ""),
        conflicting_names=names,
        origin_url=obj.get_absolute_url(),
        **wanted,
        **seed_of(data),
    )
    obj.save(update_fields=["panel"])
    moment = f"{timezone.localtime(obj.panel.meeting_at):%Y-%m-%d %H:%M}"
    text = f"《{obj.project.name}》验收定于 {moment}，{obj.panel.place}"
    tell_unit(obj.project, text, url=obj.get_absolute_url())


def after_redraw(*, obj: Acceptance, post: Post, data: Mapping[str, Any]) -> None:
    """A draw that two persons cannot end, or a group without reserve, is dissolved; its record stays."""
    for panel in obj.project.panels.filter(purpose=Purpose.ACCEPTANCE, closed_at=None, opened_at=None):
        close_panel(panel=panel, post=post, cancelled=data["reason"])
    tell_unit(obj.project, f"《{obj.project.name}》本次验收会取消，将另行组织", url=obj.get_absolute_url())


def opinions_opened(*, panel: Panel, post: Post) -> None:
    """The last opinion is in: the chair writes what the group says, and all sign it, before the clerk concludes."""
    perform(panel.acceptance, "opinions_in", post=post, system=True)
    ask_chair(panel)


def material(panel: Panel) -> dict[str, Any]:
    """What an expert reads: the completion report and its papers."""
    acceptance = panel.acceptance
    return {"acceptance": acceptance, "attachments": Attachment.objects.current_for(acceptance)}


def close_panels(*, project: Project, post: Post) -> None:
    """The project has ended; whoever still sits on its acceptance is let go, and the papers close."""
    for found in project.acceptances.open_().exclude(panel=None):
        close_panel(panel=found.panel, post=post)


def after_concluded(*, obj: Acceptance, post: Post, data: Mapping[str, Any]) -> None:
    """Keep the five parts and, where it comes to that, the demands: one line each."""
    PartFinding.objects.filter(acceptance=obj).delete()
    PartFinding.objects.bulk_create(
        PartFinding(
            acceptance=obj,
            part=part,
            verdict=data[f"verdict_{part}"],
            finding=data[f"finding_{part}"],
            examiner=data[f"examiner_{part}"],
            evidence=data[f"evidence_{part}"],
        )
        for part in Part.values
    )
    RectificationItem.objects.filter(acceptance=obj).delete()
    RectificationItem.objects.bulk_create(
        RectificationItem(acceptance=obj, position=position, **item)
        for position, item in enumerate(data.get("items", ()), start=1)
    )
    text = f"《{obj.project.name}》验收已形成结论，待签发"
    tell_role(obj.project, text, Role.OFFICE_LEADER, url=obj.get_absolute_url())


def after_sent_back(*, obj: Acceptance, post: Post, data: Mapping[str, Any]) -> None:
    text = f"《{obj.project.name}》验收结论退回重拟：{data['reason']}"
    tell_role(obj.project, text, Role.OFFICE_CLERK, url=obj.get_absolute_url())


def after_signed(*, obj: Acceptance, post: Post, data: Mapping[str, Any]) -> None:
    """Certificate, rectification order, or a refusal; only the certificate opens the way to use (article 12)."""
    close_submission(obj=obj, outcome=obj.conclusion_label, post=post)
    issue_document(
        kind="acceptance_opinion", subject=obj, thread_id=obj.project_id, context=opinion_context(obj), post=post
    )
    if obj.conclusion == Conclusion.PASS:
        _issue(obj, "certificate", certificate_context(obj), post)
        accept_project(project=obj.project, number=obj.number, post=post)
    elif obj.conclusion == Conclusion.RECTIFY:
        _issue(obj, "rectification", rectification_context(obj), post)
    if obj.conclusion != Conclusion.PASS:
        _escalate(obj)
    if obj.panel is not None:
        close_panel(panel=obj.panel, post=post)
    text = f"《{obj.project.name}》{obj.conclusion_label} {obj.number}"
    tell_unit(obj.project, text, url=obj.get_absolute_url())


def _escalate(acceptance: Acceptance) -> None:
    """Who fails for the third time is no longer the office's matter alone."""
    failed = acceptance.project.acceptances.filter(state="issued").exclude(conclusion=Conclusion.PASS).count()
    if failed < parameter("acceptance.escalate_after"):
        return
    acceptance.escalated_at = timezone.now()
    acceptance.save(update_fields=["escalated_at"])
    text = f"《{acceptance.project.name}》第 {failed} 次验收未通过，提请领导小组协调"
    tell_role(acceptance.project, text, Role.LEADING_GROUP, Role.OFFICE_LEADER, url=acceptance.get_absolute_url())
    tell_unit(acceptance.project, text, url=acceptance.get_absolute_url())


def _issue(acceptance: Acceptance, kind: str, context: dict[str, Any], post: Post) -> None:
    document = issue_document(
        kind=kind, subject=acceptance, thread_id=acceptance.project_id, context=context, post=post
    )
    acceptance.number = document.number
    acceptance.save(update_fields=["number"])
