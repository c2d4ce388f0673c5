"""Whether the papers are open to those who sit. A declaration opens them; what comes to exclude an expert closes them
at once, whether or not an act has taken the seat away: it is asked anew at every door."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from accounts.models import Post
from experts.conflicts import late_conflicts
from experts.models import Seat
from experts.states import READING
from projects.states import ENDED


def sitting():
    """Seats of panels that go on, with all that a conflict is computed of; those of one panel together."""
    seats = Seat.objects.active().filter(panel__closed_at=None).exclude(panel__project__stage__in=ENDED)
    seats = seats.select_related(
        "panel__project__unit",
        "panel__project__investor",
        "panel__project__created_by",
        "expert__user",
        "expert__organisation",
    )
    return seats.prefetch_related("expert__employments", "expert__ties").order_by("panel_id", "rank")


def with_late_conflict(seats: Iterable[Seat]) -> list[tuple[Seat, str]]:
    """Those of `sitting()` who must not go on, each with the reason; asked once a panel."""
    found = []
    for _panel, group in groupby(seats, key=lambda seat: seat.panel_id):
        members = list(group)
        why = late_conflicts(members[0].panel, [seat.expert for seat in members])
        found += [(seat, why[seat.expert_id]) for seat in members if seat.expert_id in why]
    return found


def why_closed(seat: Seat) -> str:
    """Why its expert reads, writes and notes nothing now; "" while the papers are open."""
    if why := seat.found_conflict or (seat.late_conflict() if seat.may_read else ""):
        return f"现已查明您有应当回避的情形（{why}），评审材料和意见已停止开放；有误的，请联系信息办。"
    return "" if seat.may_read else "评审材料在作出回避声明后开放，退出或评审结束后停止开放。"


def closed_projects(post: Post) -> set[Any]:
    """Projects that a panel opened to this expert and a conflict closes, although the grant may still stand."""
    seats = list(sitting().filter(expert__user_id=post.user_id, state__in=READING))
    marked = {seat.panel.project_id for seat in seats if seat.found_conflict}
    return marked | {seat.panel.project_id for seat, _why in with_late_conflict(seats)}
