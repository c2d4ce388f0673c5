"""What follows when the annual list is submitted, sent back or decided (article 9)."""

from collections.abc import Mapping
from typing import Any, cast

from accounts.models import Post
from accounts.queries import holders
from accounts.roles import Role
from documents.services import issue_document, store_attachment, withdraw_document
from projects.documents import annual_list_context
from projects.models import AnnualList, ListLine, Placement
from projects.notices import tell_unit
from workflow.engine import perform
from workflow.notices import notify

Kind, Decision = ListLine.Kind, ListLine.Decision


def after_list_submitted(*, obj: AnnualList, post: Post, data: Mapping[str, Any]) -> None:
    """The draft is frozen as a paper; its figures are those of the page and of the spreadsheet."""
    number_lines(obj)
    context = annual_list_context(obj)
    issue_document(kind="annual_list_draft", subject=obj, thread_id=obj.pk, context=context, post=post)
    url = obj.get_absolute_url()
    notify(posts=holders(Role.CITY_GOVERNMENT), text=f"{obj}报请审定", url=url, thread_id=obj.pk)


def number_lines(obj: AnnualList) -> None:
    """续建 first, then what is proposed in its order, then the reserve, then what is not proposed."""
    places = {Placement.IN: 0, Placement.RESERVE: 1, Placement.OUT: 2}
    lines = sorted(
        obj.lines.all(), key=lambda line: (places[Placement(line.placement)], line.kind != Kind.CARRIED, line.position)
    )
    for position, line in enumerate(lines, start=1):
        line.position = position
    ListLine.objects.bulk_update(lines, ["position"])


def after_list_returned(*, obj: AnnualList, post: Post, data: Mapping[str, Any]) -> None:
    """What was asked for falls with its paper: only the 请示 of the next submission stands."""
    for paper in obj.documents.filter(kind="annual_list_draft", voided_at__isnull=True):
        withdraw_document(number=paper.number, reason=f"清单退回重拟：{data['reason']}", post=post)
    posts = holders(Role.OFFICE_CLERK, Role.OFFICE_LEADER)
    notify(posts=posts, text=f"{obj}退回重拟：{data['reason']}", url=obj.get_absolute_url(), thread_id=obj.pk)


def after_list_approved(*, obj: AnnualList, post: Post, data: Mapping[str, Any]) -> None:
    """Freeze each line's decision, carry the approved projects on, and issue the numbered list."""
    _decide_lines(obj, {line.pk for line in data.get("struck", ())}, data.get("verdicts", {}))
    for line in obj.counted().select_related("project__unit", "previous"):
        _carry_out(obj, line, post)
    context = annual_list_context(obj)
    document = issue_document(kind="annual_list", subject=obj, thread_id=obj.pk, context=context, post=post)
    obj.number = document.number
    if scan := data.get("minutes"):
        obj.minutes = store_attachment(upload=scan, thread_id=obj.pk, subject=obj, slot="minutes", post=post)
    obj.save(update_fields=["number", "minutes"])


def _decide_lines(obj: AnnualList, struck: set[int], verdicts: Mapping[int, str]) -> None:
    """What was approved is numbered anew, as it stands on the printed list; the struck lines follow, then the rest."""
    # What was classified meanwhile is decided elsewhere (article 24).
    lines = list(obj.counted().select_related("project__application", "annual_list"))
    # A line that is changed leaves its place first: a project stands on one approved line only.
    changed = [line.previous_id for line in lines if line.kind == Kind.ADJUSTED and line.pk not in struck]
    ListLine.objects.filter(pk__in=changed).update(decision=Decision.REPLACED)
    for line in lines:
        line.decision = Decision.STRUCK if line.pk in struck else Decision.APPROVED
        line.verdict = verdicts.get(line.pk, "")
        line.decided_sources = {kind: str(amount) for kind, amount in line.by_source().items()}
    lines.sort(key=lambda line: line.decision == Decision.STRUCK)
    lines += obj.lines.exclude(pk__in=[line.pk for line in lines])
    for position, line in enumerate(lines, start=1):
        line.position = position
    ListLine.objects.bulk_update(lines, ["decision", "position", "verdict", "decided_sources"])


def _said(line: ListLine) -> str:
    return f"：{line.verdict}" if line.verdict else ""


def _carry_out(obj: AnnualList, line: ListLine, post: Post) -> None:
    project, approved = line.project, line.decision == Decision.APPROVED
    if line.kind == Kind.NEW and approved:
        perform(project, "enlist", post=post, data={"year": obj.year}, system=True)
        tell_unit(project, f"《{project.name}》已列入 {obj.year} 年度项目清单，可以申请预审")
    elif line.kind == Kind.NEW:
        tell_unit(project, f"《{project.name}》未列入 {obj.year} 年度项目清单，仍在滚动库{_said(line)}")
    elif line.kind == Kind.REMOVED and approved:
        ListLine.objects.filter(pk=cast(int, line.previous_id)).update(decision=Decision.REPLACED)
        perform(project, "delist", post=post, reason=line.note, system=True)
        tell_unit(project, f"《{project.name}》经审定调出 {obj.year} 年度项目清单，回到滚动库：{line.note}")
    else:
        word = "已列入" if approved else "未列入"
        tell_unit(project, f"《{project.name}》（{line.get_kind_display()}）{word}{obj}")
