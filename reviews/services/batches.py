"""Several plans in one meeting: one list, one draw, one group of experts, each project judged for itself."""

from collections.abc import Mapping, Sequence
from typing import Any

from accounts.models import Post
from experts.aspects import Purpose
from experts.models import Meeting
from experts.services import plan_meeting
from reviews.models import ReviewRound
from workflow.audit import unit_of_work
from workflow.engine import perform


def convene_together(*, rounds: Sequence[ReviewRound], data: Mapping[str, Any], post: Post) -> Meeting:
    """Each round takes its own step, in the order given; the first one's draw counts for all. All or none."""
    first, *others = rounds
    with unit_of_work():
        meeting = plan_meeting(
            purpose=Purpose.PLAN_REVIEW,
            starts_at=data["meeting_at"],
            place=data["place"],
            way=data["way"],
            link=data["link"],
            post=post,
        )
        shared = {**data, "meeting": meeting, "also": [one.project for one in others]}
        led = perform(first, "convene", post=post, data={**shared, "position": 1})
        for position, one in enumerate(others, start=2):
            perform(one, "convene", post=post, data={**data, "lead": led.panel, "position": position})
    return meeting
