"""Plans, registry, norms, operation (articles 7, 8); hardware beside free cloud capacity (articles 4, 8, 21)."""

import datetime
from decimal import Decimal
from io import BytesIO

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from accounts.roles import Role
from documents.models import Document
from infrastructure.hooks import CYBERSPACE_HEARD, REASON_ACCEPTED, budget_note, names_critical
from infrastructure.models import Asset, Incident, Norm, Plan, Platform, Purchase, RunningSystem, ServiceContract
from infrastructure.operation import availability, forecasts, spans
from infrastructure.queries import pool_lines
from infrastructure.services import add_norm_version, identify
from infrastructure.sheets import ASSET_SHEET, EXPORTED
from projects.models import Application, BudgetLine, Consultation, PreReview, PresentSystem, Project
from tests.city import build_city
from tests.factories import make_post, signed_in
from tests.infrastructure.hands import Hands
from workflow.engine import perform
from workflow.errors import Conflict, RuleViolation
from workflow.models import Notice

pytestmark = pytest.mark.django_db


def test_a_departments_plan_is_filed_and_names_its_projects():
    city = build_city()
    applicant, clerk = signed_in(city.applicant), signed_in(city.office_clerk)
    platform = Hands(city).platform()
    data = {"name": "民政规划", "summary": "整合", "platforms": [platform.pk], "lines": "2027 系统整合 x"}
    page = applicant.post("/infrastructure/plans/new/", data)
    assert page.status_code == 422
    assert "第 1 行应为" in page.content.decode()
    data["lines"] = "2027 系统整合 500000\n2028 数据治理 300000"
    assert applicant.post("/infrastructure/plans/new/", data).status_code == 302
    plan = Plan.objects.get()
    assert (plan.kind, plan.years.count()) == ("department", 2)
    edit, seen = f"{plan.get_absolute_url()}edit/", {"edition": plan.edition}
    assert applicant.post(edit, data | seen | {"name": "民政信息化规划"}).status_code == 302
    late = applicant.post(edit, data | seen | {"lines": "2027 别的 1"})
    assert (late.status_code, plan.years.count()) == (409, 2)
    assert "另一窗口或同事已保存了新的内容" in late.content.decode()
    assert clerk.get(plan.get_absolute_url()).status_code == 404
    project = Project.objects.create(name="救助平台", unit=city.unit, category="application", path="tender")
    secret = Project.objects.create(name="x", unit=city.unit, category="security", path="tender", is_classified=True)
    answer = applicant.post(plan.step_url("link_projects"), {"projects": [secret.pk]})
    assert answer.status_code == 422
    assert applicant.post(plan.step_url("link_projects"), {"projects": [project.pk]}).status_code == 302
    plan = perform(perform(plan, "submit", post=city.applicant), "confirm", post=city.unit_leader)
    plan = perform(plan, "file", post=city.office_clerk)
    assert plan.state == "filed"
    assert "救助平台" not in clerk.get(plan.get_absolute_url()).content.decode()  # a draft is nobody else's business
    assert signed_in(city.stranger).get(plan.get_absolute_url()).status_code == 404
    city_plan = Hands(city).it_plan(post=city.office_clerk)
    assert city_plan.kind == "city"


def test_availability_counts_incidents_and_changes():
    city = build_city()
    hands = Hands(city)
    incident = hands.incident(hours=2)
    early = incident.happened_at - datetime.timedelta(hours=1)
    with pytest.raises(RuleViolation, match="早于"):
        perform(incident, "restore", post=city.office_clerk, data={"restored_at": early})
    end = incident.happened_at + datetime.timedelta(hours=1)
    perform(incident, "restore", post=city.office_clerk, data={"restored_at": end})
    change = perform(hands.change(), "approve", post=city.office_leader)
    perform(change, "finish", post=city.office_clerk, data={"minutes": 30})
    today = timezone.localdate()
    ServiceContract.objects.create(
        platform=hands.platform(), number="1", provider="x", content="y", amount=1, starts_on=today, ends_on=today,
        promised=100,
    )  # fmt: skip
    figure = availability(Platform.objects.all())[0]
    assert (figure.minutes_down, figure.incidents, figure.below) == (90, 1, True)
    page = signed_in(city.applicant).get("/infrastructure/operation/").content.decode()
    assert "未达" in page
    assert signed_in(city.applicant).get("/infrastructure/operation/duty/new/").status_code == 403


def test_availability_by_month_quarter_and_year_counts_only_the_time_that_a_platform_ran():
    city, here = build_city(), timezone.get_default_timezone()
    now = datetime.datetime(2026, 11, 16, 0, 0, tzinfo=here)
    platform = Hands(city).platform()
    platform.running_since = datetime.date(2026, 11, 1)
    platform.save()
    gone = Platform.objects.create(name="旧云", kind="gov_cloud", operator="x", stopped_on=datetime.date(2020, 1, 1))
    with time_machine.travel(now, tick=False):
        # A day and a half before the platform ran, half a day of it after.
        begun = datetime.datetime(2026, 10, 30, 12, 0, tzinfo=here)
        end = datetime.datetime(2026, 11, 1, 12, 0, tzinfo=here)
        Incident.objects.create(platform=platform, severity="high", happened_at=begun, restored_at=end, what="停电")
        months, quarters, years = (availability(Platform.objects.all(), one) for one in ("month", "quarter", "year"))
        assert [span.name for span in spans("quarter")][-2:] == ["2026 年 3 季度", "2026 年 4 季度"]
        assert [span.name for span in spans("year")] == ["2024 年", "2025 年", "2026 年"]
    for (figure,) in (months, quarters, years):
        assert figure.platform == platform
        assert figure.percents[:-1] == [None] * (len(figure.percents) - 1)
        # Half a day of the fifteen that it ran, in whatever span they lie.
        assert (figure.percents[-1], figure.minutes_down, figure.incidents) == (Decimal("96.67"), 720, 1)
    page = signed_in(city.applicant).get("/infrastructure/operation/?period=quarter").content.decode()
    assert "季度" in page
    assert gone.name not in page
    assert signed_in(city.applicant).get(f"/infrastructure/platform/{platform.pk}/edit/").status_code == 403
    data = {"name": platform.name, "kind": "gov_cloud", "operator": "x", "running_since": "2026-11-01"}
    clerk, url = signed_in(city.office_clerk), f"/infrastructure/platform/{platform.pk}/edit/"
    assert clerk.post(url, {**data, "stopped_on": "2026-10-01"}).status_code != 302
    assert clerk.post(url, {**data, "stopped_on": "2026-12-01"}).status_code == 302


def test_who_proposed_a_change_does_not_approve_it_and_users_are_told():
    city = build_city()
    hands = Hands(city)
    hands.granted(hands.pool())
    change = hands.change()
    assert signed_in(city.office_clerk).post(change.step_url("approve")).status_code == 403
    perform(change, "approve", post=city.office_leader)
    assert Notice.objects.filter(user=city.applicant.user, text__contains="将于").exists()


def test_norms_have_versions_and_stand_in_the_notice():
    city = build_city()
    hands, today = Hands(city), timezone.localdate()
    norm = Norm.objects.create(title="政务云使用规范", cloud="gov_cloud")
    add_norm_version(norm=norm, text="一", valid_from=today, post=city.office_clerk)
    add_norm_version(norm=norm, text="二", valid_from=today + datetime.timedelta(days=9), post=city.office_clerk)
    with pytest.raises(Conflict):
        add_norm_version(norm=norm, text="三", valid_from=today, post=city.office_clerk)
    hands.granted(hands.pool())
    assert "遵守《政务云使用规范》（第 1 版）。" in Document.objects.get(kind="allocation_notice").context["norms"]


def test_the_registry_goes_out_and_comes_in_as_it_was():
    city = build_city()
    asset = Asset.objects.create(
        kind="server", name="节点01", cloud="gov_cloud", owner="信息办", site="一号机房",
        warranty_until="2027-01-31", count=4
    )  # fmt: skip
    answer = signed_in(city.office_clerk).get("/infrastructure/assets/?export=xlsx")
    sheet = load_workbook(BytesIO(b"".join(answer))).active
    raw = [(n, list(row)) for n, row in enumerate(sheet.iter_rows(min_row=2, values_only=True), start=2)]
    judged = ASSET_SHEET.judge(raw, None, city.office_clerk)
    assert judged.errors == []
    before = [column.value(Asset.objects.get()) for column in EXPORTED]
    Asset.objects.all().delete()
    result = ASSET_SHEET.apply(rows=judged.rows, target=None, post=city.office_clerk)
    assert [column.value(Asset.objects.get()) for column in EXPORTED] == before
    ASSET_SHEET.undo(result=result, target=None, post=city.office_clerk)
    assert not Asset.objects.exists()
    assert str(asset) == "节点01"


def with_hardware(city):
    project = Project.objects.create(name="救助平台", unit=city.unit, category="application", path="tender")
    application = Application.objects.create(project=project)
    BudgetLine.objects.create(application=application, kind="hardware", name="服务器", unit_price=1, count=1)
    return application


def test_buying_hardware_beside_free_capacity_needs_an_accepted_reason():
    city = build_city()
    hands = Hands(city)
    application = with_hardware(city)
    assert budget_note(application) is None
    hands.pool()
    words, url = budget_note(application)
    assert "政务云尚有可分配资源" in words
    assert REASON_ACCEPTED.check(application, city.office_clerk, {})
    applicant = signed_in(city.applicant)
    assert "服务器" in applicant.get(url).content.decode()
    assert signed_in(city.stranger).get(url).status_code == 404
    assert applicant.post(url, {"reason": ""}).status_code == 422
    assert applicant.post(url, {"reason": "专用加密设备"}).status_code == 302
    assert REASON_ACCEPTED.check(application, city.office_clerk, {})
    perform(Purchase.objects.get(), "accept", post=city.office_clerk, data={"note": "属实"})
    assert REASON_ACCEPTED.check(application, city.office_clerk, {}) == ""


def test_who_touches_critical_infrastructure_needs_the_cyberspace_offices_word():
    city = build_city()
    application = with_hardware(city)
    system = RunningSystem.objects.create(unit=city.unit, name="供水调度")
    pre_review = PreReview(project=application.project)
    PresentSystem.objects.create(application=application, name="供水调度", system_id=system.pk, position=0)
    assert not names_critical(application.project)
    assert CYBERSPACE_HEARD.check(pre_review, None, {}) == ""
    # Identified while the project is on its way: from then on it is a fact of the project, whatever its form says.
    identify(system=system, body="市水利局", number="认定1号", on=timezone.localdate(), post=city.cyberspace)
    assert names_critical(application.project)
    pre_review.project.refresh_from_db()
    assert "供水调度" in CYBERSPACE_HEARD.check(pre_review, None, {})
    pre_review.attempt = 1
    pre_review.save()
    Consultation.objects.create(
        project=application.project, pre_review=pre_review, body=city.cyberspace.organisation, question="意见",
        due_on=timezone.localdate(), state="answered", opinion="agree", answered_by=city.cyberspace,
    )  # fmt: skip
    assert CYBERSPACE_HEARD.check(pre_review, None, {}) == ""


def test_the_forecast_is_a_straight_line():
    hands = Hands()
    pool = hands.pool("100")
    hands.granted(pool, "60")
    hands.deciding(pool, "12")
    line = pool_lines(make_post(Role.OFFICE_CLERK))
    one = forecasts(line)[0]
    assert (one.growth, one.asked) == (Decimal(10), Decimal(12))
    assert one.ahead[:2] == [Decimal(102), Decimal(132)]
    assert one.full_in == 3


@pytest.mark.parametrize("path", ["plans", "assets", "operation", "norms"])
def test_lists_ask_as_much_for_three_as_for_one(path):
    city = build_city()
    hands, client, counts = Hands(city), signed_in(city.office_clerk), []
    for turn in range(2):
        for n in range(1 + turn):
            plan = perform(hands.it_plan(), "submit", post=city.applicant)
            perform(plan, "confirm", post=city.unit_leader)
            hands.incident()
            hands.change()
            Asset.objects.create(kind="server", name=f"{turn}{n}", owner="x")
            Norm.objects.create(title=f"{turn}{n}")
        client.get(f"/infrastructure/{path}/")
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/infrastructure/{path}/").status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
