from django.db import models

from accounts.models import Post
from workflow.audit import record, unit_of_work


def keep_row(*, row: models.Model, label: str, post: Post) -> models.Model:
    """Register a platform or a system; the trail says who."""
    with unit_of_work():
        row.save()
        record(subject=row, action="register", label=label, post=post, changes={"name": str(row)})
    return row
