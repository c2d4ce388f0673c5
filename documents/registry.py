"""What kinds of paper there are, and in which series each is numbered. Kinds are code: they are read and reviewed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

OFFICE = "广元市经济和信息化委员会"
RED_HEAD = f"{OFFICE}文件"
# The keys of every paper about a project, and what every paper may name besides.
PROJECT = ("project_number", "project_name", "unit")
CONTACT: dict[str, Any] = {"contact": "", "phone": "", "copy_to": []}
# The corners of the head (GB/T 9704, 7.2.1 to 7.2.3 and 7.2.6), which most papers leave empty.
CORNERS = {"copy_number": "", "secrecy": "", "urgency": "", "signatory": ""}


@dataclass(frozen=True)
class Series:
    """A run of numbers that begins again each year: 广经信预〔2026〕12号."""

    code: str
    label: str
    prefix: str

    def text(self, year: int, number: int) -> str:
        return f"{self.prefix}〔{year}〕{number}号"


SERIES: dict[str, Series] = {
    series.code: series
    for series in (
        Series("pre_approval", "预审批复", "广经信预"),
        Series("refusal", "不予批复", "广经信不予"),
        Series("review_opinion", "评审意见", "广经信评"),
        Series("argument", "专家论证意见", "广经信论"),
        Series("certificate", "验收证书", "广信验"),
        Series("filing_receipt", "备案", "广信备"),
        Series("annual_list", "年度清单", "广经信清"),
        Series("rectification", "整改通知书", "广经信整"),
        Series("notice_missing", "一次性告知书", "广经信告"),
        Series("tender_filing", "招标备案", "广信招备"),
        Series("change_approval", "变更批复", "广经信变"),
        Series("draw_record", "专家抽取记录", "广信抽"),
        Series("annual_list_draft", "清单请示", "广经信请"),
        Series("consultation", "会签函", "广经信函"),
        Series("group_opinion", "专家组意见", "广信专"),
        Series("acceptance_opinion", "验收意见", "广信验意"),
        Series("responses", "采纳情况对照表", "广信采"),
        Series("expert_letter", "专家邀请函、感谢信", "广信专函"),
        Series("fee_list", "评审费发放表", "广信费"),
        Series("minutes", "会议纪要", "广经信纪"),
        Series("sharing_order", "共享改造通知书", "广经信享"),
        Series("supervision", "约谈、督办通知", "广经信督"),
        Series("allocation", "资源分配通知", "广经信资"),
        # Numbers that the city's office system gave: kept as they are, counted in the order of their entry.
        Series("outside", "外来文号", ""),
    )
}


def _as_it_is(context: dict[str, Any]) -> dict[str, Any]:
    return context


@dataclass(frozen=True)
class DocumentSpec:
    """One kind of paper.

    `keys` must stand in the context, `optional` are filled in with their defaults. `prepare` derives figures (sums)
    from the context when it is frozen, so that a table and its sum cannot disagree. `sample` is a whole context.
    `passages` are keys whose text (or list of texts) is free; everything else follows from the record.
    `title` may name keys of the context: "关于{project_name}预审的批复".
    """

    kind: str
    label: str
    title: str
    template: str
    series: str
    keys: tuple[str, ...]
    optional: Mapping[str, Any] = field(default_factory=dict)
    head: str = RED_HEAD
    # Free passages that a person may word before the paper is issued, with their labels.
    passages: Mapping[str, str] = field(default_factory=dict)
    prepare: Callable[[dict[str, Any]], dict[str, Any]] = _as_it_is
    sample: Callable[[], dict[str, Any]] = dict

    def complete(self, context: Mapping[str, Any]) -> dict[str, Any]:
        """The whole context; raises ValueError that names every key that is missing or unknown."""
        missing = [key for key in self.keys if key not in context]
        known = {*self.keys, *self.optional, *CORNERS}
        unknown = [key for key in context if key not in known]
        if missing or unknown:
            raise ValueError(f"{self.kind}: missing {missing}, unknown {unknown}")
        return self.prepare({**CORNERS, **self.optional, **context})


SPECS: dict[str, DocumentSpec] = {}


def register(spec: DocumentSpec) -> DocumentSpec:
    """Make a kind known. A second one of the same name, or one in an unknown series, stops the start."""
    if spec.kind in SPECS:
        raise ValueError(f"document kind {spec.kind} is registered twice")
    if spec.series not in SERIES:
        raise ValueError(f"document kind {spec.kind} names an unknown series {spec.series}")
    SPECS[spec.kind] = spec
    return spec
