"""Plain registers: rows without a lifecycle, whose making still stands in the audit trail."""

from django.db import models

from accounts.models import Post
from workflow.audit import record, unit_of_work


def keep_row(*, row: models.Model, label: str, post: Post) -> models.Model:
    """Save a new row; the trail says who made it. `label` names the act, such as 登记共享平台."""
    with unit_of_work():
        row.save()
        record(subject=row, action="register", label=label, post=post, changes={"name": str(row)})
    return row
