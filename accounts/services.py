import datetime

from django.db import transaction

from accounts.models import FormerName, Organisation, Post, User
from accounts.roles import KINDS_OF_ROLE
from accounts.signals import account_changed


@transaction.atomic
def give_post(*, post: Post, by: Post) -> Post:
    """Put a person into a role. Raises ValidationError where article 5 or 三员分立 forbids it."""
    post.full_clean()
    post.save()
    account_changed.send(Post, post=by, subject=post, action="give_post", label="设岗位", changes={"post": post.label})
    return post


@transaction.atomic
def end_post(*, post: Post, on, by: Post) -> Post:
    """End a post on a day; the row stays, because old acts name it."""
    locked = Post.objects.select_for_update().get(pk=post.pk)
    if locked.valid_to is None:
        locked.valid_to = max(on, locked.valid_from)
        locked.save(update_fields=["valid_to"])
        account_changed.send(
            Post,
            post=by,
            subject=locked,
            action="end_post",
            label="免岗位",
            changes={"valid_to": str(locked.valid_to)},
        )
    return locked


@transaction.atomic
def add_person(*, user: User, by: Post) -> User:
    user.save()
    account_changed.send(
        User, post=by, subject=user, action="add_person", label="建立账号", changes={"username": user.username}
    )
    return user


@transaction.atomic
def rename_organisation(
    *, organisation: Organisation, name: str, short_name: str, on: datetime.date, by: Post
) -> None:
    """The body stays who it is; from `on` it bears another name, and the old one is kept."""
    locked = Organisation.objects.select_for_update().get(pk=organisation.pk)
    until = on - datetime.timedelta(days=1)
    FormerName.objects.create(organisation=locked, name=locked.name, short_name=locked.short_name, until=until)
    changes = {"name": [locked.name, name], "short_name": [locked.short_name, short_name]}
    locked.name, locked.short_name = name, short_name
    locked.save(update_fields=["name", "short_name"])
    account_changed.send(
        Organisation, post=by, subject=locked, action="rename_organisation", label="单位更名", changes=changes
    )


@transaction.atomic
def absorb_organisation(*, organisation: Organisation, into: Organisation, on: datetime.date, by: Post) -> list[Post]:
    """End a body in another one. Its people get the same post there; returns posts that it cannot have."""
    locked = Organisation.objects.select_for_update().get(pk=organisation.pk)
    left_over = [post for post in locked.posts.current() if not _move_post(post, into, on, by)]
    locked.children.exclude(pk=into.pk).update(parent=into)
    locked.ended_on, locked.successor = on, into
    locked.save(update_fields=["ended_on", "successor"])
    account_changed.send(
        Organisation,
        post=by,
        subject=locked,
        action="absorb_organisation",
        label="单位并入",
        changes={"into": ["", into.name]},
    )
    return left_over


def _move_post(post: Post, into: Organisation, on: datetime.date, by: Post) -> bool:
    """Old acts keep the old post, which ends; what is done from now on is done through the new one."""
    end_post(post=post, on=on - datetime.timedelta(days=1), by=by)
    if into.kind not in KINDS_OF_ROLE[post.role]:
        return False
    there = Post.objects.current().filter(user=post.user, role=post.role, organisation=into)
    if not there.exists():
        give_post(post=Post(user=post.user, role=post.role, organisation=into, valid_from=on), by=by)
    return True
