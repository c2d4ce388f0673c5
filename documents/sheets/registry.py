"""What can be imported. A room registers its kinds in `ready()`; this room never names them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from documents.sheets.columns import CellError, Judged, SheetColumn, SheetRow, Unreadable


def _no_more(rows: Sequence[SheetRow], target: Any, post: Any) -> list[CellError]:
    return []


def _none(*asked: Any) -> None:
    """Rows that stand for themselves hang on no record."""


def _free(*asked: Any) -> str:
    return ""


@dataclass(frozen=True, kw_only=True)
class SheetKind:
    """One kind of import.

    `target(pk, post)` gives the record that the rows are for (none where the rows stand for themselves) and raises
    Http404 or PermissionDenied. `may(target, post)` says in Chinese why it cannot be now ("" when it can).
    `check` finds what only a whole sheet shows (twice the same name); a row is only asked when its cells are good.
    `apply(rows=, target=, post=)` makes all of them, inside the act, and returns what `undo(result=, target=, post=)`
    needs to take them back; `depends(result, target)` says in Chinese what already depends on them.
    `back(target)` is the page that the import was begun on.
    """

    code: str
    title: str
    roles: tuple[str, ...]
    columns: tuple[SheetColumn, ...]
    target: Callable[[Any, Any], Any] = _none
    may: Callable[[Any, Any], str] = _free
    apply: Callable[..., dict]
    undo: Callable[..., None]
    depends: Callable[[dict, Any], str] = _free
    back: Callable[[Any], str]
    check: Callable[[Sequence[SheetRow], Any, Any], list[CellError]] = _no_more
    thread: Callable[[Any], Any] = lambda target: getattr(target, "thread_id", None)
    most_rows: int = 5_000
    note: str = ""

    def options(self, target: Any, post: Any) -> dict[str, dict[str, Any]]:
        """Column → label → value, for columns that are chosen from."""
        return {
            column.name: {str(label): value for value, label in column.offered(target, post)}
            for column in self.columns
            if column.choices
        }

    def judge(self, raw: Sequence[tuple[int, Sequence[Any]]], target: Any, post: Any) -> Judged:
        """Every cell of every row; all that is wrong at once, in the order of the file."""
        options, judged = self.options(target, post), Judged()
        for number, cells in raw:
            values, bad = {}, []
            for column, cell in zip(self.columns, cells, strict=True):
                try:
                    values[column.name] = column.read(cell, options.get(column.name, {}))
                except Unreadable as why:
                    bad.append(CellError(number, column.name, str(why)))
            judged.errors.extend(bad)
            if not bad:
                judged.rows.append(SheetRow(number, values))
        judged.errors.extend(self.check(judged.rows, target, post))
        places = {column.name: place for place, column in enumerate(self.columns)}
        judged.errors.sort(key=lambda error: (error.row, places[error.column]))
        return judged


KINDS: dict[str, SheetKind] = {}


def register(kind: SheetKind) -> SheetKind:
    if kind.code in KINDS:
        raise ValueError(f"sheet kind {kind.code} is registered twice")
    KINDS[kind.code] = kind
    return kind
