"""Keeping the pool (article 6)."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils import timezone

from accounts.models import Post
from accounts.roles import Role
from experts.bodies import body_named, same_name
from experts.conflicts import counted_since
from experts.models import Absence, Employment, Expert, Field, Seat, SeatEvaluation, Tie
from experts.sealing import seal, unseal
from experts.services.late import recuse_late
from experts.states import SeatState
from workflow.audit import record, unit_of_work
from workflow.errors import Conflict, Forbidden

SEALED = {"id_number": "身份证号", "bank": "开户行", "account": "银行账号"}


def save_expert(*, expert: Expert, fields: Iterable[Field], post: Post) -> Expert:
    """Add an expert to the pool or change the entry (article 6: the office keeps the pool)."""
    if post.role != Role.OFFICE_CLERK:
        raise Forbidden("专家库由信息办经办人维护（《办法》第六条）。")
    with unit_of_work():
        is_new = expert._state.adding
        former = None if is_new else Expert.objects.prefetch_related("fields").get(pk=expert.pk)
        before = former and _entry(former)
        if expert.organisation is None:
            expert.organisation = body_named(expert.employer)
        # The status is moved by the machine's steps alone.
        expert.full_clean(exclude=["status"])
        expert.save()
        expert.fields.set(fields)
        after = _entry(expert)
        changes = {
            name: [before and before[name], value]
            for name, value in after.items()
            if not before or before[name] != value
        }
        if changes:
            action, label = ("add_expert", "专家入库") if is_new else ("change_expert", "修改专家信息")
            record(subject=expert, action=action, label=label, post=post, changes=changes)
        if former is not None:
            _keep_former_unit(former, expert, post)
            recuse_late(expert=expert)
    return expert


def _keep_former_unit(former: Expert, expert: Expert, post: Post) -> None:
    """Whoever leaves a unit has worked there: it goes on to exclude as an earlier employment, nobody takes it away."""
    moved = former.organisation_id is not None and former.organisation_id != expert.organisation_id
    if not moved and same_name(former.employer, expert.employer):
        return
    row = Employment.objects.create(
        expert=expert,
        organisation=former.organisation,
        employer=former.employer,
        began_on=timezone.localdate(former.created_at),
        ended_on=timezone.localdate(),
    )
    record(subject=expert, action="keep_own", label="原工作单位转为任职经历", post=post, changes={"added": str(row)})


def _entry(expert: Expert) -> dict[str, Any]:
    return {
        "employer": expert.employer,
        "organisation": str(expert.organisation or ""),
        "title": expert.title,
        "phone": expert.phone,
        "county": expert.county,
        "status": expert.status,
        "note": expert.note,
        "term_until": str(expert.term_until or ""),
        "training": expert.training,
        "caution": expert.caution,
        "fields": sorted(expert.fields.values_list("code", flat=True)),
    }


def keep_contact(*, expert: Expert, post: Post, contact: Mapping[str, str]) -> None:
    """By the expert; the office has the whole entry."""
    if post.user_id != expert.user_id:
        raise Forbidden("联系方式由专家本人更改，信息办经办人在“修改信息”中更改（《办法》第六条）。")
    with unit_of_work():
        changes = {name: [getattr(expert, name), value] for name, value in contact.items()}
        changes = {name: pair for name, pair in changes.items() if pair[0] != pair[1]}
        for name, (_before, value) in changes.items():
            setattr(expert, name, value)
        if changes:
            expert.save(update_fields=[*changes])
            record(subject=expert, action="keep_contact", label="更改联系方式", post=post, changes=changes)


def keep_own(*, row: Any, label: str, post: Post) -> Any:
    """A line that experts keep about themselves (an earlier unit, a tie, days away), or the office for them."""
    if not Expert.objects.visible_to(post).filter(pk=row.expert_id).exists() or post.role == Role.OFFICE_LEADER:
        raise Forbidden("由专家本人或信息办经办人登记（《办法》第六条）。")
    with unit_of_work():
        _know_body(row)
        row.full_clean()
        row.save()
        record(subject=row.expert, action="keep_own", label=label, post=post, changes={"added": str(row)})
        recuse_late(expert=row.expert)
    return row


def _know_body(row: Employment | Tie | Absence) -> None:
    """Which of the city's organisations the typed name means, so that its parents and subordinates are known, too."""
    if isinstance(row, Employment):
        row.organisation = row.organisation or body_named(row.employer)
    elif isinstance(row, Tie):
        # Beside a proposal stands a project's name, which often begins with the unit's: no department of it.
        row.organisation = row.organisation or body_named(row.name, whole=row.kind == Tie.Kind.PROPOSAL)


def drop_own(*, row: Any, post: Post) -> str:
    """Take a line off, and say what was done. One that a conflict is computed of ends today and goes on to count for
    the years of an earlier one: no single person makes a conflict vanish. What was entered by mistake is lifted for a
    project by two persons (ask_waiver)."""
    if not Expert.objects.visible_to(post).filter(pk=row.expert_id).exists() or post.role == Role.OFFICE_LEADER:
        raise Forbidden("由专家本人或信息办经办人登记（《办法》第六条）。")
    what, today = row._meta.verbose_name, timezone.localdate()
    counts = not isinstance(row, Absence) and (row.until is None or row.until >= counted_since())
    if counts and row.until is not None and row.until <= today:
        raise Conflict(
            f"该{what}已止于 {row.until}，在规定年限内仍须回避，不能删除；误登的，由信息办申请解除回避、另一人批准。"
        )
    with unit_of_work():
        if counts:
            row.until = today
            row.save()
            record(subject=row.expert, action="end_own", label=f"终止{what}", post=post, changes={"ended": str(row)})
            return f"已记止日 {today}；在规定年限内仍作为回避依据。"
        record(subject=row.expert, action="drop_own", label=f"删除{what}", post=post, changes={"removed": str(row)})
        row.delete()
    return f"已删除{what}，记入审计。"


def seal_numbers(*, expert: Expert, post: Post, numbers: Mapping[str, str]) -> None:
    """Keep identity and bank numbers sealed; the trail says that they changed, never what they are."""
    if post.user_id != expert.user_id and post.role != Role.OFFICE_CLERK:
        raise Forbidden("由专家本人或信息办经办人登记（《办法》第六条）。")
    with unit_of_work():
        changed = [name for name in SEALED if numbers.get(name)]
        for name in changed:
            setattr(expert, name, seal(numbers[name]))
        expert.save(update_fields=changed)
        labels = "、".join(SEALED[name] for name in changed)
        record(subject=expert, action="seal_numbers", label="登记证件和账户", post=post, changes={"which": labels})


def open_number(*, expert: Expert, name: str, post: Post) -> str:
    """Show one number whole. Each opening stands in the trail, with who and which."""
    if post.user_id != expert.user_id and post.role != Role.OFFICE_CLERK:
        raise Forbidden("证件和账户仅本人和信息办经办人可以查看（《办法》第六条）。")
    record(subject=expert, action="open_number", label=f"查看{SEALED[name]}", post=post)
    return unseal(getattr(expert, name))


def evaluate_seat(*, seat: Seat, marks: int, note: str, post: Post) -> SeatEvaluation:
    """After the panel is over; once, and by the office."""
    if post.role != Role.OFFICE_CLERK:
        raise Forbidden("履职评价由信息办经办人登记（《办法》第六条）。")
    if seat.panel.closed_at is None or seat.state != SeatState.SUBMITTED:
        raise Conflict("评审结束后才能评价参加了评审的专家。")
    with unit_of_work():
        row, is_new = SeatEvaluation.objects.get_or_create(
            seat=seat, defaults={"marks": marks, "note": note, "by": post}
        )
        if not is_new:
            raise Conflict("该席位已评价。")
        record(subject=seat, action="evaluate", label="履职评价", post=post, changes={"marks": marks})
    return row
