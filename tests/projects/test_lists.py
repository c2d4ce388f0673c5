"""Filters, sums, sorting, exports; drafting a list; judging conditions; the gate's answer."""

import csv
import datetime
import io
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from accounts.roles import Role
from projects.models import Project
from projects.paths import Path
from projects.services import create_list
from tests import factories as make
from workflow.engine import perform

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk():
    return make.make_post(Role.OFFICE_CLERK)


def get(post, name="project_list", **query):
    answer = make.signed_in(post).get(reverse(f"projects:{name}"), query)
    assert answer.status_code == 200
    return answer


def names(answer):
    return [row.project.name for row in answer.context["rows"]]


@pytest.fixture
def three(clerk):
    """甲 100万 tender, 乙 200万 procurement, 丙 300万 procurement of another unit."""
    other = make.make_post(Role.APPLICANT, make.make_org("广元市教育局"))
    return [
        make.submit_application(make.make_project(path=Path.TENDER, name="甲平台", budget=1_000_000)),
        make.submit_application(make.make_project(name="乙平台", budget=2_000_000)),
        make.submit_application(make.make_project(other, name="丙平台", budget=3_000_000)),
    ]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, {"甲平台", "乙平台", "丙平台"}),
        ({"q": "教育 丙"}, {"丙平台"}),
        ({"q": "没有"}, set()),
        ({"path": "tender"}, {"甲平台"}),
        ({"at_least": "200"}, {"乙平台", "丙平台"}),
        ({"at_least": "100", "at_most": "200"}, {"甲平台", "乙平台"}),
        ({"at_least": "100.0001", "at_most": "299.9999"}, {"乙平台"}),
        ({"stage": "draft", "late": "0"}, {"甲平台", "乙平台", "丙平台"}),
        ({"stage": "library"}, set()),
        ({"county": "市本级"}, {"甲平台", "乙平台", "丙平台"}),
        ({"stage": "nonsense", "sort": "password", "page": "99"}, None),
    ],
)
def test_filters(clerk, three, query, found):
    answer = get(clerk, **query) if found is not None else make.signed_in(clerk).get("/projects/", query)
    if found is None:
        assert answer.status_code in (200, 404)
        return
    assert set(names(answer)) == found
    assert answer.context["totals"].count == len(found)
    budgets = {"甲平台": 1_000_000, "乙平台": 2_000_000, "丙平台": 3_000_000}
    assert answer.context["totals"].declared_sum == sum(budgets[name] for name in found)


def test_a_unit_filter_offers_only_units_that_one_sees(three):
    own = make.Hands(three[0]).applicant
    units = get(own).context["filter"].form.fields["unit"].queryset
    assert [unit.pk for unit in units] == [own.organisation_id]


def test_sorting_is_by_whitelisted_columns(clerk, three):
    assert names(get(clerk, sort="-declared_sum")) == ["丙平台", "乙平台", "甲平台"]
    assert names(get(clerk, sort="declared_sum")) == ["甲平台", "乙平台", "丙平台"]
    assert names(get(clerk, sort="unit__parent__name")) == ["丙平台", "乙平台", "甲平台"]


def test_late_ones(clerk):
    project = make.submit_application(make.make_project())
    application = project.application
    long_ago = timezone.now() - datetime.timedelta(days=60)
    type(application)._base_manager.filter(pk=application.pk).update(state_since=long_ago)
    assert names(get(clerk, late="1")) == [project.name]
    assert names(get(clerk, late="0")) == []
    assert get(clerk).context["rows"][0].late


# --- exports ---------------------------------------------------------------------------------------------------------


def test_csv_is_what_is_shown(clerk, three):
    answer = get(clerk, export="csv", path="procurement", sort="-declared_sum")
    text = b"".join(answer.streaming_content).decode()
    assert text.startswith("\ufeff项目编号")
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert [row["项目名称"] for row in rows] == ["丙平台", "乙平台"]
    assert rows[0]["申报数（元）"] == "3000000.00"
    assert rows[0]["正在办理"]


@pytest.mark.parametrize("name", ["=1+1", "+cmd", "-2", "@SUM(A1)", "\t=1", " =1+1"])
def test_a_formula_becomes_a_text(clerk, three, name):
    Project.objects.filter(name="甲平台").update(name=name)
    text = b"".join(get(clerk, export="csv", path="tender").streaming_content).decode()
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[1][1] == f"'{name}"
    book = load_workbook(io.BytesIO(get(clerk, export="xlsx", path="tender").getvalue()))
    assert book.active["B2"].value == f"'{name}"
    assert book.active["B2"].data_type == "s"


def test_xlsx_holds_numbers_and_dates(clerk, three):
    book = load_workbook(io.BytesIO(get(clerk, export="xlsx", path="tender").getvalue()))
    head, row = [[cell.value for cell in line] for line in book.active.iter_rows()]
    line = dict(zip(head, row, strict=True))
    assert line["申报数（元）"] == 1_000_000
    assert line["报出日期"].date() == timezone.localdate()


def test_an_export_asks_as_much_for_one_row_as_for_three(clerk, three):
    client, counts = make.signed_in(clerk), []
    # The first fills the cache of odd days.
    for path in ("tender", "tender", ""):
        with CaptureQueriesContext(connection) as queries:
            b"".join(client.get(reverse("projects:project_list"), {"export": "csv", "path": path}).streaming_content)
        counts.append(len(queries))
    assert counts[1] == counts[2]


# --- the annual list -------------------------------------------------------------------------------------------------


def test_the_list_is_drafted_in_the_browser(clerk):
    first, second = [make.bring(make.make_project(budget=500_000), "library") for _ in range(2)]
    client = make.signed_in(clerk)
    year = timezone.localdate().year
    client.post(reverse("projects:annual_list_create"), {"year": year, "ceiling": "80"})
    annual_list = first.list_lines.model._meta.get_field("annual_list").related_model.objects.get()
    assert annual_list.ceiling == 800_000
    client.post(reverse("projects:list_add", args=[annual_list.pk]), {"project": [first.pk, "nonsense"]})
    chosen = {"annual_list": annual_list.pk, "project": [first.pk, second.pk]}
    client.post(reverse("projects:list_add_from_library"), chosen)
    sums = client.get(annual_list.get_absolute_url()).context["sums"]
    assert (sums.count, sums.total, sums.over) == (2, 1_000_000, 200_000)
    assert [line.over for line in sums.lines] == [False, True]
    assert [(row.label, row.count) for row in sums.sources] == [("市级财政预算", 2)]
    line = annual_list.lines.get(project=second)
    client.post(reverse("projects:list_remove", args=[annual_list.pk, line.pk]))
    client.post(reverse("projects:list_ceiling", args=[annual_list.pk]), {"ceiling": "100.5"})
    annual_list.refresh_from_db()
    assert annual_list.ceiling == Decimal(1_005_000)
    assert annual_list.lines.count() == 1


def test_a_draft_is_not_put_on_a_list(clerk):
    project = make.submit_application(make.make_project())
    annual_list = create_list(year=2027, ceiling=None, post=clerk)
    answer = make.signed_in(clerk).post(
        reverse("projects:list_add", args=[annual_list.pk]), {"project": project.pk}, follow=True
    )
    assert "第九条" in answer.content.decode()
    assert not annual_list.lines.exists()


def test_a_list_that_left_the_office_answers_409(clerk):
    project = make.bring(make.make_project(), "library")
    annual_list = make.make_list(project)
    perform(annual_list, "submit", post=make.make_post(Role.OFFICE_LEADER))
    url = reverse("projects:list_remove", args=[annual_list.pk, annual_list.lines.get().pk])
    assert make.signed_in(clerk).post(url).status_code == 409


# --- pre-review ------------------------------------------------------------------------------------------------------


def test_conditions_are_judged_row_by_row_or_at_once(clerk):
    pre_review = make.submit_pre_review(make.open_pre_review(make.bring(make.make_project(), "listed")))
    client, url = make.signed_in(clerk), reverse("projects:prereview_judge", args=[pre_review.pk])
    client.post(url, {"only": "1.1", "verdict_1.1": "yes", "verdict_1.2": "yes"})
    assert set(pre_review.items.exclude(verdict="").values_list("code", flat=True)) == {"1.1"}
    client.post(url, {"verdict_1.1": "no", "remark_1.1": "与规划不符", "verdict_1.2": "na"})
    assert pre_review.items.get(code="1.1").remark == "与规划不符"
    assert pre_review.items.get(code="1.2").judged_by == clerk


def test_a_no_without_a_remark_keeps_what_was_typed(clerk):
    pre_review = make.submit_pre_review(make.open_pre_review(make.bring(make.make_project(), "listed")))
    url = reverse("projects:prereview_judge", args=[pre_review.pk])
    answer = make.signed_in(clerk).post(url, {"verdict_1.1": "no", "verdict_1.2": "yes", "remark_1.3": "想一想"})
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "不符合的条件必须写明说明" in html
    assert "想一想" in html
    assert pre_review.items.get(code="1.2").verdict == "yes"


# --- the gate --------------------------------------------------------------------------------------------------------


def test_the_gate_says_yes_or_why_not():
    finance = make.make_post(Role.FINANCE)
    ready, waiting = [make.bring(make.make_project(), "library") for _ in range(2)]
    make.approve_list(make.make_list(ready, waiting))
    ready = make.pre_approve(make.again(ready))
    answer = get(finance, "gate")
    assert [(row.project, row.allowed) for row in answer.context["rows"]] == [(ready, False)]
    assert "采购预算" in answer.content.decode()
    make.enter_budget_line(ready)
    answer = get(finance, "gate")
    assert [(row.project, row.allowed) for row in answer.context["rows"]] == [(ready, True)]
    assert ready.pre_approval_number in answer.content.decode()
    answer = get(finance, "gate", q=waiting.number)
    assert [row.allowed for row in answer.context["rows"]] == [False]
    assert "未取得信息办预审批复" in answer.content.decode()
    assert 'data-article="10"' in answer.content.decode()
    data = make.gate_data(ready.reviewed_sum, act="procurement")
    perform(make.again(ready), "approve_procurement", post=finance, data=data)
    assert get(finance, "gate", q=ready.pre_approval_number).context["rows"][0].passed
