"""Who else has this list open. Kept in the cache for a minute: a courtesy, no record; the lock is in the service."""

import time

from django.core.cache import cache

from accounts.models import Post
from projects.models import AnnualList

SECONDS = 45


def say_here(annual_list: AnnualList, post: Post) -> list[str]:
    """Note that `post` looks at it, and name the others who do."""
    key, now = f"list-open:{annual_list.pk}", time.time()
    there = {who: row for who, row in cache.get(key, {}).items() if row[1] > now - SECONDS}
    there[str(post.pk)] = (str(post.user), now)
    cache.set(key, there, SECONDS)
    return sorted(name for who, (name, _at) in there.items() if who != str(post.pk))
