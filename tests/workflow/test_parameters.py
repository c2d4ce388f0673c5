import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.roles import Role
from tests import factories as make
from workflow.errors import Conflict, Forbidden
from workflow.models import AuditEvent, Notice, Parameter
from workflow.parameters import enter_value, load_seeds, parameter, withdraw_value
from workflow.seeds import SEEDS

pytestmark = pytest.mark.django_db


def test_the_value_of_the_day_counts():
    Parameter.objects.create(
        key="supervision_threshold", value=2_000_000, valid_from=datetime.date(2027, 1, 1), source="修订"
    )
    assert parameter("supervision_threshold", datetime.date(2026, 12, 31)) == Decimal(1_000_000)
    assert parameter("supervision_threshold", datetime.date(2027, 1, 1)) == Decimal(2_000_000)


def test_seeds_are_never_overwritten():
    row = Parameter.objects.get(key="panel_size")
    Parameter.objects.filter(pk=row.pk).update(value=7)
    load_seeds()
    assert parameter("panel_size") == 7
    assert Parameter.objects.count() == len(SEEDS)


def test_a_day_before_the_first_value_goes_by_the_first():
    """Contracts and projects of 2012 are older than the regulation; a page that counts by their day stays whole."""
    Parameter.objects.create(key="panel_size", value=7, valid_from=datetime.date(2027, 1, 1), source="修订")
    assert parameter("panel_size", datetime.date(2000, 1, 1)) == 5
    with pytest.raises(LookupError, match="没有参数"):
        parameter("no_such_key")


TOMORROW = datetime.timedelta(days=1)


@pytest.fixture
def admin():
    return make.make_post(Role.SYSTEM_ADMIN)


def later(**other):
    day = timezone.localdate() + TOMORROW
    return {"key": "panel_size", "value": Decimal(7), "valid_from": day, "source": "市信息办通知"} | other


def test_a_later_value_comes_into_force_on_its_day_and_is_told(admin):
    leader = make.make_post(Role.OFFICE_LEADER)
    row = enter_value(post=admin, **later())
    assert parameter("panel_size") == 5
    assert parameter("panel_size", row.valid_from) == 7
    assert Notice.objects.filter(user=leader.user, text__contains="专家组人数").exists()
    assert AuditEvent.objects.filter(content__label="调整参数").count() == 1


def test_nobody_else_enters_and_three_may_take_back(admin):
    with pytest.raises(Forbidden):
        enter_value(post=make.make_post(Role.OFFICE_LEADER), **later())
    row = enter_value(post=admin, **later())
    with pytest.raises(Forbidden):
        withdraw_value(row=row, post=make.make_post(Role.OFFICE_CLERK))
    withdraw_value(row=row, post=make.make_post(Role.OFFICE_LEADER))
    with pytest.raises(Conflict, match="已由他人撤回"):
        withdraw_value(row=row, post=admin)


def test_what_is_in_force_cannot_be_taken_back(admin):
    with pytest.raises(Conflict, match="已生效"):
        withdraw_value(row=Parameter.objects.get(key="panel_size"), post=admin)


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ({"value": Decimal(6)}, "单数"),
        ({"value": Decimal(3)}, "五人以上"),
        ({"value": Decimal("5.5")}, "整数"),
        ({"value": Decimal(-1)}, "负数"),
        ({"key": "prepay_cap", "value": Decimal(70)}, "0 至 1"),
        ({"key": "draw.two_persons", "value": Decimal(2)}, "1（是）"),
        ({"key": "clock.panel", "value": Decimal(0)}, "一个工作日"),
        ({"key": "idle_percent", "value": Decimal(101)}, "100"),
        ({"key": "nothing"}, "没有这个参数"),
        ({"valid_from": datetime.date(2020, 1, 1)}, "不追溯"),
    ],
)
def test_a_value_is_of_its_unit_and_of_a_day_to_come(admin, other, words):
    with pytest.raises(ValidationError, match=words):
        enter_value(post=admin, **later(**other))
    assert not Parameter.objects.exclude(entered_by=None).exists()


def test_one_day_has_one_value(admin):
    enter_value(post=admin, **later())
    with pytest.raises(ValidationError, match="已有一个新值"):
        enter_value(post=admin, **later(value=Decimal(9)))


def test_every_parameter_has_a_name_and_stands_on_the_page():
    page = make.signed_in(make.make_post(Role.APPLICANT)).get("/workflow/parameters/").content.decode()
    assert [key for key in SEEDS if f'data-row="{key}"' not in page] == []
    assert "1,000,000 元" in page
    assert "70%" in page


def test_the_page_of_one_takes_the_next_value_and_gives_it_back(admin):
    client, day = make.signed_in(admin), (timezone.localdate() + TOMORROW).isoformat()
    path = "/workflow/parameters/review.group_opinion/"
    refused = client.post(path, {"value": "0", "valid_from": "2020-01-01", "source": "通知"})
    assert refused.status_code == 422
    assert "不追溯" in refused.content.decode()
    assert client.post(path, {"value": "0", "valid_from": day, "source": "通知"}).status_code == 302
    row = Parameter.objects.exclude(entered_by=None).get()
    assert "尚未生效" in client.get(path).content.decode()
    assert client.post(f"/workflow/parameters/{row.pk}/withdraw/").status_code == 302
    assert client.post(f"/workflow/parameters/{row.pk}/withdraw/").status_code == 404
    assert make.signed_in(make.make_post(Role.DRC)).post(path, {"value": "0"}).status_code == 403
