"""A clock that stops and goes on over National Day with its moved days (调休): every day is accounted for."""

import datetime

import pytest
import time_machine

from accounts.roles import Role
from projects.lateness import late_projects, standings
from projects.models import Project
from tests import factories as make
from workflow.clocks import Clock, Stop, clock_of, resume_clock, stop_clock
from workflow.engine import perform
from workflow.inbox import inbox
from workflow.models import Suspension

D = datetime.date
pytestmark = pytest.mark.django_db


def at(day, hour=10):
    return time_machine.travel(
        datetime.datetime(2026, *day, hour, tzinfo=datetime.timezone(datetime.timedelta(hours=8)))
    )


def test_over_national_day_each_day_is_shown():
    """2026: off 10-01 to 10-07, Saturday 10-10 is worked. Stopped on 09-30, taken up again on 10-09."""
    clock = Clock(D(2026, 9, 28), 5, (Stop(D(2026, 9, 29), D(2026, 10, 8), "等待申报单位补正"),))
    assert clock.due() == D(2026, 10, 13)
    assert [(f"{day.day:%m-%d}", day.number, day.why) for day in clock.calendar()] == [
        ("09-28", None, "收到当日不计"),
        ("09-29", 1, "工作日"),
        ("09-30", None, "停表：等待申报单位补正"),
        *((f"10-{n:02d}", None, "停表：等待申报单位补正") for n in range(1, 9)),
        ("10-09", 2, "工作日"),
        ("10-10", 3, "调休上班"),
        ("10-11", None, "周末"),
        ("10-12", 4, "工作日"),
        ("10-13", 5, "工作日"),
    ]


def test_running_through_national_day_the_days_off_have_their_name():
    clock = Clock(D(2026, 9, 30), 2)
    assert [day.why for day in clock.calendar()] == ["收到当日不计", *["国庆节放假"] * 7, "工作日", "工作日"]
    assert clock.due() == D(2026, 10, 9)


def test_a_standing_clock_has_no_last_day_unless_it_had_run_out():
    stop = Stop(D(2026, 3, 4), None, "征求意见")
    assert Clock(D(2026, 3, 2), 5, (stop,)).due() is None
    assert Clock(D(2026, 3, 2), 2, (stop,)).due() == D(2026, 3, 4)


def test_a_return_stops_the_office_clock_and_the_resubmission_goes_on_with_it():
    with at((9, 28)):
        project = make.submit_application(make.make_project())
    hands = make.Hands(project)
    with at((9, 30)):
        perform(make.again(project.application), "return_for_papers", post=hands.clerk, reason="缺少论证意见")
        assert not Project.objects.filter(late_projects()).exists()
    with at((10, 8)):
        perform(make.again(project.application), "submit", post=hands.applicant)
        assert Suspension.objects.get().resumed_at is None
    with at((10, 9)):
        perform(make.again(project.application), "unit_approve", post=hands.unit_leader)
        clock = clock_of(make.again(project.application))
        assert (clock.began, clock.due()) == (D(2026, 9, 28), D(2026, 10, 13))
        assert [task.due for task in inbox(hands.clerk)] == [D(2026, 10, 13)]
        assert standings([make.again(project)])[project.pk][0].due == D(2026, 10, 13)
    with at((10, 13)):
        assert not Project.objects.filter(late_projects()).exists()
    with at((10, 14)):
        assert Project.objects.filter(late_projects()).get() == project
        assert [task.late for task in inbox(hands.clerk)] == [True]


def test_a_second_return_uses_up_what_is_left():
    with at((3, 2)):
        project = make.submit_application(make.make_project())
    hands = make.Hands(project)
    for away, back in (((3, 3), (3, 5)), ((3, 6), (3, 10))):
        with at(away):
            perform(make.again(project.application), "return_for_papers", post=hands.clerk, reason="不全")
        with at(back):
            perform(make.again(project.application), "submit", post=hands.applicant)
            perform(make.again(project.application), "unit_approve", post=hands.unit_leader)
    # 3, 6 March used; 11, 12, 13 left.
    with at((3, 10), 11):
        assert clock_of(make.again(project.application)).due() == D(2026, 3, 13)


def test_sent_back_by_the_leader_the_clock_begins_afresh():
    with at((3, 2)):
        project = make.submit_application(make.make_project())
    hands = make.Hands(project)
    with at((3, 3)):
        perform(make.again(project.application), "return_for_papers", post=hands.clerk, reason="不全")
        perform(make.again(project.application), "submit", post=hands.applicant)
        perform(make.again(project.application), "unit_approve", post=hands.unit_leader)
    with at((3, 5)):
        perform(make.again(project.application), "pass_check", post=hands.clerk)
    with at((3, 6)):
        perform(make.again(project.application), "send_back", post=hands.leader, reason="再看预算")
        assert clock_of(make.again(project.application)).began == D(2026, 3, 6)


def test_another_body_is_asked_while_the_state_stays():
    with at((3, 2)):
        project = make.submit_application(make.make_project())
    application, clerk = make.again(project.application), make.make_post(Role.OFFICE_CLERK)
    with at((3, 4)):
        stop_clock(obj=application, reason="征求市财政局意见", post=clerk)
        assert stop_clock(obj=application, reason="再次停表", post=clerk) is None
        assert [(task.due, task.stopped) for task in inbox(clerk)] == [(None, "征求市财政局意见")]
    with at((3, 9)):
        resume_clock(obj=application)
        assert clock_of(application).due() == D(2026, 3, 12)
