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
    # ON CONFLICT DO NOTHING waits for a neighbour who is just opening the year; get_or_create would need a savepoint.
    NumberSeries.objects.bulk_create([NumberSeries(series=series, year=on.year)], ignore_conflicts=True)
    counter = NumberSeries.objects.select_for_update().get(series=series, year=on.year)
    counter.last += 1
    counter.save(update_fields=["last"])
    return NumberEntry.objects.create(
        series=series,
        year=on.year,
        number=counter.last,
        text=text or spec.text(on.year, counter.last),
        document=document,
    )
