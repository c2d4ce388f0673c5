"""The index of what stands in the database, kept in the worker's memory and brought up to date before each query.

Rows touched since the last look are read again, with an overlap: a transaction that was slow to commit is not missed.
"""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from similarity.index import Index
from similarity.models import Entry

OVERLAP = timedelta(minutes=5)


class LiveIndex:
    def __init__(self) -> None:
        self._index = Index()
        self._known: dict[UUID, tuple[int, Any]] = {}
        self._seen_to: Any = None

    def refresh(self) -> None:
        rows = Entry.objects.order_by("touched_at")
        if self._seen_to is not None:
            rows = rows.filter(touched_at__gte=self._seen_to - OVERLAP)
        for entry in rows.iterator(1000):
            self._put(entry)
        self._seen_to = timezone.now()

    def _put(self, entry: Entry) -> None:
        known = self._known.get(entry.pk)
        if known is not None and known[1] == entry.touched_at:
            return
        if known is not None:
            self._index.drop(known[0])
        self._known[entry.pk] = (self._index.add(entry.with_vectors(), entry.pk), entry.touched_at)

    def candidates(self, entry: Entry, limit: int) -> list[Entry]:
        """Rows of the projects that share the most rare words; what was deleted meanwhile leaves the index."""
        while True:
            own = self._known[entry.pk][0] if entry.pk in self._known else None
            keys = [self._index.keys[at] for at in self._index.candidates(entry.with_vectors(), limit, own)]
            found = Entry.objects.select_related("project").in_bulk(keys)
            gone = [key for key in keys if key not in found]
            if not gone:
                return [found[key] for key in keys]
            for key in gone:
                self._index.drop(self._known.pop(key)[0])


_of_database: dict[str, LiveIndex] = {}


def live_index() -> LiveIndex:
    """One a process and database (a test's database is another)."""
    return _of_database.setdefault(str(connection.settings_dict["NAME"]), LiveIndex())
