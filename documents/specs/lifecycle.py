"""The papers of a project's own way: library, list, pre-review, review, acceptance, filing."""

from decimal import Decimal
from typing import Any

from documents.registry import CONTACT, PROJECT, DocumentSpec, register
from documents.samples import lifecycle as samples


def _total(rows: list[dict[str, Any]], key: str) -> str:
    return str(sum((Decimal(str(row[key])) for row in rows), Decimal(0)))


def _with_source_total(context: dict[str, Any]) -> dict[str, Any]:
    context["sources_total"] = _total(context["sources"], "amount")
    return context


PRE_APPROVAL = register(
    DocumentSpec(
        # application_title, application_number (may be ""), applied_on: date      the paper that is answered
        # list_year: int, list_number: text, list_line: int|text                   basis: the annual list and its line
        # category, nature: Chinese words                                          信息应用系统, 新建
        # conditions: [{label, remark}]                                            the conditions, each found met
        # content: text                                                            what is agreed to be built
        # amount: yuan; sources: [{kind, year, amount: yuan}]
        # next_body, next_act: text                                                "广元市财政局", "政府采购"
        # valid_until: date
        # demands: text (optional)                                                 added after the standing demands
        kind="pre_approval",
        label="预审批复",
        title="关于{project_name}预审的批复",
        template="documents/pre_approval.html",
        series="pre_approval",
        keys=(
            *PROJECT,
            "application_title",
            "applied_on",
            "list_year",
            "list_number",
            "list_line",
            "category",
            "nature",
            "conditions",
            "content",
            "amount",
            "sources",
            "next_body",
            "next_act",
            "valid_until",
        ),
        optional={**CONTACT, "application_number": "", "demands": ""},
        prepare=_with_source_total,
        passages={"content": "批复的建设内容"},
        sample=samples.pre_approval,
    )
)

REFUSAL = register(
    DocumentSpec(
        # application_title, application_number, applied_on                        as above
        # failed: [{label, remark, article}]                             not met; article like 第十条
        # reason: text                                                   the decision's reason in one sentence
        # reapply: text (optional)                                                 how to apply again
        kind="refusal",
        label="不予批复决定",
        title="关于{project_name}不予预审批复的决定",
        template="documents/refusal.html",
        series="refusal",
        keys=(*PROJECT, "application_title", "applied_on", "failed", "reason"),
        optional={**CONTACT, "application_number": "", "reapply": ""},
        passages={"reason": "理由", "reapply": "重新申请的途径"},
        sample=samples.refusal,
    )
)

REVIEW_OPINION = register(
    DocumentSpec(
        # meeting_on: date, place: text
        # plan_name, plan_version: text, plan_sha256: text                         the approved version of the plan
        # aspects: [{label, verdict, remark}]                                      the seven aspects of article 11
        # opinion: [text]                                                          numbered points of the experts
        # conclusion: text                                                         通过 / 修改后通过 / 不通过
        # declared_sum, approved_sum: yuan
        # experts: [{name, unit, title, field, is_leader: bool, signed}]
        # demands: [text]
        # dissent: text (optional), note: text (optional)                          the experts' own; the office's own
        # checks: [{group, label, words}], budget: [{words, amount, judged, high, cut}] (optional)
        # remarks: [text] (optional)                             of a plan that did not pass: the next one answers each
        kind="review_opinion",
        label="技术方案评审意见",
        title="关于{project_name}技术（设计）方案的评审意见",
        template="documents/review_opinion.html",
        series="review_opinion",
        keys=(
            *PROJECT,
            "meeting_on",
            "place",
            "plan_name",
            "plan_version",
            "plan_sha256",
            "aspects",
            "opinion",
            "conclusion",
            "declared_sum",
            "approved_sum",
            "experts",
            "demands",
        ),
        optional={**CONTACT, "dissent": "", "note": "", "checks": [], "budget": [], "remarks": []},
        # What the experts signed is nobody's to word.
        passages={"demands": "有关要求（一行一点）", "note": "信息办说明"},
        sample=samples.review_opinion,
    )
)


def with_sums(context: dict[str, Any]) -> dict[str, Any]:
    """Sums by unit and by source, in the order in which they first stand on the list."""
    lines = context["lines"]
    units = list(dict.fromkeys(line["unit"] for line in lines))
    kinds = list(dict.fromkeys(source["kind"] for line in lines for source in line["sources"]))
    context["by_unit"] = [_sum_row(unit, [line for line in lines if line["unit"] == unit]) for unit in units]
    context["by_source"] = [_source_row(kind, lines) for kind in kinds]
    context["total"], context["this_year"] = _total(lines, "total"), _total(lines, "this_year")
    context["count"] = len(lines)
    sums = [line[key] for line in lines for key in ("total", "this_year")]
    sums += [source["amount"] for line in lines for source in line["sources"]]
    context["places"] = _places([*sums, *(one["total"] for one in context.get("struck", ()))])
    return context


# A sum that is no multiple of this needs so many digits as 万元.
PLACES_OF_WAN = ((4, Decimal(100)), (6, Decimal(1)))


def _places(sums: list[Any]) -> int:
    """How many digits 万元 needs so that none of these is rounded: to a hundred yuan, to the yuan, to the fen."""
    needed = (places for sum_ in sums for places, unit in PLACES_OF_WAN if Decimal(str(sum_)) % unit)
    return max(needed, default=2)


def _sum_row(label: str, lines: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "label": label,
        "count": len(lines),
        "total": _total(lines, "total"),
        "this_year": _total(lines, "this_year"),
    }


def _source_row(kind: str, lines: list[dict[str, Any]]) -> dict[str, Any]:
    rows = [source for line in lines for source in line["sources"] if source["kind"] == kind]
    count = sum(any(source["kind"] == kind for source in line["sources"]) for line in lines)
    return {"label": kind, "count": count, "amount": _total(rows, "amount")}


ANNUAL_LIST = register(
    DocumentSpec(
        # year: int
        # lines: [{number, unit, name, content, nature, total, this_year, sources: [{kind, amount}], remark}]
        #        nature 新建/续建…; total, this_year, amount in yuan; sums by unit and source are computed here
        # supplement (optional)                  "（第1次调整）": stands in the title
        # struck (optional): [{unit, name, total, verdict}]    what the city government struck, and why
        # meeting, approved_on (optional)        given: as approved 审定, to the departments; absent: the draft 请示
        kind="annual_list",
        label="年度项目清单",
        title="广元市{year}年度信息化建设项目清单{supplement}",
        template="documents/annual_list.html",
        series="annual_list",
        keys=("year", "lines"),
        optional={
            **CONTACT,
            "unit": "广元市人民政府",
            "meeting": "",
            "approved_on": None,
            "supplement": "",
            "struck": (),
        },
        prepare=with_sums,
        sample=samples.annual_list,
    )
)

RECTIFICATION = register(
    DocumentSpec(
        # stage: text                                                              竣工验收 / 初步验收
        # held_on: date                                                            day of the acceptance meeting
        # items: [{part, text, demand, due_on: date}]                              part = one of the five parts
        # due_on: date                                                             of the whole
        # check_how: text                                                          how it will be checked
        kind="rectification",
        label="整改通知书",
        title="关于{project_name}验收整改的通知书",
        template="documents/rectification.html",
        series="rectification",
        keys=(*PROJECT, "stage", "held_on", "items", "due_on", "check_how"),
        optional=CONTACT,
        passages={"check_how": "复核方式"},
        sample=samples.rectification,
    )
)

CERTIFICATE = register(
    DocumentSpec(
        # contractors: [text], supervisor, tester: text ("" where none)
        # approved_sum, contract_sum, settled_sum: yuan; unsettled: how many contracts are not settled yet (optional)
        # started_on, finished_on, accepted_on: date
        # built: text                                        what was built; a long one stands whole in an annex
        # conclusion: text
        # parts: [{label, verdict}]                                                five parts of article 12
        # members: [{name, unit, title}] (optional)                                acceptance group
        # indicators: [{name, measured, by, met: bool}] (optional)                 annex 1: promised, measured, by whom
        # clauses: [{reference, agreed, delivered, verdict}] (optional)            annex 2: contract and tender
        # stands_on: text (optional)                                               the buyer's 验收书 in its stead
        kind="certificate",
        label="验收证书",
        title="{project_name}验收证书",
        template="documents/certificate.html",
        series="certificate",
        keys=(
            *PROJECT,
            "contractors",
            "supervisor",
            "tester",
            "approved_sum",
            "contract_sum",
            "settled_sum",
            "started_on",
            "finished_on",
            "accepted_on",
            "built",
            "conclusion",
            "parts",
        ),
        optional={**CONTACT, "members": [], "indicators": [], "clauses": [], "stands_on": "", "unsettled": 0},
        head="广元市信息化建设项目",
        passages={"built": "建设内容", "conclusion": "验收结论"},
        sample=samples.certificate,
    )
)

FILING_RECEIPT = register(
    DocumentSpec(
        # filing_kind: text              验收后备案 / 同时备案 / 社会投资项目备案
        # filed_on: date
        # papers: [text]
        # facts: [{label, value}] (optional)                                       further lines of the table
        kind="filing_receipt",
        label="备案回执",
        title="{project_name}备案回执",
        template="documents/filing_receipt.html",
        series="filing_receipt",
        keys=(*PROJECT, "filing_kind", "filed_on", "papers"),
        optional={**CONTACT, "facts": []},
        sample=samples.filing_receipt,
    )
)

NOTICE_MISSING = register(
    DocumentSpec(
        # matter: text                                                             预审申请 / 验收申请…
        # received_on, due_on: date
        # items: [{text, reason, article}]                                         article like 第十条
        kind="notice_missing",
        label="一次性告知书",
        title="关于补正{project_name}申请材料的一次性告知书",
        template="documents/notice_missing.html",
        series="notice_missing",
        keys=(*PROJECT, "matter", "received_on", "due_on", "items"),
        optional=CONTACT,
        sample=samples.notice_missing,
    )
)

DRAW_RECORD = register(
    DocumentSpec(
        # purpose: text                                                            技术（设计）方案评审
        # drawn_at: text "2026年3月5日9时30分", place: text
        # quotas: [{field, quota, candidates}]
        # candidates: int, candidates_sha256, seed: text
        # order: [{position, name, unit, field, answer, reason}]                   answer: 参加 / 回避 / 不能参加
        # drawers: [text], witness: text                                           who drew, who supervised
        # avoided: [{name, reason}] (optional)                                     taken out before the draw
        # algorithm: text, commitments: [{who, commitment, phrase}], absent: int (optional)
        # earlier: [{on: date, reason}] (optional)                                 cancelled draws
        kind="draw_record",
        label="专家抽取记录",
        title="{project_name}评审专家抽取记录",
        template="documents/draw_record.html",
        series="draw_record",
        keys=(
            *PROJECT,
            "purpose",
            "drawn_at",
            "place",
            "quotas",
            "candidates",
            "candidates_sha256",
            "seed",
            "order",
            "drawers",
            "witness",
        ),
        optional={**CONTACT, "avoided": [], "algorithm": "", "commitments": [], "absent": 0, "earlier": []},
        sample=samples.draw_record,
    )
)

TENDER_FILING = register(
    DocumentSpec(
        # approvals: [text]                                                        numbers of the approvals
        # method, agency, medium, winner: text; noticed_on, opened_on: date; amount: yuan
        # evaluators: int|None, candidates: [text], contract_on: date|None, attachments: [text] (optional)
        kind="tender_filing",
        label="招标备案表",
        title="{project_name}招标备案表",
        template="documents/tender_filing.html",
        series="tender_filing",
        keys=(*PROJECT, "approvals", "method", "agency", "noticed_on", "medium", "opened_on", "winner", "amount"),
        optional={**CONTACT, "evaluators": None, "candidates": [], "contract_on": None, "attachments": []},
        sample=samples.tender_filing,
    )
)

CHANGE_APPROVAL = register(
    DocumentSpec(
        # kind_label: text                                                         金额 / 工期 / …
        # applied_on: date; why: text
        # rows: [{label, old, new, moved}]                                         moved: "+9.80%" or ""
        # route: text                                                              信息办批复 / 重新预审
        # superseded: text                                                         the 预审批复 that falls, or ""
        kind="change_approval",
        label="变更批复",
        title="关于{project_name}变更的批复",
        template="documents/change_approval.html",
        series="change_approval",
        keys=(*PROJECT, "kind_label", "applied_on", "why", "rows", "route", "superseded"),
        optional=CONTACT,
        passages={"why": "变更理由"},
        sample=samples.change_approval,
    )
)
