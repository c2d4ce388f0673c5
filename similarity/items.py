"""Labelled items as others write them, line by line: what cannot be judged is named and passed over."""

import json
import math
import re
from collections.abc import Iterable, Iterator
from typing import Any

TEXTS = ("category", "goals", "content")
LABELS = {"pair": ("same", "related", "different"), "group": ("split", "independent")}
_MONTH = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])(?:-\d\d)?")


class BadItem(ValueError):
    """What is wrong with a line, in words."""


def _demand(holds: bool, words: str) -> None:
    if not holds:
        raise BadItem(words)


def _is_number(value: Any) -> bool:
    """Digits in quotation marks, too."""
    try:
        return isinstance(value, int | float | str) and math.isfinite(float(value))
    except ValueError:
        return False


def _check_project(project: Any, where: str) -> None:
    _demand(isinstance(project, dict), f"{where} 不是对象")
    for field in ("name", "unit"):
        _demand(isinstance(project.get(field), str) and bool(project[field].strip()), f"{where} 缺少 {field}")
    for field in TEXTS:
        _demand(isinstance(project.get(field) or "", str), f"{where} 的 {field} 不是文字")
    for field in ("budget_yuan", "year"):
        value = project.get(field)
        _demand(value is None or _is_number(value), f"{where} 的 {field} 不是数")
    month = project.get("month")
    _demand(not month or bool(isinstance(month, str) and _MONTH.fullmatch(month)), f"{where} 的 month 应为 2026-03")


def read_item(line: str) -> dict[str, Any]:
    try:
        item = json.loads(line)
    except json.JSONDecodeError as error:
        raise BadItem(f"不是 JSON：{error.msg}") from error
    _demand(isinstance(item, dict), "不是对象")
    kind = item.get("kind")
    _demand(isinstance(kind, str) and kind in LABELS, "kind 应为 pair 或 group")
    _demand("id" in item, "缺少 id")
    _demand(item.get("label") in LABELS[kind], f"label 应为 {'、'.join(LABELS[kind])}")
    if kind == "pair":
        for side in ("a", "b"):
            _check_project(item.get(side), side)
        return item
    projects = item.get("projects")
    _demand(isinstance(projects, list) and bool(projects), "projects 是空的")
    for at, project in enumerate(item["projects"], start=1):
        _check_project(project, f"第 {at} 个项目")
    return item


def read_items(lines: Iterable[bytes]) -> Iterator[tuple[int, dict[str, Any] | BadItem]]:
    """(number of the line, the item or what is wrong with it); empty lines are none."""
    for number, raw in enumerate(lines, start=1):
        try:
            if line := raw.decode("utf-8-sig").strip():
                yield number, read_item(line)
        except UnicodeDecodeError:
            yield number, BadItem("不是 UTF-8")
        except BadItem as error:
            yield number, error
