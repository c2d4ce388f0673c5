"""Lists and library as an office keeps them: carried on, reserve and struck lines, what-if, a supplement, ratings."""

import datetime
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.utils import timezone

from projects.models import AnnualList, LibraryEntry, Project
from projects.services import (
    add_operation,
    add_to_list,
    apply_version,
    carry_on,
    change_line,
    create_list,
    create_supplement,
    move_line,
    roll_operations,
    save_version,
    set_ceiling,
)
from projects.states import ListState, Stage
from workspace.demo import papers
from workspace.demo.clock import Script
from workspace.demo.world import World

CONTRACTORS = ("四川广信运维服务有限公司", "广元市云计算运营有限公司", "成都天府信息技术有限公司")
THREE = 3
ENOUGH = 6
TRIES = 6


def annual_list(world: World, year: int, drafted: datetime.date, halt: str = "") -> Script:
    """Drafted out of the library, submitted, once sent back, approved with a line or two struck."""
    posts = world.city.posts
    yield world.clock.at(drafted)
    annual = create_list(year=year, ceiling=None, post=posts["office_clerk"])
    _add(world, annual)
    carry(world, annual)
    if halt == "draft":
        weigh(world, annual)
        return
    for _ in range(TRIES):
        yield world.clock.after(8)
        _add(world, annual)
        if annual.counted().exists():
            break
    else:
        # A small demonstration may have nothing left for this year.
        return
    ceiling = (annual.this_year() / 1_000_000).quantize(Decimal(1)) * 1_000_000 + 5_000_000
    set_ceiling(annual_list=annual, ceiling=ceiling, post=posts["office_leader"])
    world.act(annual, "submit", posts["office_leader"])
    if year % 3 == 0 or halt == "submitted":
        yield world.clock.after(6)
        reason = "请压减一般性办公设备更新，优先保障民生和应急项目。"
        world.act(annual, "return_list", posts["city_government"], reason=reason)
        yield world.clock.after(4)
        world.act(annual, "submit", posts["office_leader"])
    if halt == "submitted":
        return
    yield world.clock.at(world.list_days[year])
    # What shall stand somewhere further on today is not struck.
    lines = list(annual.lines.filter(kind="new").exclude(project__name__in=world.needed).order_by("total"))
    struck = lines[:2] if len(lines) > 20 else []
    meeting = _meeting(timezone.localdate())
    world.act(
        annual,
        "approve",
        posts["city_government"],
        meeting=meeting,
        approved_on=timezone.localdate(),
        struck=struck,
        minutes=papers.pdf("会议纪要", f"{meeting}审定{year}年度项目清单，共 {len(lines)} 项。"),
    )


def _add(world: World, annual: AnnualList) -> None:
    world.clock.minute()
    there = Project.objects.library().open_().filter(planned_year__lte=annual.year).order_by("number")
    there = there.exclude(list_lines__annual_list__state__in=(ListState.DRAFT, ListState.SUBMITTED))
    projects = there.select_related("application").prefetch_related("application__sources")
    if projects:
        add_to_list(annual_list=annual, projects=projects, post=world.city.posts["office_clerk"])


def carry(world: World, annual: AnnualList) -> None:
    """续建 first, last year's operation after; the first list names two of its own."""
    clerk = world.city.posts["office_clerk"]
    carry_on(annual_list=annual, post=clerk)
    roll_operations(annual_list=annual, post=clerk)
    if annual.lines.filter(kind="operation").exists():
        return
    built = (
        Project.objects.open_()
        .filter(stage=Stage.FILED, application__isnull=False)
        .exclude(list_lines__annual_list=annual)
    )
    for place, project in enumerate(built.order_by("number")[:2]):
        terms = {"contractor": CONTRACTORS[place], "unit_price": Decimal(38_000 + 9_500 * place), "measure": "月"}
        terms |= {"quantity": Decimal(12), "performance": (86, 57)[place]}
        add_operation(annual_list=annual, project=project, post=clerk, **terms)


def weigh(world: World, annual: AnnualList) -> None:
    """Two named what-ifs of the list in the making; a few lines wait in reserve, one is left out."""
    clerk = world.city.posts["office_clerk"]
    lines = list(annual.lines.filter(kind="new").order_by("-total")[:THREE])
    if len(lines) < THREE:
        return
    whole = save_version(annual_list=annual, name="全部列入", post=clerk)
    for line, placement in zip(lines, ("reserve", "out", "reserve"), strict=True):
        move_line(annual_list=annual, line=line, placement=placement, version=line.version, post=clerk)
    cut = save_version(annual_list=annual, name="压减大额项目", post=clerk)
    apply_version(annual_list=annual, version=whole, post=clerk)
    apply_version(annual_list=annual, version=cut, post=clerk)
    ceiling = (annual.this_year() / 1_000_000).quantize(Decimal(1)) * 1_000_000
    by_source = {"city": ceiling * Decimal("0.8")}
    set_ceiling(annual_list=annual, ceiling=ceiling, by_source=by_source, post=world.city.posts["office_leader"])


def supplement(world: World, year: int, day: datetime.date) -> Iterator[datetime.datetime]:
    """A mid-year supplement: one project pulled forward, one sum raised; decided by the city government."""
    yield world.clock.at(day)
    base = AnnualList.objects.filter(year=year, base=None, state="approved").first()
    if base is None:
        return
    world.clock.minute()
    posts = world.city.posts
    waiting = Project.objects.library().open_().exclude(name__in=world.needed)
    waiting = waiting.exclude(list_lines__decision="proposed").select_related("application")
    # In a small demonstration the next list would be left with nothing.
    pulled = waiting.count() > ENOUGH
    before_contract = (Stage.LISTED, Stage.PRE_APPROVED, Stage.APPROVED)
    raised = base.lines.filter(kind="new", decision="approved", project__stage__in=before_contract)
    raised = raised.exclude(project__name__in=world.needed).order_by("position")
    if not (pulled or raised.exists()):
        return
    annual = create_supplement(base=base, post=posts["office_clerk"])
    if pulled:
        forward = waiting.prefetch_related("application__sources").order_by("number")[:1]
        add_to_list(annual_list=annual, projects=forward, post=posts["office_clerk"])
    if line := raised.first():
        total = (line.total * Decimal("1.08")).quantize(Decimal(100))
        change_line(
            supplement=annual, line=line, total=total, note="国产化改造增加适配内容", post=posts["office_clerk"]
        )
    world.act(annual, "submit", posts["office_leader"])
    yield world.clock.after(9)
    world.act(
        annual,
        "approve",
        posts["city_government"],
        meeting=_meeting(timezone.localdate()),
        approved_on=timezone.localdate(),
        struck=[],
    )


def _meeting(day: datetime.date) -> str:
    """Two a month, numbered on through the years."""
    return f"市政府第{(day.year - 2016) * 24 + day.month * 2}次常务会议"


def rate_library(rng: Any) -> None:
    """Ratings by the set: no machine is concerned. Two entries are stale and their units were told."""
    today = timezone.localdate()
    projects = list(Project.objects.library().open_().order_by("number"))
    rows = [
        LibraryEntry(
            project=project,
            priority=rng.choice((1, 2, 2, 3)),
            maturity=rng.choice((1, 2, 2, 3)),
            confirmed_on=today - datetime.timedelta(days=380 if place < 2 else rng.randint(5, 300)),
            told_on=today - datetime.timedelta(days=8) if place < 2 else None,
        )
        for place, project in enumerate(projects)
    ]
    LibraryEntry.objects.bulk_create(rows)
