"""Keeping the pool (article 6)."""

from collections.abc import Iterable, Mapping
from typing import Any

from accounts.models import Post
from accounts.roles import Role
from experts.models import Expert, Field, Seat, SeatEvaluation
from experts.sealing import seal, unseal
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
        before = None if is_new else _entry(Expert.objects.prefetch_related("fields").get(pk=expert.pk))
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
    return expert


def _entry(expert: Expert) -> dict[str, Any]:
    return {
        "employer": expert.employer,
        "organisation": str(expert.organisation or ""),
        "title": expert.title,
        "phone": expert.phone,
        "county": expert.county,
        "status": expert.status,
        "note": expert.note,
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
        row.full_clean()
        row.save()
        record(subject=row.expert, action="keep_own", label=label, post=post, changes={"added": str(row)})
    return row


def drop_own(*, row: Any, label: str, post: Post) -> None:
    if not Expert.objects.visible_to(post).filter(pk=row.expert_id).exists() or post.role == Role.OFFICE_LEADER:
        raise Forbidden("由专家本人或信息办经办人登记（《办法》第六条）。")
    with unit_of_work():
        record(subject=row.expert, action="drop_own", label=label, post=post, changes={"removed": str(row)})
        row.delete()


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
