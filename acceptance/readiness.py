"""The board of readiness: each paper and condition with its state, source and article; green before one may apply."""

from dataclasses import dataclass
from typing import Any

from acceptance.models import Acceptance
from workflow.articles import cite
from workflow.machines import machine_of
from workflow.rules import judge_all


@dataclass(frozen=True)
class Line:
    what: str
    ok: bool
    state: str
    source: str
    article: str
    url: str = ""


def readiness(acceptance: Acceptance) -> list[Line]:
    """Papers first, then conditions, then each contract, indicator and demand of the attempt before."""
    return [*_papers(acceptance), *_conditions(acceptance), *_contracts(acceptance), *_results(acceptance)]


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
    ]


def _conditions(acceptance: Acceptance) -> list[Line]:
    rules = machine_of(acceptance).by_name["report"].rules
    skipped = ("acceptance.papers", "acceptance.supervision", "acceptance.indicators")
    verdicts = judge_all([rule for rule in rules if rule.code not in skipped], acceptance, None, {})
    return [
        Line(one.rule.statement, one.ok, one.message or "具备", "系统核对", one.cite, one.mend_url) for one in verdicts
    ]


def _contracts(acceptance: Acceptance) -> list[Line]:
    if not acceptance.demands_contract_acceptance():
        return []
    contracts: list[Any] = [one for one in acceptance.project.contracts.standing() if one.kind in ("main", "services")]
    scanned = "contract_acceptance" in acceptance.slots()
    return [
        Line(
            f"合同 {contract.number} 履约验收书",
            accepted or scanned,
            "已出具" if accepted else "以扫描件代" if scanned else "未出具",
            "采购人",
            cite("12"),
            contract.get_absolute_url(),
        )
        for contract in contracts
        for accepted in [contract.is_accepted()]
    ]


def _results(acceptance: Acceptance) -> list[Line]:
    url = acceptance.step_url("record_results")
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
