"""Readiness: each paper and condition with its state, source and article; nothing red where one may report."""

from dataclasses import dataclass, replace

from django.urls import reverse

from acceptance.choices import BUYERS_SCAN
from acceptance.models import Acceptance, RectificationItem
from acceptance.rules import SHARING_REAL
from accounts.models import Post
from projects.rooms import sharing_lines
from workflow.articles import cite
from workflow.machines import machine_of
from workflow.rules import Severity, is_open, judge_all


@dataclass(frozen=True)
class Line:
    what: str
    ok: bool
    state: str
    source: str
    article: str
    url: str = ""
    # Without it one may report all the same, and is told so (Severity.WARN).
    blocks: bool = True

    @property
    def grade(self) -> str:
        return "yes" if self.ok else "no" if self.blocks else "warn"


def readiness(acceptance: Acceptance, post: Post | None = None) -> list[Line]:
    """Papers first, then conditions, then each contract, indicator and demand of the attempt before.

    With a post: a line leads only where this post may go.
    """
    lines = [
        *_papers(acceptance),
        *_conditions(acceptance, post),
        *_items(acceptance),
        *_contracts(acceptance),
        *_results(acceptance),
        *_clauses(acceptance),
        *_sharing(acceptance),
    ]
    edit = reverse("acceptance:acceptance_edit", args=[acceptance.pk])
    shut = post is not None and not acceptance.may_edit(post)
    return [
        replace(line, url="") if (shut and line.url == edit) or not is_open(acceptance, post, line.url) else line
        for line in lines
    ]


def _papers(acceptance: Acceptance) -> list[Line]:
    there = acceptance.slots()
    url = f"{acceptance.get_absolute_url()}#papers"
    return [
        Line(
            paper.label,
            paper.slot in there,
            "已上传" if paper.slot in there else "缺少",
            "申报单位上传",
            cite(paper.article),
            url,
        )
        for paper in acceptance.demanded_papers()
        if not paper.slot.startswith(BUYERS_SCAN)  # by contract, below
    ]


def _conditions(acceptance: Acceptance, post: Post | None) -> list[Line]:
    rules = machine_of(acceptance).by_name["report"].rules
    skipped = (
        "acceptance.papers",
        "acceptance.buyers",
        "acceptance.supervision",
        "acceptance.indicators",
        "acceptance.clauses",
        "acceptance.sharing",
        "acceptance.items",
    )
    verdicts = judge_all([rule for rule in rules if rule.code not in skipped], acceptance, post, {})
    return [
        Line(one.rule.statement, one.ok, one.message or "具备", "系统核对", one.cite, one.mend_url, one.blocks)
        for one in verdicts
    ]


def _items(acceptance: Acceptance) -> list[Line]:
    """Each demand of the attempt before, by its own day."""
    url = reverse("acceptance:acceptance_edit", args=[acceptance.pk])
    return [
        Line(
            f"整改：{item.demand}（{item.due_on:%Y-%m-%d} 前）",
            bool(item.answer.strip()),
            _answered(item),
            "申报单位填写",
            cite("12"),
            url,
        )
        for item in acceptance.items_to_answer()
    ]


def _answered(item: RectificationItem) -> str:
    words = "已答复" if item.answer.strip() else "没有答复"
    return f"{words}，逾期 {item.days_late} 天" if item.days_late else words


def _contracts(acceptance: Acceptance) -> list[Line]:
    if not acceptance.demands_contract_acceptance():
        return []
    without = {one.pk for one in acceptance.contracts_without()}
    return [
        Line(
            f"合同 {contract.number} 履约验收书",
            contract.pk not in without,
            "未出具" if contract.pk in without else "已出具" if contract.is_accepted() else "以扫描件代",
            "采购人",
            cite("12"),
            contract.get_absolute_url(),
        )
        for contract in acceptance.building_contracts()
    ]


def _results(acceptance: Acceptance) -> list[Line]:
    url = acceptance.results_url
    return [
        Line(
            f"指标：{one.promised}",
            one.met is not None,
            f"实测 {one.measured}（{'达到' if one.met else '未达到'}）" if one.met is not None else "没有实测值",
            one.measured_by or "—",
            cite("12"),
            url,
        )
        for one in acceptance.results.all()
    ]


def _clauses(acceptance: Acceptance) -> list[Line]:
    """Each contract that builds has its clauses; each clause says what was delivered."""
    rows, url = list(acceptance.clauses.all()), acceptance.clauses_url
    named = " ".join(row.reference for row in rows)
    missing = [
        Line(f"合同 {one.number} 逐条对照", False, "还没有对照", "申报单位填写", cite("12"), url)
        for one in acceptance.building_contracts()
        if one.number not in named
    ]
    return missing + [
        Line(
            f"条款：{row}",
            bool(row.verdict),
            row.get_verdict_display() or "没有写明交付情况",
            row.evidence or "申报单位填写",
            cite("12"),
            url,
        )
        for row in rows
    ]


def _sharing(acceptance: Acceptance) -> list[Line]:
    blocks = SHARING_REAL.severity is Severity.BLOCK
    return [
        Line(line.what, line.ok, line.state, "资源目录和共享接口", cite("20"), line.url, blocks)
        for line in sharing_lines(acceptance.project)
    ]
