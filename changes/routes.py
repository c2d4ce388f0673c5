"""Which way a change must walk, known before it is handed in. Thresholds are effective-dated parameters."""

import datetime
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from projects.paths import Path, Way
from workflow.parameters import parameter


@dataclass(frozen=True)
class Route:
    """`pre_review`: the old approval falls and a new pre-review decides. `supplement`: the annual list comes first.

    `line_sum` is the list line's sum in yuan; `reasons` say in Chinese why.
    """

    pre_review: bool
    supplement: bool
    line_sum: Decimal | None
    reasons: tuple[str, ...]
    # What the new path asks for after the office has allowed it, in words.
    gate: str = ""

    @property
    def label(self) -> str:
        steps = ["先追加年度清单"] if self.supplement else []
        return "，".join(
            [*steps, "重新预审" if self.pre_review else "信息办批复", *([self.gate] if self.gate else [])]
        )


def share(old: Decimal, new: Decimal) -> Decimal:
    """How far a sum moves, in per cent of the old one, with its sign."""
    return (new - old) * 100 / old if old else Decimal(100 if new else 0)


def route_of_sum(old: Decimal, new: Decimal, line_sum: Decimal | None, *, gated: bool, on: datetime.date) -> Route:
    """To `new` from what the 预审批复 says, `old` (yuan), whatever was allowed in between. Exactly the threshold is
    still the office's to allow."""
    limit, moved = parameter("change.sum_percent", on), share(old, new)
    pre_review = gated and abs(moved) > limit
    supplement = line_sum is not None and new > line_sum
    side = "超过" if abs(moved) > limit else "不超过"
    reasons = [f"比批准金额 {old:,.2f} 元累计变动 {moved:+.2f}%，{side} {limit:.2f}%"]
    if supplement:
        reasons.append(f"变更后超过年度清单所列 {line_sum:,.2f} 元")
    return Route(pre_review, supplement, line_sum, tuple(reasons))


def route_of_content(*, goals_change: bool, gated: bool, on: datetime.date) -> Route:
    strict = bool(parameter("change.goals_pre_review", on))
    pre_review = gated and goals_change and strict
    reason = "建设目标或指标有变更" if goals_change else "建设目标和指标不变，只调整建设内容"
    return Route(pre_review, False, None, (reason,))


def route_of_path(project: Any, path: str, way: tuple[Way, ...] | None) -> Route:
    """Another way of buying: the office allows it, and the body of the new path approves anew."""
    way, reasons = way or (), [f"由{project.get_path_display()}改为{Path(path).label}"]
    gate = next((Way(step).label for step in way if step in (Way.APPROVAL_DRC, Way.APPROVAL_FINANCE)), "")
    # One that had no 预审批复, because its old path knew none, applies for it first.
    first = Way.PRE_REVIEW in way and project.pre_approved_at is None
    if project.approved_at:
        reasons.append(f"原审批 {project.approval_number} 随之失效")
    if project.tender_filed_at or hasattr(project, "tender"):
        reasons.append("在办的招标备案随之结束，记录保留")
    words = f"重新办理{gate}" if gate else "不再需要审批"
    return Route(False, False, None, tuple(reasons), f"申请预审后{words}" if first and gate else words)
