"""A list as a file: what is shown, in the same order, line by line; a cell that a spreadsheet would run is a text."""

import csv
import datetime
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet
from django.http import FileResponse, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.generic import ListView
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.utils import get_column_letter

BOM = "\ufeff"
CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")
FORMATS = ("csv", "xlsx")
CHUNK = 500


@dataclass(frozen=True)
class Column:
    """One column of a list as a file: its title, what a row says in it, how wide."""

    title: str
    value: Callable[[Any], Any]
    width: int = 16


def printable(text: str) -> str:
    """Without control characters (Word leaves a line break as \\x0b): no workbook holds them, the database no NUL."""
    return ILLEGAL_CHARACTERS_RE.sub("", text)


def safe(value: Any) -> Any:
    """A text that a spreadsheet would run gets an apostrophe before it; numbers and dates stay what they are."""
    if isinstance(value, str):
        text = printable(value)
        return f"'{text}" if text.lstrip(" ").startswith(DANGEROUS) else text
    return "" if value is None else value


def local_day(moment: datetime.datetime | None) -> datetime.date | None:
    return timezone.localdate(moment) if moment else None


class ExportedList(ListView):
    """A list of which `?export=csv|xlsx` gives the list as it is shown, in its order, all pages of it.

    base.html shows the links by itself. Every list of the house is one; tests/test_exports.py names what is not.
    """

    export_name = ""
    export_columns: tuple[Column, ...] = ()
    # What alone goes into a file although a cleared person sees more on the page (article 24).
    export_only = Q()

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        form = request.GET.get("export", "")
        if form in FORMATS and self.export_columns:
            return export_columns(form, self.export_name, self.export_rows(), self.export_columns)
        return super().get(request, *args, **kwargs)

    def export_rows(self) -> Iterable[Any]:
        rows = self.get_queryset()
        return rows.filter(self.export_only) if self.export_only else rows


def export_columns(form: str, name: str, rows: Iterable[Any], columns: Sequence[Column]) -> HttpResponseBase:
    """Rows are read piece by piece, so that a long list needs no memory."""
    read = rows.iterator(chunk_size=CHUNK) if isinstance(rows, QuerySet) else rows
    return export_table(
        form,
        name=name,
        titles=[column.title for column in columns],
        rows=([column.value(row) for column in columns] for row in read),
        widths=[column.width for column in columns],
    )


class _Echo:
    """A file whose write gives the text back, so that csv writes into a stream."""

    def write(self, text: str) -> str:
        return text


def export_table(
    form: str, *, name: str, titles: Sequence[str], rows: Iterable[Sequence[Any]], widths: Sequence[int] = ()
) -> HttpResponseBase:
    """The response for `?export=csv` or `?export=xlsx`. `rows` may be a generator; numbers and dates stay such."""
    response = _csv(titles, rows) if form == "csv" else _xlsx(name, titles, rows, widths)
    file_name = f"{name}-{timezone.localtime():%Y%m%d-%H%M}.{form}"
    response["Content-Disposition"] = content_disposition_header(True, file_name)
    response["Cache-Control"] = "private, no-store"
    return response


def _csv(titles: Sequence[str], rows: Iterable[Sequence[Any]]) -> HttpResponseBase:
    writer = csv.writer(_Echo())

    def lines() -> Iterator[str]:
        yield BOM + writer.writerow(titles)
        for row in rows:
            yield writer.writerow([safe(value) for value in row])

    return StreamingHttpResponse(lines(), content_type=CSV)


def _xlsx(name: str, titles: Sequence[str], rows: Iterable[Sequence[Any]], widths: Sequence[int]) -> HttpResponseBase:
    book = Workbook(write_only=True)
    sheet = book.create_sheet(name[:31])
    sheet.freeze_panes = "C2"
    for place in range(1, len(titles) + 1):
        width = widths[place - 1] if place <= len(widths) else 16
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.append(list(titles))
    for row in rows:
        sheet.append([_cell(sheet, safe(value)) for value in row])
    # Small ones stay in memory; the response closes it.
    file = tempfile.SpooledTemporaryFile(max_size=5_000_000)  # noqa: SIM115
    book.save(file)
    file.seek(0)
    return FileResponse(file, content_type=XLSX)


def _cell(sheet: Any, value: Any) -> Any:
    if not isinstance(value, Decimal | datetime.date):
        return value
    cell = WriteOnlyCell(sheet, value)
    cell.number_format = "#,##0.00" if isinstance(value, Decimal) else "yyyy-mm-dd"
    return cell
