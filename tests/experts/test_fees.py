"""Fees by dated norms, the tax held back, and who reads them; further answers in the sealed opinion."""

import datetime
import io
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from experts.aspects import groups_of
from experts.models import Fee, Panel
from experts.queries import budget_lines, checks_of
from experts.services import note_fees, save_opinion
from experts.services.fees import is_senior, tax_on
from projects.models import Project
from tests.city import POSTS
from tests.experts.pool import declared_panel, make_pool, post_of
from tests.reviews.story import opinion_content
from workflow.engine import perform
from workflow.errors import Conflict, Forbidden
from workflow.models import Parameter


@pytest.fixture
def panel(city) -> Panel:
    make_pool(city.pool, 5)
    return declared_panel(city.office_clerk)


@pytest.fixture
def sat(panel) -> Panel:
    """All opinions are in; one of the five is a full professor."""
    for seat in panel.seats.all():
        save_opinion(seat=seat, post=post_of(seat.expert), version=0, content=opinion_content(panel))
        perform(seat, "submit_opinion", post=post_of(seat.expert))
    first = panel.seats.first().expert
    type(first).objects.filter(pk=first.pk).update(title="教授")
    return Panel.objects.get(pk=panel.pk)


def as_(client, post):
    client.force_login(post.user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.parametrize(
    ("amount", "tax"), [("600", "0.00"), ("800", "0.00"), ("1000", "40.00"), ("4000", "640.00"), ("5000", "800.00")]
)
def test_the_tax(db, amount, tax):
    assert tax_on(Decimal(amount), timezone.localdate()) == Decimal(tax)


def test_the_tax_goes_by_the_norms_of_the_day(db):
    today, tomorrow = timezone.localdate(), timezone.localdate() + datetime.timedelta(days=1)
    Parameter.objects.create(key="fee.tax_free_limit", value=900, valid_from=tomorrow, source="测试")
    Parameter.objects.create(key="fee.tax_free_share", value="0.50", valid_from=tomorrow, source="测试")
    assert tax_on(Decimal(1000), today) == Decimal(40)
    assert tax_on(Decimal(1000), tomorrow) == Decimal(100)


@pytest.mark.parametrize(
    ("title", "senior"),
    [
        *(("教授", True), ("副教授", False), ("正高级工程师", True), ("高级工程师", False), ("副研究员", False)),
        *(("助理研究员", False), ("一级建造师", False), ("一级造价工程师", False), ("主任医师", True)),
    ],
)
def test_titles(title, senior):
    assert is_senior(title) is senior


def test_noted_once_by_the_norm_of_the_day(sat, city):
    with pytest.raises(Forbidden):
        note_fees(panel=sat, length="half", post=city.office_leader)
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    Parameter.objects.create(key="fee.senior_half", value=9999, valid_from=tomorrow, source="测试")
    fees = note_fees(panel=sat, length="half", post=city.office_clerk)
    assert sorted(fee.amount for fee in fees) == [600, 600, 600, 600, 1000]
    with pytest.raises(Conflict):
        note_fees(panel=sat, length="half", post=city.office_clerk)


def test_the_list_its_export_and_the_payment(sat, city, client):
    as_(client, city.office_clerk)
    assert "data-fees" in client.get(sat.get_absolute_url()).content.decode()
    assert client.post(reverse("experts:panel_fees", args=[sat.pk]), {"length": "half"}).status_code == 302
    fee = Fee.objects.get(amount=1000)
    pay = reverse("experts:fee_pay", args=[fee.pk])
    today = timezone.localdate()
    assert client.post(pay, {"paid_on": today}).status_code == 302
    for day in (today - datetime.timedelta(days=1), today + datetime.timedelta(days=1)):
        assert client.post(pay, {"paid_on": day, "receipt": "记-118"}).status_code == 302
    assert Fee.objects.filter(paid_on=None).count() == 5
    assert client.post(pay, {"paid_on": today, "receipt": "记-118"}).status_code == 302
    assert client.post(pay, {"paid_on": today, "receipt": "记-119"}).status_code == 409
    answer = client.get(reverse("experts:fee_list"), {"export": "xlsx"})
    sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    assert sheet.max_row == 6
    assert {row[8] for row in sheet.iter_rows(min_row=2, values_only=True)} == {960, 600}
    own, other = fee.seat.expert, sat.seats.exclude(pk=fee.seat_id).first().expert
    text = as_(client, post_of(own)).get(reverse("experts:fee_list")).content.decode()
    assert own.name in text
    assert other.name not in text
    file = b"".join(client.get(reverse("experts:fee_list"), {"export": "csv"}).streaming_content).decode()
    assert (own.name in file, other.name in file) == (True, False)
    seats = b"".join(client.get(reverse("experts:my_seats"), {"export": "csv"}).streaming_content).decode()
    assert sat.project.name in seats
    Project.objects.update(is_classified=True)
    assert not Fee.objects.visible_to(city.office_clerk).exists()


@pytest.mark.parametrize("who", POSTS)
def test_the_page_by_role(city, client, who):
    opens = who in ("office_clerk", "office_leader", "expert")
    assert as_(client, city.posts[who]).get(reverse("experts:fee_list")).status_code == (200 if opens else 403)


def test_further_answers_are_counted_after_the_opening(panel, city, client):
    (line,) = panel.project.application.budget_lines.all()
    for number, seat in enumerate(panel.seats.all()):
        as_(client, post_of(seat.expert))
        data = {f"{aspect.code}_verdict": "met" for aspect in panel.aspects}
        data |= {f"{aspect.code}_score": 80 for aspect in panel.aspects}
        data |= {f"check_{code}": "yes" for group in groups_of(panel.purpose) for code, _label in group.checks}
        data |= {"version": 0, "conclusion": "agree", "check_sync_run": "partly" if number else "no"}
        data |= {f"line_{line.pk}": "fair" if number else "high", f"cut_{line.pk}": "" if number else "50000"}
        assert "信息安全四同步" in client.get(seat.get_absolute_url()).content.decode()
        assert checks_of(panel) == budget_lines(panel) == []
        saved = client.post(reverse("experts:opinion_save", args=[seat.pk]), {**data, "submit_opinion": "1"})
        assert saved.status_code == 302
    opened = Panel.objects.get(pk=panel.pk)
    found = {"group": "信息安全四同步", "label": "同步运行", "words": "不够具体 4、没有安排 1"}
    assert [row for row in checks_of(opened) if row["label"] == "同步运行"] == [found]
    (row,) = budget_lines(opened)
    assert (row["judged"], row["high"], row["cut"]) == (5, 1, Decimal("10000.00"))
    assert "预算逐项" in as_(client, city.office_clerk).get(opened.get_absolute_url()).content.decode()
