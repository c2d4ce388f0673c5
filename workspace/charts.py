"""Bars of the dashboard: what a chart draws and what its table says come from the same slices."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from accounts.models import Post
from projects.choices import Category
from projects.filters import CITY
from projects.states import Stage
from workflow.numbers import half_up
from workspace import queries
from workspace.queries import Slice

LONGEST = 12
WAN = Decimal(10000)
MEASURES = {"count": "项目数", "total": "申报数"}


@dataclass(frozen=True)
class Row:
    """One line of the table and one bar: the address leads to the list behind it."""

    label: str
    count: int
    total: Decimal
    url: str
    stage: str = ""


@dataclass(frozen=True)
class Chart:
    id: str
    title: str
    axis: str
    rows: list[Row]
    data: dict[str, Any]

    @property
    def count(self) -> int:
        return sum(row.count for row in self.rows)

    @property
    def total(self) -> Decimal:
        return sum((row.total for row in self.rows), Decimal(0))

    @property
    def hidden(self) -> int:
        """Rows that stand in the table only."""
        return len(self.rows) - len(self.data["categories"])


def list_url(year: int, **filters: Any) -> str:
    """The list of projects with the same filter as the number that leads to it."""
    return f"{reverse('projects:project_list')}?{urlencode({'listed': year, **filters})}"


def dashboard_charts(post: Post | None, year: int, measure: str) -> list[Chart]:
    """Four pictures of one list, one query each."""
    stages, categories = dict(Stage.choices), dict(Category.choices)
    order = list(Stage.values)
    by_stage = sorted(queries.slices(post, year, "stage"), key=lambda one: order.index(one.key))
    return [
        _chart(
            "by-stage",
            "按阶段",
            "阶段",
            measure,
            [
                Row(str(stages[one.key]), one.count, one.total, list_url(year, stage=one.key), one.key)
                for one in by_stage
            ],
        ),
        _chart(
            "by-category",
            "按类别",
            "类别",
            measure,
            _rows(
                queries.slices(post, year, "category"),
                year,
                "category",
                lambda one: str(categories[one.key]),
            ),
        ),
        _chart(
            "by-unit",
            "按单位",
            "单位",
            measure,
            _rows(queries.slices(post, year, "unit_id", "unit__short_name"), year, "unit", lambda one: one.label),
        ),
        _chart(
            "by-county",
            "按县区",
            "县区",
            measure,
            _rows(queries.slices(post, year, "unit__county"), year, "county", lambda one: one.key or CITY),
        ),
    ]


def _rows(slices: Iterable[Slice], year: int, name: str, label: Any) -> list[Row]:
    return [
        # The list calls the city's own units 市本级: an empty value would mean no filter.
        Row(label(one), one.count, one.total, list_url(year, **{name: one.key or CITY}))
        for one in slices
    ]


def _chart(id_: str, title: str, axis: str, measure: str, rows: list[Row]) -> Chart:
    drawn = rows if id_ == "by-stage" else sorted(rows, key=lambda row: getattr(row, measure), reverse=True)[:LONGEST]
    data = {
        "kind": "bar",
        "horizontal": True,
        "unit": "个" if measure == "count" else "万元",
        "axis": axis,
        "categories": [row.label for row in drawn],
        "series": [
            {
                "name": MEASURES[measure],
                "data": [
                    {"value": _value(row, measure), "url": row.url, **({"stage": row.stage} if row.stage else {})}
                    for row in drawn
                ],
            }
        ],
    }
    return Chart(id_, title, axis, rows, data)


def _value(row: Row, measure: str) -> int | float:
    return row.count if measure == "count" else float(half_up(row.total / WAN))
