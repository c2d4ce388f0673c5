"""Who may do it: one object answers the machine (callable), the inbox (Q) and the page (words)."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Manager, Model, Q

from accounts.models import Post
from accounts.roles import Role

NOBODY = Q(pk__in=[])


def follow(obj: Model, path: str) -> Any:
    """Value at the end of a lookup path such as "project__unit_id"; None where the way breaks off."""
    value: Any = obj
    for name in path.split("__"):
        value = getattr(value, name, None)
        if value is None:
            return None
    return value


def acted(obj: Model, path: str, user_id: Any) -> bool:
    """Does this person hold the post (one of the posts, where the path leads to many rows) at the end of a path?"""
    name, _, rest = path.partition("__")
    value = getattr(obj, name, None)
    if isinstance(value, Manager):
        return value.filter(**{f"{rest}__user_id": user_id}).exists()
    if rest:
        return value is not None and acted(value, rest, user_id)
    return value is not None and value.user_id == user_id


@dataclass(frozen=True, init=False)
class Permit:
    """Roles that may act, tied to an owner where `owner` (path to an organisation) or `person` (to a user) is given.

    `other_than` names fields that hold a Post, also of rows that hang on the object ("items__judged_by"): whoever
    acted there may not act here (two persons, 四眼).
    """

    roles: tuple[str, ...]
    owner: str
    person: str
    other_than: tuple[str, ...]
    words: str

    def __init__(
        self, *roles: str, owner: str = "", person: str = "", other_than: tuple[str, ...] = (), words: str = ""
    ) -> None:
        for name, value in {
            "roles": tuple(roles),
            "owner": owner,
            "person": person,
            "other_than": tuple(other_than),
            "words": words,
        }.items():
            object.__setattr__(self, name, value)

    def __call__(self, obj: Model, post: Post | None) -> bool:
        return not self.refusal(obj, post)

    def refusal(self, obj: Model, post: Post | None) -> str:
        """Why this post may not act, in Chinese; empty when it may."""
        if post is None or post.role not in self.roles:
            return f"此事由{self.holder}办理"
        if self.owner and follow(obj, f"{self.owner}_id") != post.organisation_id:
            return "此事由项目所属单位办理"
        if self.person and follow(obj, f"{self.person}_id") != post.user_id:
            return "此事由指定的本人办理"
        for path in self.other_than:
            if acted(obj, path, post.user_id):
                return "前一环节由您本人办理，须由另一人决定（两人分办）"
        return ""

    def scope(self, post: Post | None) -> Q:
        """The same answer as a Q over the model, for the derived inbox."""
        if post is None or post.role not in self.roles:
            return NOBODY
        q = Q()
        if self.owner:
            q &= Q(**{f"{self.owner}_id": post.organisation_id})
        if self.person:
            q &= Q(**{f"{self.person}_id": post.user_id})
        for path in self.other_than:
            q &= ~Q(**{f"{path}__user_id": post.user_id})
        return q

    @property
    def holder(self) -> str:
        """In words, whose turn it is."""
        return self.words or "、".join(Role(role).label for role in self.roles)
