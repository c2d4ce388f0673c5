"""Verbs of the results (article 15)."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import Organisation, Post
from accounts.queries import holders
from accounts.roles import OFFICE_ROLES, Role
from infrastructure.services import retire_system
from projects.models import Project
from projects.notices import tell_role, tell_unit
from projects.services import retire_project
from results.models import Evaluation, EvaluationLine, OperationYear, Result, Retirement, Reuse, Transfer, UseRecord
from results.rules import refuse_body
from results.states import USING, ReuseState, TransferState
from workflow.audit import record, unit_of_work
from workflow.engine import perform
from workflow.errors import Conflict, Forbidden
from workflow.notices import notify

FIELDS = ("kind", "name", "number", "owner", "basis", "licence", "summary", "reusable")


def keep_result(*, obj: Project, post: Post, data: Mapping[str, Any]) -> None:
    result = Result.objects.create(project=obj, registered_by=post, **{name: data[name] for name in FIELDS})
    obj.next_url = result.get_absolute_url()


def may_correct(result: Result, post: Post) -> bool:
    """The unit that registered it, and the office that keeps the registry."""
    own = post.role == Role.APPLICANT and post.organisation_id == result.project.unit_id
    return own or post.role == Role.OFFICE_CLERK


def correct_result(*, result: Result, fields: Mapping[str, Any], why: str, post: Post) -> Result:
    """What was registered wrongly is put right; the trail keeps old and new, and the other side hears.

    Raises Forbidden, Conflict (its ownership cannot move under those who use it).
    """
    if not may_correct(result, post):
        raise Forbidden("成果登记由登记单位经办人或信息办经办人更正（《办法》第十五条）。")
    with unit_of_work():
        locked = Result.objects.select_for_update(of=("self",)).select_related("project__unit").get(pk=result.pk)
        changes = {
            name: [getattr(locked, name), fields[name]] for name in FIELDS if getattr(locked, name) != fields[name]
        }
        if not changes:
            raise Conflict("没有更改。")
        if "owner" in changes and locked.reuses.exclude(state=ReuseState.DECLINED).exists():
            raise Conflict("成果已提出推广，不能更改归属；请先由信息办决定（《办法》第十五条）。")
        for name, (_old, new) in changes.items():
            setattr(locked, name, new)
        locked.save(update_fields=list(changes))
        record(subject=locked, action="correct", label="更正成果登记", post=post, reason=why, changes=changes)
        meta: Any = Result._meta
        parts = "、".join(str(meta.get_field(name).verbose_name) for name in changes)
        text, url = f"{post.organisation.short_name}更正成果“{locked.name}”的{parts}：{why}", locked.get_absolute_url()
        if post.role == Role.OFFICE_CLERK:
            tell_unit(locked.project, text, url=url)
        else:
            tell_role(locked.project, text, Role.OFFICE_CLERK, url=url)
    return locked


def propose_reuse(*, result: Result, body: Organisation, purpose: str, post: Post) -> Reuse:
    """The office would have another body use it; its leader decides."""
    if post.role not in OFFICE_ROLES:
        raise Forbidden("成果推广由信息办提出（《办法》第十五条）。")
    if result.owner != "unit":
        raise Forbidden("成果不归项目建设单位所有，信息办不能推广使用（《办法》第十五条）。")
    if refusal := refuse_body(body):
        raise Forbidden(f"{refusal}（《办法》第十五条）。")
    with unit_of_work():
        reuse = Reuse.objects.create(result=result, body=body, purpose=purpose, created_by=post)
        record(subject=reuse, action="propose", label="提出成果推广", post=post)
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


def keep_use(*, obj: Reuse, post: Post, data: Mapping[str, Any]) -> None:
    UseRecord.objects.create(reuse=obj, on=data["on"], text=data["use"], post=post)


def uses(result: Result, post: Post) -> bool:
    """Is this post's body one that uses the result?"""
    return result.reuses.filter(body_id=post.organisation_id, state__in=USING).exists()


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
    """Hand on what is permitted, once. Else the refusal in words: the attempt stays in the trail, office and owner
    hear. Raises Forbidden, Conflict."""
    if not uses(result, post):
        raise Forbidden("本单位没有使用本成果（《办法》第十五条）。")
    asked = list(result.transfers.filter(body_id=post.organisation_id, receiver=receiver))
    permitted = next((one for one in asked if one.state == TransferState.PERMITTED and not one.has_lapsed), None)
    if permitted is not None:
        perform(permitted, "hand_on", post=post)
        return ""
    lack = _lack(asked)
    with transaction.atomic(), unit_of_work():
        record(
            subject=result, action="transfer_refused", label="擅自转让被拒绝", post=post,
            reason=f"拟转让给{receiver}：{purpose}", changes={"receiver": receiver, "why": purpose},
        )  # fmt: skip
        text = f"{post.organisation.name}未经许可拟将成果“{result.name}”转让给{receiver}，已拒绝"
        tell_role(result.project, text, Role.OFFICE_CLERK, Role.OFFICE_LEADER, url=result.get_absolute_url())
        tell_unit(result.project, text, url=result.get_absolute_url())
    return f"使用单位不得擅自将项目成果转让给其他单位或个人使用（《办法》第十五条）；{lack}请先申请转让许可。"


def _lack(asked: list[Transfer]) -> str:
    """What became of the permissions to hand it on to this receiver."""
    for one in asked:
        if one.state == TransferState.PERMITTED:
            return f"原许可已于 {one.valid_until} 到期，"
        if one.state == TransferState.TRANSFERRED:
            return f"原许可已于 {one.transferred_on} 用于转让，"
    return ""


def after_handed_on(*, obj: Transfer, post: Post, data: Mapping[str, Any]) -> None:
    text = f"{obj.body.name}按许可将成果“{obj.result.name}”转让给{obj.receiver}"
    tell_unit(obj.result.project, text, url=obj.get_absolute_url())
    tell_role(obj.result.project, text, Role.OFFICE_CLERK, url=obj.get_absolute_url())


def after_decided(*, obj: Transfer, post: Post, data: Mapping[str, Any]) -> None:
    _tell_body(obj, f"成果“{obj.result.name}”转让许可：{obj.state_label}")


# --- the life after ---


def open_evaluation(*, obj: Project, post: Post, data: Mapping[str, Any]) -> Evaluation:
    """Begin with the indicators as they were accepted."""
    evaluation = Evaluation.objects.create(project=obj, year=timezone.localdate().year, created_by=post)
    accepted = obj.acceptances.filter(state="issued", conclusion="pass").first()
    results = accepted.results.all() if accepted else ()
    EvaluationLine.objects.bulk_create(
        EvaluationLine(evaluation=evaluation, position=place, promised=one.promised, accepted=one.measured)
        for place, one in enumerate(results, start=1)
    )
    obj.next_url = evaluation.get_absolute_url()
    return evaluation


def keep_evaluation(*, obj: Evaluation, post: Post, data: Mapping[str, Any]) -> None:
    for line in obj.lines.filter(pk__in=data["lines"]):
        line.fact, line.met = data["lines"][line.pk]
        line.save(update_fields=["fact", "met"])


def after_evaluation_submitted(*, obj: Evaluation, post: Post, data: Mapping[str, Any]) -> None:
    text = f"《{obj.project.name}》提交 {obj.year} 年绩效评价，待评定"
    tell_role(obj.project, text, Role.OFFICE_CLERK, Role.OFFICE_LEADER, url=obj.get_absolute_url())


def after_evaluation_decided(*, obj: Evaluation, post: Post, data: Mapping[str, Any]) -> None:
    words = obj.get_grade_display() or data["reason"]
    text = f"《{obj.project.name}》{obj.year} 年绩效评价：{obj.state_label} {words}"[:290]
    tell_unit(obj.project, text, url=obj.get_absolute_url())
    if obj.grade:
        tell_role(obj.project, text, Role.FINANCE, url=obj.get_absolute_url())


def keep_operation(*, obj: Project, post: Post, data: Mapping[str, Any]) -> None:
    fields = {name: value for name, value in data.items() if name != "reason"}
    OperationYear.objects.create(project=obj, post=post, **fields)
    obj.next_url = f"{obj.get_absolute_url()}?tab=results"


def ask_retirement(*, obj: Project, post: Post, data: Mapping[str, Any]) -> None:
    retirement = Retirement.objects.create(
        project=obj,
        created_by=post,
        reason=data["why"],
        data_kept=data["data_kept"],
        successor=data.get("successor", ""),
    )
    obj.next_url = retirement.get_absolute_url()
    tell_role(obj, f"《{obj.name}》申请系统下线，待同意", Role.OFFICE_LEADER, url=obj.next_url)


def after_retirement_decided(*, obj: Retirement, post: Post, data: Mapping[str, Any]) -> None:
    text = f"《{obj.project.name}》系统下线：{obj.state_label} {data['reason']}"
    tell_unit(obj.project, text, url=obj.get_absolute_url())


def release_resources(*, obj: Retirement, post: Post, data: Mapping[str, Any]) -> None:
    """The infrastructure room ends the system itself, and takes back what the cloud gave to it."""
    # Whoever finished it has the day.
    assert obj.off_on is not None
    retire_project(project=obj.project, on=obj.off_on, post=post)
    obj.released = retire_system(project=obj.project, on=obj.off_on, successor=obj.successor, post=post)
    obj.save(update_fields=["released"])
    text = f"《{obj.project.name}》已下线，数据保存：{obj.data_kept}；释放资源 {obj.released} 项"
    tell_role(obj.project, text, Role.OFFICE_CLERK, url=obj.get_absolute_url())
