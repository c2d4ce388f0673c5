"""Requests and grants (articles 18, 19): who may, by when, within which scope; and who reaches beyond it."""

import datetime
import json
import logging
import threading

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.roles import Role
from sharing.models import CallLog, Grant, GrantToken, SharingRequest
from sharing.services import escalate_requests, expire_grants, issue_token
from sharing.services.gateway import Call, answer_call
from tests.factories import attach, make_post, signed_in
from tests.sharing.hands import Sides
from workflow.engine import perform
from workflow.errors import Conflict, Forbidden, RuleViolation
from workflow.models import AuditContent, Notice

pytestmark = pytest.mark.django_db


@pytest.fixture
def sides():
    return Sides()


def take(sides, grant):
    answer = signed_in(sides.user).post(f"/sharing/grant/{grant.pk}/token/")
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    return answer.content.decode().split("data-token>")[1].split("<")[0]


def call(token, resource, **query):
    path = f"/sharing/api/v1/resources/{resource.pk}"
    answer = Client().get(path, query, headers={"authorization": f"Bearer {token}"})
    return answer.status_code, json.loads(answer.content)


def test_unconditional_is_granted_by_itself(sides):
    resource = sides.published(sharing="free")
    asked = sides.reported(resource)
    assert asked.state == "granted"
    assert set(asked.grant.items.all()) == set(resource.items.all())


def test_conditional_goes_through_office_and_provider_and_nobody_else(sides):
    resource = sides.published()
    asked = sides.reported(resource, ["姓名", "住址"])
    with pytest.raises(Forbidden):
        perform(asked, "pass_on", post=sides.giver)
    asked = perform(asked, "pass_on", post=sides.clerk)
    data = {"items": list(asked.items.filter(name="姓名")), "note": "仅限救助核对"}
    for post in (sides.user_leader, sides.giver, sides.leader):
        with pytest.raises(Forbidden):
            perform(asked, "agree", post=post, data=data)
    asked = perform(asked, "agree", post=sides.giver_leader, data=data)
    assert [one.name for one in asked.grant.items.all()] == ["姓名"]
    with pytest.raises(Conflict):
        perform(asked, "agree", post=sides.giver_leader, data=data)


def test_a_refusal_needs_its_basis_and_may_be_mediated(sides):
    asked = sides.answering(sides.published())
    with pytest.raises(RuleViolation, match="法律依据"):
        perform(asked, "refuse", post=sides.giver_leader, data={"basis": " "}, reason="不便")
    asked = perform(asked, "refuse", post=sides.giver_leader, data={"basis": "《档案法》第二十七条"}, reason="未到期")
    asked = perform(asked, "dispute", post=sides.user_leader, reason="履职必需")
    with pytest.raises(Forbidden):
        perform(asked, "settle", post=sides.giver_leader, data={"items": list(asked.items.all())})
    asked = perform(asked, "settle", post=sides.leader, data={"items": list(asked.items.all()), "note": "协调一致"})
    assert asked.grant.holds_on(timezone.localdate())


def test_the_answer_may_be_put_off_once(sides):
    asked = perform(sides.answering(sides.published()), "extend", post=sides.giver, reason="核对数据")
    with pytest.raises(Conflict):
        perform(asked, "extend", post=sides.giver, reason="再延")


def test_who_lets_the_clock_run_out_is_reminded_once(sides):
    asked = sides.answering(sides.published())
    assert escalate_requests() == 0
    SharingRequest.objects.filter(pk=asked.pk).update(state_since=timezone.now() - datetime.timedelta(days=40))
    assert (escalate_requests(), escalate_requests()) == (1, 0)
    assert Notice.objects.filter(user=sides.giver_leader.user, text__contains="已超过答复期限").count() == 1
    assert "逾期" in signed_in(sides.clerk).get("/sharing/requests/").content.decode()


def test_withheld_resources_and_second_keys_are_refused(sides):
    withheld = sides.published("诊疗信息", sharing="none", basis="《个人信息保护法》第二十八条")
    with pytest.raises(RuleViolation, match="个人信息保护法"):
        sides.ask(withheld)
    resource = sides.published()
    sides.granted(resource)
    with pytest.raises(RuleViolation, match="已有同样数据项"):
        sides.reported(resource, ["姓名"])


def test_drafts_stay_in_the_house_and_strangers_see_nothing(sides):
    asked = sides.ask(sides.published())
    for post, status in ((sides.user, 200), (sides.giver, 404), (sides.clerk, 404), (make_post(Role.DRC), 403)):
        assert signed_in(post).get(asked.get_absolute_url()).status_code == status


def test_only_granted_items_leave_the_house(sides):
    resource = sides.published(rows=5)
    grant = sides.granted(resource, ["姓名", "住址"], row_limit=2)
    token = take(sides, grant)
    status, body = call(token, resource, purpose="核对3号申请")
    assert status == 200
    assert body["rows"] == [{"姓名": "姓名0", "住址": "住址0"}, {"姓名": "姓名1", "住址": "住址1"}]
    status, body = call(token, resource, fields="住址", limit=1, offset=4)
    assert body["rows"] == [{"住址": "住址4"}]
    lines = list(CallLog.objects.order_by("pk").values_list("rows", "outcome", "purpose"))
    assert lines == [(2, "ok", "核对3号申请"), (1, "ok", "社会救助核对")]


def test_a_misuse_is_refused_recorded_and_shown(sides):
    """Article 19, end to end: beyond it by item and by resource; provider and office see it; it is stopped."""
    resource, other = sides.published(rows=1), sides.published("别的资源", rows=1)
    grant = sides.granted(resource, ["姓名"])
    token = take(sides, grant)
    status, body = call(token, resource, fields="姓名,证件号码")
    assert status == 403
    assert "证件号码" in body["error"]
    assert "rows" not in body
    assert call(token, other)[0] == 403
    assert CallLog.objects.filter(outcome="out_of_scope", grant=grant).count() == 2
    for post in (sides.giver_leader, sides.clerk, sides.leader):
        assert Notice.objects.filter(user=post.user, text__contains="超范围调用").count() == 1
        assert 'data-outcome="out_of_scope"' in signed_in(post).get("/sharing/misuses/").content.decode()
    stranger = make_post(Role.APPLICANT)
    assert 'data-outcome="out_of_scope"' not in signed_in(stranger).get("/sharing/misuses/").content.decode()
    perform(grant, "stop", post=sides.leader, reason="超范围调用")
    assert call(token, resource)[0] == 401


def test_a_grant_whose_items_left_the_catalogue_gives_nothing(sides):
    resource = sides.published(rows=1)
    grant = sides.granted(resource, ["姓名"])
    token = take(sides, grant)
    resource.items.filter(name="姓名").delete()
    status, body = call(token, resource)
    assert (status, body["code"]) == (403, "ended")


def test_limits_by_minute_and_day(sides):
    resource = sides.published(rows=3)
    grant = sides.granted(resource, per_minute=3, daily_rows=4)
    token = take(sides, grant)
    assert [len(call(token, resource)[1]["rows"]), len(call(token, resource)[1]["rows"])] == [3, 1]
    assert call(token, resource)[0] == 429
    assert call(token, resource)[1]["error"] == "每分钟最多 3 次。"


@pytest.mark.django_db(transaction=True)
def test_calls_at_once_take_no_more_than_the_day_holds(sides):
    resource = sides.published(rows=3)
    grant = sides.granted(resource, daily_rows=4)
    asked = Call(token=issue_token(grant=grant, post=sides.user), resource=resource.pk)
    gate, taken = threading.Barrier(8), []

    def take_rows():
        gate.wait()
        taken.append(len(answer_call(asked).body.get("rows", [])))
        connection.close()

    threads = [threading.Thread(target=take_rows) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == [0] * 6 + [1, 3]
    assert CallLog.objects.count() == 8


def test_a_key_is_shown_once_kept_as_a_hash_and_replaced(sides, caplog):
    """Token leaks tried: page, log, trail, notices, export, error page, session."""
    caplog.set_level(logging.DEBUG)
    resource = sides.published(rows=1)
    grant = sides.granted(resource)
    token = take(sides, grant)
    client = signed_in(sides.user)
    pages = [client.get(path).content.decode() for path in (grant.get_absolute_url(), "/sharing/flows/", "/")]
    assert all(token not in page for page in pages)
    assert call(token, resource, fields="没有的")[0] == 403
    assert client.get(f"/sharing/api/v1/resources/{resource.pk}").status_code == 401
    wrong = Client().get("/no/such/page/", headers={"authorization": f"Bearer {token}"})
    assert token not in wrong.content.decode()
    assert token not in caplog.text
    assert not [row for row in AuditContent.objects.values_list("changes", "reason") if token in str(row)]
    assert not [text for text in Notice.objects.values_list("text", flat=True) if token in text]
    assert GrantToken.objects.get().hash != token
    with connection.cursor() as cursor:
        cursor.execute("SELECT session_data FROM django_session")
        assert all(token not in row[0] for row in cursor.fetchall())
    second = take(sides, grant)
    assert second != token
    assert call(token, resource)[0] == 401
    assert call(second, resource)[0] == 200
    for post in (sides.giver, sides.clerk):
        assert signed_in(post).post(f"/sharing/grant/{grant.pk}/token/").status_code == 403


def test_a_grant_ends_on_its_day(sides):
    resource = sides.published(rows=1)
    grant = sides.granted(resource)
    token = take(sides, grant)
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    Grant.objects.update(valid_from=yesterday, valid_to=yesterday)
    assert call(token, resource)[0] == 403
    assert (expire_grants(), expire_grants()) == (1, 0)
    assert call(token, resource)[0] == 401


def test_a_file_goes_over_with_its_checksum_and_a_receipt(sides):
    grant = sides.granted(sides.published())
    file = attach(grant, "exchange", sides.giver)
    answer = signed_in(sides.user).get(file.get_absolute_url())
    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    for close in answer._resource_closers:
        close()
    assert signed_in(make_post(Role.APPLICANT)).get(file.get_absolute_url()).status_code in (403, 404)
    with pytest.raises(RuleViolation, match="校验值"):
        perform(grant, "receive_file", post=sides.user, data={"file": file, "sha256": "0" * 64})
    perform(grant, "receive_file", post=sides.user, data={"file": file, "sha256": file.sha256.upper()})
    assert "data-receipt" in signed_in(sides.giver).get(grant.get_absolute_url()).content.decode()


def test_doubtful_data_are_looked_at_by_the_provider(sides):
    grant = sides.granted(sides.published())
    perform(grant, "doubt", post=sides.user, data={"item": "姓名", "what": "第三条为空"})
    doubt = grant.doubts.get()
    with pytest.raises(Forbidden):
        perform(doubt, "correct", post=sides.user, reason="自己改")
    perform(doubt, "correct", post=sides.giver, reason="已补")
    doubt.refresh_from_db()
    assert (doubt.state, doubt.answer) == ("corrected", "已补")


@pytest.mark.parametrize("path", ["/sharing/requests/", "/sharing/flows/", "/sharing/misuses/", "/sharing/open/"])
def test_lists_ask_as_much_for_three_as_for_one(sides, path):
    client = signed_in(sides.user)

    def add(name):
        resource = sides.published(name, rows=1, is_open=True)
        type(resource).objects.filter(pk=resource.pk).update(opened_at=timezone.now())
        grant = sides.granted(resource, ["姓名"])
        call(take(sides, grant), resource, fields="住址")

    def count():
        with CaptureQueriesContext(connection) as queries:
            page = client.get(path)
        return len(queries), page.content.decode().count("data-row")

    add("甲")
    count()
    one, rows = count()
    add("乙")
    add("丙")
    three, more = count()
    assert (one, rows * 3) == (three, more)


def test_no_fee_is_asked_anywhere():
    """Article 19: 无偿使用."""
    names = {field.name for model in (SharingRequest, Grant) for field in model._meta.get_fields()}
    assert not [name for name in names if "fee" in name or "price" in name]
