"""Sign-ins, failures and account changes reach the audit trail by signal: accounts stands below and cannot call us."""

from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.urls import reverse

from accounts.models import User
from accounts.queries import holders
from accounts.roles import Role
from accounts.signals import account_changed
from workflow.audit import record
from workflow.notices import notify

TOLD_TO_OTHERS = ("reset_password", "stop_person", "start_person", "take_first_links")


@receiver(user_logged_in)
def signed_in(sender, request, user, **kwargs):
    record(subject=user, action="sign_in", label="登录", post=None, user=user)


@receiver(user_logged_out)
def signed_out(sender, request, user, **kwargs):
    if user is not None:
        record(subject=user, action="sign_out", label="退出", post=None, user=user)


@receiver(user_login_failed)
def sign_in_failed(sender, credentials, **kwargs):
    known = User.objects.filter(username=credentials.get("username", "")).first()
    if known is not None:
        record(subject=known, action="sign_in_failed", label="登录失败", post=None, user=known)


@receiver(account_changed)
def account_was_changed(sender, post, subject, action, label, changes, user=None, **kwargs):
    record(subject=subject, action=action, label=label, post=post, user=user, changes=changes)
    if action in TOLD_TO_OTHERS:
        # Whoever resets a password could act as another: the two other administrators hear of it.
        others = holders(Role.SECURITY_ADMIN, Role.AUDIT_ADMIN)
        notify(posts=others, text=f"{post.user}{label}：{subject}", url=reverse("accounts:person", args=[subject.pk]))
