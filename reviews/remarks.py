"""What the experts said of a plan; each is a numbered item: answered, or set aside with a reason (article 11)."""

from collections.abc import Iterable, Mapping
from typing import Any

from experts.purposes import budget_of


def remark_sources(panel: Any) -> list[dict[str, Any]]:
    """Whatever the experts wrote or found wanting, and each point of what the group signed.

    Nothing falls through because of the verdict beside it: whether words ask for a change is the clerk's to say, with
    a reason. `asks` is where the form begins.
    """
    lines, found = budget_of(panel), []
    for opinion in panel.opinions():
        whose = {"seat": opinion.seat_id, "rank": opinion.seat.rank}
        for one in opinion.said(panel.purpose, lines):
            found.append({**whose, "aspect": one["code"], **{name: one[name] for name in ("label", "text", "asks")}})
    group = panel.group_opinion()
    for number, point in enumerate(group.points if group else (), start=1):
        words = {"label": f"专家组意见第 {number} 条", "text": point["text"], "asks": True}
        found.append({"seat": None, "rank": None, "aspect": f"group:{number}", **words})
    return found


def source_key(one: Mapping[str, Any]) -> str:
    """An expert says one thing on an aspect, an answer or a line, and one overall (aspect ""); the group by number."""
    return f"{one['seat'] or ''}/{one['aspect']}"


def left_out(sources: Iterable[Mapping[str, Any]], taken: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Those that none of `taken` (rows with seat and aspect) stands for."""
    known = {source_key(one) for one in taken}
    return [one for one in sources if source_key(one) not in known]


def says_where(one: Mapping[str, Any]) -> str:
    """Whose remark, on what; by the seat, for the names are not everybody's."""
    whose = f"第 {one['rank']} 席" if one["rank"] else ""
    return " · ".join(part for part in (whose, one["label"]) if part)
