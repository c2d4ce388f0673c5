"""Issuing: number, frozen content, one message after commit; what stands cannot be changed."""

import datetime
import uuid

import pytest
from django.db import IntegrityError, connection, transaction
from kombu.exceptions import OperationalError

from documents import sending, services
from documents.models import Document, NumberEntry
from documents.registry import SPECS
from documents.services import issuing
from tests.documents.conftest import make_post
from workflow.errors import Conflict
from workflow.models import AuditEvent

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(monkeypatch):
    messages = []
    monkeypatch.setattr(issuing, "send_rendering", messages.append)
    return messages


def test_a_paper_takes_its_number_and_freezes_its_content(issue, subject, leader):
    document = issue()
    assert document.number == "广经信预〔2026〕1号"
    assert document.title == "关于广元市医疗保障智能监管平台建设项目预审的批复"
    assert document.context["number"] == document.number
    assert document.context["issued_on"] == "2026-03-05"
    assert document.context["amount"] == "3568000.00"
    assert document.context["sources_total"] == "3568000.00"
    assert (document.state, document.thread_id, document.issued_by) == ("pending", subject.pk, leader)
    assert document.entry.text == document.number
    event = AuditEvent.objects.about(document).get()
    assert (event.content.action, event.content.label) == ("issue", "出具预审批复")


def test_the_message_is_sent_on_commit_only(issue, sent, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        document = issue()
        assert sent == []
    assert len(callbacks) == 1
    assert sent == [document.pk]


def test_an_act_that_fails_leaves_no_paper_and_no_number(issue):
    def act():
        with transaction.atomic():
            issue()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        act()
    assert not Document.objects.exists()
    assert issue().number == "广经信预〔2026〕1号"


@pytest.mark.parametrize("error", [OperationalError("gone"), ConnectionError("gone"), TimeoutError()])
def test_a_dead_broker_is_swallowed(monkeypatch, error):
    def dead(*args, **kwargs):
        raise error

    monkeypatch.setattr(sending.current_app, "send_task", dead)
    assert sending.send_rendering(uuid.uuid4()) is False


def test_outside_a_transaction_no_paper_is_issued(real_transactions):
    post = make_post("office_leader")
    context = SPECS["refusal"].sample()
    with pytest.raises(transaction.TransactionManagementError):
        services.issue_document(kind="refusal", subject=post, thread_id=uuid.uuid4(), context=context, post=post)
    assert not NumberEntry.objects.exists()


CHANGES = {
    "context": "'{}'",
    "number": "'x'",
    "kind": "'refusal'",
    "title": "'x'",
    "thread_id": f"'{uuid.uuid4()}'",
    "issued_at": "now()",
    "issued_on": "'2020-01-01'",
}


@pytest.mark.parametrize("column", CHANGES)
def test_the_database_keeps_what_was_issued(issue, column):
    issue()
    statement = f"UPDATE documents_document SET {column} = {CHANGES[column]}"
    with pytest.raises(IntegrityError, match="不能更改"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def ready(document):
    document.claim()
    document.finish(file="documents/a.pdf", sha256="a" * 64, size=1, pages=1)
    document.save()
    return document


@pytest.mark.parametrize("change", ["file = 'x'", "sha256 = repeat('b', 64)", "pages = 9", "state = 'pending'"])
def test_the_database_keeps_a_finished_file(issue, change):
    ready(issue())
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE documents_document SET {change}")


def test_a_paper_cannot_be_deleted(issue):
    issue()
    with pytest.raises(IntegrityError, match="不能删除"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE documents_numberentry SET at = at; DELETE FROM documents_document")


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ("state = 'ready'", "document_ready_has_file"),
        ("state = 'failed'", "document_failed_has_error"),
        ("state = 'rendering'", "document_rendering_has_lease"),
        ("sha256 = 'x'", "document_file_only_when_ready"),
    ],
)
def test_a_state_is_tied_to_its_fields(issue, change, constraint):
    issue()
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE documents_document SET {change}")


def test_the_state_cannot_be_set_past_the_machine(issue):
    with pytest.raises(AttributeError):
        issue().state = "ready"


def test_a_failed_paper_is_tried_again_once(issue, leader, sent, django_capture_on_commit_callbacks):
    document = issue()
    document.claim()
    document.fail(error="字库缺少字")
    document.save()
    with django_capture_on_commit_callbacks(execute=True):
        services.retry_document(document=document, post=leader)
    document.refresh_from_db()
    assert (document.state, document.error, document.attempts) == ("pending", "", 0)
    assert sent[-1] == document.pk
    with pytest.raises(Conflict, match="等待生成"):
        services.retry_document(document=document, post=leader)


def test_the_year_of_the_number_is_that_of_the_act(issue):
    assert issue(on=datetime.date(2025, 12, 31)).number == "广经信预〔2025〕1号"
    assert issue(on=datetime.date(2026, 1, 1)).number == "广经信预〔2026〕1号"


def test_a_paper_names_whom_to_ask(issue, leader):
    leader.organisation.contact, leader.organisation.phone = "李㛃", "0839-0000000"
    sample = SPECS["annual_list"].sample()
    del sample["phone"]
    document = services.issue_document(
        kind="annual_list", subject=leader, thread_id=uuid.uuid4(), context=sample, post=leader
    )
    assert (document.context["contact"], document.context["phone"]) == ("李㛃", "0839-0000000")
    assert issue().context["contact"] == "龑　镕"
