"""The opened opinions side by side: for the office, and for the members before they write and sign as a group."""

from collections.abc import Sequence
from typing import Any

from experts.models import Opinion, Panel
from experts.queries import budget_lines, checks_of
from experts.tally import Tally


def side_by_side(panel: Panel) -> dict[str, Any]:
    """All that the members said: figures, one row an aspect, further answers, budget; nothing while it is sealed."""
    opinions, tally = list(panel.opinions()), panel.tally()
    return {
        "tally": tally,
        "opinions": opinions,
        "rows": _rows(tally, opinions),
        "checks": checks_of(panel),
        "budget": budget_lines(panel),
    }


def _rows(tally: Tally | None, opinions: Sequence[Opinion]) -> list[dict[str, Any]]:
    if tally is None:
        return []
    return [
        {"tally": row, "cells": [_cell(opinion, row.aspect.code) for opinion in opinions]} for row in tally.aspects
    ]


def _cell(opinion: Opinion, code: str) -> dict[str, Any]:
    return {**opinion.judgement(code), "name": opinion.seat.expert.name}
