"""Many papers at once. A bundle is a row that a person sees grow, can leave, and can cancel."""

from functools import partial

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import Post
from documents.models import Batch, Document
from documents.registry import SPECS
from documents.sending import send_batch
from workflow.audit import record, unit_of_work
from workflow.errors import Conflict

MAX_PAPERS = 2000


def start_batch(*, kind: str, year: int, form: str, post: Post) -> Batch:
    """Bundle the valid papers of a kind and a year that this post may see. One that is under way is given back."""
    if kind not in SPECS or form not in Batch.Form.values:
        raise ValidationError("请选择文种和形式。")
    same = {"kind": kind, "year": year, "form": form, "created_by": post, "state": Batch.State.RUNNING}
    with unit_of_work():
        if (there := Batch.objects.filter(**same).first()) is not None:
            return there
        papers = Document.objects.visible_to(post).filter(kind=kind, issued_on__year=year, voided_at__isnull=True)
        ids = list(papers.order_by("pk").values_list("pk", flat=True)[: MAX_PAPERS + 1])
        if not ids:
            raise ValidationError(f"{year} 年没有您能查看的{SPECS[kind].label}。")
        if len(ids) > MAX_PAPERS:
            raise ValidationError(f"一次最多汇集 {MAX_PAPERS} 份。")
        batch = Batch.objects.create(**same, total=len(ids))
        batch.documents.set(ids)
        record(subject=batch, action="batch", label=f"批量下载{batch.kind_label}", post=post, thread_id=batch.pk)
        transaction.on_commit(partial(send_batch, batch.pk))
    return batch


def cancel_batch(*, batch: Batch, post: Post) -> Batch:
    """Stop it. The papers themselves are not touched."""
    with unit_of_work():
        locked = Batch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
        if locked.state != Batch.State.RUNNING:
            raise Conflict(f"该批次{locked.get_state_display()}，不需要取消。")
        locked.state, locked.touched_at = Batch.State.CANCELLED, timezone.now()
        locked.save(update_fields=["state", "touched_at"])
        record(subject=locked, action="cancel", label="取消批量下载", post=post, thread_id=locked.pk)
    return locked
