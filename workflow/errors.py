"""What the only door answers when it does not open. Each carries Chinese words for the page."""

from collections.abc import Sequence
from typing import Any


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
