"""Verbs of the three administrators: bodies, people, posts. Each is told to the audit trail."""

import datetime
import secrets
from collections.abc import Mapping
from typing import Any

from axes.utils import reset as axes_reset
from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from accounts.bodies import BODIES, county_bodies
from accounts.models import FormerName, Organisation, Post, User
from accounts.queries import NEVER_SIGNED_IN, people
from accounts.roles import KINDS_OF_ROLE, OrgKind, Role
from accounts.signals import account_changed


@transaction.atomic
def give_post(*, post: Post, by: Post) -> Post:
    """Put a person into a role. Raises ValidationError where article 5 or 三员分立 forbids it."""
    # Two posts given to one person at once are judged one after the other.
    User.objects.select_for_update().filter(pk=post.user_id).first()
    post.full_clean()
    post.save()
    account_changed.send(Post, post=by, subject=post, action="give_post", label="设岗位", changes={"post": post.label})
    return post


@transaction.atomic
def end_post(*, post: Post, on: datetime.date, by: Post, at: datetime.datetime | None = None) -> Post:
    """End a post with a day, or at a moment of that day; never later than it would have ended.

    The row stays, because old acts name it.
    """
    locked = Post.objects.select_for_update().get(pk=post.pk)
    last = max(on, locked.valid_from)
    over = locked.valid_to is not None and (locked.valid_to < last or (locked.valid_to == last and at is None))
    if over or locked.dismissed_at is not None:
        return locked
    locked.valid_to, locked.dismissed_at = last, at
    locked.save(update_fields=["valid_to", "dismissed_at"])
    changes = {"valid_to": str(locked.valid_to)}
    account_changed.send(Post, post=by, subject=locked, action="end_post", label="免岗位", changes=changes)
    return locked


@transaction.atomic
def dismiss(*, post: Post, by: Post) -> Post:
    """Take a post away now. Raises ValidationError for the last of those without whom nobody could be appointed."""
    if post.role in (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN):
        others = Post.objects.current().filter(role=post.role, user__is_active=True).exclude(pk=post.pk)
        if not others.exists():
            raise ValidationError(f"{post.user}是唯一的{post.get_role_display()}，须先设另一人。")
    return end_post(post=post, on=timezone.localdate(), by=by, at=timezone.now())


# --- people ----------------------------------------------------------------------------------------------------------

# Without those that look alike on paper.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


@transaction.atomic
def add_person(*, user: User, by: Post) -> User:
    """The first password is the administrator's, so it serves to choose another."""
    user.must_change_password = True
    user.save()
    account_changed.send(
        User, post=by, subject=user, action="add_person", label="建立账号", changes={"username": user.username}
    )
    return user


@transaction.atomic
def edit_person(*, user: User, display_name: str, phone: str, by: Post) -> User:
    locked = User.objects.select_for_update().get(pk=user.pk)
    changes = _changes(locked, {"display_name": display_name, "phone": phone})
    if changes:
        locked.save(update_fields=list(changes))
        account_changed.send(User, post=by, subject=locked, action="edit_person", label="修改人员", changes=changes)
    return locked


@transaction.atomic
def reset_password(*, user: User, by: Post) -> str:
    """A password for one sign-in, told once and kept nowhere; locks of wrong passwords fall, open sessions end.

    Raises ValidationError for one's own account: one's own password is changed by who knows it.
    """
    if user.pk == by.user_id:
        raise ValidationError("本人的密码请用“更改密码”。")
    locked = User.objects.select_for_update().get(pk=user.pk)
    password = "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(3))
    locked.set_password(password)
    locked.must_change_password = True
    locked.save(update_fields=["password", "must_change_password"])
    axes_reset(username=locked.username)
    account_changed.send(User, post=by, subject=locked, action="reset_password", label="重设密码", changes={})
    return password


@transaction.atomic
def password_was_chosen(*, user: User, by: Post | None) -> None:
    """The person has changed it: nobody else knows it any more."""
    User.objects.filter(pk=user.pk).update(must_change_password=False)
    user.must_change_password = False
    account_changed.send(
        User, post=by, subject=user, action="change_password", label="更改密码", changes={}, user=user
    )


def first_link(user: User) -> str:
    """The address at which this person chooses the first password: once, and for PASSWORD_RESET_TIMEOUT."""
    token = default_token_generator.make_token(user)
    path = reverse("accounts:first_sign_in", args=[urlsafe_base64_encode(force_bytes(user.pk)), token])
    return f"{settings.PUBLIC_URL.rstrip('/')}{path}"


@transaction.atomic
def take_first_links(*, by: Post, most: int = 1_000) -> list[tuple[User, str]]:
    """Everybody who has never signed in, each with the link; told to the trail and to the other administrators."""
    found = list(people().filter(NEVER_SIGNED_IN).exclude(pk=by.user_id)[:most])
    changes = {"number": len(found)}
    account_changed.send(
        User, post=by, subject=by.user, action="take_first_links", label="下载首次登录链接", changes=changes
    )
    return [(person, first_link(person)) for person in found]


@transaction.atomic
def stop_person(*, user: User, by: Post) -> User:
    """Signed out everywhere at once; posts and all that was done stay. Raises ValidationError for oneself."""
    if user.pk == by.user_id:
        raise ValidationError("不能停用本人的账号。")
    return _set_active(user, False, by, "stop_person", "停用账号")


@transaction.atomic
def start_person(*, user: User, by: Post) -> User:
    return _set_active(user, True, by, "start_person", "启用账号")


def _set_active(user: User, active: bool, by: Post, action: str, label: str) -> User:
    locked = User.objects.select_for_update().get(pk=user.pk)
    if locked.is_active != active:
        locked.is_active = active
        locked.save(update_fields=["is_active"])
        account_changed.send(User, post=by, subject=locked, action=action, label=label, changes={})
    return locked


def _changes(row: Any, values: Mapping[str, Any]) -> dict[str, list]:
    """Set what differs; {field: [before, after]}."""
    changes = {name: [getattr(row, name), value] for name, value in values.items() if getattr(row, name) != value}
    for name in changes:
        setattr(row, name, values[name])
    return changes


# --- bodies ----------------------------------------------------------------------------------------------------------

BODY_FIELDS = ("name", "short_name", "kind", "parent", "county", "administrative", "credit_code", "contact", "phone")


@transaction.atomic
def add_organisation(*, organisation: Organisation, by: Post) -> Organisation:
    """Raises ValidationError (twice the same name, a second body with the powers of article 5)."""
    organisation.full_clean()
    organisation.save(force_insert=True)
    _tell_body(organisation, by, "add_organisation", "建立单位", {"name": ["", organisation.name]})
    return organisation


@transaction.atomic
def edit_organisation(*, organisation: Organisation, values: Mapping[str, Any], by: Post) -> Organisation:
    """`values` by BODY_FIELDS. Raises ValidationError; a name that papers bear is changed by 机构改革 alone."""
    locked = Organisation.objects.select_for_update().get(pk=organisation.pk)
    changes = _changes(locked, {name: values[name] for name in BODY_FIELDS if name in values})
    if {"name", "short_name"} & set(changes) and locked.is_named():
        raise ValidationError({"name": "已有项目、文书等使用本名称；更名请办理“机构改革”，自生效日起使用新名称。"})
    locked.full_clean()
    if changes:
        locked.save(update_fields=list(changes))
        told = {name: [str(before), str(after)] for name, (before, after) in changes.items()}
        _tell_body(locked, by, "edit_organisation", "修改单位", told)
    return locked


@transaction.atomic
def add_named_bodies() -> None:
    """Those that the regulation names, where they are missing: an empty system has them from the first day."""
    for name, short_name, kind in BODIES.values():
        if not Organisation.objects.standing().filter(kind=kind).exists():
            Organisation.objects.get_or_create(name=name, defaults={"short_name": short_name, "kind": kind})
    for county, (name, short_name) in county_bodies().items():
        if not Organisation.objects.standing().filter(kind=OrgKind.COUNTY, county=county).exists():
            there = {"short_name": short_name, "kind": OrgKind.COUNTY, "county": county}
            Organisation.objects.get_or_create(name=name, defaults=there)


def _tell_body(body: Organisation, by: Post, action: str, label: str, changes: dict) -> None:
    account_changed.send(Organisation, post=by, subject=body, action=action, label=label, changes=changes)


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
    until = post.valid_to
    end_post(post=post, on=on - datetime.timedelta(days=1), by=by)
    if into.kind not in KINDS_OF_ROLE[post.role]:
        return False
    there = Post.objects.current().filter(user=post.user, role=post.role, organisation=into)
    if not there.exists():
        moved = Post(user=post.user, role=post.role, organisation=into, valid_from=on, valid_to=until)
        give_post(post=moved, by=by)
    return True
