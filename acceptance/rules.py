"""What must hold before a step of the acceptance (article 12)."""

import datetime
from dataclasses import replace
from typing import Any

from django.apps import apps
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, TruncDate
from django.db.models.lookups import LessThanOrEqual
from django.urls import reverse
from django.utils import timezone

from acceptance.choices import BUYERS_SCAN, REPORT, PartVerdict
from experts.queries import draw_refusal
from projects.permits import PROJECT_CLERK
from projects.rooms import sharing_lines
from workflow.parameters import parameter
from workflow.rules import Rule, Severity


def _edit(obj: Any) -> str:
    return reverse("acceptance:acceptance_edit", args=[obj.pk])


def _papers_place(obj: Any) -> str:
    """The page that everybody may read, with the papers; who may attach finds the place there."""
    return f"{obj.get_absolute_url()}#papers"


def passes(obj: Any, data: Any) -> bool:
    return data.get("conclusion") == "pass"


def completion_refused(project: Any, day: datetime.date) -> str:
    """What was built was finished after its start, and not tomorrow."""
    if day > timezone.localdate():
        return "完工日期不能晚于今天"
    started = project.build_started_at and timezone.localdate(project.build_started_at)
    return f"项目 {started} 才开工，完工日期不能在此之前" if started and day < started else ""


def _reported(obj: Any, post: Any, data: Any) -> str:
    left = [str(obj._meta.get_field(name).verbose_name) for name in REPORT if not getattr(obj, name).strip()]
    left += [] if obj.completed_on else ["完工日期"]
    if left:
        return f"尚缺：{'、'.join(left)}"
    return completion_refused(obj.project, obj.completed_on)


def _papers(obj: Any, post: Any, data: Any) -> str:
    missing = [
        paper.label
        for paper in obj.demanded_papers()
        # The buyer's, contract by contract: a rule of its own.
        if paper.article == "12" and paper.slot not in obj.slots() and not paper.slot.startswith(BUYERS_SCAN)
    ]
    return f"缺少：{'、'.join(missing)}" if missing else ""


def _buyers_papers(obj: Any, post: Any, data: Any) -> str:
    """Each contract by its own: a scan of one says nothing of another."""
    if not obj.demands_contract_acceptance():
        return ""
    if not obj.building_contracts():
        return "还没有登记建设（服务）合同"
    without = [one.number for one in obj.contracts_without()]
    return f"合同 {'、'.join(without)} 没有采购人的履约验收书" if without else ""


def _contracts_to_accept(obj: Any) -> list[tuple[str, str]]:
    return [(f"合同 {one.number}", one.get_absolute_url()) for one in obj.contracts_without()]


def _supervision_papers(obj: Any, post: Any, data: Any) -> str:
    missing = [
        paper.label for paper in obj.demanded_papers() if paper.article == "14" and paper.slot not in obj.slots()
    ]
    return f"预算超过100万元，缺少：{'、'.join(missing)}" if missing else ""


def _items_answered(obj: Any, post: Any, data: Any) -> str:
    left = sum(not item.answer.strip() for item in obj.items_to_answer())
    return f"还有 {left} 项整改要求没有答复" if left else ""


def _items_verified(obj: Any, post: Any, data: Any) -> str:
    left = sum(item.verified is not True for item in obj.items_to_answer())
    return f"还有 {left} 项整改没有核实通过" if left else ""


def _measured(obj: Any, post: Any, data: Any) -> str:
    left = [result.promised for result in obj.results.all() if result.met is None]
    return f"还有 {len(left)} 项指标没有实测值：{left[0]}" if left else ""


def trial_demanded(project: Any) -> bool:
    """Small projects, soft subjects and bare equipment skip the trial, by the rule of the day they began."""
    limit = parameter("trial_threshold", timezone.localdate(project.created_at))
    return project.declared_sum > limit and project.category not in ("soft", "equipment")


def _tried(obj: Any, post: Any, data: Any) -> str:
    if not trial_demanded(obj.project):
        return ""
    trial = getattr(obj.project, "trial", None)
    if trial is None:
        return "尚未初验并试运行"
    return f"试运行尚未结束（{trial.may_end_on} 起可以结束）" if trial.state == "running" else ""


def _long_enough(obj: Any, post: Any, data: Any) -> str:
    return f"试运行未满，{obj.may_end_on} 起可以结束" if timezone.localdate() < obj.may_end_on else ""


def _well_examined(obj: Any, post: Any, data: Any) -> str:
    if data.get("verdict") == PartVerdict.NOT_MET:
        return "初验不合格的不得试运行，整改后重新初验再登记"
    if data.get("verdict") == PartVerdict.PARTLY and not data.get("problems", "").strip():
        return "初验基本合格的，须写明试运行期间要解决的遗留问题"
    return ""


def _in_order(obj: Any, post: Any, data: Any) -> str:
    """What is built is examined, what was examined runs on trial; none of it before the start nor after today."""
    examined, begun = data.get("examined_on"), data.get("begun_on")
    if not (examined and begun):
        return ""
    started = obj.build_started_at and timezone.localdate(obj.build_started_at)
    if started is None or examined < started:
        return f"项目 {started} 才开工，初验不能在此之前" if started else "项目尚未开工，不能初验"
    if begun < examined:
        return f"{examined} 初验，试运行不能在此之前"
    return "初验和试运行开始的日期不能晚于今天" if max(examined, begun) > timezone.localdate() else ""


def _happened(obj: Any, post: Any, data: Any) -> str:
    day = data.get("happened_on")
    if day is None or obj.begun_on <= day <= timezone.localdate():
        return ""
    return f"试运行自 {obj.begun_on} 开始，只登记其间至今日的情况"


def _asked_shorter(obj: Any, post: Any, data: Any) -> str:
    return "" if obj.shorten_why and obj.report else "申报单位还没有提交试运行报告申请缩短"


def _least_tried(obj: Any, post: Any, data: Any) -> str:
    today, first = timezone.localdate(), obj.may_be_shortened_on
    return f"缩短后也不少于 {obj.least_days} 日，{first} 起可以同意" if today < first else ""


def _no_trial(obj: Any, post: Any, data: Any) -> str:
    return "本项目已登记初验和试运行" if hasattr(obj, "trial") else ""


def _drawable(obj: Any, post: Any, data: Any) -> str:
    return draw_refusal(obj.project, data.get("size"), data.get("quotas"))


def _all_in(obj: Any, post: Any, data: Any) -> str:
    panel = obj.panel
    if panel is None or panel.is_open:
        return ""
    seats = list(panel.active_seats())
    done = sum(seat.submitted_at is not None for seat in seats)
    if len(seats) < panel.size:
        return f"专家组缺 {panel.size - len(seats)} 人，须先递补"
    return f"{panel.size} 名专家中 {done} 名已提交意见，尚有 {panel.size - done} 名"


def _none_open(obj: Any, post: Any, data: Any) -> str:
    return "本项目已有一次验收在办理" if obj.has_open("acceptances") else ""


def _clauses(obj: Any, post: Any, data: Any) -> str:
    rows = list(obj.clauses.all())
    named = " ".join(row.reference for row in rows)
    without = [one.number for one in obj.building_contracts() if one.number not in named]
    if without:
        return f"合同 {without[0]} 还没有逐条对照"
    left = [row for row in rows if not row.verdict]
    return f"还有 {len(left)} 条没有写明交付情况：{left[0]}" if left else ""


def _clauses_bear_it(obj: Any, post: Any, data: Any) -> str:
    if data.get("verdict_contract") != "met":
        return ""
    if found := _clauses(obj, post, data):
        return f"{found}，合同部分不能评为合格"
    missing = [row for row in obj.clauses.all() if row.verdict == "not"]
    return f"“{missing[0].reference}”未交付，合同部分不能评为合格" if missing else ""


def _indicators_bear_it(obj: Any, post: Any, data: Any) -> str:
    if data.get("verdict_function") != "met":
        return ""
    if found := _measured(obj, post, data):
        return f"{found}，功能、性能部分不能评为合格"
    missed = [row for row in obj.results.all() if row.met is False]
    return f"指标“{missed[0].promised}”未达到，功能、性能部分不能评为合格" if missed else ""


def _sharing_real(obj: Any, post: Any, data: Any) -> str:
    lines = [line for line in sharing_lines(obj.project) if not line.ok]
    return f"{lines[0].what}：{lines[0].state}" if lines else ""


def _sharing_bears_it(obj: Any, post: Any, data: Any) -> str:
    if data.get("verdict_sharing") != "met":
        return ""
    found = _sharing_real(obj, post, data)
    return f"{found}，资源共享部分不能评为合格" if found else ""


def _silence_days() -> datetime.timedelta:
    return datetime.timedelta(days=int(parameter("acceptance.silence_days")))


def _attempts(**state: Any) -> Any:
    return apps.get_model("acceptance.acceptance").objects.filter(project=OuterRef("pk"), **state)


def _taken_up() -> Exists:
    return Exists(_attempts().open_().exclude(state__in=("draft", "returned")))


def _silent_since() -> Coalesce:
    """Of a project: the return, else the day until which it was to be rectified, else the planned day."""
    returned = _attempts(state="returned").values(day=TruncDate("state_since"))
    issued = _attempts(state="issued").order_by("-attempt").values(day=Coalesce("rectify_by", TruncDate("issued_at")))
    return Coalesce(Subquery(returned[:1]), Subquery(issued[:1]), F("planned_end"))


def long_silent() -> Q:
    """`UNIT_SILENT` as a condition of the query: so long that the office may open acceptance by itself."""
    return ~_taken_up() & Q(LessThanOrEqual(_silent_since(), timezone.localdate() - _silence_days()))


def _silent(obj: Any, post: Any, data: Any) -> str:
    rows = type(obj)._base_manager.filter(pk=obj.pk)
    taken_up, since = rows.values_list(_taken_up(), _silent_since()).get()
    if taken_up:
        return "验收已在办理"
    if since is None:
        return "没有计划完工日期"
    opens = since + _silence_days()
    return f"{opens} 以后仍未报验的，方可直接组织" if opens > timezone.localdate() else ""


def _may_stand(obj: Any, post: Any, data: Any) -> str:
    if parameter("contract_acceptance.stands"):
        return ""
    return "目前规定：履约验收书是项目验收的资料，不能代替项目验收（由规定生效日期控制）"


def _all_accepted(obj: Any, post: Any, data: Any) -> str:
    return "" if obj.contracts_accepted() else "还有合同没有采购人出具的合格验收书"


NO_OPEN = Rule("acceptance.no_open", "12", "没有正在办理的验收", _none_open)
REPORT_WHOLE = Rule(
    "acceptance.report", "12", "完工情况、自查、指标完成情况已填写", _reported, mend=_edit, mender=PROJECT_CLERK
)
PAPERS_THERE = Rule("acceptance.papers", "12", "验收资料齐全", _papers, mend=_papers_place)
BUYERS_PAPERS = Rule(
    "acceptance.buyers",
    "12",
    "政府采购的每份合同均有采购人的履约验收书",
    _buyers_papers,
    places=_contracts_to_accept,
)
SUPERVISION_PAPERS = Rule(
    "acceptance.supervision", "14", "超过100万元的，有监理报告和测评报告", _supervision_papers, mend=_papers_place
)
ITEMS_ANSWERED = Rule(
    "acceptance.items", "12", "上次验收的整改要求逐项答复", _items_answered, mend=_edit, mender=PROJECT_CLERK
)
ITEMS_VERIFIED = Rule(
    "acceptance.verified",
    "12",
    "上次验收的整改逐项核实",
    _items_verified,
    mend=lambda obj: obj.step_url("verify_items"),
)
MEASURED = Rule(
    "acceptance.indicators",
    "12",
    "申报的每项指标都有实测值",
    _measured,
    mend=lambda obj: obj.results_url,
)
TRIED = Rule(
    "acceptance.trial",
    "12",
    "初验后试运行已满（规模较小的除外）",
    _tried,
    mend=lambda obj: obj.project.get_absolute_url() + "?tab=acceptance",
)
EXAMINED_WELL = Rule("trial.examined", "12", "初验合格（基本合格的写明遗留问题）", _well_examined)
IN_ORDER = Rule("trial.order", "12", "开工之后初验，初验之后试运行，均不晚于今日", _in_order)
HAPPENED = Rule("trial.incident", "12", "登记的情况发生在试运行期间", _happened)
ASKED_SHORTER = Rule("trial.asked", "12", "申报单位已提交试运行报告并申请缩短", _asked_shorter)
LEAST_TRIED = Rule("trial.least", "12", "缩短后的试运行不少于规定天数", _least_tried)
LONG_ENOUGH = Rule("trial.days", "12", "试运行满规定天数", _long_enough)
NO_TRIAL = Rule("trial.once", "12", "初验和试运行只登记一次", _no_trial)
DRAWABLE = Rule("acceptance.drawable", "6", "专家库可以抽取符合人数、领域和回避要求的专家组", _drawable)
ALL_IN = Rule("acceptance.all_in", "12", "专家组人数齐全，意见全部提交", _all_in)
CLAUSES = Rule(
    "acceptance.clauses",
    "12",
    "合同和招标文件逐条对照交付情况",
    _clauses,
    mend=lambda obj: obj.clauses_url,
)
CLAUSES_BEAR_IT = Rule(
    "acceptance.contract_part", "12", "合同部分的结论与逐条对照相符", _clauses_bear_it, typed=("verdict_contract",)
)
INDICATORS_BEAR_IT = Rule(
    "acceptance.function_part",
    "12",
    "功能、性能部分的结论与指标相符",
    _indicators_bear_it,
    typed=("verdict_function",),
)
SHARING_REAL = Rule(
    "acceptance.sharing", "20", "声明的数据和接口已在目录登记并可应答", _sharing_real, severity=Severity.WARN
)
SHARING_BEARS_IT = Rule(
    "acceptance.sharing_part", "12", "资源共享部分的结论与目录核对相符", _sharing_bears_it, typed=("verdict_sharing",)
)
UNIT_SILENT = Rule("acceptance.silent", "12", "申报单位逾期未报验", _silent)
MAY_STAND = Rule("acceptance.may_stand", "12", "规定允许以履约验收书作为项目验收", _may_stand)
ALL_ACCEPTED = Rule("acceptance.all_accepted", "12", "各合同均有采购人出具的合格验收书", _all_accepted)
VERDICTS = (CLAUSES_BEAR_IT, INDICATORS_BEAR_IT, SHARING_BEARS_IT)
# What a report must bring, a pass needs as well: the office that opened by itself took up what there was.
OF_A_PASS = (PAPERS_THERE, BUYERS_PAPERS, SUPERVISION_PAPERS, MEASURED, CLAUSES, TRIED)
WHERE_IT_PASSES = tuple(rule.where(passes, typed=("conclusion",)) for rule in OF_A_PASS)
# Before the experts read it, it can still be brought; what is missing then is missing at the conclusion.
STILL_MISSING = tuple(replace(rule, severity=Severity.WARN) for rule in OF_A_PASS)
