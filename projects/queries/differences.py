"""What changed since the last time: field by field, budget line by line, paper by hash (of two Submissions)."""

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from projects.choices import BudgetKind, SecurityLevel, SourceKind
from projects.models import LINES, Application, DataItem
from workflow.models import Submission

# Lists of the content that are compared row by row: name → (title, what makes two rows the same one).
LISTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "budget_lines": ("项目预算", ("kind", "name")),
    "sources": ("资金来源", ("kind", "year")),
    "indicators": ("可测指标", ("name",)),
    "modules": ("建设内容分项", ("name",)),
    "data_rows": ("数据项", ("direction", "name")),
    "milestones": ("里程碑", ("name",)),
    "running_costs": ("年度运维费用", ("year",)),
    "present_systems": ("现有系统", ("name",)),
    "participants": ("参与单位", ("unit",)),
}
LABELS = {"kind": "类别", "unit_price": "单价", "count": "数量", "amount": "金额", "year": "年度"} | {
    f.name: str(f.verbose_name) for model in LINES.values() for f in model._meta.concrete_fields
}
WORDS: dict[str, Mapping[str, str]] = {
    "kind": {**dict(BudgetKind.choices), **dict(SourceKind.choices)},
    "direction": dict(DataItem.Direction.choices),
    "security_level": dict(SecurityLevel.choices),
}
SAME, ADDED, REMOVED = "same", "added", "removed"


@dataclass(frozen=True)
class Piece:
    """A run of characters: same, added or removed."""

    how: str
    text: str


@dataclass(frozen=True)
class Change:
    """One field, line or paper: what it was and what it is; `pieces` where both are texts."""

    label: str
    how: str
    old: str = ""
    new: str = ""
    pieces: list[Piece] = field(default_factory=list)


@dataclass(frozen=True)
class Difference:
    """All changes between two attempts, by group; empty groups are left out."""

    older: Submission
    newer: Submission
    groups: list[tuple[str, list[Change]]]

    @property
    def count(self) -> int:
        return sum(len(changes) for _title, changes in self.groups)


def difference(older: Submission, newer: Submission) -> Difference:
    """Two attempts of the same record, compared as they were handed in."""
    old, new = older.content, newer.content
    groups = [("申报内容", list(_fields(old, new)))]
    groups += [(title, list(_rows(old.get(name), new.get(name), keys))) for name, (title, keys) in LISTS.items()]
    groups.append(("附件", list(_papers(old.get("papers") or [], new.get("papers") or []))))
    return Difference(older, newer, [(title, changes) for title, changes in groups if changes])


def latest_difference(obj: Any) -> Difference | None:
    """The last two attempts of a record, where there are two."""
    rows = list(Submission.objects.about(obj).select_related("opened_by__user").order_by("-number")[:2])
    return difference(rows[1], rows[0]) if len(rows) == 2 else None


def _fields(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterable[Change]:
    for name in dict.fromkeys([*old, *new]):
        if name in LISTS or name == "papers" or old.get(name) == new.get(name):
            continue
        before, after = _words(name, old.get(name)), _words(name, new.get(name))
        if before != after:
            yield Change(_label(name), "changed", before, after, _pieces(before, after))


def _label(name: str) -> str:
    if name in ("name", "statement"):
        return {"name": "项目名称", "statement": "申请说明"}[name]
    known = {f.name: str(f.verbose_name) for f in Application._meta.concrete_fields}
    return known.get(name, LABELS.get(name, name))


def _words(name: str, value: Any) -> str:
    if value is None or value == "None":
        return ""
    if name == "platforms":
        return "、".join(Application(platforms=value).platform_labels)
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "、".join(map(str, value))
    return WORDS.get(name, {}).get(str(value), str(value))


def _pieces(old: str, new: str) -> list[Piece]:
    """Character by character; where hardly anything is left, the whole texts stand for themselves."""
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    if len(old) * len(new) > 4_000_000 or matcher.quick_ratio() < 0.3:
        return [piece for piece in (Piece(REMOVED, old), Piece(ADDED, new)) if piece.text]
    pieces = []
    for how, a, b, c, d in matcher.get_opcodes():
        if how == "equal":
            pieces.append(Piece(SAME, old[a:b]))
        else:
            pieces += [piece for piece in (Piece(REMOVED, old[a:b]), Piece(ADDED, new[c:d])) if piece.text]
    return pieces


def _rows(old: list[dict] | None, new: list[dict] | None, keys: tuple[str, ...]) -> Iterable[Change]:
    """Rows are the same one by their keys; of several alike the n-th is the n-th."""
    before, after = _keyed(old or [], keys), _keyed(new or [], keys)
    for key in dict.fromkeys([*before, *after]):
        was, now = before.get(key), after.get(key)
        if was == now:
            continue
        shown = now or was or {}
        label = " ".join(_words(name, shown[name]) for name in keys if shown.get(name))
        how = ADDED if was is None else REMOVED if now is None else "changed"
        yield Change(label or "（未命名）", how, _line(was, keys), _line(now, keys))


def _keyed(rows: list[dict], keys: tuple[str, ...]) -> dict[tuple, dict]:
    found: dict[tuple, dict] = {}
    for row in rows:
        key, place = tuple(row.get(name) for name in keys), 0
        while (*key, place) in found:
            place += 1
        found[(*key, place)] = row
    return found


def _line(row: Mapping[str, Any] | None, keys: tuple[str, ...]) -> str:
    if row is None:
        return ""
    parts = [(LABELS.get(name, ""), _words(name, value)) for name, value in row.items() if name not in keys and value]
    return "，".join(f"{label} {text}".strip() for label, text in parts)


def _papers(old: list[dict], new: list[dict]) -> Iterable[Change]:
    """By hash: a file of the same name with other content is replaced, not the same."""
    labels = {paper.slot: paper.label for paper in Application.PAPERS}
    was = {(paper["slot"], paper["sha256"]): paper["name"] for paper in old}
    now = {(paper["slot"], paper["sha256"]): paper["name"] for paper in new}
    gone = {key: name for key, name in was.items() if key not in now}
    for (slot, sha256), name in now.items():
        if (slot, sha256) in was:
            continue
        label = labels.get(slot, "附件")
        twin = next((key for key, old_name in gone.items() if key[0] == slot and old_name == name), None)
        if twin:
            del gone[twin]
            yield Change(label, "changed", f"{name}（{twin[1][:12]}）", f"{name}（{sha256[:12]}）")
        else:
            yield Change(label, ADDED, "", f"{name}（{sha256[:12]}）")
    for (slot, sha256), name in gone.items():
        yield Change(labels.get(slot, "附件"), REMOVED, f"{name}（{sha256[:12]}）", "")
