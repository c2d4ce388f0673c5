"""Capacity is never given out twice (article 7)."""

import datetime
import threading
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.roles import Role
from documents.models import Document
from infrastructure.models import Allocation, OverCommit, UsageFigure
from infrastructure.services import expire_allocations, import_usage
from infrastructure.services.capacity import UsageError
from tests.factories import make_post, signed_in
from tests.infrastructure.hands import Hands
from workflow.engine import perform
from workflow.errors import Conflict, Forbidden, RuleViolation
from workflow.models import Notice


@pytest.mark.django_db(transaction=True)
def test_fifty_at_once_never_take_more_than_there_is():
    hands = Hands()
    pool = hands.pool("100")
    waiting = [hands.deciding(pool, "7", system=f"系统{place}") for place in range(50)]
    gate, answers = threading.Barrier(50), []

    def decide(one):
        try:
            gate.wait()
            perform(one, "grant", post=hands.leader)
            answers.append("granted")
        except RuleViolation:
            answers.append("short")
        finally:
            connection.close()

    threads = [threading.Thread(target=decide, args=(one,)) for one in waiting]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == ["granted"] * 14 + ["short"] * 36
    assert pool.held() == Decimal(98)
    assert Document.objects.filter(kind="allocation_notice").count() == 14


pytestmark = pytest.mark.django_db


@pytest.fixture
def hands():
    return Hands()


def test_the_last_core_and_one_more(hands):
    pool = hands.pool("10")
    hands.granted(pool, "9")
    one = hands.deciding(pool, "1.01")
    with pytest.raises(RuleViolation, match="可用 1"):
        perform(one, "grant", post=hands.leader)
    assert hands.granted(pool, "1").number.startswith("广经信")


def test_over_commit_counts_from_its_day(hands):
    pool = hands.pool("10")
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    OverCommit.objects.create(pool=pool, ratio=Decimal("3"), valid_from=tomorrow, source="会议纪要")
    assert pool.ceiling() == Decimal("10")
    OverCommit.objects.create(pool=pool, ratio=Decimal("2"), valid_from=timezone.localdate(), source="会议纪要")
    assert (pool.ceiling(), pool.ratio(tomorrow)) == (Decimal("20"), Decimal("3"))
    hands.granted(pool, "20")
    with pytest.raises(RuleViolation):
        hands.granted(pool, "0.01")


def test_partly_is_what_was_said_and_two_persons_decide(hands):
    pool = hands.pool("6")
    one = hands.deciding(pool, "10")
    with pytest.raises(Forbidden):
        perform(one, "grant_partly", post=hands.clerk, data={"quantities": {pool.pk: Decimal(5)}})
    with pytest.raises(RuleViolation, match="容量不足"):
        perform(one, "grant_partly", post=hands.leader, data={"quantities": {pool.pk: Decimal(7)}})
    one = perform(one, "grant_partly", post=hands.leader, data={"quantities": {pool.pk: Decimal(5)}})
    assert (one.state, one.lines.get().granted) == ("partly", Decimal(5))
    paper = Document.objects.get(kind="allocation_notice")
    assert paper.context["resources"][0]["quantity"] == "5"
    assert paper.context["resources"][0]["remark"] == "申请 10"


def test_what_is_released_or_has_run_out_comes_back(hands):
    pool = hands.pool("10")
    one = hands.granted(pool, "10")
    perform(one, "release", post=hands.applicant)
    assert pool.free() == Decimal(10)
    other = hands.granted(pool, "10", days=1)
    assert expire_allocations() == 0
    assert Notice.objects.filter(user=hands.applicant.user, text__contains="到期").count() == 1
    Allocation.objects.filter(pk=other.pk).update(
        starts_on=timezone.localdate() - datetime.timedelta(days=9),
        ends_on=timezone.localdate() - datetime.timedelta(days=1),
    )
    assert (expire_allocations(), expire_allocations()) == (1, 0)
    assert pool.free() == Decimal(10)


def test_idle_is_found_in_imported_figures_and_taken_back_after_a_warning(hands):
    one = hands.granted(hands.pool("10"), "10")
    today = timezone.localdate()
    text = (
        f"通知书文号,资源,日期,使用率\n{one.number},处理器（核）,{today},3.5%\n{one.number},处理器（核）,{today},4\n"
    )
    with pytest.raises(RuleViolation, match="没有闲置"):
        perform(one, "warn_idle", post=hands.clerk)
    assert import_usage(upload=SimpleUploadedFile("a.csv", text.encode("gb18030")), post=hands.clerk) == 1
    assert UsageFigure.objects.get().percent == Decimal(4)
    assert 'data-table="idle"' in signed_in(hands.clerk).get("/infrastructure/pools/").content.decode()
    with pytest.raises(RuleViolation, match="闲置提醒"):
        perform(one, "reclaim", post=hands.leader, reason="闲置")
    one = perform(one, "warn_idle", post=hands.clerk)
    one = perform(one, "reclaim", post=hands.leader, reason="闲置")
    assert one.state == "reclaimed"
    with pytest.raises(Conflict):
        perform(one, "release", post=hands.applicant)


def test_wrong_figures_are_named_by_line_and_nothing_is_kept(hands):
    one = hands.granted(hands.pool())
    head, rest = "通知书文号,资源,日期,使用率", f"{one.number},处理器（核）"
    text = f"{head}\n没有,处理器（核）,2026-01-01,3\n{rest},昨天,3\n{rest},2026-01-01,300\n{rest},2026-01-01,nan\n"
    with pytest.raises(UsageError) as refusal:
        import_usage(upload=SimpleUploadedFile("a.csv", text.encode()), post=hands.clerk)
    assert [line[:5] for line in refusal.value.errors] == [f"第 {line} 行" for line in (2, 3, 4, 5)]
    for content in (text.encode(), b"PK\x03\x04broken", b"\xff\xfe\x00"):
        upload = SimpleUploadedFile("a.csv", content)
        assert signed_in(hands.clerk).post("/infrastructure/pools/usage/", {"file": upload}).status_code == 422
    assert not UsageFigure.objects.exists()


def test_asked_in_the_browser_and_seen_by_whom_it_concerns(hands):
    pool, today = hands.pool(), timezone.localdate()
    data = {
        "project": "", "system": "救助系统", "cloud": "industry_cloud", "environment": "test", "reason": "联调",
        "starts_on": today, "ends_on": today, f"pool_{pool.pk}": "4",
    }  # fmt: skip
    client = signed_in(hands.applicant)
    assert "不在所选云平台上" in client.post("/infrastructure/allocations/new/", data).content.decode()
    assert client.post("/infrastructure/allocations/new/", {**data, "cloud": "gov_cloud"}).status_code == 302
    one = Allocation.objects.get()
    for post, status in (
        (hands.applicant, 200), (hands.clerk, 404), (make_post(Role.APPLICANT), 404), (make_post(Role.DRC), 403),
    ):  # fmt: skip
        assert signed_in(post).get(one.get_absolute_url()).status_code == status
    perform(one, "submit", post=hands.applicant)
    perform(one, "confirm", post=hands.unit_leader)
    assert signed_in(hands.clerk).get(one.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("path", ["/infrastructure/pools/", "/infrastructure/allocations/"])
def test_lists_ask_as_much_for_three_as_for_one(hands, path):
    client = signed_in(hands.clerk)

    def count():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        return len(queries)

    hands.granted(hands.pool("100"), "1")
    count()
    one = count()
    hands.granted(hands.pool("100", "memory"), "1")
    hands.granted(hands.pool("100", "gpu"), "1")
    assert count() == one


def test_a_bar_of_the_picture_leads_to_what_holds_of_the_pool(hands):
    pool, other = hands.pool("10"), hands.pool("10", measure="memory")
    one = hands.granted(pool, "4")
    hands.granted(other, "4", system="养老系统")
    hands.deciding(pool, "1", system="未定系统")
    client = signed_in(hands.clerk)
    page = client.get("/infrastructure/pools/").content.decode()
    assert page.count(f"/infrastructure/allocations/?pool={pool.pk}") == 2
    page = client.get(f"/infrastructure/allocations/?pool={pool.pk}").content.decode()
    assert page.count("data-row=") == 1
    assert str(one.pk) in page
    assert client.get("/infrastructure/allocations/?pool=x").status_code == 200
