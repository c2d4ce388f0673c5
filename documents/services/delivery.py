"""Delivered, read, signed for 签收: by whom and when."""

from django.utils import timezone

from accounts.models import Organisation, Post
from documents.models import Delivery, Document
from workflow.audit import record, unit_of_work
from workflow.errors import Conflict, Forbidden


def deliver(*, document: Document) -> list[Delivery]:
    """Put the finished paper before the bodies that it names: addressee and 抄送. What is delivered stays."""
    to, copies = document.context.get("unit") or "", document.context.get("copy_to") or []
    bodies = Organisation.objects.filter(name__in=[to, *copies])
    rows = [Delivery(document=document, organisation=body, is_copy=body.name != to) for body in bodies]
    return Delivery.objects.bulk_create(rows, ignore_conflicts=True)


def mark_read(*, document: Document, post: Post) -> None:
    """The first time that somebody of the receiving body opens it."""
    Delivery.objects.filter(document=document, organisation=post.organisation, read_at__isnull=True).update(
        read_at=timezone.now(), read_by=post
    )


def sign_for(*, document: Document, post: Post) -> Delivery:
    """签收 for one's own body; once."""
    with unit_of_work():
        rows = Delivery.objects.select_for_update(of=("self",)).filter(document=document)
        row = rows.filter(organisation=post.organisation).first()
        if row is None:
            raise Forbidden("该文书没有送达您的单位，不能签收。")
        if row.signed_at is not None:
            raise Conflict("您的单位已签收该文书。")
        row.signed_at, row.signed_by = timezone.now(), post
        if row.read_at is None:
            row.read_at, row.read_by = row.signed_at, post
        row.save()
        record(subject=document, action="sign_for", label="签收文书", post=post)
    return row
