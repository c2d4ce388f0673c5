"""A body that is renamed or goes into another one may come to stand round a project. Accounts stands below and cannot
call us; connected in `ready()`."""

from typing import Any

from experts.services import recuse_on_commit


def body_was_changed(**kwargs: Any) -> None:
    recuse_on_commit()
