"""The workbench of the annual list (article 9): where each line stands, what is carried on, what-if, supplements."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Max, Q
from django.utils import timezone

from accounts.models import Post
from projects.models import AnnualList, ListLine, ListVersion, Placement, Project
from projects.services.lists import lock_draft, may_draft, touch
from projects.states import ENDED, ListState, Stage
from workflow.audit import record, unit_of_work
from workflow.errors import Conflict
from workflow.numbers import cents

Kind = ListLine.Kind
OVER = (Stage.ACCEPTED, Stage.FILED, *ENDED)


def move_line(
    *, annual_list: AnnualList, line: ListLine, placement: str, version: int, post: Post, before: int | None = None
) -> ListLine:
    """Put a line elsewhere, before the line `before` or last. Raises Conflict where it was changed since `version`.

    Two clerks who move different lines do not hinder each other; two who move the same one are told.
    """
    with unit_of_work():
        locked = lock_draft(annual_list, post)
        row = _fresh(locked, line, version)
        was = row.get_placement_display()
        row.placement = Placement(placement)
        row.version += 1
        row.save(update_fields=["placement", "version"])
        _reorder(locked, row, before)
        touch(locked)
        if was != row.get_placement_display():
            changes = {"line": row.project.name, "placement": [was, row.get_placement_display()]}
            record(subject=locked, action="move_line", label="调整安排", post=post, changes=changes)
    return row


def edit_line(
    *, annual_list: AnnualList, line: ListLine, fields: Mapping[str, Any], version: int, post: Post
) -> ListLine:
    """This year's sum and the remark of a line; the same word about versions."""
    with unit_of_work():
        locked = lock_draft(annual_list, post)
        row = _fresh(locked, line, version)
        changes = {name: [getattr(row, name), value] for name, value in fields.items() if getattr(row, name) != value}
        for name, value in fields.items():
            setattr(row, name, value)
        if row.this_year > row.total:
            raise ValidationError(f"《{row.project.name}》本年安排不能超过总投资。")
        row.version += 1
        row.save(update_fields=[*fields, "version"])
        touch(locked)
        record(subject=locked, action="edit_line", label="修改清单项目", post=post, changes=changes)
    return row


def _fresh(annual_list: AnnualList, line: ListLine, version: int) -> ListLine:
    row = annual_list.lines.select_related("project").filter(pk=line.pk).first()
    if row is None:
        raise Conflict("该项目已由他人移出清单。")
    if row.version != version:
        raise Conflict(
            f"《{row.project.name}》已由他人改为“{row.get_placement_display()}”、本年安排 "
            f"{row.this_year / 10000:,.2f} 万元；您的改动没有保存，请核对后再改。"
        )
    return row


def _reorder(annual_list: AnnualList, row: ListLine, before: int | None) -> None:
    others = [line for line in annual_list.lines.all() if line.pk != row.pk]
    place = next((at for at, line in enumerate(others) if line.pk == before), len(others))
    others.insert(place, row)
    for position, line in enumerate(others, start=1):
        line.position = position
    ListLine.objects.bulk_update(others, ["position"])


# --- what goes on from earlier years ---------------------------------------------------------------------------------


def carry_on(*, annual_list: AnnualList, post: Post) -> int:
    """续建 first: projects of earlier lists that are not finished and have money of this year, or whose money nobody
    has approved yet. Returns how many."""
    with unit_of_work():
        locked = lock_draft(annual_list, post)
        added = [_carried(locked, project) for project in _going_on(locked)]
        _first(locked, [line for line in added if line.this_year])
        names = [line.project.name for line in added]
        record(subject=locked, action="carry_on", label="带入续建项目", post=post, changes={"added": names})
    return len(added)


def _going_on(annual_list: AnnualList) -> list[Project]:
    year = annual_list.year
    earlier = {"list_lines__decision": ListLine.Decision.APPROVED, "list_lines__annual_list__year__lt": year}
    # Not yet approved by 发改委 or 财政局: without its place on the new list it could not be pre-reviewed any more.
    still = Q(application__sources__year=year) | Q(stage__in=(Stage.LISTED, Stage.PRE_APPROVED))
    found = Project.objects.filter(still, is_classified=False, **earlier)
    found = found.exclude(stage__in=OVER).exclude(list_lines__annual_list=annual_list).distinct().order_by("number")
    return list(found.select_related("unit", "application").prefetch_related("application__sources"))


def _carried(annual_list: AnnualList, project: Project) -> ListLine:
    """The whole as it was listed, and what this year has to give; of one that was not begun, all."""
    sources = project.application.sources.all()
    amount = sum((source.amount for source in sources if source.year == annual_list.year), Decimal(0))
    first = project.current_line()
    if not amount and first:
        amount = first.total
    # That it is a 续建 stands in the column before.
    note = f"{first.annual_list.year}年第{first.position}项" if first else ""
    total = max(first.total if first else project.declared_sum, amount)
    return ListLine(
        annual_list=annual_list, project=project, kind=Kind.CARRIED, total=total, this_year=amount, note=note
    )


def _first(annual_list: AnnualList, lines: list[ListLine]) -> None:
    there = list(annual_list.lines.all())
    ListLine.objects.bulk_create(lines)
    for position, line in enumerate([*lines, *there], start=1):
        line.position = position
    ListLine.objects.bulk_update([*lines, *there], ["position"])
    touch(annual_list)


def add_operation(*, annual_list: AnnualList, project: Project, post: Post, **terms: Any) -> ListLine:
    """An operation contract 运维 as a line: contractor, unit_price, quantity, measure, performance."""
    with unit_of_work():
        locked = lock_draft(annual_list, post)
        if locked.lines.filter(project=project).exists():
            raise ValidationError(f"《{project.name}》已在清单中。")
        total = cents(terms["unit_price"] * terms["quantity"])
        position = (locked.lines.aggregate(last=Max("position"))["last"] or 0) + 1
        line = ListLine.objects.create(
            annual_list=locked,
            project=project,
            kind=Kind.OPERATION,
            total=total,
            this_year=total,
            position=position,
            **terms,
        )
        touch(locked)
        record(subject=locked, action="add_operation", label="列入运维", post=post, changes={"added": project.name})
    return line


def roll_operations(*, annual_list: AnnualList, post: Post) -> int:
    """Last year's approved operation lines become this year's, each tied to the one it goes on from."""
    with unit_of_work():
        locked = lock_draft(annual_list, post)
        last = ListLine.objects.filter(
            kind=Kind.OPERATION, decision=ListLine.Decision.APPROVED, annual_list__year=locked.year - 1
        ).exclude(project__in=locked.lines.values("project"))
        position = locked.lines.aggregate(last=Max("position"))["last"] or 0
        rows = [_rolled(locked, line, position + place) for place, line in enumerate(last, start=1)]
        ListLine.objects.bulk_create(rows)
        touch(locked)
        record(subject=locked, action="roll_operations", label="结转运维", post=post, changes={"count": len(rows)})
    return len(rows)


def _rolled(annual_list: AnnualList, last: ListLine, position: int) -> ListLine:
    same = ("project_id", "kind", "total", "this_year", "contractor", "unit_price", "quantity", "measure")
    values = {name: getattr(last, name) for name in same}
    return ListLine(annual_list=annual_list, previous=last, position=position, **values)


# --- what if ---------------------------------------------------------------------------------------------------------


def save_version(*, annual_list: AnnualList, name: str, post: Post) -> ListVersion:
    with unit_of_work():
        locked = lock_draft(annual_list, post)
        if locked.versions.filter(name=name).exists():
            raise ValidationError(f"已有名为“{name}”的方案，请另取名称。")
        lines = locked.lines.values_list("pk", "placement", "this_year")
        version = locked.versions.create(
            name=name, lines={str(pk): [placement, str(amount)] for pk, placement, amount in lines}, created_by=post
        )
        record(subject=locked, action="save_version", label="保存方案", post=post, changes={"name": name})
    return version


def apply_version(*, annual_list: AnnualList, version: ListVersion, post: Post) -> int:
    """Put every line where the what-if had it, with its money; later lines stay. Returns how many changed."""
    with unit_of_work():
        locked = lock_draft(annual_list, post)
        moved = []
        for line in locked.lines.all():
            kept = version.lines.get(str(line.pk))
            if kept is None:
                continue
            placement, this_year = kept[0], min(Decimal(kept[1]), line.total)
            if (placement, this_year) != (line.placement, line.this_year):
                line.placement, line.this_year, line.version = placement, this_year, line.version + 1
                moved.append(line)
        ListLine.objects.bulk_update(moved, ["placement", "this_year", "version"])
        touch(locked)
        changes = {"name": version.name, "moved": len(moved)}
        record(subject=locked, action="apply_version", label="采用方案", post=post, changes=changes)
    return len(moved)


# --- mid-year --------------------------------------------------------------------------------------------------------


def create_supplement(*, base: AnnualList, post: Post) -> AnnualList:
    """追加、调整: a list of its own to an approved one, with its own approval. One open at a time."""
    may_draft(post)
    with unit_of_work():
        locked = AnnualList.objects.select_for_update(of=("self",)).get(pk=base.pk)
        if locked.state != ListState.APPROVED or locked.base_id:
            raise Conflict("只有已审定的年度清单可以追加、调整。")
        if locked.year < timezone.localdate().year:
            raise Conflict(f"{locked.year} 年度已结束，清单不能再追加、调整。")
        if locked.supplements.exclude(state=ListState.APPROVED).exists():
            raise Conflict("已有一份调整正在办理，请先办结。")
        serial = locked.supplements.count() + 1
        supplement = AnnualList.objects.create(year=locked.year, base=locked, serial=serial, created_by=post)
        record(subject=supplement, action="create", label="建立年中调整", post=post)
    return supplement


def change_line(
    *, supplement: AnnualList, line: ListLine, note: str, post: Post, total: Decimal | None = None
) -> ListLine:
    """Put a line of the approved list on the supplement: with a new `total`, or (None) to be taken off the list."""
    with unit_of_work():
        locked = lock_draft(supplement, post)
        if locked.base_id is None or line.annual_list.year != locked.year:
            raise Conflict("只能调整本年度已审定清单中的项目。")
        if line.decision != ListLine.Decision.APPROVED or line.kind not in (Kind.NEW, Kind.ADJUSTED):
            raise Conflict("该项目不在已审定的清单中，不能调整。")
        if locked.lines.filter(project=line.project_id).exists():
            raise ValidationError("该项目已在本次调整中。")
        if total is None and line.project.stage != Stage.LISTED:
            raise ValidationError("项目已取得预审批复，不能调出清单；请办理变更或终止（《办法》第十条）。")
        if total is None and line.project.has_open("prereviews"):
            raise ValidationError("项目正在预审，不能调出清单；请先退回预审申请。")
        # What is taken off costs nothing any more; what it was stands in `previous`.
        new = total or Decimal(0)
        position = (locked.lines.aggregate(last=Max("position"))["last"] or 0) + 1
        row = ListLine.objects.create(
            annual_list=locked,
            project=line.project,
            previous=line,
            kind=Kind.REMOVED if total is None else Kind.ADJUSTED,
            total=new,
            this_year=min(line.this_year + max(new - line.total, Decimal(0)), new),
            note=note[:200],
            position=position,
        )
        touch(locked)
        changes = {"line": line.project.name, "total": [line.total, total]}
        record(subject=locked, action="change_line", label="列入年中调整", post=post, changes=changes)
    return row
