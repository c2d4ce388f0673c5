"""Where a key of the interface could turn up, tried one by one: it may stand in one answer and nowhere else."""

import io
import logging
import sys
import zipfile

import pytest
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest
from django.test import Client
from django.views.debug import ExceptionReporter

from accounts.roles import Role
from documents.models import Document
from documents.rendering import render, text_of
from sharing.services import adaptation
from tests.addresses import lists, patterns
from tests.factories import make_post, signed_in
from tests.infrastructure.hands import Hands
from tests.sharing.hands import Sides, order_of
from tests.sharing.test_requests import call, take
from tests.test_urls import let_go
from workflow.engine import perform

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
ROOMS = ("sharing/", "infrastructure/", "workflow/", "documents/")


@pytest.fixture
def key(city, caplog):
    """A key that was drawn, used, misused and replaced; with what the log kept of it."""
    caplog.set_level(logging.DEBUG)
    sides = Sides(city)
    resource = sides.published(rows=1)
    grant = sides.granted(resource)
    old = take(sides, grant)
    assert call(old, resource)[0] == 200
    assert call(old, resource, fields="没有的")[0] == 403
    new = take(sides, grant)
    assert call(new, resource)[0] == 200
    return [old, new], grant, caplog


def has(keys, content) -> bool:
    if isinstance(content, bytes):
        if zipfile.is_zipfile(io.BytesIO(content)):
            book = zipfile.ZipFile(io.BytesIO(content))
            return any(has(keys, book.read(name)) for name in book.namelist())
        return any(one.encode() in content for one in keys)
    return any(one in content for one in keys)


def body(answer) -> bytes:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    let_go(answer)
    return content


def test_no_page_of_the_rooms_shows_it(city, key):
    keys, grant, caplog = key
    places = ["/" + route for _name, route, wanted in patterns() if not wanted and route.startswith(ROOMS)]
    places += ["/", *(one.get_absolute_url() for one in (grant, grant.request, grant.resource))]
    for post in (city.applicant, city.office_clerk):
        client = signed_in(post)
        for path in places:
            assert not has(keys, body(client.get(path))), (post, path)
    assert not has(keys, body(signed_in(city.audit_admin).get("/workflow/audit/")))
    assert not has(keys, caplog.text)


def test_no_export_of_any_room_carries_it(city, key):
    keys, _grant, _caplog = key
    places = [path for _name, path, offers in lists() if offers]
    client, exported = signed_in(city.office_clerk), 0
    for path in places:
        for form in ("xlsx", "csv"):
            answer = client.get(f"{path}?export={form}")
            kind = answer.headers.get("Content-Type", "")
            exported += "spreadsheet" in kind or "csv" in kind
            assert not has(keys, body(answer)), path
    # Nearly all, in both forms: a page that is not for this post is refused.
    assert exported > 1.5 * len(places)
    assert not has(keys, body(client.get("/sharing/?export=form")))
    for path in ("catalogue.jsonld", "sitemap.xml"):
        assert not has(keys, body(Client().get(f"/sharing/open/{path}")))


def test_no_row_of_the_database_and_nothing_in_the_cache_keeps_it(key):
    """Trail, notices, sessions, papers, calls: whatever table there is."""
    keys, _grant, _caplog = key
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        assert {"workflow_auditcontent", "django_session", "sharing_calllog", "workflow_notice"} <= set(tables)
        for table in tables:
            for one in keys:
                cursor.execute(f'SELECT count(*) FROM "{table}" AS row WHERE row::text LIKE %s', [f"%{one}%"])
                assert cursor.fetchone() == (0,), table
    client = cache._cache.get_client()
    for name in client.keys("*"):
        assert not has(keys, name)
        assert not has(keys, client.dump(name))


def test_no_error_page_and_no_report_of_an_error_shows_it(key, monkeypatch):
    keys, grant, caplog = key
    headers = {"authorization": f"Bearer {keys[1]}"}
    address = f"/sharing/api/v1/resources/{grant.resource_id}"

    def broken(token, asked):
        raise RuntimeError("数据库中断")

    monkeypatch.setattr("sharing.services.gateway._judge", broken)
    reports = []

    def keep(sender, request: HttpRequest, **kwargs):
        reports.append(ExceptionReporter(request, *sys.exc_info()).get_traceback_text())

    from django.core.signals import got_request_exception

    got_request_exception.connect(keep)
    client = Client(raise_request_exception=False)
    answers = [
        client.get(address, headers=headers),
        client.post(address, headers=headers),
        client.get("/no/such/page/", headers=headers),
        client.get(f"{address}?limit=x", headers=headers),
    ]
    got_request_exception.disconnect(keep)
    assert [one.status_code for one in answers] == [500, 405, 404, 400]
    assert not [one for one in answers if has(keys, one.content)]
    assert "数据库中断" in reports[0]
    assert not has(keys, reports[0])
    assert not has(keys, caplog.text)


def test_an_address_never_carries_it(key):
    """A key in an address would stay in the browser's history and in every log on the way: it opens nothing there."""
    keys, grant, _caplog = key
    address = f"/sharing/api/v1/resources/{grant.resource_id}"
    for name in ("token", "access_token", "key", "authorization"):
        assert Client().get(f"{address}?{name}={keys[1]}").status_code == 401
    answer = signed_in(make_post(Role.APPLICANT, grant.unit)).post(f"/sharing/grant/{grant.pk}/token/")
    assert answer.status_code == 200
    assert "Location" not in answer
    assert "no-store" in answer["Cache-Control"]


def test_no_paper_prints_it(city, monkeypatch, django_capture_on_commit_callbacks):
    """The key that verifies an adaptation is drawn, used and ended within one call."""
    drawn = []

    def draw(*args):
        drawn.append(adaptation_key(*args))
        return drawn[-1]

    adaptation_key = adaptation.new_key
    monkeypatch.setattr(adaptation, "new_key", draw)
    monkeypatch.setattr(adaptation, "call_own_interface", lambda **asked: adaptation.Answered(200, 1, 5, "取到 1 条"))
    sides, hands = Sides(city), Hands(city)
    sides.giver, sides.giver_leader = city.applicant, city.unit_leader
    order = perform(order_of(hands.system(), city), "hand_in", post=city.applicant, data={"plan": "接入"})
    order = perform(order, "report", post=city.applicant, data={"resource": sides.published(rows=1)})
    with django_capture_on_commit_callbacks(execute=True):
        order = perform(order, "call", post=city.office_clerk)
    perform(order, "verify", post=city.office_clerk)
    assert len(drawn) == 1
    paper = Document.objects.get(kind="sharing_order")
    pdf = render(paper.kind, paper.context).pdf
    assert "核验" in text_of(pdf)
    assert not has(drawn, pdf)
    assert not has(drawn, text_of(pdf))
    assert not has(drawn, signed_in(city.office_clerk).get(order.get_absolute_url()).content)
