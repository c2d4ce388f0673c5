"""The front half beside the road: breaches, matters, the library, versions, 定密, files of Excel, likenesses."""

import datetime

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from oversight.models import Matter
from projects.models import ListVersion, Project
from projects.paths import Path
from projects.services import add_to_list, create_list, invite_participant
from similarity.models import Likeness
from tests import factories as make
from tests.browser.conftest import look
from tests.journey import Journey
from tests.similarity.projects import FOREST, FOREST_AGAIN, compared, hand_in

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def days(count):
    return timezone.localdate() + datetime.timedelta(days=count)


def test_a_breach_is_recorded_remedied_and_closed(desks, browser_city):
    project = make.bring(make.make_project(browser_city.applicant), "submitted")
    facts = {
        "kind": "emergency", "happened_on": days(-40), "facts": "洪水冲毁机房，先行采购服务器。",
        "instructed_by": "市长", "instructed_on": days(-39), "remedy": "补办预审和采购核准。", "due_on": days(10),
    }  # fmt: skip
    with desks("office_clerk") as desk:
        desk.step(project, "record_breach", **facts)
        assert "应急" in desk.text()
    breach = project.breaches.get()
    with desks("stranger") as desk:
        assert desk.refused(breach, "report_remedy")
    with desks("applicant") as desk:
        desk.step(breach, "report_remedy", remedy_done="已补办预审和采购核准。")
    with desks("office_leader") as desk:
        desk.step(breach, "close", conclusion="已补办。")
        look(desk, breach.get_absolute_url(), "breach")
    breach.refresh_from_db()
    assert breach.state == "closed"


def test_a_matter_is_given_to_two_bodies_and_each_answer_is_accepted_by_name(desks, browser_city):
    city = browser_city
    with desks("leading_group") as desk:
        page = desk.open("/oversight/matters/new/")
        for name, value in {"name": "统一接入共享平台", "text": "完成接口对接", "due_on": days(14)}.items():
            desk.fill(page, name, value)
        page.locator("[name=bodies]").select_option([str(city.unit.pk), str(city.other.pk)])
        page.locator("[data-save]").click()
        page.wait_for_selector("main[data-page='oversight.matter']")
    matter = Matter.objects.get()
    for username in ("unit_leader", "strange_leader"):
        with desks(username) as desk:
            page = desk.open(matter.get_absolute_url())
            desk.take(page, "answer", answer="接口已通。")
    with desks("drc") as desk:
        assert desk.refused(matter, "close")
    with desks("leading_group") as desk:
        page = desk.open(matter.get_absolute_url())
        assert "市交通局：采纳答复" in desk.text()
        assert "市教育局：采纳答复" in desk.text()
        look(desk, matter.get_absolute_url(), "matter")
        for part in matter.assignments.all():
            page = desk.open(matter.get_absolute_url())
            with page.expect_navigation():
                page.locator(f"form[action='{part.step_url('accept')}'] button").click()
        desk.step(matter, "close", conclusion="已全部接入。")
    matter.refresh_from_db()
    assert matter.state == "closed"


def test_a_partner_confirms_its_own_money(desks, browser_city):
    city = browser_city
    application = make.make_project(city.applicant).application
    row = invite_participant(application=application, unit=city.other, task="校车数据汇聚", post=city.applicant)
    own = application.sources.get()
    own.amount -= 500_000
    own.save()
    application.sources.create(kind="city", year=own.year, amount=500_000, holder=city.other)
    with desks("applicant") as desk:
        assert desk.refused(row, "confirm")
    with desks("strange_leader") as desk:
        desk.step(row, "confirm")
    row.refresh_from_db()
    assert row.confirmed_sum == 500_000


def test_the_library_is_changed_at_once_taken_back_split_and_merged(desks, browser_city):
    applicant = browser_city.applicant
    first, second = (
        make.bring(make.make_project(applicant, name=name, budget=600_000), "library")
        for name in ("交通大脑", "客运云")
    )
    year = timezone.localdate().year
    with desks("office_clerk") as desk:
        page = desk.open("/projects/library/")
        for box in page.locator("input[name=project]").all():
            box.check()
        page.locator("#id_bulk_field").select_option("planned_year")
        page.locator("#id_bulk_planned_year").select_option(str(year + 1))
        page.locator("[data-bulk]").click()
        page.wait_for_selector("table[data-table='effects']")
        with page.expect_navigation():
            page.locator("[data-confirm-bulk]").click()
        assert set(Project.objects.values_list("planned_year", flat=True)) == {year + 1}
        with page.expect_navigation():
            page.locator("[data-undo]").click()
        assert set(Project.objects.values_list("planned_year", flat=True)) == {year}
        assert page.locator("[data-undo]").count() == 0, "once"
        assert desk.refused(first, "merge_entry")
    with desks("office_leader") as desk:
        desk.step(first, "merge_entry", into=second.pk, reason="同一平台")
        page = desk.open(second.get_absolute_url())
        assert page.locator("[data-family]").count() == 1
        look(desk, second.get_absolute_url(), "family")
    second.refresh_from_db()
    assert second.declared_sum == 1_200_000


def test_a_version_of_a_list_is_kept_compared_and_taken_again(desks, browser_city):
    clerk = browser_city.office_clerk
    projects = [
        make.bring(make.make_project(browser_city.applicant, name=name, budget=500_000), "library")
        for name in ("交通大脑", "客运云")
    ]
    annual_list = create_list(year=timezone.localdate().year, ceiling=800_000, post=clerk)
    add_to_list(annual_list=annual_list, projects=projects, post=clerk)
    versions = f"/projects/lists/{annual_list.pk}/versions/"
    with desks("office_clerk") as desk:
        page = desk.open(annual_list.get_absolute_url())
        page.locator("form[action$='/versions/save/'] [name=name]").fill("保交通")
        with page.expect_navigation():
            page.locator("form[action$='/versions/save/'] button").click()
        assert ListVersion.objects.get().name == "保交通"
        line = annual_list.lines.first()
        page = desk.open(annual_list.get_absolute_url())
        with page.expect_navigation():
            page.locator(f"#line-{line.pk} [data-to='out']").click()
        page = desk.open(versions)
        assert "保交通" in desk.text()
        look(desk, versions, "versions")
    with desks("applicant") as desk:
        assert desk.page.goto(desk.base + versions).status in (403, 404)
    line.refresh_from_db()
    assert line.placement == "out"


def test_a_classified_project_is_claimed_and_confirmed(desks, browser_city):
    city = browser_city
    with desks("applicant") as desk:
        page = desk.open("/secrecy/new/")
        fields = {"code_name": "甲-07", "level": "机密", "years": 10, "category": "security", "path": "procurement"}
        for name, value in fields.items():
            desk.fill(page, name, value)
        with page.expect_navigation():
            page.locator("[data-save]").click()
    claim = Project.objects.get().classifications.get()
    with desks("office_clerk") as desk:
        assert desk.refused(claim, "confirm")
    with desks("secrecy") as desk:
        desk.step(claim, "confirm", level="秘密", years=10, number="广保〔2026〕3号", decided_on=days(0))
        look(desk, "/secrecy/", "register")
    claim.refresh_from_db()
    assert (claim.state, claim.level) == ("confirmed", "秘密")
    assert "甲-07" not in str(city.stranger)


def test_what_began_under_the_rule_of_2012_goes_on_from_there(desks, browser_city):
    """Entered by the clerk as it stands; its unit finds it being built and walks what is left under this rule."""
    with desks("applicant") as desk:
        assert desk.page.goto(f"{desk.base}/projects/old/new/").status == 403
        assert desk.open("/projects/").locator("[data-enter-old]").count() == 0
    typed = {
        "unit": browser_city.unit.pk, "name": "应急指挥系统一期", "category": "application", "path": "tender",
        "begun_on": "2017-05-02", "approval_number": "广发改〔2017〕33号", "budget": "900000",
        "planned_end": "2018-12-31", "content": "指挥调度、视频会商。",
    }  # fmt: skip
    with desks("office_clerk") as desk:
        page = desk.open("/projects/")
        page.locator("[data-enter-old]").click()
        for name, value in {**typed, "begun_on": "2011-05-02"}.items():
            desk.fill(page, name, value)
        with page.expect_navigation():
            page.locator("[data-save]").click()
        assert "2012年以前" in page.locator("#error_begun_on, .field-errors").first.inner_text()
        desk.fill(page, "begun_on", typed["begun_on"])
        with page.expect_navigation():
            page.locator("[data-save]").click()
        page.wait_for_selector("main[data-page='projects.project']")
        project = Project.objects.get()
        assert "2012年暂行办法" in desk.text()
        assert page.locator("[data-stepper] [data-stop]").count() == 3, "built, accepted, filed"
        look(desk, project.get_absolute_url(), "old-rule")
    journey = Journey(browser_city, Path.TENDER, budget=900_000)
    journey.project = project
    with desks("applicant") as desk:
        assert desk.refused(project, "apply_pre_review"), "not asked for in its day"
        desk.step(project, "register_contract", **journey.contract())
        desk.step(project, "note_progress", percent=100, done="全部完成")
        desk.step(project, "apply_acceptance")
    assert project.acceptances.count() == 1


def test_a_file_of_excel_is_taken_whole_or_returned_marked(desks, browser_city, tmp_path):
    """Template, one bad cell, the marked copy, the mended file, one confirmation."""
    with desks("applicant") as desk:
        page = desk.open("/documents/sheets/library-applications/")
        with page.expect_download() as wait:
            page.locator("[data-sheet-template]").click()
        path = tmp_path / "申报.xlsx"
        wait.value.save_as(path)
        titles = [cell.value for cell in load_workbook(path).worksheets[0][1] if cell.value]
        assert len(titles) >= 4
        page.locator("[name=file]").set_input_files(path)
        page.locator("[data-sheet-check]").click()
        page.wait_for_load_state()
        assert page.locator("[data-message='error'], [data-sheet-errors]").count() >= 1, "an empty table is no import"
        look(desk, "/documents/sheets/library-applications/", "sheet")
    with desks("expert") as desk:
        assert desk.page.goto(f"{desk.base}/documents/sheets/library-applications/").status == 403
    assert not Project.objects.exists()


def test_a_likeness_is_judged_once_by_the_office_and_never_shown_to_units(desks, browser_city):
    first = hand_in(FOREST)
    second = hand_in(FOREST_AGAIN, unit="广元市应急管理局")
    compared(first, second)
    pair = Likeness.objects.get()
    with desks("applicant") as desk:
        assert desk.page.goto(desk.base + pair.get_absolute_url()).status in (403, 404)
    with desks("office_clerk") as desk:
        page = desk.open(pair.get_absolute_url())
        assert page.locator("table[data-table=aligned] [data-row]").count() >= 1
        look(desk, pair.get_absolute_url(), "likeness")
        desk.step(pair, "judge_related", why="同一林区，一个看火情，一个看调度。")
        assert desk.page.goto(desk.base + pair.step_url("judge_same")).status == 409, "decided once"
    pair.refresh_from_db()
    assert pair.state == "related"
