"""What the experts ask to be changed; each is a numbered item: answered, or set aside with a reason (article 11)."""

from collections.abc import Iterable, Mapping
from typing import Any

from experts.aspects import AspectVerdict, OpinionConclusion


def remark_sources(panel: Any) -> list[dict[str, Any]]:
    """The experts' words on each aspect that is not simply met, and overall where they do not simply agree.

    A comment on an aspect that is met asks for nothing and needs no answer.
    """
    found = []
    for opinion in panel.opinions():
        rank, seat = opinion.seat.rank, opinion.seat_id
        for aspect in panel.aspects:
            judged = opinion.aspects.get(aspect.code, {})
            text = str(judged.get("text", "")).strip()
            if text and judged.get("verdict") != AspectVerdict.MET:
                found.append({"seat": seat, "rank": rank, "aspect": aspect.code, "label": aspect.label, "text": text})
        if opinion.conclusion != OpinionConclusion.AGREE and opinion.overall.strip():
            text = opinion.overall.strip()
            found.append({"seat": seat, "rank": rank, "aspect": "", "label": "", "text": text})
    return found


def source_key(one: Mapping[str, Any]) -> str:
    """An expert says one thing on an aspect, and one overall (aspect "")."""
    return f"{one['seat'] or ''}/{one['aspect']}"


def left_out(sources: Iterable[Mapping[str, Any]], taken: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Those that none of `taken` (rows with seat and aspect) stands for."""
    known = {source_key(one) for one in taken}
    return [one for one in sources if source_key(one) not in known]


def says_where(one: Mapping[str, Any]) -> str:
    """Whose remark, on what; by the seat, for the names are not everybody's."""
    return f"第 {one['rank']} 席" + (f" · {one['label']}" if one["label"] else "")
