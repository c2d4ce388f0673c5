"""What a column of a sheet holds, and how a cell is read. A cell that cannot be read is named, never guessed."""

import datetime
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from workflow.exports import DANGEROUS

_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]00:00:00)?")
_NUMBER = re.compile(r"[\s,，￥¥元]")


class Kind(StrEnum):
    TEXT = "text"
    NUMBER = "number"
    MONEY = "money"
    WHOLE = "whole"
    DAY = "day"
    CHOICE = "choice"


@dataclass(frozen=True)
class CellError:
    """One cell that is wrong: the row's number in the file, the column's name, the reason."""

    row: int
    column: str
    message: str


@dataclass(frozen=True)
class SheetRow:
    """One line of the file: its number there, and what was read, by column name."""

    number: int
    values: dict[str, Any]


def twice(rows: Sequence[SheetRow], columns: Sequence[str], words: str) -> list[CellError]:
    """Rows that say the same in all of these columns, each marked at the last of them."""
    said = [tuple(row.values[name] for name in columns) for row in rows]
    seen = Counter(said)
    return [CellError(row.number, columns[-1], words) for row, key in zip(rows, said, strict=True) if seen[key] > 1]


class Unreadable(ValueError):
    """Says in Chinese why a cell cannot be read."""


@dataclass(frozen=True)
class SheetColumn:
    """`choices` are (value, label) pairs or give them of (target, post); the sheet shows labels, the row holds values.

    `least` and `most` bound a number, `most` the length of a text.
    """

    name: str
    title: str
    kind: Kind = Kind.TEXT
    required: bool = False
    choices: Sequence[tuple[Any, str]] | Callable[[Any, Any], Sequence[tuple[Any, str]]] | None = None
    least: Decimal | int | None = None
    most: Decimal | int | None = None
    default: Any = None
    hint: str = ""
    width: int = 16
    sample: str = ""

    def offered(self, target: Any, post: Any) -> Sequence[tuple[Any, str]]:
        """What this person may choose from here; empty where the column is no choice."""
        return self.choices(target, post) if callable(self.choices) else self.choices or ()

    def read(self, raw: Any, options: Mapping[str, Any]) -> Any:
        """The value of one cell, None where it is empty. Raises Unreadable."""
        text = plain(raw)
        if text == "":
            if self.required:
                raise Unreadable(f"“{self.title}”必须填写")
            return self.default
        return _READERS[self.kind](self, text, options)


def plain(raw: Any) -> str:
    """A cell as text, as its owner meant it: no 3.0 for 3, and no apostrophe that only guarded against a formula."""
    if raw is None:
        return ""
    if isinstance(raw, datetime.datetime):
        raw = raw.date() if raw.time() == datetime.time() else raw
    if isinstance(raw, float) and raw.is_integer() and abs(raw) < 1e15:
        raw = int(raw)
    text = str(raw).strip(" \u3000\xa0")
    return text[1:] if text.startswith("'") and text[1:].lstrip(" ").startswith(DANGEROUS) else text


def _text(column: SheetColumn, text: str, options: Mapping[str, Any]) -> str:
    if column.most is not None and len(text) > column.most:
        raise Unreadable(f"“{column.title}”最多 {column.most} 个字，现有 {len(text)} 个字")
    return text


def _number(column: SheetColumn, text: str, options: Mapping[str, Any]) -> Decimal:
    places = "最多两位小数"
    try:
        value = Decimal(_NUMBER.sub("", text))
    except InvalidOperation:
        raise Unreadable(f"“{text[:20]}”不是数字") from None
    if not value.is_finite():
        raise Unreadable(f"“{text[:20]}”不是数字")
    if value != value.quantize(Decimal("0.01")) if abs(value) < 10**14 else True:
        raise Unreadable(f"“{column.title}”{places}，且不超过 12 位整数")
    _within(column, value)
    return value.quantize(Decimal("0.01"))


def _within(column: SheetColumn, value: Any) -> None:
    if column.least is not None and value < column.least:
        raise Unreadable(f"“{column.title}”不能小于 {column.least}")
    if column.most is not None and value > column.most:
        raise Unreadable(f"“{column.title}”不能大于 {column.most}")


def _whole(column: SheetColumn, text: str, options: Mapping[str, Any]) -> int:
    digits = text.removesuffix("年").strip()
    if not re.fullmatch(r"-?\d{1,9}", digits):
        raise Unreadable(f"“{text[:20]}”不是整数")
    value = int(digits)
    _within(column, value)
    return value


def _day(column: SheetColumn, text: str, options: Mapping[str, Any]) -> datetime.date:
    if (found := _DAY.fullmatch(text)) is None:
        raise Unreadable(f"“{text[:20]}”不是日期，请写成 2026-03-01")
    try:
        return datetime.date(*map(int, found.groups()))
    except ValueError:
        raise Unreadable(f"没有“{text[:20]}”这一天") from None


def _choice(column: SheetColumn, text: str, options: Mapping[str, Any]) -> Any:
    if text in options:
        return options[text]
    some = "、".join(list(options)[:6])
    raise Unreadable(f"“{text[:30]}”不在可选项中（{some}{'……' if len(options) > 6 else ''}）")


_READERS: dict[Kind, Callable[[SheetColumn, str, Mapping[str, Any]], Any]] = {
    Kind.TEXT: _text,
    Kind.NUMBER: _number,
    Kind.MONEY: _number,
    Kind.WHOLE: _whole,
    Kind.DAY: _day,
    Kind.CHOICE: _choice,
}


@dataclass(frozen=True)
class Judged:
    """A sheet after reading: good rows, and every cell that is wrong."""

    rows: list[SheetRow] = field(default_factory=list)
    errors: list[CellError] = field(default_factory=list)
