"""Notices in the site. Written with the act, in its transaction: one insert, no broker to lose it."""

import uuid
from collections.abc import Iterable

from accounts.models import Post
from workflow.models import Notice


def notify(*, posts: Iterable[Post], text: str, url: str = "", thread_id: uuid.UUID | None = None) -> None:
    """One notice to each person behind the posts."""
    users = {post.user_id for post in posts}
    Notice.objects.bulk_create(
        [Notice(user_id=user_id, text=text[:300], url=url, thread_id=thread_id) for user_id in users]
    )
