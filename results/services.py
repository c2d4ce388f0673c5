"""Verbs of the results (article 15)."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction

from accounts.models import Organisation, Post
from accounts.queries import holders
from accounts.roles import OFFICE_ROLES, Role
from projects.models import Project
from projects.notices import tell_role, tell_unit
from results.models import Result, Reuse, Transfer
from results.states import ReuseState, TransferState
from workflow.audit import record, unit_of_work
from workflow.errors import Conflict, Forbidden
from workflow.notices import notify

FIELDS = ("kind", "name", "number", "owner", "basis", "licence", "summary", "reusable")


def keep_result(*, obj: Project, post: Post, data: Mapping[str, Any]) -> None:
    result = Result.objects.create(project=obj, registered_by=post, **{name: data[name] for name in FIELDS})
    obj.next_url = result.get_absolute_url()


def propose_reuse(*, result: Result, body: Organisation, purpose: str, post: Post) -> Reuse:
    """The office would have another body use it; its leader decides."""
    if post.role not in OFFICE_ROLES:
        raise Forbidden("成果推广由信息办提出（《办法》第十五条）。")
    if result.owner != "unit":
        raise Forbidden("成果不归项目建设单位所有，信息办不能推广使用（《办法》第十五条）。")
    try:
        with unit_of_work():
            reuse = Reuse.objects.create(result=result, body=body, purpose=purpose, created_by=post)
            record(subject=reuse, action="propose", label="提出成果推广", post=post)
    except IntegrityError as twice:
        raise Conflict("该单位的推广已经提出过。") from twice
    tell_role(
        result.project, f"成果“{result.name}”拟推广到{body.name}", Role.OFFICE_LEADER, url=reuse.get_absolute_url()
    )
    return reuse


def _tell_body(obj: Any, text: str) -> None:
    if not obj.result.project.is_classified:
        posts = holders(Role.APPLICANT, Role.UNIT_LEADER, organisation_id=obj.body_id)
        notify(posts=posts, text=text, url=obj.get_absolute_url(), thread_id=obj.thread_id)


def after_promoted(*, obj: Reuse, post: Post, data: Mapping[str, Any]) -> None:
    text = f"成果“{obj.result.name}”推广到{obj.body.name}使用，请提供支持（第十五条）"
    tell_unit(obj.result.project, text, url=obj.get_absolute_url())
    _tell_body(obj, f"可以使用成果“{obj.result.name}”；不得擅自转让（第十五条）")


def after_supported(*, obj: Reuse, post: Post, data: Mapping[str, Any]) -> None:
    _tell_body(obj, f"成果“{obj.result.name}”的所有单位已提供支持，请登记使用情况")


def uses(result: Result, post: Post) -> bool:
    """Is this post's body one that uses the result?"""
    states = (ReuseState.PROMOTED, ReuseState.SUPPORTED, ReuseState.IN_USE)
    return result.reuses.filter(body_id=post.organisation_id, state__in=states).exists()


def ask_transfer(*, result: Result, receiver: str, purpose: str, post: Post) -> Transfer:
    if not uses(result, post):
        raise Forbidden("只有使用本成果的单位可以申请转让许可（《办法》第十五条）。")
    with unit_of_work():
        transfer = Transfer.objects.create(
            result=result, body=post.organisation, receiver=receiver, purpose=purpose, created_by=post
        )
        record(subject=transfer, action="ask_transfer", label="申请转让许可", post=post)
        tell_unit(
            result.project, f"{post.organisation.name}申请转让成果“{result.name}”", url=transfer.get_absolute_url()
        )
    return transfer


def try_transfer(*, result: Result, receiver: str, purpose: str, post: Post) -> str:
    """Hand on what is permitted. Else the refusal in words: the attempt stays in the trail, office and owner hear."""
    if not uses(result, post):
        raise Forbidden("本单位没有使用本成果（《办法》第十五条）。")
    allowed = result.transfers.filter(
        body_id=post.organisation_id, receiver=receiver, state=TransferState.PERMITTED
    ).exists()
    label = "转让成果" if allowed else "擅自转让被拒绝"
    with transaction.atomic(), unit_of_work():
        action = "transferred" if allowed else "transfer_refused"
        record(subject=result, action=action, label=label, post=post, changes={"receiver": receiver, "why": purpose})
        if not allowed:
            text = f"{post.organisation.name}未经许可拟将成果“{result.name}”转让给{receiver}，已拒绝"
            tell_role(result.project, text, Role.OFFICE_CLERK, Role.OFFICE_LEADER, url=result.get_absolute_url())
            tell_unit(result.project, text, url=result.get_absolute_url())
    return (
        "" if allowed else "使用单位不得擅自将项目成果转让给其他单位或个人使用（《办法》第十五条）；请先申请转让许可。"
    )


def after_decided(*, obj: Transfer, post: Post, data: Mapping[str, Any]) -> None:
    _tell_body(obj, f"成果“{obj.result.name}”转让许可：{obj.state_label}")
