"""The workbench of the annual list: columns, ceilings, two clerks at once, what-if, decision, supplements, figures."""

import datetime
import re
import threading
from decimal import Decimal

import pytest
import time_machine
from django.db import connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from documents.models import Attachment, Document
from projects import queries, services
from projects.list_sheet import list_figures
from projects.models import AnnualList, LibraryEntry, ListLine, Project
from projects.states import Stage
from tests import factories as make
from workflow.engine import perform
from workflow.errors import Conflict, Forbidden, RuleViolation

pytestmark = pytest.mark.django_db
YEAR = timezone.localdate().year


@pytest.fixture
def clerk():
    return make.make_post(Role.OFFICE_CLERK)


def library(count=2, budget=500_000, **kwargs):
    return [make.bring(make.make_project(budget=budget, **kwargs), "library") for _ in range(count)]


def line_of(annual_list, project):
    return annual_list.lines.get(project=project)


def act(post, view, annual_list, *args, **data):
    return make.signed_in(post).post(reverse(f"projects:{view}", args=[annual_list.pk, *args]), data)


# --- columns and ceilings ----------


def test_a_line_moves_between_the_columns_and_only_what_is_in_counts(clerk):
    first, second = library()
    annual_list = make.make_list(first, second, ceiling=Decimal(500_000))
    line = line_of(annual_list, second)
    assert act(clerk, "list_move", annual_list, line.pk, placement="reserve", version=0).status_code == 302
    sums = queries.list_sums(make.again(annual_list), clerk)
    assert (sums.count, sums.total, sums.over) == (1, 500_000, None)
    assert [row.line.project for row in sums.reserve] == [second]
    html = make.signed_in(clerk).get(annual_list.get_absolute_url()).content.decode()
    assert 'data-table="lines_reserve"' in html
    annual_list = make.approve_list(make.again(annual_list))
    assert (make.again(first).stage, make.again(second).stage) == (Stage.LISTED, Stage.LIBRARY)


def test_the_second_of_two_on_one_line_is_told_and_overwrites_nothing(clerk):
    other = make.make_post(Role.OFFICE_CLERK)
    [project] = library(1)
    annual_list = make.make_list(project)
    line = line_of(annual_list, project)
    act(clerk, "list_edit_line", annual_list, line.pk, version=0, this_year="20", note="先安排一部分")
    answer = act(other, "list_move", annual_list, line.pk, placement="out", version=0)
    assert answer.status_code == 409
    assert "20.00 万元" in answer.content.decode()
    row = make.again(line)
    assert (row.placement, row.this_year, row.note, row.version) == ("in", 200_000, "先安排一部分", 1)
    assert act(other, "list_move", annual_list, line.pk, placement="out", version=1).status_code == 302


def test_this_year_is_never_more_than_the_whole(clerk):
    [project] = library(1)
    annual_list = make.make_list(project)
    line = line_of(annual_list, project)
    act(clerk, "list_edit_line", annual_list, line.pk, version=0, this_year="50.0001", note="")
    assert make.again(line).version == 0
    act(clerk, "list_edit_line", annual_list, line.pk, version=0, this_year="50", note="")
    assert make.again(line).version == 1


def test_what_is_refused_stays_in_the_form(clerk):
    [project] = library(1)
    annual_list = make.make_list(project)
    line, stale = line_of(annual_list, project), {"version": 0}
    answer = act(clerk, "list_edit_line", annual_list, line.pk, **stale, this_year="50.0001", note="先安排一部分")
    assert (answer.status_code, make.again(line).version) == (422, 0)
    assert 'value="先安排一部分"' in answer.content.decode()
    assert act(clerk, "list_edit_line", annual_list, line.pk, **stale, this_year="20", note="甲").status_code == 302
    answer = act(clerk, "list_edit_line", annual_list, line.pk, **stale, this_year="30", note="同事所写")
    assert (answer.status_code, make.again(line).note) == (409, "甲")
    page = answer.content.decode()
    assert 'value="同事所写"' in page
    assert "20.00 万元" in page
    # The page has shown what the other wrote; the form goes on from there.
    assert answer.context["line_form"].data["version"] == 1
    answer = act(clerk, "list_ceiling", annual_list, ceiling="很多", source_city="49.5", version=0)
    assert answer.status_code == 422
    assert 'value="49.5"' in answer.content.decode()
    annual_list.lines.all().delete()
    gone = act(clerk, "list_edit_line", annual_list, line.pk, version=1, this_year="30", note="")
    assert gone.status_code == 404
    # The next page of candidates is a link of this page.
    url = reverse("projects:list_operation", args=[annual_list.pk])
    assert make.signed_in(clerk).get(f"{url}?page=2").url == f"{annual_list.get_absolute_url()}?page=2"


def test_a_ceiling_by_source_holds_the_submission(clerk):
    [project] = library(1)
    annual_list = make.make_list(project)
    act(clerk, "list_ceiling", annual_list, ceiling="100", source_city="49.9999", version=0)
    leader = make.make_post(Role.OFFICE_LEADER)
    with pytest.raises(RuleViolation) as refusal:
        perform(annual_list, "submit", post=leader)
    assert "市级财政预算合计" in str(refusal.value)
    # The same page's form again: somebody else has set it since.
    assert act(clerk, "list_ceiling", annual_list, ceiling="1", source_city="1", version=0).status_code == 409
    act(clerk, "list_ceiling", annual_list, ceiling="50", source_city="50", version=1)
    assert perform(make.again(annual_list), "submit", post=leader).state == "submitted"


def test_nobody_but_the_office_moves_lines(clerk):
    [project] = library(1)
    annual_list = make.make_list(project)
    line = line_of(annual_list, project)
    for role in (Role.APPLICANT, Role.CITY_GOVERNMENT, Role.FINANCE):
        post = make.make_post(role)
        assert act(post, "list_move", annual_list, line.pk, placement="out", version=0).status_code == 403
        with pytest.raises(Forbidden):
            services.move_line(annual_list=annual_list, line=line, placement="out", version=0, post=post)


def test_who_else_is_here_and_whether_the_page_is_old(clerk):
    other = make.make_post(Role.OFFICE_CLERK)
    [project] = library(1)
    annual_list = make.again(make.make_list(project))
    make.signed_in(other).get(annual_list.get_absolute_url())
    url = reverse("projects:list_presence", args=[annual_list.pk])
    fresh = make.signed_in(clerk).get(url, {"version": annual_list.version}).content.decode()
    assert str(other.user) in fresh
    assert "data-old" not in fresh
    assert "data-old" in make.signed_in(clerk).get(url, {"version": annual_list.version - 1}).content.decode()


@pytest.mark.django_db(transaction=True)
def test_two_clerks_at_once_lose_nothing():
    """Each moves half of the lines and both fight for one: every move of their own stands, the one goes to one."""
    clerks = [make.make_post(Role.OFFICE_CLERK) for _ in range(2)]
    projects = library(5)
    annual_list = make.make_list(*projects)
    lines = [line_of(annual_list, project) for project in projects]
    start, answers = threading.Barrier(2), []

    def work(who, own, placement):
        client = Client(raise_request_exception=True)
        client.force_login(clerks[who].user, backend=make.BACKEND)
        start.wait()
        for line in own:
            url = reverse("projects:list_move", args=[annual_list.pk, line.pk])
            answers.append((line.pk, client.post(url, {"placement": placement, "version": 0}).status_code))
        connections.close_all()

    jobs = [(0, [*lines[:2], lines[4]], "reserve"), (1, [*lines[2:4], lines[4]], "out")]
    threads = [threading.Thread(target=work, args=job) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(code for pk, code in answers if pk == lines[4].pk) == [302, 409]
    assert [code for pk, code in answers if pk != lines[4].pk] == [302] * 4
    stand = [make.again(line).placement for line in lines]
    assert stand[:4] == ["reserve", "reserve", "out", "out"]
    assert stand[4] in ("reserve", "out")
    assert sorted(line.position for line in annual_list.lines.all()) == [1, 2, 3, 4, 5]


# --- what if ----------


def test_versions_are_kept_compared_and_taken(clerk):
    first, second = library()
    annual_list = make.make_list(first, second)
    act(clerk, "list_save_version", annual_list, name="全列")
    services.move_line(
        annual_list=annual_list, line=line_of(annual_list, second), placement="out", version=0, post=clerk
    )
    act(clerk, "list_save_version", annual_list, name="压减")
    act(clerk, "list_save_version", annual_list, name="压减")
    whole, cut = queries.what_ifs(annual_list)
    assert [(whole.count, whole.total), (cut.count, cut.total)] == [(2, 1_000_000), (1, 500_000)]
    page = make.signed_in(clerk).get(reverse("projects:list_versions", args=[annual_list.pk]))
    assert [(row.line.project, row.places) for row in page.context["rows"]] == [
        (second, ["拟列", "不列", "不列"]),
        (first, ["拟列", "拟列", "拟列"]),
    ]
    act(clerk, "list_edit_line", annual_list, line_of(annual_list, first).pk, version=0, this_year="20", note="")
    page = make.signed_in(clerk).get(reverse("projects:list_versions", args=[annual_list.pk]))
    assert page.context["rows"][0].places == ["拟列 50.00 万元", "拟列 50.00 万元", "拟列 20.00 万元"]
    act(clerk, "list_apply_version", annual_list, whole.version.pk)
    sums = queries.list_sums(annual_list, clerk)
    assert (sums.count, sums.this_year) == (2, 1_000_000)


def test_what_was_classified_since_is_in_no_sum_of_lists_and_versions(clerk):
    kept, secret = library()
    annual_list = make.make_list(kept, secret)
    act(clerk, "list_save_version", annual_list, name="全列")
    Project.objects.filter(pk=secret.pk).update(is_classified=True)
    shown = queries.annual_lists(clerk).get()
    assert (shown.line_count, shown.line_total) == (1, 500_000)
    assert [(one.count, one.total) for one in queries.what_ifs(annual_list)] == [(1, 500_000)]
    # No message names it, wherever it stands now.
    annual_list.lines.filter(project=kept).update(kind="operation")
    told_on = timezone.localdate() - datetime.timedelta(days=30)
    LibraryEntry.objects.update_or_create(project=secret, defaults={"told_on": told_on})
    perform(secret, "leave_library", post=None, reason="另按保密规定办理", system=True)
    assert make.again(annual_list).lines_out_of_library() == []
    approved = make.approve_list(make.again(annual_list))
    assert approved.lines.get(project=secret).decision == ListLine.Decision.PROPOSED


# --- the decision ----------


def test_the_draft_is_a_paper_and_the_minutes_are_the_basis_of_every_line(clerk):
    first, second = library()
    annual_list = make.make_list(first, second)
    perform(annual_list, "submit", post=make.make_post(Role.OFFICE_LEADER))
    draft = Document.objects.get(thread_id=annual_list.pk, kind="annual_list_draft")
    assert draft.context["count"] == 2
    government = make.make_post(Role.CITY_GOVERNMENT)
    struck = line_of(annual_list, second).pk
    url = make.again(annual_list).step_url("approve")
    data = {
        "meeting": "市政府第9次常务会议",
        "approved_on": timezone.localdate().isoformat(),
        "struck": [struck],
        f"why_{struck}": "资金未落实",
    }
    answer = make.signed_in(government).post(url, {**data, "minutes": make.pdf("会议纪要.pdf")})
    assert answer.status_code == 302
    annual_list = make.again(annual_list)
    assert annual_list.minutes.name == "会议纪要.pdf"
    assert annual_list.lines.get(pk=struck).verdict == "资金未落实"
    paper = Document.objects.get(thread_id=annual_list.pk, kind="annual_list")
    assert [(one["name"], one["verdict"]) for one in paper.context["struck"]] == [(second.name, "资金未落实")]
    applicant = make.Hands(first).applicant
    html = make.signed_in(applicant).get(first.get_absolute_url()).content.decode()
    assert f"{annual_list}第 1 项" in html
    assert "会议纪要.pdf" in html
    scan = make.signed_in(applicant).get(annual_list.minutes.get_absolute_url())
    assert b"".join(scan.streaming_content).startswith(b"%PDF")
    # On them the list rests: neither another desk nor their own takes them away.
    remove = reverse("documents:attachment_remove", args=[annual_list.minutes_id])
    assert make.signed_in(make.Hands(first).clerk).post(remove).status_code == 403
    refused = make.signed_in(government).post(remove, follow=True).content.decode()
    assert "已由本事项的记录引用" in refused
    assert Attachment.objects.current().filter(pk=annual_list.minutes_id).exists()


def test_the_government_decides_each_line_in_the_row_of_its_sums(clerk):
    first, second = library()
    annual_list = make.make_list(first, second)
    perform(annual_list, "submit", post=make.make_post(Role.OFFICE_LEADER))
    client, url = make.signed_in(make.make_post(Role.CITY_GOVERNMENT)), make.again(annual_list).step_url("approve")
    html = client.get(url).content.decode()
    assert html.count('data-table="verdicts"') == 1
    assert 'data-table="lines"' not in html
    rows = re.findall(r"<tr data-row.*?</tr>", html.partition('data-table="verdicts"')[2], re.DOTALL)
    for row, project in zip(rows, (first, second), strict=True):
        assert all(text in row for text in (project.name, "50.00 万元", 'name="struck"', 'name="why_', "市级财政"))
    # What was typed stands where it was, with its error.
    struck = line_of(annual_list, second).pk
    answer = client.post(url, {"meeting": "第9次常务会议", "struck": [struck]})
    assert answer.status_code == 422
    assert f"划除《{second.name}》须写明意见" in answer.content.decode()
    # What was classified since is on no page (article 24).
    type(first)._base_manager.filter(pk=first.pk).update(is_classified=True)
    assert first.name not in client.get(url).content.decode()


def test_a_unit_sees_its_own_line_and_no_sums(clerk):
    stranger = make.make_post(Role.APPLICANT, make.make_org("广元市教育局"))
    [own], [other] = library(1), [make.bring(make.make_project(stranger, name="教育云"), "library")]
    annual_list = make.approve_list(make.make_list(own, other))
    applicant = make.Hands(own).applicant
    page = make.signed_in(applicant).get(annual_list.get_absolute_url())
    assert [row.line.project for row in page.context["sums"].lines] == [own]
    assert "教育云" not in page.content.decode()
    assert 'data-table="by_unit"' not in page.content.decode()
    assert make.signed_in(applicant).get(reverse("projects:list_sheet", args=[annual_list.pk])).status_code == 403
    outsider = make.make_post(Role.APPLICANT, make.make_org("广元市水利局"))
    assert make.signed_in(outsider).get(annual_list.get_absolute_url()).status_code == 404


def test_a_project_classified_since_is_on_no_page_of_the_uncleared(clerk, settings):
    settings.CLASSIFIED_MODE = "full"
    first, second = library()
    annual_list = make.make_list(first, second)
    type(second)._base_manager.filter(pk=second.pk).update(is_classified=True)
    sums = queries.list_sums(annual_list, clerk)
    assert (sums.count, sums.total) == (1, 500_000)
    assert [line["name"] for line in list_figures(annual_list)["lines"]] == [first.name]


# --- what goes on, and mid-year ----------


def test_what_was_begun_stands_first(clerk):
    """A project of an earlier list with money of this year: 续建, the whole beside this year's part."""
    begun, fresh = library()
    earlier = make.make_list(begun, year=YEAR)
    make.approve_list(earlier)
    begun.application.sources.create(kind="city", year=YEAR + 1, amount=Decimal(120_000))
    annual_list = make.make_list(fresh, year=YEAR + 1)
    act(clerk, "list_carry", annual_list)
    lines = list(annual_list.lines.all())
    assert [(line.project, line.kind, line.total) for line in lines] == [
        (begun, "carried", 500_000),
        (fresh, "new", 500_000),
    ]
    assert (lines[0].this_year, queries.list_sums(annual_list, clerk).this_year) == (120_000, 620_000)
    act(clerk, "list_carry", annual_list)
    assert annual_list.lines.count() == 2
    make.approve_list(make.again(annual_list))
    assert make.again(begun).current_line().annual_list == earlier


def test_operation_rolls_forward_with_what_it_cost_and_how_it_went(clerk):
    [project] = library(1)
    earlier = make.make_list(project, year=YEAR)
    # A line of operation is made on the earlier list and approved with it.
    earlier.lines.all().delete()
    terms = {"contractor": "某运维公司", "unit_price": Decimal(3000), "quantity": Decimal(12), "measure": "月"}
    services.add_operation(annual_list=earlier, project=project, post=clerk, performance=55, **terms)
    make.approve_list(make.again(earlier))
    annual_list = make.make_list(year=YEAR + 1)
    act(clerk, "list_carry", annual_list)
    line = annual_list.lines.get()
    assert (line.kind, line.total, line.previous.performance) == ("operation", 36_000, 55)
    html = make.signed_in(clerk).get(annual_list.get_absolute_url()).content.decode()
    assert "单价持平" in html
    assert "绩效不合格" in html


def test_a_supplement_adds_changes_and_removes_with_its_own_approval(clerk):
    kept, gone, late = library(3)
    annual_list = make.approve_list(make.make_list(kept, gone))
    act(clerk, "list_supplement", annual_list)
    supplement = AnnualList.objects.get(base=annual_list)
    # One at a time.
    assert act(clerk, "list_supplement", annual_list).status_code == 409
    act(clerk, "list_add", supplement, project=[late.pk])
    act(clerk, "list_change_line", supplement, line=line_of(annual_list, kept).pk, total="60", note="增加模块")
    act(clerk, "list_change_line", supplement, line=line_of(annual_list, gone).pk, total="", note="暂缓实施")
    assert supplement.lines.count() == 3
    # Before its approval nothing is changed.
    assert make.again(kept).current_line().total == 500_000
    supplement = make.approve_list(make.again(supplement))
    lines = {line["name"]: (line["total"], line["remark"]) for line in list_figures(supplement)["lines"]}
    assert lines[kept.name] == (600_000, "原列50.00万元；增加模块")
    assert lines[gone.name] == (0, "原列50.00万元；暂缓实施")
    assert queries.list_sums(supplement, clerk).total == list_figures(supplement)["total"]
    assert str(supplement) == f"{YEAR} 年度信息化项目清单（第1次调整）"
    assert (make.again(kept).current_line().total, make.again(kept).current_line().annual_list) == (
        600_000,
        supplement,
    )
    assert (make.again(gone).stage, make.again(gone).current_line()) == (Stage.LIBRARY, None)
    assert make.again(late).stage == Stage.LISTED
    assert {line.decision for line in annual_list.lines.all()} == {ListLine.Decision.REPLACED}
    # And it may be listed again, in a later year.
    make.approve_list(make.make_list(make.again(gone), year=YEAR + 1))
    assert make.again(gone).stage == Stage.LISTED


def test_a_supplement_keeps_within_what_the_year_has_left(clerk):
    """900 thousand for the year: 500 stand, 100 more for one of them and a new one of 500 are too much."""
    kept, late = library(2)
    annual_list = make.approve_list(make.make_list(kept, ceiling=Decimal(900_000)))
    supplement = services.create_supplement(base=annual_list, post=clerk)
    act(clerk, "list_add", supplement, project=[late.pk])
    act(clerk, "list_change_line", supplement, line=line_of(annual_list, kept).pk, total="60", note="增加模块")
    leader = make.make_post(Role.OFFICE_LEADER)
    page = make.signed_in(clerk).get(supplement.get_absolute_url())
    assert (page.context["sums"].of_the_year, page.context["sums"].over) == (1_100_000, 200_000)
    with pytest.raises(RuleViolation, match=r"超 20\.00 万元"):
        perform(make.again(supplement), "submit", post=leader)
    # The city government may give more with the supplement itself.
    act(clerk, "list_ceiling", supplement, ceiling="110", version=0)
    assert perform(make.again(supplement), "submit", post=leader).state == "submitted"


def test_a_year_that_is_over_is_not_supplemented(clerk):
    annual_list = make.approve_list(make.make_list(*library(1), year=YEAR))
    with time_machine.travel(f"{YEAR + 1}-01-05"), pytest.raises(Conflict, match="已结束"):
        services.create_supplement(base=annual_list, post=clerk)


def test_of_two_submissions_only_the_last_paper_stands(clerk):
    annual_list = make.make_list(*library(1))
    leader, government = make.make_post(Role.OFFICE_LEADER), make.make_post(Role.CITY_GOVERNMENT)
    for _time in range(2):
        perform(make.again(annual_list), "submit", post=leader)
        perform(make.again(annual_list), "return_list", post=government, reason="压减")
    perform(make.again(annual_list), "submit", post=leader)
    papers = annual_list.documents.filter(kind="annual_list_draft").order_by("queued_at")
    assert [paper.voided_at is None for paper in papers] == [False, False, True]


def test_a_project_with_its_approval_is_not_taken_off_the_list(clerk):
    project = make.bring(make.make_project(), "pre_approved")
    annual_list = AnnualList.objects.get()
    supplement = services.create_supplement(base=annual_list, post=clerk)
    act(clerk, "list_change_line", supplement, line=line_of(annual_list, project).pk, total="", note="不再需要")
    assert not supplement.lines.exists()
    with pytest.raises(Conflict):
        services.create_supplement(base=supplement, post=clerk)


# --- Excel in ----------


def test_lines_come_in_by_the_sheet_whole_or_not_at_all(clerk):
    first, second = library()
    annual_list = make.make_list(year=YEAR + 1)
    client = make.signed_in(clerk)
    url = reverse("documents:sheet_begin_for", args=["list-lines", annual_list.pk])
    head = "项目编号\t安排\t本年安排（元）\t备注\n"
    bad = f"{head}{first.number}\t拟列\t600000\t\nGY2020-99999\t拟列\t\t\n"
    html = client.post(url, {"pasted": bad}, follow=True).content.decode()
    assert "本年安排超过项目总投资" in html
    assert "滚动库中没有这个项目编号" in html
    assert not annual_list.lines.exists()
    good = f"{head}{first.number}\t拟列\t300000\t首期\n{second.number}\t备选\t\t\n"
    perform(client.post(url, {"pasted": good}, follow=True).context["sheet"], "confirm", post=clerk)
    lines = {line.project: (line.placement, line.this_year, line.note) for line in annual_list.lines.all()}
    assert lines == {first: ("in", 300_000, "首期"), second: ("reserve", 500_000, "")}
