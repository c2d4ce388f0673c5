"""A rule is a frozen object: what it demands, by which article, how one sees whether it holds, where it is mended."""

from collections.abc import Callable, Iterable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import wraps
from typing import Any

from workflow.articles import cite


class Severity(StrEnum):
    BLOCK = "block"
    WARN = "warn"


@dataclass(frozen=True)
class Rule:
    """`check(obj, post, data)` returns "" when the rule holds, else a Chinese sentence that says what is missing.

    `data` is the cleaned form; it is empty when the panel is drawn before anything was typed, so a check that depends
    on typed data must hold without it. `mend(obj)` is the address where the lack is mended.
    """

    code: str
    article: str
    statement: str
    check: Callable[[Any, Any, Mapping[str, Any]], str]
    severity: Severity = Severity.BLOCK
    mend: Callable[[Any], str] | None = None

    def judge(self, obj: Any, post: Any, data: Mapping[str, Any]) -> "Verdict":
        message = self.check(obj, post, data)
        return Verdict(rule=self, message=message, mend_url=self.mend(obj) if message and self.mend else "")

    def where(self, applies: Callable[[Any, Mapping[str, Any]], bool]) -> "Rule":
        """The same demand, asked only where `applies(obj, data)`: of one of the ends that a step can have."""
        return replace(self, check=lambda obj, post, data: self.check(obj, post, data) if applies(obj, data) else "")


@dataclass(frozen=True)
class Verdict:
    rule: Rule
    message: str = ""
    mend_url: str = ""

    @property
    def ok(self) -> bool:
        return not self.message

    @property
    def blocks(self) -> bool:
        return not self.ok and self.rule.severity is Severity.BLOCK

    @property
    def cite(self) -> str:
        return cite(self.rule.article)


_answers: ContextVar[dict | None] = ContextVar("answers", default=None)


def judge_all(rules: Iterable[Rule], obj: Any, post: Any, data: Mapping[str, Any]) -> list[Verdict]:
    """All rules of one step at one moment; what several of them ask (`asked_once`) is answered once."""
    token = _answers.set({})
    try:
        return [rule.judge(obj, post, data) for rule in rules]
    finally:
        _answers.reset(token)


def asked_once(method: Callable) -> Callable:
    """A method without arguments whose answer holds while the rules of one step are judged, and no longer."""

    @wraps(method)
    def asked(self: Any) -> Any:
        answers = _answers.get()
        if answers is None:
            return method(self)
        key = (method.__qualname__, id(self))
        if key not in answers:
            answers[key] = method(self)
        return answers[key]

    return asked
