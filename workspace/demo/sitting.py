"""One sitting for the plans of two counties: one list, one draw, one group; each project is judged for itself."""

import datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from experts.models import Panel
from experts.states import DrawMode, MeetingWay
from projects.choices import Category, Nature
from projects.paths import Path
from projects.services import report_county_project
from reviews.models import ReviewRound
from reviews.services import convene_together
from workspace.demo import texts
from workspace.demo.clock import Script
from workspace.demo.experts import CountyStory
from workspace.demo.people import COUNTIES
from workspace.demo.plans import Plan
from workspace.demo.reviewing import PLACES
from workspace.demo.world import World

PHRASES = ("剑门关的栈道三十里", "昭化古城的灯火千家")


def joint_sitting(world: World, today: datetime.date) -> Script:
    plans = [_plan(county, today, 2_700_000 + 200_000 * place) for place, county in enumerate(COUNTIES[:2])]
    stories: list[Any] = [CountyStory(world, plan) for plan in plans]
    yield world.clock.at(plans[0].start)
    rounds = []
    for story in stories:
        _report(story)
        handed_in = yield from story.hand_in_plan()
        rounds.append(story.found_whole(handed_in))
    yield world.clock.after(2)
    clerk = stories[0].office_clerk
    meeting_at = world.clock.after(5)
    data = {
        "meeting_at": meeting_at,
        "place": PLACES[0],
        "way": MeetingWay.PLACE,
        "link": "",
        "size": 5,
        "quotas": {"security": 1, "finance": 1},
        "reserves": 2,
        "mode": DrawMode.TWO_PERSONS,
        "phrase": PHRASES[0],
    }
    meeting = convene_together(rounds=rounds, data=data, post=clerk)
    _draw(stories[0], meeting.agenda()[0])
    for story, panel in zip(stories, meeting.agenda(), strict=True):
        story.act(panel, "send_invitations", clerk)
        for seat in story.seats(panel, "invited"):
            story.declare(seat)
    yield meeting_at
    for story, panel in zip(stories, meeting.agenda(), strict=True):
        story.opinions(panel, "pass")
    present = [seat.pk for panel in meeting.agenda() for seat in panel.active_seats()]
    points = ["两个项目的方案分别评议、分别形成结论。", "两县共用的组件由市云计算中心统一提供，不重复建设。"]
    stories[0].act(meeting, "hold", clerk, host="市经信委 何喆", present=present, points=points)
    for story, one in zip(stories, rounds, strict=True):
        yield from story.end_round(ReviewRound._base_manager.select_related("panel", "project").get(pk=one.pk))


def _plan(county: str, today: datetime.date, amount: int) -> Plan:
    subject: Any = texts.OTHERS
    start = today - datetime.timedelta(days=150)
    name = f"{county}智慧水务调度平台"
    return Plan(
        county,
        subject,
        name,
        Category.APPLICATION,
        Nature.NEW,
        Path.COUNTY,
        Decimal(amount),
        start.year,
        start,
    )


def _report(story: Any) -> None:
    plan = story.plan
    story.amount = plan.amount
    story.project = report_county_project(
        post=story.clerk, name=plan.name, category=plan.category, nature=plan.nature, declared_sum=plan.amount
    )


def _draw(story: Any, lead: Panel) -> None:
    """The leading panel's draw counts for both."""
    clerk, supervisor = story.office_clerk, story.office_leader
    story.act(lead, "witness_commit", supervisor, phrase=PHRASES[1])
    story.act(lead, "clerk_reveal", clerk, phrase=PHRASES[0])
    story.act(lead, "witness_reveal", supervisor, phrase=PHRASES[1])
    assert timezone.now() < lead.meeting_at
