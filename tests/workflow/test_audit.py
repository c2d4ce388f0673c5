"""The trail: chained, append-only in the database, whole or not at all."""

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.models import User
from projects.models import AnnualList
from workflow.audit import GENESIS, record, unit_of_work, verify_chain
from workflow.errors import Conflict
from workflow.machines import Kind
from workflow.models import AuditContent, AuditEvent

pytestmark = pytest.mark.django_db


@pytest.fixture
def someone():
    return User.objects.create(username="a", display_name="甲")


def test_events_are_chained(someone):
    record(subject=someone, action="one", label="一", post=None)
    with unit_of_work():
        record(subject=someone, action="two", label="二", post=None)
        record(subject=someone, action="three", label="三", post=None)
    first, second, third = AuditEvent.objects.order_by("pk")
    assert first.prev_hash == GENESIS
    assert (second.prev_hash, third.prev_hash) == (first.hash, second.hash)
    assert verify_chain() == (3, [])


def test_what_fails_leaves_no_event(someone):
    def fail():
        with unit_of_work():
            record(subject=someone, action="one", label="一", post=None)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert not AuditEvent.objects.exists()


@pytest.mark.parametrize("table", ["workflow_auditevent", "workflow_auditcontent"])
@pytest.mark.parametrize("act", ["UPDATE {} SET {} = {}", "DELETE FROM {}"])
def test_the_database_refuses_to_change_or_delete(someone, table, act):
    record(subject=someone, action="one", label="一", post=None)
    column = "subject_type" if table.endswith("event") else "label"
    statement = act.format(table, column, "'x'")
    with pytest.raises(IntegrityError, match="只能追加"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_return_without_a_reason_is_impossible_in_the_database(someone):
    with pytest.raises(IntegrityError, match="no_return_without_reason"), transaction.atomic():
        record(subject=someone, action="return", label="退回", post=None, kind=Kind.RETURN)


def test_a_tampered_content_is_found(someone):
    record(subject=someone, action="one", label="一", post=None)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")  # a superuser's way round the trigger
        cursor.execute("UPDATE workflow_auditcontent SET label = '改'")
        cursor.execute("SET LOCAL session_replication_role = origin")
    count, findings = verify_chain()
    assert count == 1
    assert len(findings) == 1
    assert "内容与散列不符" in findings[0]


def test_same_content_has_a_different_hash(someone):
    """Salted, so that a purged content cannot be guessed back."""
    record(subject=someone, action="one", label="一", post=None)
    record(subject=someone, action="one", label="一", post=None)
    assert len(set(AuditEvent.objects.values_list("content_hash", flat=True))) == 2
    assert AuditContent.objects.count() == 2


def test_of_two_who_create_the_same_the_second_is_told_in_words(someone):
    """Both were judged before either was saved: the unique constraint refuses the second and has the words for it."""

    def keep(row):
        with unit_of_work():
            row.save(force_insert=True)
            record(subject=someone, action="one", label="一", post=None)

    lists = [AnnualList(year=2031), AnnualList(year=2031)]
    keep(lists[0])
    with pytest.raises(Conflict, match="该年度的清单刚由他人建立"):
        keep(lists[1])
    with pytest.raises(Conflict, match="在另一窗口提交过"):
        keep(User(username="a", display_name="乙"))
    assert AuditEvent.objects.count() == 1
    # What no second person brought about is a defect, and stays one.
    with pytest.raises(IntegrityError, match="supplement_has_a_base"):
        keep(AnnualList(year=2032, serial=1))
