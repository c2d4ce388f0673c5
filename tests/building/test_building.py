"""Milestones, problems, the monthly dispatch and its silence (articles 12, 14)."""

import datetime
import itertools

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.roles import Role
from building import queries
from building.gantt import NAMED, gantt
from building.models import Chase, DispatchReport, Milestone
from building.services import chase
from building.tasks import chase_dispatch
from projects.queries import overdue
from tests import factories as make
from workflow.engine import perform
from workflow.inbox import inbox
from workflow.models import Notice

pytestmark = pytest.mark.django_db
CELLS = {"progress": 40, "done": "完成开发", "coming": "联调", "problems": "", "money": "已付30%"}


@pytest.fixture
def project(begun):
    return begun


def test_milestones_plan_against_fact(project):
    clerk, today = make.Hands(project).applicant, timezone.localdate()
    client = make.signed_in(clerk)
    url = project.step_url("plan_milestones")
    assert client.post(url, {"name_new_1": "需求确认"}).status_code == 422
    rows = {"name_new_1": "需求确认", "planned_new_1": today - datetime.timedelta(days=20)}
    rows |= {"name_new_2": "系统上线", "planned_new_2": today - datetime.timedelta(days=5)}
    assert client.post(url, rows).status_code == 302
    first = project.milestones.first()
    done = {"milestone": first.pk, "done_on": today - datetime.timedelta(days=17)}
    assert client.post(project.step_url("reach_milestone"), done).status_code == 302
    picture = gantt(make.again(project))
    assert [bar.milestone.days_late for bar in picture.bars] == [3, 5]
    assert all(bar.plan_width > 0 and bar.fact_width > 0 for bar in picture.bars)
    page = client.get(f"{project.get_absolute_url()}?tab=building").content.decode()
    assert "晚 5 天" in page
    assert "<rect" in page
    # Months are marked, and nothing of the picture is wider than the page.
    first = picture.ticks[0]
    assert first.named
    assert f"{first.day:%Y-%m}" in page
    assert all(bar.plan_x + bar.plan_width <= 100 and bar.fact_x + bar.fact_width <= 100 for bar in picture.bars)


def test_months_of_a_long_picture_do_not_run_into_each_other(project):
    today = timezone.localdate()
    rows = [{"name": "上线", "planned_on": today + datetime.timedelta(days=900)}]
    perform(project, "plan_milestones", post=make.Hands(project).applicant, data={"rows": rows})
    ticks = gantt(make.again(project)).ticks
    named = [tick.x for tick in ticks if tick.named]
    assert len(ticks) > 24
    assert 3 < len(named) <= NAMED
    assert min(after - before for before, after in itertools.pairwise(named)) > 14


def late_rows(post):
    return [
        (row.what, row.days)
        for row in overdue(post)
        if "里程碑" in row.what or "问题" in row.what or "监理" in row.what
    ]


def test_what_is_late_surfaces_with_days_and_whose_it_is(project):
    hands, today = make.Hands(project), timezone.localdate()
    rows = [
        {"name": "需求确认", "planned_on": today - datetime.timedelta(days=4), "responsible": "李工"},
        {"name": "上线", "planned_on": today},
    ]
    perform(project, "plan_milestones", post=hands.applicant, data={"rows": rows})
    problem = {
        "level": "risk",
        "text": "接口未开放",
        "measure": "张工协调",
        "due_on": today - datetime.timedelta(days=2),
    }
    perform(project, "raise_problem", post=hands.applicant, data=problem)
    put(project, supervisor="四川某监理公司")
    month = queries.month_of()
    with at(month + datetime.timedelta(days=10)):
        assert any("监理月报" in what for what, _days in late_rows(hands.clerk))
    with at(month + datetime.timedelta(days=9)):
        assert not any("监理月报" in what for what, _days in late_rows(hands.clerk))
    last = {"text": "质量合格", "month": queries.last_month(month)}
    perform(project, "report_supervision", post=hands.applicant, data=last)
    expected = [("里程碑“需求确认”（李工）", 4), ("问题“接口未开放”（张工协调）", 2)]
    assert late_rows(hands.clerk) == expected
    # Each body sees its own path only.
    path = {"tender": Role.DRC, "procurement": Role.FINANCE}[project.path]
    assert late_rows(hands.of(path)) == expected
    assert late_rows(hands.of(Role.FINANCE if path == Role.DRC else Role.DRC)) == []
    page = make.signed_in(hands.applicant).get("/building/").content.decode()
    assert "里程碑“需求确认”晚 4 天（李工）" in page
    assert "晚 2 天（张工协调）" in page
    put(project, suspended_at=timezone.now())
    assert late_rows(hands.clerk) == []


def line(name, planned_on, pk=None):
    return {"pk": pk, "name": name, "planned_on": planned_on}


def waiting(post):
    return [
        (task.obj.name, task.due, [step.name for step in task.steps])
        for task in inbox(post)
        if isinstance(task.obj, Milestone)
    ]


def test_a_late_milestone_waits_for_the_clerk_until_it_is_reached_or_planned_anew(project):
    hands, today = make.Hands(project), timezone.localdate()
    first, second = today - datetime.timedelta(days=9), today - datetime.timedelta(days=4)
    rows = [line("系统上线", second), line("需求确认", first), line("培训", today)]
    perform(project, "plan_milestones", post=hands.applicant, data={"rows": rows})
    steps = ["reach_milestone", "plan_milestones"]
    # The longest late first; today's is not late yet.
    assert waiting(hands.applicant) == [("需求确认", first, steps), ("系统上线", second, steps)]
    stranger = make.make_post(Role.APPLICANT, make.make_org())
    assert [waiting(post) for post in (hands.unit_leader, hands.clerk, stranger)] == [[], [], []]
    page = make.signed_in(hands.applicant).get("/").content.decode()
    assert page.count('data-task="reach_milestone"') == 2
    assert f"{project.get_absolute_url()}?tab=building" in page
    assert f"{first:%Y-%m-%d} 已超期" in page
    done = {"milestone": project.milestones.get(name="需求确认"), "done_on": today}
    perform(project, "reach_milestone", post=hands.applicant, data=done)
    assert [name for name, *_rest in waiting(hands.applicant)] == ["系统上线"]
    rows = [line(one.name, one.planned_on, one.pk) for one in project.milestones.all()]
    rows[0]["planned_on"] = today + datetime.timedelta(days=30)
    perform(project, "plan_milestones", post=hands.applicant, data={"rows": rows, "why": "供货推迟"})
    # Planned anew there is nothing to settle; late it is all the same.
    assert waiting(hands.applicant) == []
    assert late_rows(hands.clerk) == [(f"里程碑“系统上线”（{project.unit.short_name}）", 4)]


def test_no_milestone_waits_while_the_project_stands_still_or_hides(project):
    clerk, past = make.Hands(project).applicant, timezone.localdate() - datetime.timedelta(days=4)
    perform(project, "plan_milestones", post=clerk, data={"rows": [line("上线", past)]})
    for values in ({"suspended_at": timezone.now()}, {"is_classified": True}, {"stage": "completed"}):
        before = {name: getattr(project, name) for name in values}
        put(project, **values)
        assert waiting(clerk) == [], values
        put(project, **before)
    assert len(waiting(clerk)) == 1


def test_late_milestones_cost_the_inbox_one_query(project):
    clerk, past = make.Hands(project).applicant, timezone.localdate() - datetime.timedelta(days=4)
    perform(project, "plan_milestones", post=clerk, data={"rows": [line("上线", past)]})
    counts = []
    for names in ((), ("需求", "开发")):
        there = [line(one.name, past, one.pk) for one in project.milestones.all()]
        rows = there + [line(name, past) for name in names]
        perform(project, "plan_milestones", post=clerk, data={"rows": rows, "why": "增加"})
        inbox(clerk)  # the calendar is cached from here on
        with CaptureQueriesContext(connection) as asked:
            assert len({task.url for task in inbox(clerk) if task.late}) == 1
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_the_supervisor_writes_of_a_month_that_is_over(project):
    client, url = make.signed_in(make.Hands(project).applicant), project.step_url("report_supervision")
    last = queries.last_month(queries.month_of())
    assert client.post(url, {"text": "质量合格", "month": queries.last_month(last)}).status_code == 422
    assert client.post(url, {"text": "质量合格", "month": last}).status_code == 302
    assert project.supervision_reports.get().month == last


def test_dispatch_copies_last_month_and_is_one_a_month(project):
    clerk = make.Hands(project).applicant
    client, url = make.signed_in(clerk), project.step_url("report_month")
    this = {"month": queries.month_of()}
    assert client.post(url, CELLS | this).status_code == 302
    assert client.post(url, CELLS | this | {"progress": 45}).status_code == 302
    assert [report.progress for report in DispatchReport.objects.all()] == [45]
    with time_machine.travel(timezone.now() + datetime.timedelta(days=32), tick=False):
        page = make.signed_in(clerk).get(url).content.decode()
        assert "已复制" in page
        assert "完成开发" in page


def test_silence_is_urged_then_named_and_each_once(project):
    hands, month = make.Hands(project), queries.month_of()
    assert chase(month=month, kind="urge") == 1
    assert chase(month=month, kind="urge") == 0
    assert Notice.objects.filter(user=hands.applicant.user, text__contains="现予催办").count() == 1
    group = hands.of(Role.LEADING_GROUP)
    late = datetime.datetime.combine(month + datetime.timedelta(days=40), datetime.time(9), tzinfo=datetime.UTC)
    with time_machine.travel(late.replace(day=6), tick=False):
        assert chase_dispatch() == 1
    assert Chase.objects.filter(kind="name", month=month).exists()
    assert Notice.objects.filter(user=group.user, text__contains="现予通报").exists()
    perform(project, "report_month", post=hands.applicant, data=CELLS)
    assert not queries.silent(month).exists()


def at(day):
    return time_machine.travel(datetime.datetime.combine(day, datetime.time(4), tzinfo=datetime.UTC), tick=False)


def put(project, **values):
    type(project).objects.filter(pk=project.pk).update(**values)


def test_a_month_is_owed_by_whom_was_built_in_it_and_does_not_stand_still(project):
    month = queries.last_month(queries.month_of())
    assert queries.silent(month).exists()
    put(project, build_started_at=timezone.now())
    assert not queries.silent(month).exists()
    assert queries.silent(queries.month_of()).exists()
    put(project, suspended_at=timezone.now())
    assert not queries.silent(queries.month_of()).exists()
    put(project, suspended_at=None, builder="county", path="county")
    assert not queries.silent(queries.month_of()).exists()
    assert queries.board(make.Hands(project).clerk, queries.month_of()) == []


def test_nobody_is_named_who_was_not_urged_on_a_day_before(project):
    month = queries.month_of()
    with at(queries.next_month(month) + datetime.timedelta(days=5)):
        assert chase(month=month, kind="name") == 0
        assert chase_dispatch() == 1
        assert [one.kind for one in Chase.objects.all()] == ["urge"]
    with at(queries.next_month(month) + datetime.timedelta(days=6)):
        assert chase_dispatch() == 1
    # The next month's silence is named as well, whatever stands of this one.
    after = queries.next_month(month)
    with at(after + datetime.timedelta(days=26)):
        assert chase_dispatch() == 1
    with at(queries.next_month(after) + datetime.timedelta(days=5)):
        assert chase_dispatch() == 1
    assert Chase.objects.filter(kind="name").count() == 2


def test_last_month_is_filled_in_until_it_was_reported(project):
    client, url = make.signed_in(make.Hands(project).applicant), project.step_url("report_month")
    this = queries.month_of()
    last = queries.last_month(this)
    assert client.post(url, CELLS | {"month": queries.last_month(last)}).status_code == 422
    assert client.post(url, CELLS | {"month": last}).status_code == 302
    assert not queries.silent(last).exists()
    assert client.post(url, CELLS | {"month": last, "progress": 99}).status_code == 422
    assert client.post(url, CELLS | {"month": this}).status_code == 302
    assert list(DispatchReport.objects.values_list("month", "progress")) == [(this, 40), (last, 40)]
    put(project, build_started_at=timezone.now())
    DispatchReport.objects.all().delete()
    assert client.post(url, CELLS | {"month": last}).status_code == 422


def test_board_shows_silence_hides_the_classified_and_is_urged_by_the_office(project, django_assert_num_queries):
    hands = make.Hands(project)
    client = make.signed_in(hands.clerk)
    assert 'data-silent="yes"' in client.get("/building/").content.decode()
    assert make.signed_in(hands.applicant).post("/building/urge/").status_code == 403
    assert client.post("/building/urge/").status_code == 302
    assert "催办" in client.get("/building/").content.decode()
    perform(project, "report_month", post=hands.applicant, data=CELLS)
    assert "完成开发" in client.get("/building/").content.decode()
    file = b"".join(client.get("/building/?export=csv").streaming_content).decode()
    assert all(words in file for words in ("已填报", "完成开发", "催办"))
    with django_assert_num_queries(6):
        queries.board(hands.clerk, queries.month_of())
    type(project).objects.update(is_classified=True)
    assert project.name not in client.get("/building/").content.decode()
    assert queries.board(hands.of(Role.LEADING_GROUP), queries.month_of()) == []
    assert not queries.silent(queries.month_of()).exists()


def test_problems_and_supervision_months(project):
    hands = make.Hands(project)
    past = timezone.localdate() - datetime.timedelta(days=3)
    data = {"level": "grave", "text": "机房停电", "measure": "发电机，李工", "due_on": past}
    perform(project, "raise_problem", post=hands.applicant, data=data)
    problem = project.problems.get()
    assert problem.days_late == 3
    assert Notice.objects.filter(user=hands.clerk.user, text__contains="重大问题").exists()
    solved = {"problem": problem, "solved_on": timezone.localdate(), "outcome": "已恢复"}
    perform(project, "solve_problem", post=hands.applicant, data=solved)
    for text in ("质量合格", "质量合格，进度正常"):
        perform(project, "report_supervision", post=hands.applicant, data={"text": text})
    assert project.supervision_reports.get().text == "质量合格，进度正常"


def test_who_owes_word_is_counted_apart_from_who_gave_it_and_is_built(project):
    hands = make.Hands(project)
    client = make.signed_in(hands.clerk)
    assert "1 个在建项目应当填报，1 个未填报" in client.get("/building/").content.decode()
    perform(project, "report_month", post=hands.applicant, data=CELLS)
    put(project, suspended_at=timezone.now())
    page = client.get("/building/").content.decode()
    assert "0 个在建项目应当填报，0 个未填报" in page
    assert "另列 1 个报过本月、现已完工或者暂停的项目" in page
