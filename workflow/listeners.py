"""Sign-ins, failures and account changes reach the audit trail by signal: accounts stands below and cannot call us."""

from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver

from accounts.models import User
from accounts.signals import account_changed
from workflow.audit import record


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
def account_was_changed(sender, post, subject, action, label, changes, **kwargs):
    record(subject=subject, action=action, label=label, post=post, changes=changes)
