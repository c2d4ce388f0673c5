"""A rule is a frozen object: what it demands, by which article, how one sees whether it holds, where it is mended."""

from collections.abc import Callable, Iterable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import wraps
from typing import Any

from accounts.permits import Permit
from workflow.articles import cite

MEND = "去补齐"


class Severity(StrEnum):
    BLOCK = "block"
    WARN = "warn"


class NotYet(str):
    """What a check returns while there is nothing to judge: when there will be, in words. Neither met nor lacking."""

    __slots__ = ()


class NotAsked(str):
    """What a check returns where the demand is not made of this object at all: nobody reads a word of it."""

    __slots__ = ()


NOT_ASKED = NotAsked()
WHEN_TYPED = NotYet("按办理时填写的内容判断")


@dataclass(frozen=True)
class Rule:
    """`check(obj, post, data)` returns "" when the rule holds, else a Chinese sentence that says what is missing, or
    `NotYet`: nobody is told that a demand is met of which nothing is there to be judged; or NOT_ASKED.

    `data` is the cleaned form; it is empty when the panel is drawn before anything was typed. `typed` names what a
    check judges of it: without these there is nothing to judge yet. `mend(obj)` is the address where the lack is
    mended; where several lacks are mended each by itself, `places(obj)` names them, (words, address) of each. `mender`
    says whose work that is, where not everybody's who reads of the lack: others are not sent to a page that refuses
    them (of a step of the object its own permit says so). `is_past`: what the rule refuses is done already, or on its
    way; that is no lack, and the panel has nothing to say of such a step. `shuts`: where the rule does not hold the
    step's page is not shown either, for it holds what is not to be read any more.
    """

    code: str
    article: str
    statement: str
    check: Callable[[Any, Any, Mapping[str, Any]], str]
    severity: Severity = Severity.BLOCK
    typed: tuple[str, ...] = ()
    mend: Callable[[Any], str] | None = None
    places: Callable[[Any], Iterable[tuple[str, str]]] | None = None
    mender: Permit | None = None
    is_past: bool = False
    shuts: bool = False

    def judge(self, obj: Any, post: Any, data: Mapping[str, Any]) -> "Verdict":
        if any(name not in data for name in self.typed):
            return Verdict(rule=self, pending=WHEN_TYPED)
        message = self.check(obj, post, data)
        if isinstance(message, NotYet):
            return Verdict(rule=self, pending=message)
        if isinstance(message, NotAsked):
            return Verdict(rule=self, asked=False)
        return Verdict(rule=self, message=message, mends=self._mends(obj, post) if message else ())

    def _mends(self, obj: Any, post: Any) -> tuple[tuple[str, str], ...]:
        if self.mender is not None and self.mender.refusal(obj, post):
            return ()
        found = self.places(obj) if self.places else [(MEND, self.mend(obj))] if self.mend else []
        return tuple((words, url) for words, url in found if url and is_open(obj, post, url))

    def where(self, applies: Callable[[Any, Mapping[str, Any]], bool], typed: tuple[str, ...] = ()) -> "Rule":
        """The same demand, asked only where `applies(obj, data)`: of one of the ends that a step can have.

        `typed` is what that end is chosen by.
        """

        def check(obj: Any, post: Any, data: Mapping[str, Any]) -> str:
            return self.check(obj, post, data) if applies(obj, data) else NOT_ASKED

        return replace(self, check=check, typed=(*self.typed, *typed))


def is_open(obj: Any, post: Any, url: str) -> bool:
    """Is this no step of the object or of its project, or one that is this post's to do?

    Nobody is sent to a page that refuses them.
    """
    if post is None:
        return True
    owners: list[Any] = [one for one in (obj, getattr(obj, "project", None)) if hasattr(one, "machine")]
    steps = [(one, step) for one in owners for step in one.machine.steps if one.step_url(step.name) == url]
    return not any(step.permit.refusal(one, post) for one, step in steps)


@dataclass(frozen=True)
class Verdict:
    rule: Rule
    message: str = ""
    mends: tuple[tuple[str, str], ...] = ()
    pending: str = ""
    asked: bool = True

    @property
    def mend_url(self) -> str:
        """The first place where it is mended."""
        return self.mends[0][1] if self.mends else ""

    @property
    def ok(self) -> bool:
        """Nothing is missing; whether it holds already says `met`."""
        return not self.message

    @property
    def met(self) -> bool:
        return self.ok and not self.pending

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
        return [verdict for rule in rules if (verdict := rule.judge(obj, post, data)).asked]
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
            # Kept with its answer: another object must not be given this one's id meanwhile.
            answers[key] = self, method(self)
        return answers[key][1]

    return asked
