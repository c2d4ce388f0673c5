"""Drafting and approving the annual list (article 9)."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db.models import Max

from accounts.models import Post
from accounts.roles import Role
from projects.models import AnnualList, ListLine, Project
from projects.states import ListState, Stage
from workflow.audit import record, unit_of_work
from workflow.errors import Conflict, Forbidden

DRAFTERS = (Role.OFFICE_CLERK, Role.OFFICE_LEADER)


def create_list(*, year: int, ceiling: Decimal | None, post: Post) -> AnnualList:
    """Begin the list of a year; one a year. Raises ValidationError where it exists."""
    may_draft(post)
    if AnnualList.objects.filter(year=year, base=None).exists():
        raise ValidationError(f"{year} 年度清单已建立。")
    with unit_of_work():
        annual_list = AnnualList.objects.create(year=year, ceiling=ceiling, created_by=post)
        record(subject=annual_list, action="create", label="建立年度清单", post=post)
    return annual_list


def set_ceiling(
    *,
    annual_list: AnnualList,
    ceiling: Decimal | None,
    post: Post,
    by_source: Mapping[str, Decimal] | None = None,
    version: int | None = None,
) -> None:
    """The year's total, and by source; `version` is that of the page on which it was typed."""
    with unit_of_work():
        locked = lock_draft(annual_list, post)
        if version is not None and version != locked.ceiling_version:
            raise Conflict(f"盘子已由他人改为 {_in_words(locked)}，您填写的没有保存；请核对后重填。")
        before, locked.ceiling = (locked.ceiling, locked.source_ceilings), ceiling
        if by_source is not None:
            locked.source_ceilings = {kind: str(amount) for kind, amount in by_source.items()}
        locked.ceiling_version += 1
        touch(locked, "ceiling", "source_ceilings", "ceiling_version")
        changes = {"ceiling": [before[0], ceiling], "source_ceilings": [before[1], locked.source_ceilings]}
        record(subject=locked, action="set_ceiling", label="调整年度盘子", post=post, changes=changes)


def add_to_list(*, annual_list: AnnualList, projects: Iterable[Project], post: Post) -> int:
    """Add library projects; those already on the list are left. Returns how many were added."""
    with unit_of_work():
        locked = lock_draft(annual_list, post)
        there = set(locked.lines.values_list("project_id", flat=True))
        position = locked.lines.aggregate(last=Max("position"))["last"] or 0
        added = []
        for project in projects:
            if project.is_classified:
                raise ValidationError("涉密项目不列入普通清单，按保密规定单独报审（《办法》第二十四条）。")
            if project.stage != Stage.LIBRARY:
                raise ValidationError(f"《{project.name}》不在滚动库，不能列入清单（《办法》第九条）。")
            if project.pk not in there:
                position += 1
                added.append(_line(locked, project, position))
        ListLine.objects.bulk_create(added)
        if added:
            touch(locked)
        names = [line.project.name for line in added]
        record(subject=locked, action="add_lines", label="列入清单", post=post, changes={"added": names})
    return len(added)


def remove_from_list(*, annual_list: AnnualList, line: ListLine, post: Post) -> None:
    with unit_of_work():
        locked = lock_draft(annual_list, post)
        name = line.project.name
        if not locked.lines.filter(pk=line.pk).delete()[0]:
            raise Conflict(f"《{name}》已由他人移出。")
        touch(locked)
        record(subject=locked, action="remove_line", label="移出清单", post=post, changes={"removed": name})


def may_draft(post: Post) -> None:
    if post.role not in DRAFTERS:
        raise Forbidden("年度清单由信息办拟制（《办法》第九条）。")


def lock_draft(annual_list: AnnualList, post: Post) -> AnnualList:
    """The list's own row, locked: two clerks stand in a queue, and neither works on what the other has changed."""
    may_draft(post)
    locked = AnnualList.objects.select_for_update(of=("self",)).get(pk=annual_list.pk)
    if locked.state != ListState.DRAFT:
        raise Conflict(f"清单当前为“{locked.state_label}”，不能增减。")
    return locked


def touch(annual_list: AnnualList, *fields: str) -> None:
    """Every change of the draft is counted, so that an open page can say that it is old."""
    annual_list.version += 1
    annual_list.save(update_fields=["version", *fields])


def _in_words(annual_list: AnnualList) -> str:
    return "不设上限" if annual_list.ceiling is None else f"{annual_list.ceiling / 10000:,.2f} 万元"


def _line(annual_list: AnnualList, project: Project, position: int) -> ListLine:
    this_year = sum(
        (source.amount for source in project.application.sources.all() if source.year == annual_list.year), Decimal(0)
    )
    total = project.declared_sum
    return ListLine(
        annual_list=annual_list,
        project=project,
        position=position,
        total=total,
        this_year=min(this_year or total, total),
    )
