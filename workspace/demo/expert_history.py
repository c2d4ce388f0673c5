"""A pool of two hundred and five years of its reviews, by the services: what the demonstration is too short for."""

import datetime
import random
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.utils import timezone

from experts.models import Fee, Panel, Seat
from experts.services import note_fees
from experts.services.fees import without_fee
from experts.states import SeatState
from projects.choices import Category, Nature
from projects.paths import Path
from workflow.audit import unit_of_work
from workspace.demo import people, texts
from workspace.demo.clock import Clock
from workspace.demo.experts import COUNTY_NAMES, CountyStory, fill_expert_lives
from workspace.demo.people import COUNTIES
from workspace.demo.plans import Plan
from workspace.demo.pool import fill_pool
from workspace.demo.world import World

WAN = 10_000


def county_reviews(today: datetime.date, rng: random.Random, *, years: int, reviews: int) -> list[Plan]:
    """Plans of the counties, spread evenly; a few wait where they stand today."""
    subject: Any = texts.OTHERS
    days = 365 * years - 60
    plans = []
    for number in range(reviews):
        county = (*COUNTIES, "经开区")[number % (len(COUNTIES) + 1)]
        start = today - datetime.timedelta(days=days - days * number // reviews)
        name = f"{county}{COUNTY_NAMES[number % len(COUNTY_NAMES)]}（第{number + 1}号）"
        amount = Decimal(rng.randint(80, 600)) * WAN
        plans.append(
            Plan(county, subject, name, Category.APPLICATION, Nature.NEW, Path.COUNTY, amount, start.year, start)
        )
    return plans


def load_expert_history(*, experts: int, years: int, reviews: int, say: Callable[[str], None]) -> dict[str, int]:
    """The caller has made sure that the database is empty. Returns what came out, counted."""
    now = timezone.now()
    clock = Clock(end=now, seed=experts)
    begin = now - datetime.timedelta(days=365 * years - 30)
    with clock.travelling(begin):
        with unit_of_work():
            city = people.build_city(random.Random(1), experts=experts)
            fill_pool(city, random.Random(2), experts=experts)
            fill_expert_lives(city, random.Random(3))
        say(f"  · 专家 {experts} 名入库")
        world = World(city, clock)
        for plan in county_reviews(timezone.localdate(now), random.Random(4), years=years, reviews=reviews):
            clock.add(CountyStory(world, plan).way())
        clock.run()
    clerk = city.posts["office_clerk"]
    for panel in Panel.objects.exclude(opened_at=None).select_related("project"):
        if without_fee(panel).exists():
            note_fees(panel=panel, length="half", post=clerk)
    sat = Seat.objects.filter(state=SeatState.SUBMITTED)
    return {
        "panels": Panel.objects.count(),
        "seats": sat.count(),
        "experts": sat.values("expert").distinct().count(),
        "fees": Fee.objects.count(),
        "unlike": sum(bool(panel.replay()) for panel in Panel.objects.all()),
        "acts": clock.acts,
    }
