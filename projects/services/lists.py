"""Drafting and approving the annual list (article 9)."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Max

from accounts.models import Post
from accounts.queries import holders
from accounts.roles import Role
from documents.services import issue_document
from projects.documents import annual_list_context
from projects.models import AnnualList, ListLine, Project
from projects.notices import tell_unit
from projects.states import ListState, Stage
from workflow.audit import record, unit_of_work
from workflow.engine import perform
from workflow.errors import Conflict, Forbidden
from workflow.notices import notify

DRAFTERS = (Role.OFFICE_CLERK, Role.OFFICE_LEADER)


def create_list(*, year: int, ceiling: Decimal | None, post: Post) -> AnnualList:
    """Begin the list of a year; one a year. Raises ValidationError where it exists."""
    _may_draft(post)
    if AnnualList.objects.filter(year=year).exists():
        raise ValidationError(f"{year} 年度清单已建立。")
    with unit_of_work():
        annual_list = AnnualList.objects.create(year=year, ceiling=ceiling, created_by=post)
        record(subject=annual_list, action="create", label="建立年度清单", post=post)
    return annual_list


def set_ceiling(*, annual_list: AnnualList, ceiling: Decimal | None, post: Post) -> None:
    with unit_of_work():
        locked = _draft(annual_list, post)
        before, locked.ceiling = locked.ceiling, ceiling
        locked.save(update_fields=["ceiling"])
        changes = {"ceiling": [before, ceiling]}
        record(subject=locked, action="set_ceiling", label="调整年度盘子", post=post, changes=changes)


def add_to_list(*, annual_list: AnnualList, projects: Iterable[Project], post: Post) -> int:
    """Add library projects; those already on the list are left. Returns how many were added."""
    with unit_of_work():
        locked = _draft(annual_list, post)
        there = set(locked.lines.values_list("project_id", flat=True))
        position = locked.lines.aggregate(last=Max("position"))["last"] or 0
        added = []
        for project in projects:
            if project.stage != Stage.LIBRARY:
                raise ValidationError(f"《{project.name}》不在滚动库，不能列入清单（《办法》第九条）。")
            if project.pk not in there:
                position += 1
                added.append(_line(locked, project, position))
        ListLine.objects.bulk_create(added)
        names = [line.project.name for line in added]
        record(subject=locked, action="add_lines", label="列入清单", post=post, changes={"added": names})
    return len(added)


def remove_from_list(*, annual_list: AnnualList, line: ListLine, post: Post) -> None:
    with unit_of_work():
        locked = _draft(annual_list, post)
        name = line.project.name
        locked.lines.filter(pk=line.pk).delete()
        record(subject=locked, action="remove_line", label="移出清单", post=post, changes={"removed": name})


def _may_draft(post: Post) -> None:
    if post.role not in DRAFTERS:
        raise Forbidden("年度清单由信息办拟制（《办法》第九条）。")


def _draft(annual_list: AnnualList, post: Post) -> AnnualList:
    _may_draft(post)
    locked = AnnualList.objects.select_for_update(of=("self",)).get(pk=annual_list.pk)
    if locked.state != ListState.DRAFT:
        raise Conflict(f"清单当前为“{locked.state_label}”，不能增减。")
    return locked


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


def after_list_submitted(*, obj: AnnualList, post: Post, data: Mapping[str, Any]) -> None:
    url = obj.get_absolute_url()
    notify(posts=holders(Role.CITY_GOVERNMENT), text=f"{obj}报请审定", url=url, thread_id=obj.pk)


def after_list_returned(*, obj: AnnualList, post: Post, data: Mapping[str, Any]) -> None:
    posts = holders(Role.OFFICE_CLERK, Role.OFFICE_LEADER)
    notify(posts=posts, text=f"{obj}退回重拟：{data['reason']}", url=obj.get_absolute_url(), thread_id=obj.pk)


def after_list_approved(*, obj: AnnualList, post: Post, data: Mapping[str, Any]) -> None:
    """Freeze each line's decision, carry the approved projects on, and issue the numbered list."""
    struck = {line.pk for line in data.get("struck", ())}
    lines = list(obj.lines.select_related("project__unit"))
    for line in lines:
        line.decision = ListLine.Decision.STRUCK if line.pk in struck else ListLine.Decision.APPROVED
    # What was approved is numbered anew, as it stands on the printed list; the struck lines follow.
    lines.sort(key=lambda line: line.decision == ListLine.Decision.STRUCK)
    for position, line in enumerate(lines, start=1):
        line.position = position
    ListLine.objects.bulk_update(lines, ["decision", "position"])
    for line in lines:
        if line.decision == ListLine.Decision.APPROVED:
            perform(line.project, "enlist", post=post, data={"year": obj.year}, system=True)
            tell_unit(line.project, f"《{line.project.name}》已列入 {obj.year} 年度项目清单，可以申请预审")
        else:
            tell_unit(line.project, f"《{line.project.name}》未列入 {obj.year} 年度项目清单，仍在滚动库")
    document = issue_document(
        kind="annual_list", subject=obj, thread_id=obj.pk, context=annual_list_context(obj), post=post
    )
    obj.number = document.number
    obj.save(update_fields=["number"])
