"""Reads of the ledger."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q, QuerySet

from accounts.models import Post
from documents.models import Attachment, Batch, Document, NumberEntry, NumberSeries
from documents.registry import SERIES
from documents.slots import Paper, may_bring, papers_asked


@dataclass(frozen=True)
class SeriesLine:
    """One series in one year: how many numbers were given, void, and missing (0, or something is wrong)."""

    series: str
    label: str
    year: int
    last: int
    void: int
    gaps: int


def ledger(*, series: str = "", year: int | None = None) -> QuerySet[NumberEntry]:
    """Entries, newest first."""
    entries = NumberEntry.objects.select_related("document", "by__user").order_by("-year", "series", "-number")
    if series:
        entries = entries.filter(series=series)
    if year is not None:
        entries = entries.filter(year=year)
    return entries


def series_lines(*, year: int | None = None) -> list[SeriesLine]:
    """Two queries, whatever the number of series."""
    counters = NumberSeries.objects.all()
    if year is not None:
        counters = counters.filter(year=year)
    given = {
        (row["series"], row["year"]): row
        for row in NumberEntry.objects.order_by()
        .values("series", "year")
        .annotate(given=Count("pk"), void_count=Count("pk", filter=Q(void=True)))
    }
    nothing = {"given": 0, "void_count": 0}
    return [
        SeriesLine(
            series=counter.series,
            label=counter.label,
            year=counter.year,
            last=counter.last,
            void=(row := given.get((counter.series, counter.year), nothing))["void_count"],
            gaps=counter.last - row["given"],
        )
        for counter in counters
    ]


def years() -> list[int]:
    return list(NumberSeries.objects.order_by("-year").values_list("year", flat=True).distinct())


def series_choices() -> list[tuple[str, str]]:
    return [(series.code, f"{series.label}（{series.prefix}）") for series in SERIES.values()]


def visible_documents(entries: Iterable[NumberEntry], post: Post) -> set:
    """Ids of the papers behind these entries that the post may see: a number is public, a title is not always."""
    return set(Document.objects.visible_to(post).filter(entry__in=entries).values_list("pk", flat=True))


@dataclass(frozen=True)
class FilledSlot:
    """One paper that a record asks for, with the files there; whether one may add to it, and what take away."""

    paper: Paper
    files: list[Attachment] = field(default_factory=list)
    open: bool = False
    own: list[Attachment] = field(default_factory=list)

    @property
    def is_missing(self) -> bool:
        return self.paper.required and not self.files


def paper_slots(obj: Any, post: Post | None) -> list[FilledSlot]:
    """The papers of a record in the order in which it asks for them, for one who looks at them; one query."""
    by_slot: dict[str, list[Attachment]] = {}
    for file in Attachment.objects.current_for(obj).select_related("uploaded_by__user", "uploaded_by__organisation"):
        by_slot.setdefault(file.slot, []).append(file)
    return [_filled(obj, paper, by_slot.get(paper.slot, []), post) for paper in papers_asked(obj)]


def _filled(obj: Any, paper: Paper, files: list[Attachment], post: Post | None) -> FilledSlot:
    open_ = may_bring(obj, paper, post)
    return FilledSlot(paper, files, open_, [file for file in files if open_ and file.belongs_to(post)])


def slots_context(obj: Any, post: Post | None) -> dict[str, Any]:
    """What components/papers.html draws of a record."""
    slots = paper_slots(obj, post)
    return {"object": obj, "slots": slots, "may_attach": any(slot.open for slot in slots)}


@dataclass(frozen=True)
class BatchProgress:
    """How many papers of a bundle have their file, and how many lie in the bundle."""

    made: int
    packed: int
    total: int

    @property
    def done(self) -> int:
        """Of twice the total: making and packing are one bar."""
        return self.made + self.packed

    @property
    def whole(self) -> int:
        return 2 * self.total


def batch_progress(batch: Batch) -> BatchProgress:
    made = batch.documents.filter(state=Document.State.READY).count()
    return BatchProgress(made=made, packed=batch.packed, total=batch.total)
