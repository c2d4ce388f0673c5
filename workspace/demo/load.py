"""Puts people, plans and scripts together and lets the years pass."""

import datetime
import gc
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection
from django.db.models import F
from django.utils import timezone

from projects.models import Project
from workflow.audit import unit_of_work
from workflow.models import Notice
from workspace.demo import alike, life, lists, money, people, scripts, secret, twins, yard
from workspace.demo.catalogue import fill_registers
from workspace.demo.changes import fill_changes
from workspace.demo.clock import Clock
from workspace.demo.cloud import fill_clouds, show_orders
from workspace.demo.elements import fill_elements
from workspace.demo.experts import CountyStory, county_plans, fees, fill_expert_lives, nominations, plan_absences
from workspace.demo.front import fill_front
from workspace.demo.imports import show_imports, show_participants
from workspace.demo.operation import fill_operation
from workspace.demo.oversight import fill_oversight
from workspace.demo.plans import HALTS, make_plans
from workspace.demo.pool import fill_pool
from workspace.demo.rare import fill_rare
from workspace.demo.sharing import fill_sharing
from workspace.demo.sitting import joint_sitting
from workspace.demo.world import World

SEED = 20180601
YEARS = 5


def load(*, projects: int = 260, seed: int = SEED, say: Callable[[str], None] = print) -> Clock:
    """The whole demonstration. The caller has made sure that the database is empty."""
    now = timezone.now()
    today = timezone.localdate(now)
    last_year = today.year if today >= datetime.date(today.year, 4, 1) else today.year - 1
    clock = Clock(end=now, seed=seed)
    with connection.cursor() as cursor:
        # Nothing of this is lost that could not be made again in minutes.
        cursor.execute("SET synchronous_commit TO off")
    begin = datetime.datetime(last_year - YEARS + 1, 1, 4, 9, 0, tzinfo=timezone.get_current_timezone())
    with _collecting_seldom(), clock.travelling(begin):
        with unit_of_work():
            city = people.build_city(random.Random(seed))
            fill_pool(city, random.Random(seed + 1))
            fill_expert_lives(city, random.Random(seed + 6))
            fill_registers(city, random.Random(seed + 2))
        say(
            f"  · 机构 {len(city.organisations)} 个，岗位 {len(set(city.posts.values()))} 个，专家 {people.EXPERTS} 名"
        )
        world = World(city, clock)
        plans = make_plans(city, clock.random, count=projects, last_year=last_year, today=today, halts=HALTS)
        world.needed = {plan.name for plan in plans if plan.halt}
        _lists(world, last_year, today)
        for entry in secret.REGISTER:
            clock.add(secret.classified(world, last_year - YEARS + 1, entry))
        for plan in plans:
            clock.add(scripts.ProjectStory(world, plan).way())
        for plan in county_plans(today, random.Random(seed + 7)):
            clock.add(CountyStory(world, plan).way())
        clock.add(joint_sitting(world, today))
        clock.add(nominations(world, today))
        clock.add(fees(world, today))
        clock.add(yard.months(today, clock, seed + 12))
        clock.add(yard.remind(today, clock))
        for story in twins.stories(world, today, seed + 13):
            clock.add(story)
        clock.run(_Years(say))
        with unit_of_work():
            money.show(city)
            yard.show(seed)
            yard.mark_major(city)
            life.show(city, seed)
        clock.move(now)
        with unit_of_work():
            fill_sharing(city, random.Random(seed + 3))
            fill_elements(city)
            fill_clouds(city, random.Random(seed + 4))
            fill_operation(city)
        show_imports(city)
        show_participants(city)
    show_orders(city)
    fill_oversight()
    fill_changes()
    fill_rare(world)
    fill_front(world)
    alike.show(world)
    lists.rate_library(random.Random(seed + 3))
    plan_absences()
    life.archive(city)
    # Who works reads what comes; only the last fortnight's is still unread.
    Notice.objects.filter(created_at__lt=now - datetime.timedelta(days=14)).update(read_at=F("created_at"))
    say(f"  · 项目 {Project.objects.count()} 个，办理 {clock.acts} 次")
    return clock


@contextmanager
def _collecting_seldom() -> Iterator[None]:
    """Some million short-lived objects, few in cycles: looked for as usual, it would take a sixth of the time."""
    usual = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
    try:
        yield
    finally:
        gc.set_threshold(*usual)
        gc.unfreeze()


class _Years:
    """Says each year once, when the story has come to it."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self.say, self.year = say, 0

    def __call__(self, moment: datetime.datetime) -> None:
        if moment.year > self.year:
            self.year = moment.year
            self.say(f"  · {self.year} 年……")


def _lists(world: World, last_year: int, today: datetime.date) -> None:
    first = last_year - YEARS + 1
    for year in range(first, last_year + 1):
        if year == first:
            world.list_days[year], drafted = datetime.date(year, 4, 15), datetime.date(year, 3, 15)
        else:
            world.list_days[year], drafted = datetime.date(year, 2, 24), datetime.date(year - 1, 12, 8)
        world.clock.add(lists.annual_list(world, year, drafted))
    world.clock.add(lists.supplement(world, last_year, datetime.date(last_year, 8, 10)))
    # The next year's lies with the city government, the one after is being drafted.
    next_drafted = today - datetime.timedelta(days=35)
    world.clock.add(lists.annual_list(world, last_year + 1, next_drafted, halt="submitted"))
    world.clock.add(lists.annual_list(world, last_year + 2, today - datetime.timedelta(days=6), halt="draft"))
