"""Accounts stands below the audit trail, so it announces its changes and the trail listens."""

from django.dispatch import Signal

# Sent with: post (who did it; None with `user` for a person without one), subject (the row), action (code), label
# (words), changes (dict).
account_changed = Signal()
