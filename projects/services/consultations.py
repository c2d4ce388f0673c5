"""会签 within a pre-review; extension and revocation of a 预审批复 (article 10)."""

import datetime
from collections.abc import Mapping
from typing import Any, cast

from accounts.models import Organisation, Post
from accounts.queries import holders
from accounts.roles import Role
from documents.services import issue_document, withdraw_document
from projects.documents import consultation_context
from projects.models import Consultation, Extension, PreReview, Project
from projects.notices import tell_role, tell_unit
from projects.permits import ASKED_BODY
from workflow.clocks import resume_clock, stop_clock
from workflow.engine import perform
from workflow.errors import Conflict
from workflow.notices import notify


def _tell_body(consultation: Consultation, text: str) -> None:
    posts = holders(*ASKED_BODY.roles, organisation_id=consultation.body_id)
    notify(posts=posts, text=text, url=consultation.get_absolute_url(), thread_id=consultation.project_id)


def ask_bodies(*, obj: PreReview, post: Post, data: Mapping[str, Any]) -> None:
    """One question to several bodies at once, each with its own letter and its own answer."""
    for body in data["bodies"]:
        if obj.consultations.open_().filter(body=body).exists():
            raise Conflict(f"已向{body.name}征求意见，尚待答复。")
        _ask(obj, body, post, data)
    stop_clock(obj=obj, reason="征求会签意见", post=post)


def _ask(pre_review: PreReview, body: Organisation, post: Post, data: Mapping[str, Any]) -> None:
    consultation = Consultation.objects.create(
        project=pre_review.project,
        pre_review=pre_review,
        body=body,
        question=data["question"],
        due_on=data["due_on"],
        created_by=post,
    )
    document = issue_document(
        kind="consultation_letter",
        subject=consultation,
        thread_id=pre_review.project_id,
        context=consultation_context(consultation),
        post=post,
    )
    consultation.number = document.number
    consultation.save(update_fields=["number"])
    _tell_body(consultation, f"请就《{pre_review.project.name}》预审提出会签意见，{data['due_on']} 前答复")


def _go_on(pre_review: PreReview) -> None:
    """The office's clock stands while a body is asked, until the last has answered or is asked no longer."""
    if not pre_review.consultations.open_().exists():
        resume_clock(obj=pre_review)


def after_opinion(*, obj: Consultation, post: Post, data: Mapping[str, Any]) -> None:
    _go_on(obj.pre_review)
    text = f"{obj.body.short_name}答复《{obj.project.name}》会签：{obj.get_opinion_display()}"
    tell_role(obj.project, text, Role.OFFICE_CLERK, Role.OFFICE_LEADER, url=obj.pre_review.get_absolute_url())


def after_opinion_reminded(*, obj: Consultation, post: Post, data: Mapping[str, Any]) -> None:
    _tell_body(obj, f"催办：请尽快答复《{obj.project.name}》会签意见（原定 {obj.due_on} 前）")


def after_question_withdrawn(*, obj: Consultation, post: Post, data: Mapping[str, Any]) -> None:
    _go_on(obj.pre_review)
    _tell_body(obj, f"《{obj.project.name}》会签征询已撤回：{data['reason']}")


def close_consultations(pre_review: PreReview, post: Post | None) -> None:
    """The pre-review is decided: whoever has not answered is asked no longer; its silence stays silence."""
    for consultation in pre_review.consultations.open_():
        perform(consultation, "close", post=post, system=True)
    resume_clock(obj=pre_review)


# --- extension and revocation ---


def open_extension(*, obj: Project, post: Post, data: Mapping[str, Any]) -> Extension:
    if obj.has_open("extensions"):
        raise Conflict("延期申请已在办理中。")
    extension = Extension.objects.create(
        project=obj,
        pre_review=obj.prereviews.get(number=obj.pre_approval_number),
        why=data["why"],
        until=data["until"],
        old_until=cast(datetime.date, obj.pre_approved_until),
        created_by=post,
    )
    obj.next_url = extension.get_absolute_url()
    tell_role(obj, f"《{obj.name}》申请预审批复延期，待审查", Role.OFFICE_CLERK, url=extension.get_absolute_url())
    return extension


def after_extension_checked(*, obj: Extension, post: Post, data: Mapping[str, Any]) -> None:
    text = f"《{obj.project.name}》预审批复延期已审查，待决定"
    tell_role(obj.project, text, Role.OFFICE_LEADER, url=obj.get_absolute_url())


def after_extension_granted(*, obj: Extension, post: Post, data: Mapping[str, Any]) -> None:
    project = obj.project
    perform(project, "extend_pre_approval", post=post, data={"until": obj.until}, system=True)
    obj.pre_review.valid_until = obj.until
    obj.pre_review.save(update_fields=["valid_until"])
    text = f"《{project.name}》预审批复 {project.pre_approval_number} 有效期延至 {obj.until}"
    tell_unit(project, text, url=obj.get_absolute_url())
    tell_role(project, text, Role.DRC if project.path == "tender" else Role.FINANCE)


def after_extension_refused(*, obj: Extension, post: Post, data: Mapping[str, Any]) -> None:
    tell_unit(obj.project, f"《{obj.project.name}》不同意延期：{data['reason']}", url=obj.get_absolute_url())


def after_pre_approval_revoked(*, obj: PreReview, post: Post, data: Mapping[str, Any]) -> None:
    """The gates close again (article 10); what was approved on it falls with it."""
    project = obj.project
    perform(
        project, "supersede_approval", post=post, reason=f"预审批复 {obj.number} 撤销：{data['reason']}", system=True
    )
    # Whoever holds the paper and looks it up must not read that it is valid.
    withdraw_document(number=obj.number, reason=f"预审批复撤销：{data['reason']}", post=post)
    for extension in obj.extensions.open_():
        perform(extension, "close", post=post, system=True)
    text = f"《{project.name}》预审批复 {obj.number} 已撤销，不得据此办理审批：{data['reason']}"
    tell_unit(project, text, url=obj.get_absolute_url())
    tell_role(project, text, Role.DRC if project.path == "tender" else Role.FINANCE)
