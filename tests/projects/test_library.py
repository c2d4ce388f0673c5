"""The rolling library: rated, confirmed each year, deferred, merged, split, many at once with one undo (article 9)."""

import datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from projects import queries, services
from projects.models import BulkAct, LibraryEntry, Project
from projects.states import Stage
from tests import factories as make
from workflow.engine import perform
from workflow.errors import Conflict, RuleViolation
from workflow.models import AuditContent, Notice

pytestmark = pytest.mark.django_db
YEAR = timezone.localdate().year


@pytest.fixture
def clerk():
    return make.make_post(Role.OFFICE_CLERK)


def library(count=1, budget=500_000, post=None):
    post = post or make.make_post(Role.APPLICANT)
    return [make.bring(make.make_project(post, budget=budget), "library") for _ in range(count)]


def page(post, **query):
    return make.signed_in(post).get(reverse("projects:library"), query)


def test_an_entry_is_rated_and_scored_by_the_scheme(clerk):
    [project] = library()
    perform(project, "rate_entry", post=clerk, data={"priority": 1, "maturity": 3})
    [row] = page(clerk).context["rows"]
    # 40 for the priority, 30 for the maturity, 20 for two shared platforms, none from above.
    assert (row.score, row.entry.priority, row.stale) == (90, 1, False)
    assert [row.project for row in page(clerk, priority="1").context["rows"]] == [project]
    assert page(clerk, priority="3").context["rows"] == []


def test_the_unit_confirms_each_year_or_the_entry_leaves_with_notice(clerk):
    kept, gone, listed = library(3)
    make.make_list(listed)
    Project.objects.filter(stage="library").update(admitted_at=timezone.now() - datetime.timedelta(days=400))
    assert [row.stale for row in page(clerk, stale="1").context["rows"]] == [True] * 3
    assert services.sweep_library() == (2, 0)
    # Twice on one day says nothing twice.
    assert services.sweep_library() == (0, 0)
    applicant = make.Hands(kept).applicant
    assert Notice.objects.filter(user=applicant.user, text__contains="未确认").count() == 2
    perform(make.again(kept), "confirm_entry", post=applicant)
    LibraryEntry.objects.filter(told_on__isnull=False).update(
        told_on=timezone.localdate() - datetime.timedelta(days=30)
    )
    assert services.sweep_library() == (0, 1)
    stages = [make.again(project).stage for project in (kept, gone, listed)]
    assert stages == [Stage.LIBRARY, Stage.WITHDRAWN, Stage.LIBRARY]
    assert AuditContent.objects.get(action="leave_library").reason
    assert Notice.objects.filter(user=applicant.user, text__contains="移出滚动库").count() == 1


@pytest.mark.parametrize("told", [False, True])
def test_what_is_confirmed_while_the_sweep_runs_stays_and_stays_confirmed(told, monkeypatch):
    """The sweep has read the entry already when its unit confirms."""
    [project] = library()
    long_ago = timezone.localdate() - datetime.timedelta(days=400)
    told_on = timezone.localdate() - datetime.timedelta(days=31) if told else None
    LibraryEntry.objects.create(project=project, confirmed_on=long_ago, told_on=told_on)
    asked = services.library._on_draft

    def confirmed_meanwhile(stale):
        monkeypatch.setattr(services.library, "_on_draft", asked)
        perform(project, "confirm_entry", post=make.Hands(project).applicant)
        return asked(stale)

    monkeypatch.setattr(services.library, "_on_draft", confirmed_meanwhile)
    assert services.sweep_library() == (0, 0)
    entry = LibraryEntry.objects.get(project=project)
    assert (entry.confirmed_on, entry.told_on) == (timezone.localdate(), None)
    assert make.again(project).stage == Stage.LIBRARY
    assert not Notice.objects.filter(text__contains="未确认").exists()


def test_a_unit_defers_its_own_but_not_what_is_on_a_draft(clerk):
    free, bound = library(2)
    make.make_list(bound)
    applicant = make.Hands(free).applicant
    data = {"planned_year": YEAR + 1, "note": "资金未到位"}
    client = make.signed_in(applicant)
    assert client.post(free.step_url("defer_entry"), data).status_code == 302
    assert make.again(free).planned_year == YEAR + 1
    assert client.post(bound.step_url("defer_entry"), data).status_code == 422
    assert make.signed_in(clerk).post(free.step_url("defer_entry"), data).status_code == 403


def test_merged_money_goes_on_and_the_family_is_kept():
    one, other = library(2)
    leader = make.make_post(Role.OFFICE_LEADER)
    data = {"into": str(other.pk), "reason": "内容重复"}
    assert make.signed_in(leader).post(one.step_url("merge_entry"), data).status_code == 302
    one, other = make.again(one), make.again(other)
    assert (one.stage, other.declared_sum, other.application.budget_total()) == (
        Stage.TERMINATED,
        1_000_000,
        1_000_000,
    )
    assert other.application.source_total() == 1_000_000
    assert [(row.project, row.kind, row.depth) for row in queries.family(other, leader)] == [
        (one, "并入", -1),
        (other, "", 0),
    ]
    html = make.signed_in(make.Hands(other).applicant).get(other.get_absolute_url()).content.decode()
    assert "项目谱系" in html


def test_a_project_is_split_to_the_fen_and_not_below_the_measure():
    [small], [large] = library(budget=900_000), library(budget=2_500_000)
    leader = make.make_post(Role.OFFICE_LEADER)
    client = make.signed_in(leader)
    wrong = client.post(small.step_url("split_entry"), {"parts": "甲 40\n乙 49.99", "reason": "分年实施"})
    assert wrong.status_code == 422
    assert "各部分合计" in wrong.content.decode()
    parts = {"parts": "甲部分 40\n乙 部分 50", "reason": "分属两个科室"}
    assert client.post(small.step_url("split_entry"), parts).status_code == 302
    children = list(Project.objects.filter(came_from__parent=small).order_by("declared_sum"))
    assert [(child.name, child.stage, child.declared_sum) for child in children] == [
        ("甲部分", Stage.LIBRARY, 400_000),
        ("乙 部分", Stage.LIBRARY, 500_000),
    ]
    assert [child.application.source_total() for child in children] == [400_000, 500_000]
    # Article 14: parts that would escape supervision.
    parts = [("甲", Decimal(1_500_000)), ("乙", Decimal(1_000_000))]
    with pytest.raises(RuleViolation) as refusal:
        perform(large, "split_entry", post=leader, data={"parts": parts}, reason="分期")
    assert "化整为零" in str(refusal.value)


def test_many_at_once_are_previewed_done_and_undone_once(clerk):
    one, two, bound = library(3)
    make.make_list(bound)
    client, url = make.signed_in(clerk), reverse("projects:library_bulk")
    data = {"project": [one.pk, two.pk, bound.pk], "field": "planned_year", "planned_year": YEAR + 2}
    shown = client.post(url, data)
    assert [(effect.project, effect.changes) for effect in shown.context["effects"]] == [
        (one, True),
        (two, True),
        (bound, False),
    ]
    assert make.again(one).planned_year == YEAR
    client.post(url, {**data, "confirmed": "1"})
    years = [make.again(project).planned_year for project in (one, two, bound)]
    assert years == [YEAR + 2, YEAR + 2, YEAR]
    # The second click changes nothing; what somebody moved since is left by the undo.
    client.post(url, {**data, "confirmed": "1"})
    act = BulkAct.objects.get()
    perform(make.again(two), "defer_entry", post=make.Hands(two).applicant, data={"planned_year": YEAR + 1})
    assert services.undo_bulk(act=act, post=clerk) == (1, 1)
    assert [make.again(project).planned_year for project in (one, two)] == [YEAR, YEAR + 1]
    with pytest.raises(Conflict):
        services.undo_bulk(act=act, post=clerk)


def test_nobody_but_the_office_acts_on_many():
    [project] = library()
    data = {"project": [project.pk], "field": "priority", "priority": 1, "confirmed": "1"}
    answer = make.signed_in(make.Hands(project).applicant).post(reverse("projects:library_bulk"), data)
    assert answer.status_code == 403


def test_two_to_four_stand_side_by_side(clerk):
    projects = library(2)
    url = reverse("projects:library_compare")
    answer = make.signed_in(clerk).get(url, {"project": [project.pk for project in projects]})
    assert [row.project for row in answer.context["rows"]] == projects
    assert make.signed_in(clerk).get(url, {"project": [projects[0].pk]}).status_code == 302
    # Another unit's entry is not compared by whoever may not see it.
    stranger = make.make_post(Role.APPLICANT, make.make_org("广元市教育局"))
    assert make.signed_in(stranger).get(url, {"project": [project.pk for project in projects]}).status_code == 302


def test_the_library_asks_as_much_for_one_as_for_three(clerk):
    counts = []
    for count in (1, 2):
        library(count)
        client = make.signed_in(clerk)
        page(clerk)
        with CaptureQueriesContext(connection) as asked:
            assert len(client.get(reverse("projects:library")).context["rows"]) == (1 if count == 1 else 3)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_a_classified_project_is_on_no_page_of_the_library(clerk):
    [project] = library()
    Project.objects.filter(pk=project.pk).update(is_classified=True)
    assert page(clerk).context["rows"] == []
    url, key = reverse("projects:library_bulk"), str(project.pk)
    make.signed_in(clerk).post(url, {"project": [key], "field": "priority", "priority": 1, "confirmed": "1"})
    assert not BulkAct.objects.exists()


def test_the_library_is_sorted_by_score_and_exported_with_what_the_page_shows(clerk):
    low, high = library(2)
    perform(high, "rate_entry", post=clerk, data={"priority": 1, "maturity": 3})
    perform(low, "rate_entry", post=clerk, data={"priority": 3, "maturity": 1})
    assert [row.project for row in page(clerk, sort="-score").context["rows"]] == [high, low]
    assert [row.project for row in page(clerk, sort="score").context["rows"]] == [low, high]
    text = b"".join(page(clerk, sort="-score", export="csv").streaming_content).decode("utf-8-sig")
    head, first, second = text.splitlines()
    assert head.split(",")[5:8] == ["优先级", "成熟度", "得分"]
    assert first.split(",")[7] == "90"
    assert low.name in second


def test_modules_indicators_and_data_items_go_along_with_a_merge_and_a_split(clerk):
    post = make.make_post(Role.APPLICANT)
    one, other = library(2, post=post)
    one.application.modules.create(name="数据治理模块", content="清洗比对", position=9)
    leader = make.Hands(one).leader
    perform(one, "merge_entry", post=leader, data={"into": other}, reason="合并建设")
    names = list(other.application.modules.values_list("name", flat=True))
    assert names == ["统一受理平台", "数据治理模块"]
    data = {"parts": [("甲部分", Decimal(600_000)), ("乙部分", Decimal(400_000))]}
    perform(make.again(other), "split_entry", post=leader, data=data, reason="分别实施")
    for part in Project.objects.filter(name__in=["甲部分", "乙部分"]):
        assert set(part.application.modules.values_list("name", flat=True)) == set(names)
        assert part.application.indicators.count() == 1
