"""The notice on the holidays of a year: entered by the administrator, counted by at once, told where it is missing."""

import datetime

import pytest
import time_machine
from django.core.cache import cache

from accounts.roles import Role
from projects.models import CorrectionNotice
from tests import factories as make
from workflow.clocks import Clock
from workflow.engine import perform
from workflow.errors import Forbidden
from workflow.holidays import Holiday, enter_notice
from workflow.models import AuditEvent, HolidayNotice, Notice
from workflow.workdays import CACHE_KEY, add_working_days, day_name, is_known, is_workday

D = datetime.date
pytestmark = pytest.mark.django_db
# A year that no library knows; 2031-01-22 to 28 is 春节, one Sunday is worked for it.
SPRING = Holiday("春节", D(2031, 1, 22), D(2031, 1, 28), [D(2031, 1, 19)])


@pytest.fixture(autouse=True)
def fresh_cache():
    cache.delete(CACHE_KEY)
    yield
    cache.delete(CACHE_KEY)


@pytest.fixture
def admin():
    return make.make_post(Role.SYSTEM_ADMIN)


def test_a_notice_names_every_day_of_its_year_and_counts_at_once(admin, django_capture_on_commit_callbacks):
    assert not is_known(2031)
    # Kept in the cache: what is entered must get past it.
    assert is_workday(D(2031, 1, 22))
    with django_capture_on_commit_callbacks(execute=True):
        enter_notice(year=2031, source="国办发明电〔2030〕1号", holidays=[SPRING], post=admin)
    assert is_known(2031)
    assert not is_workday(D(2031, 1, 22))
    assert is_workday(D(2031, 1, 19))
    assert (day_name(D(2031, 1, 22)), day_name(D(2031, 1, 19))) == ("春节放假", "调休上班")
    # What the notice does not name is as its weekday says, fixed holidays of an unknown year included.
    assert is_workday(D(2031, 5, 2))
    assert add_working_days(D(2031, 1, 17), 4) == D(2031, 1, 29)


def test_a_holiday_that_begins_in_december_counts_there_and_leaves_that_year_alone(
    admin, django_capture_on_commit_callbacks
):
    new_year = Holiday("元旦", D(2030, 12, 31), D(2031, 1, 2))
    with django_capture_on_commit_callbacks(execute=True):
        enter_notice(year=2031, source="通知", holidays=[new_year], post=admin)
    assert not is_workday(D(2030, 12, 31))
    assert not is_known(2030)


def test_only_the_system_administrator_enters_it_and_a_correction_keeps_both_in_the_trail(admin):
    with pytest.raises(Forbidden, match="系统管理员"):
        enter_notice(year=2031, source="通知", holidays=[SPRING], post=make.make_post(Role.OFFICE_LEADER))
    enter_notice(year=2031, source="通知", holidays=[], post=admin)
    enter_notice(year=2031, source="更正", holidays=[SPRING], post=admin)
    assert HolidayNotice.objects.get().holidays == [SPRING.as_row()]
    event = AuditEvent.objects.filter(content__action="enter").latest("pk")
    assert (event.content.changes["before"], event.content.changes["after"]) == ([], [SPRING.as_row()])
    assert Notice.objects.filter(user=admin.user, text__contains="2031 年节假日安排已录入").count() == 2


def test_a_clock_that_runs_into_an_unknown_year_says_so(admin):
    assert Clock(D(2030, 12, 27), 10).provisional_years == [2030, 2031]
    assert Clock(D(2026, 3, 2), 10).provisional_years == []


def test_a_day_that_a_unit_was_told_is_counted_again_and_never_earlier(admin):
    project = make.bring(make.make_project(), "submitted")
    with time_machine.travel(datetime.datetime(2031, 1, 17, 9, tzinfo=datetime.UTC), tick=False):
        perform(make.again(project.application), "return_for_papers", post=make.Hands(project).clerk, reason="缺材料")
    told = CorrectionNotice.objects.get().due_on
    enter_notice(year=2031, source="通知", holidays=[SPRING], post=admin)
    later = CorrectionNotice.objects.get().due_on
    assert later > told
    enter_notice(year=2031, source="更正", holidays=[], post=admin)
    assert CorrectionNotice.objects.get().due_on == later


PLAIN = {
    "元旦": ("2027-01-01", "2027-01-03", ""),
    "春节": ("2027-02-05", "2027-02-11", "1月31日（星期日）、2月20日（星期六）上班"),
    "清明节": ("2027-04-03", "2027-04-05", ""),
    "劳动节": ("2027-05-01", "2027-05-05", "4月25日、5月8日"),
    "端午节": ("2027-06-09", "2027-06-09", ""),
    "中秋节": ("2027-09-15", "2027-09-15", ""),
    "国庆节": ("2027-10-01", "2027-10-07", "2027年9月26日"),
}


def typed(**other):
    data = {"source": "国办发明电〔2026〕5号"}
    for place, (first, last, worked) in enumerate((PLAIN | other).values()):
        data |= {f"first_{place}": first, f"last_{place}": last, f"worked_{place}": worked}
    return data


def test_the_page_takes_the_notice_as_it_is_written(admin, django_capture_on_commit_callbacks):
    client = make.signed_in(admin)
    assert "尚未录入，暂按周末和固定节日计算" in client.get("/workflow/workdays/?year=2027").content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post("/workflow/workdays/2027/", typed()).status_code == 302
    page = client.get("/workflow/workdays/?year=2027").content.decode()
    assert "国办发明电〔2026〕5号" in page
    assert "尚未录入" not in page
    spring = next(row for row in HolidayNotice.objects.get().holidays if row["name"] == "春节")
    assert spring["worked"] == ["2027-01-31", "2027-02-20"]


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ({"春节": ("2027-02-11", "2027-02-05", "")}, "前后颠倒"),
        ({"春节": ("", "", "")}, "请填写春节的放假日期"),
        ({"春节": ("2027-02-05", "2027-02-11", "2月3日")}, "不是周末"),
        ({"春节": ("2027-02-05", "2027-02-11", "2月6日")}, "在春节放假期间"),
        ({"春节": ("2027-02-05", "2027-02-11", "2月30日")}, "没有2月30日"),
        ({"春节": ("2027-02-05", "2027-02-11", "周日补班")}, "请写成"),
        ({"中秋节": ("2027-10-05", "2027-10-08", "")}, "重叠"),
        ({"元旦": ("2028-01-01", "2028-01-03", "")}, "不在2027年"),
    ],
)
def test_a_mistyped_notice_is_refused_and_stays_on_the_page(admin, other, words):
    answer = make.signed_in(admin).post("/workflow/workdays/2027/", typed(**other))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert "国办发明电〔2026〕5号" in answer.content.decode()
    assert not HolidayNotice.objects.exists()


def test_a_combined_holiday_leaves_one_row_empty(admin):
    answer = make.signed_in(admin).post("/workflow/workdays/2027/", typed(中秋节=("", "", "")))
    assert answer.status_code == 302


def test_others_read_and_do_not_enter():
    client = make.signed_in(make.make_post(Role.APPLICANT))
    assert client.get("/workflow/workdays/").status_code == 200
    assert "录入节假日安排" not in client.get("/workflow/workdays/?year=2027").content.decode()
    assert client.post("/workflow/workdays/2027/", typed()).status_code == 403
    assert make.signed_in(make.make_post(Role.SYSTEM_ADMIN)).get("/workflow/workdays/1999/").status_code == 404
