"""The ledger of numbers: no gaps, no duplicates, nothing taken back."""

import datetime

from django.db import connection, transaction

from documents.models import Document, NumberEntry, NumberSeries
from documents.registry import SERIES


def take_number(*, series: str, on: datetime.date, document: Document | None = None, text: str = "") -> NumberEntry:
    """The next number of the series in the year of `on`.

    Only inside the transaction of the act that needs it: should the act fail, the number was never given. The row of
    the series stays locked until then, so that two acts cannot take the same one. `text`: a number from elsewhere.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("a number is taken inside the transaction of its act")
    spec = SERIES[series]
    number = _count_on(series, on.year)
    return NumberEntry.objects.create(
        series=series,
        year=on.year,
        number=number,
        text=text or spec.text(on.year, number),
        document=document,
    )


def _count_on(series: str, year: int) -> int:
    """One statement opens the year or counts on; the row stays locked, a neighbour who does the same waits."""
    table = NumberSeries._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO "{table}" AS counter (series, year, last) VALUES (%s, %s, 1)'
            " ON CONFLICT (series, year) DO UPDATE SET last = counter.last + 1 RETURNING last",
            [series, year],
        )
        return cursor.fetchone()[0]
