"""Attempts: what was handed in, and what became of it, kept for good."""

from typing import Any

from django.utils import timezone

from accounts.models import Post
from workflow.models import Submission


def open_submission(*, obj: Any, content: dict, post: Post) -> Submission:
    """Freeze the content of a new attempt; the row of `obj` is locked by perform(), so the number is safe."""
    number = Submission.objects.about(obj).count() + 1
    return Submission.objects.create(
        subject_type=obj._meta.label_lower,
        subject_id=str(obj.pk),
        thread_id=obj.thread_id,
        number=number,
        content=content,
        opened_by=post,
    )


def close_submission(*, obj: Any, outcome: str, post: Post | None, reason: str = "") -> None:
    """Say what became of the open attempt; nothing to do where none is open."""
    Submission.objects.about(obj).filter(closed_at__isnull=True).update(
        closed_at=timezone.now(), closed_by=post, outcome=outcome, reason=reason
    )
