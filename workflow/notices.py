"""Notices in the site. Written with the act, at the end of its transaction: one insert, no broker to lose it."""

import uuid
from collections.abc import Mapping

from django.db.models import QuerySet

from accounts.models import Post
from workflow.audit import unit_of_work
from workflow.models import Notice


def notify(*, posts: QuerySet[Post], text: str, url: str = "", thread_id: uuid.UUID | None = None) -> None:
    """One notice to each person behind the posts."""
    users = posts.order_by().values_list("user_id", flat=True)
    notify_each(dict.fromkeys(users, url), text=text, thread_id=thread_id)


def notify_each(urls: Mapping[int, str], *, text: str, thread_id: uuid.UUID | None = None) -> None:
    """The same words to each user (by id), with an address of their own."""
    with unit_of_work() as work:
        work.notices += [
            Notice(user_id=user_id, text=text[:300], url=url, thread_id=thread_id) for user_id, url in urls.items()
        ]
