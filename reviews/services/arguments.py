"""Verbs of the argument 论证 (articles 6, 10)."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Max

from accounts.models import Post
from documents.services import issue_document
from experts.aspects import Purpose
from experts.models import Panel
from experts.services import ask_chair, close_panel
from projects.models import Project
from reviews.documents import argument_opinion_context
from reviews.models import Argument
from reviews.notices import tell_applicant, tell_clerks, tell_leaders
from reviews.services.panels import seat_panel
from workflow.engine import perform
from workflow.errors import Conflict


def open_argument(*, obj: Project, post: Post, data: Mapping[str, Any]) -> Argument:
    """The office asks; one at a time, and every one is kept."""
    if obj.has_open("arguments"):
        raise Conflict("专家论证已在办理中。")
    number = (obj.arguments.aggregate(last=Max("number"))["last"] or 0) + 1
    new = Argument.objects.create(project=obj, number=number, question=data["question"], created_by=post)
    obj.next_url = new.get_absolute_url()
    tell_clerks(new, f"《{obj.name}》提请专家论证，请组织")
    tell_applicant(new, f"信息办对《{obj.name}》提请专家论证")
    return new


def after_argument_convened(*, obj: Argument, post: Post, data: Mapping[str, Any]) -> None:
    seat_panel(obj=obj, purpose=Purpose.ARGUMENT, data=data, post=post)


def note_argument_opinions(*, panel: Panel, post: Post) -> None:
    """Called by the room of the experts when the last opinion is in."""
    perform(panel.argument, "opinions_in", post=None, system=True)
    ask_chair(panel)


def after_argument_issued(*, obj: Argument, post: Post, data: Mapping[str, Any]) -> None:
    document = issue_document(
        kind="argument_opinion",
        subject=obj,
        thread_id=obj.project_id,
        context=argument_opinion_context(obj),
        post=post,
    )
    obj.opinion_number = document.number
    obj.save(update_fields=["opinion_number"])
    if obj.panel is not None:
        close_panel(panel=obj.panel, post=post)
    text = f"《{obj.project.name}》专家论证意见：{obj.outcome}"
    tell_applicant(obj, text)
    tell_clerks(obj, text)


def after_argument_withdrawn(*, obj: Argument, post: Post, data: Mapping[str, Any]) -> None:
    if obj.panel is not None:
        close_panel(panel=obj.panel, post=post)
    text = f"《{obj.project.name}》专家论证已撤销：{data['reason']}"
    tell_applicant(obj, text)
    tell_leaders(obj, text)


def close_arguments(*, project: Project, post: Post) -> None:
    """The project has ended; what was asked about it ends with it."""
    for found in project.arguments.open_():
        perform(found, "close", post=post, system=True)
        if found.panel is not None:
            close_panel(panel=found.panel, post=post)
