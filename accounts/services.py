from django.db import transaction

from accounts.models import Post, User
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
