"""What the only door answers when it does not open. Each carries Chinese words for the page."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.db import IntegrityError
from psycopg2.errors import UniqueViolation

TWICE = "同样的内容刚由他人或在另一窗口提交过，本次没有保存；请刷新页面核对。"


class WorkflowError(Exception):
    """Base; never raised itself."""


class Conflict(WorkflowError):
    """Somebody was faster, or the object is no longer where the caller saw it (HTTP 409)."""

    def __init__(self, message: str = "已由他人办理，页面内容已更新。") -> None:
        super().__init__(message)
        self.message = message


class Forbidden(WorkflowError):
    """Not this post's to do (HTTP 403)."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class RuleViolation(WorkflowError):
    """One or more rules say no; all of them at once (HTTP 422 on the page)."""

    def __init__(self, verdicts: Sequence[Any]) -> None:
        super().__init__("；".join(verdict.message for verdict in verdicts))
        self.verdicts = list(verdicts)


@contextmanager
def once_only() -> Iterator[None]:
    """What may be there only once was created by somebody else since the form was judged: the database refuses the
    second, and the unique constraint has the words for it."""
    try:
        yield
    except IntegrityError as error:
        if not isinstance(error.__cause__, UniqueViolation):
            raise
        raise Conflict(_words_of(error.__cause__.diag.constraint_name)) from error


def _words_of(name: str | None) -> str:
    constraints = (one for model in apps.get_models() for one in model._meta.constraints)
    found = next((one for one in constraints if one.name == name), None)
    if found is None or found.violation_error_message == found.default_violation_error_message:
        return TWICE
    return str(found.violation_error_message)
