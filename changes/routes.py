"""Which way a change must walk, known before it is handed in. Thresholds are effective-dated parameters."""

import datetime
from dataclasses import dataclass
from decimal import Decimal

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

    @property
    def label(self) -> str:
        steps = ["先追加年度清单"] if self.supplement else []
        return "，".join([*steps, "重新预审" if self.pre_review else "信息办批复"])


def share(old: Decimal, new: Decimal) -> Decimal:
    """How far a sum moves, in per cent of the old one, with its sign."""
    return (new - old) * 100 / old if old else Decimal(100 if new else 0)


def route_of_sum(old: Decimal, new: Decimal, line_sum: Decimal | None, *, gated: bool, on: datetime.date) -> Route:
    """A change of the approved sum `old` to `new` (yuan). Exactly the threshold is still the office's to allow."""
    limit, moved = parameter("change.sum_percent", on), share(old, new)
    pre_review = gated and abs(moved) > limit
    supplement = line_sum is not None and new > line_sum
    side = "超过" if abs(moved) > limit else "不超过"
    reasons = [f"金额变动 {moved:+.2f}%，{side}批准金额的 {limit:.2f}%"]
    if supplement:
        reasons.append(f"变更后超过年度清单所列 {line_sum:,.2f} 元")
    return Route(pre_review, supplement, line_sum, tuple(reasons))


def route_of_content(*, goals_change: bool, gated: bool, on: datetime.date) -> Route:
    strict = bool(parameter("change.goals_pre_review", on))
    pre_review = gated and goals_change and strict
    reason = "建设目标有变更" if goals_change else "建设目标不变，只调整建设内容"
    return Route(pre_review, False, None, (reason,))
