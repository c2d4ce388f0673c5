"""How an expert works, in figures with their number of cases (article 6)."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Avg, Count, F

from experts.models import Expert, Opinion, Panel, Seat, SeatEvaluation
from experts.states import ACTIVE, SeatState
from workflow.parameters import parameter

DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Figure:
    """A figure with its number of cases; too few cases say nothing."""

    label: str
    value: str
    cases: int
    few: int

    @property
    def shown(self) -> str:
        return self.value if self.cases >= self.few else f"不足 {self.few} 次，不作统计"


def figures_of(expert: Expert) -> list[Figure]:
    """Workload, acceptance, lateness, deviation, evaluations: each with its cases."""
    few = int(parameter("expert.few_cases"))
    seats = Seat.objects.filter(expert=expert).exclude(state=SeatState.CLOSED)
    # An invitation that nobody has answered says nothing yet.
    answered = seats.exclude(state=SeatState.INVITED, accepted_at=None)
    invited, came = answered.count(), answered.filter(state__in=ACTIVE).count()
    sealed = seats.filter(state=SeatState.SUBMITTED)
    number, late = sealed.count(), sealed.filter(submitted_at__gt=F("panel__meeting_at") + DAY).count()
    deviations = [abs(own - mean) for own, mean in _scores(expert)]
    marks = SeatEvaluation.objects.filter(seat__expert=expert).aggregate(mean=Avg("marks"), number=Count("pk"))
    return [
        Figure("参加评审", f"{number} 次", number, 0),
        Figure("应邀率", f"{came / invited:.0%}" if invited else "", invited, few),
        Figure("迟交率", f"{late / number:.0%}" if number else "", number, few),
        Figure("评分偏离（均值）", _mean(deviations), len(deviations), few),
        Figure("履职评价", f"{marks['mean']:.1f} 分" if marks["number"] else "", marks["number"], few),
    ]


def _mean(numbers: list[float]) -> str:
    return f"{sum(numbers) / len(numbers):.1f} 分" if numbers else ""


def _scores(expert: Expert) -> Iterable[tuple[float, float]]:
    """Own average and the group's, of panels that were opened."""
    panels = Panel.objects.filter(
        seats__expert=expert, seats__state=SeatState.SUBMITTED, opened_at__isnull=False
    ).order_by("-opened_at")[:50]
    opinions = Opinion.objects.filter(seat__panel__in=list(panels), seat__state=SeatState.SUBMITTED)
    averages: dict[Any, list[tuple[Any, float]]] = {}
    for opinion in opinions.select_related("seat"):
        if opinion.average is not None:
            averages.setdefault(opinion.seat.panel_id, []).append((opinion.seat.expert_id, float(opinion.average)))
    for rows in averages.values():
        mean = sum(score for _one, score in rows) / len(rows)
        yield from ((score, mean) for one, score in rows if one == expert.pk)
