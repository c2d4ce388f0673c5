"""The ledger: no gaps, no duplicates, nothing taken back."""

import datetime
import random
import threading

import pytest
from django.db import IntegrityError, connection, transaction

from documents.models import NumberEntry, NumberSeries
from documents.numbers import take_number
from documents.services import void_number
from tests.documents.conftest import make_post
from tests.documents.full_size import THREADS
from workflow.errors import Conflict, Forbidden

DAY = datetime.date(2026, 3, 5)


@pytest.mark.django_db
def test_numbers_count_by_series_and_year():
    texts = [
        take_number(series="pre_approval", on=DAY).text,
        take_number(series="pre_approval", on=DAY).text,
        take_number(series="refusal", on=DAY).text,
        take_number(series="pre_approval", on=datetime.date(2027, 1, 1)).text,
    ]
    assert texts == ["广经信预〔2026〕1号", "广经信预〔2026〕2号", "广经信不予〔2026〕1号", "广经信预〔2027〕1号"]


@pytest.mark.django_db
def test_an_act_that_fails_gives_no_number():
    def act():
        with transaction.atomic():
            take_number(series="pre_approval", on=DAY)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        act()
    assert take_number(series="pre_approval", on=DAY).number == 1


def test_outside_a_transaction_there_is_no_number(real_transactions):
    with pytest.raises(transaction.TransactionManagementError):
        take_number(series="pre_approval", on=DAY)


def test_a_race_with_rollbacks_leaves_no_gap_and_no_duplicate(real_transactions):
    """All at once (200 at full size), a third of them fail at the last moment, the year not yet open."""
    given, lock, start = [], threading.Lock(), threading.Barrier(THREADS)
    failures = random.Random(7)
    plans = [[failures.random() < 0.35 for _ in range(6)] for _ in range(THREADS)]

    def work(plan):
        start.wait()
        try:
            for fails in plan:
                try:
                    with transaction.atomic():
                        number = take_number(series="pre_approval", on=DAY).number
                        if fails:
                            raise RuntimeError
                    with lock:
                        given.append(number)
                except RuntimeError:
                    pass
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(plan,)) for plan in plans]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    expected = sum(not fails for plan in plans for fails in plan)
    assert sorted(given) == list(range(1, expected + 1))
    assert list(NumberEntry.objects.order_by("number").values_list("number", flat=True)) == sorted(given)
    assert NumberSeries.objects.get().last == expected


@pytest.mark.django_db
def test_a_void_number_stays_with_its_reason_and_is_not_given_again(leader):
    entry = take_number(series="pre_approval", on=DAY)
    void_number(entry=entry, reason="文号误取", post=leader)
    entry.refresh_from_db()
    assert (entry.void, entry.reason) == (True, "文号误取")
    assert take_number(series="pre_approval", on=DAY).number == 2
    with pytest.raises(Conflict):
        void_number(entry=entry, reason="再次", post=leader)


@pytest.mark.django_db
def test_only_the_leader_voids_and_never_without_a_reason(leader):
    entry = take_number(series="pre_approval", on=DAY)
    with pytest.raises(Forbidden, match="原因"):
        void_number(entry=entry, reason=" ", post=leader)
    with pytest.raises(Forbidden, match="负责人"):
        void_number(entry=entry, reason="误取", post=make_post("office_clerk"))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("UPDATE documents_numberentry SET number = 9", "不能更改"),
        ("UPDATE documents_numberentry SET text = 'x'", "不能更改"),
        ("DELETE FROM documents_numberentry", "不能删除"),
        ("UPDATE documents_numberseries SET last = last + 2", "逐号递增"),
        ("UPDATE documents_numberseries SET last = 0", "逐号递增"),
        ("DELETE FROM documents_numberseries", "不能删除"),
        ("UPDATE documents_numberentry SET void = true", "void_number_has_reason"),
    ],
)
def test_the_database_keeps_the_ledger(statement, words):
    take_number(series="pre_approval", on=DAY)
    with pytest.raises(IntegrityError, match=words), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
