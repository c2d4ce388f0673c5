"""The worker's work: once, resumable, with a failure that a person can see."""

import hashlib
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from documents import rendering, tasks
from documents.models import Document
from workflow.models import AuditEvent

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(monkeypatch):
    messages = []

    def send(document_id):
        messages.append(document_id)
        return True

    monkeypatch.setattr(tasks, "send_rendering", send)
    return messages


@pytest.fixture
def quick(monkeypatch):
    """A press that prints at once and counts."""
    prints = []

    def render(kind, context):
        prints.append(context["number"])
        return rendering.Made(b"%PDF-1.7 %%EOF", 1)

    monkeypatch.setattr(rendering, "render", render)
    return prints


def age(document: Document, **fields):
    Document.objects.filter(pk=document.pk).update(**fields)


def test_a_paper_is_made(issue):
    document = issue("refusal")
    tasks.render_document(str(document.pk))
    document.refresh_from_db()
    assert document.state == "ready"
    content = Path(document.file.path).read_bytes()
    assert content.startswith(b"%PDF-")
    assert (hashlib.sha256(content).hexdigest(), len(content)) == (document.sha256, document.size)
    assert (document.pages, document.attempts, document.lease) == (4, 1, None)
    assert document.number not in document.file.name
    event = AuditEvent.objects.about(document).last()
    assert event.content.changes == {"sha256": document.sha256}
    assert event.content.actor == "系统"


def test_twice_is_once(issue, quick):
    document = issue()
    tasks.render_document(str(document.pk))
    before = Document.objects.get()
    tasks.render_document(str(document.pk))
    after = Document.objects.get()
    assert (before.file.name, before.rendered_at) == (after.file.name, after.rendered_at)
    assert len(quick) == 1


def test_an_unknown_id_is_nothing(quick):
    tasks.render_document("00000000-0000-0000-0000-000000000000")
    assert quick == []


def test_who_holds_a_lease_is_left_in_peace(issue, quick):
    document = tasks.claim(str(issue().pk))
    assert tasks.claim(str(document.pk)) is None


def test_a_lapsed_lease_is_taken_over_and_the_late_one_changes_nothing(issue, quick, settings):
    first = tasks.claim(str(issue().pk))
    age(first, started_at=timezone.now() - timedelta(seconds=121))
    second = tasks.claim(str(first.pk))
    assert second.attempts == 2
    assert second.lease != first.lease
    late = tasks._settle(first, lambda row: row.fail(error="迟到"), action="render_failed", label="文书未能生成")
    assert late is False
    assert Document.objects.get().state == "rendering"


def test_the_file_of_a_late_one_is_thrown_away(issue, monkeypatch):
    document = issue()

    def render_while_another_takes_over(kind, context):
        age(document, started_at=timezone.now() - timedelta(seconds=500))
        tasks.claim(str(document.pk))
        return rendering.Made(b"%PDF-1.7 %%EOF", 1)

    monkeypatch.setattr(rendering, "render", render_while_another_takes_over)
    tasks.render_document(str(document.pk))
    assert Document.objects.get().state == "rendering"
    assert [path for path in default_storage_files() if path.endswith(".pdf")] == []


def default_storage_files():
    return [str(path) for path in Path(default_storage.location).rglob("*") if path.is_file()]


def test_a_known_failure_is_told_in_its_own_words(issue, monkeypatch, caplog):
    def missing(kind, context):
        raise rendering.RenderingError("字库缺少“龑”")

    monkeypatch.setattr(rendering, "render", missing)
    document = issue()
    tasks.render_document(str(document.pk))
    document.refresh_from_db()
    assert (document.state, document.error) == ("failed", "字库缺少“龑”")
    assert "Traceback" in caplog.text


def test_an_unknown_failure_shows_no_software_to_the_person(issue, monkeypatch, caplog):
    monkeypatch.setattr(rendering, "render", lambda kind, context: 1 / 0)
    document = issue()
    tasks.render_document(str(document.pk))
    document.refresh_from_db()
    assert document.error == tasks.UNEXPECTED
    assert "ZeroDivisionError" in caplog.text


def test_the_sweeper_sends_what_waits_and_what_lapsed(issue, sent, settings):
    fresh, waiting, held, lapsed, done = (issue() for _ in range(5))
    old = timezone.now() - timedelta(seconds=21)
    age(waiting, queued_at=old)
    for document in (held, lapsed, done):
        age(document, queued_at=old)
    tasks.claim(str(held.pk))
    age(tasks.claim(str(lapsed.pk)), started_at=timezone.now() - timedelta(seconds=121))
    finished = tasks.claim(str(done.pk))
    finished.finish(file="a.pdf", sha256="a", size=1, pages=1)
    finished.save()
    assert tasks.sweep_documents() == 2
    assert set(sent) == {waiting.pk, lapsed.pk}
    assert fresh.pk not in sent


def test_the_settings_shorten_patience_and_lease(issue, sent, settings):
    settings.DOCUMENT_SWEEP_SECONDS = 0
    settings.DOCUMENT_LEASE_SECONDS = 0
    document = issue()
    tasks.claim(str(issue().pk))
    time.sleep(0.01)
    assert tasks.sweep_documents() == 2
    assert document.pk in sent


def test_a_paper_that_kills_its_workers_is_given_up(issue, sent):
    document = tasks.claim(str(issue().pk))
    age(document, attempts=tasks.MAX_ATTEMPTS, started_at=timezone.now() - timedelta(seconds=121))
    assert tasks.sweep_documents() == 0
    document = Document.objects.get()
    assert (document.state, document.error) == ("failed", tasks.TOO_OFTEN)


def test_the_sweeper_stops_at_a_dead_broker(issue, monkeypatch):
    tries = []
    monkeypatch.setattr(tasks, "send_rendering", lambda pk: bool(tries.append(pk)))
    for _ in range(3):
        age(issue(), queued_at=timezone.now() - timedelta(seconds=60))
    assert tasks.sweep_documents() == 0
    assert len(tries) == 1
