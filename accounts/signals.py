"""Accounts stands below the audit trail, so it announces its changes and the trail listens."""

from django.dispatch import Signal

# Sent with: post (who did it), subject (the row), action (code), label (words), changes (dict).
account_changed = Signal()
