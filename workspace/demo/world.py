"""What all stories share: the city, the clock, the days of the lists."""

import datetime
from collections import Counter
from typing import Any

from accounts.models import Post
from workflow.engine import perform
from workspace.demo.clock import Clock
from workspace.demo.people import City


class World:
    """What all scripts share."""

    def __init__(self, city: City, clock: Clock) -> None:
        self.city, self.clock, self.random = city, clock, clock.random
        self.expert_posts = {post.user_id: post for name, post in city.posts.items() if name.startswith("expert")}
        # Day on which the list of a year is approved; projects wait for it.
        self.list_days: dict[int, datetime.date] = {}
        self.needed: set[str] = set()
        self.counted: Counter[str] = Counter()

    def act(self, obj: Any, step: str, post: Post, *, reason: str = "", **data: Any) -> Any:
        self.clock.minute()
        return perform(obj, step, post=post, data=data, reason=reason)

    def one_in(self, count: int) -> bool:
        return self.random.randrange(count) == 0

    def every(self, count: int, of: str) -> bool:
        """The first, and every so many after: what a small demonstration must not leave to chance."""
        self.counted[of] += 1
        return self.counted[of] % count == 1
