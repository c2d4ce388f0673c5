"""网信办 and 保密局 in the review room: asked by the office, answering on their own page (article 5)."""

from collections.abc import Mapping
from typing import Any

from accounts.models import Post
from accounts.queries import holders
from reviews.models import BodyOpinion, ReviewRound
from reviews.notices import tell_clerks
from reviews.permits import ASKED_BODY
from workflow.audit import record
from workflow.engine import perform
from workflow.errors import Conflict
from workflow.notices import notify


def _tell_body(asked: BodyOpinion, text: str) -> None:
    posts = holders(*ASKED_BODY.roles, organisation_id=asked.body_id)
    notify(posts=posts, text=text, url=asked.get_absolute_url(), thread_id=asked.thread_id)


def after_body_asked(*, obj: ReviewRound, post: Post, data: Mapping[str, Any]) -> None:
    for body in data["bodies"]:
        if obj.body_opinions.open_().filter(body=body).exists():
            raise Conflict(f"已向{body.short_name}征求意见，等待答复。")
        asked = BodyOpinion.objects.create(
            round=obj, body=body, question=data["question"], due_on=data["due_on"], created_by=post
        )
        record(subject=asked, action="ask", label="征求评审意见", post=post)
        _tell_body(asked, f"请就《{obj.project.name}》技术方案提出意见，{data['due_on']} 前答复")


def after_body_answered(*, obj: BodyOpinion, post: Post, data: Mapping[str, Any]) -> None:
    text = f"《{obj.round.project.name}》{obj.body.short_name}已答复评审意见：{obj.get_opinion_display()}"
    tell_clerks(obj.round, text)


def after_body_reminded(*, obj: BodyOpinion, post: Post, data: Mapping[str, Any]) -> None:
    _tell_body(obj, f"催办：请就《{obj.round.project.name}》技术方案提出意见，{obj.due_on} 前答复")


def close_bodies(*, obj: ReviewRound, post: Post) -> None:
    for asked in obj.body_opinions.open_():
        perform(asked, "close", post=post, system=True)
