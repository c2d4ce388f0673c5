"""What comes to exclude somebody who sits already: the seat ends, the papers close, the next of the order follows."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.db import transaction

from accounts.models import Post
from experts.access import sitting, with_late_conflict
from experts.models import Expert, Seat
from experts.notices import tell_clerks, tell_experts
from experts.sending import send_late_conflicts
from experts.services.group import pass_on
from experts.services.seats import close_papers, name_chair
from projects.models import Project
from workflow.engine import perform
from workflow.errors import Conflict, Forbidden, RuleViolation


def recuse_late(*, expert: Expert) -> None:
    """Something became known of an expert: wherever they sit and must not, they leave in the same act."""
    for seat, why in with_late_conflict(sitting().impartial().filter(expert=expert)):
        _end(seat, why)


def recuse_late_conflicts(*, project: Project | None = None) -> int:
    """What became known of no single expert: a contract, a supervisor, a participant, a reform of bodies. Of one
    project or of all, each seat on its own; who has left meanwhile is left alone, so that twice is once."""
    seats, ended = sitting().impartial(), 0
    for seat, why in with_late_conflict(seats.filter(panel__project=project) if project else seats):
        try:
            _end(seat, why)
            ended += 1
        except (Conflict, Forbidden, RuleViolation):
            continue
    return ended


def recuse_on_commit(*, project: Project | None = None) -> None:
    """Not within the act that changed the bodies: it holds the project, and a seat's own steps come to the project
    from the seat. Until the worker is there nobody reads over a conflict (access.why_closed)."""
    transaction.on_commit(partial(send_late_conflicts, project.pk if project else None))


def _end(seat: Seat, why: str) -> None:
    if seat.panel.is_open:
        # The opinions are known: none can be taken out again.
        perform(seat, "find_conflict", post=None, system=True, data={"why": why}, reason=why)
    else:
        perform(seat, "recuse", post=None, system=True, reason=why)


def after_conflict_found(*, obj: Seat, post: Post | None, data: Mapping[str, Any]) -> None:
    """The papers close, what was wanted of this member is the chair's now; whether to review anew is for people."""
    panel = obj.panel
    asked, obj.asked_for = obj.asked_for, ""
    obj.save(update_fields=["asked_for"])
    close_papers(obj)
    name_chair(panel)
    pass_on(panel, asked)
    name, why = panel.project.name, obj.found_conflict
    said = f"第 {obj.rank} 席专家在意见开启后查明有应当回避的情形（{why}），请研究是否重新评审"
    tell_clerks(panel, f"《{name}》{said}")
    tell_experts(panel, [obj], f"查明您有应当回避的情形（{why}），《{name}》评审材料和意见已停止开放")
