"""Files that people hand in."""

import uuid

from django.apps import apps
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import Post
from workflow.models import ThreadedQuerySet


class AttachmentQuerySet(ThreadedQuerySet):
    def current(self):
        """Not removed."""
        return self.filter(removed_at__isnull=True)

    def current_for(self, obj):
        """What lies with one record now."""
        return self.about(obj).current()


class Attachment(models.Model):
    """A file that a person handed in. Stored under a random name; known by the name that it came with."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    thread_id = models.UUIDField(db_index=True)
    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=40)
    slot = models.CharField("材料", max_length=40)
    name = models.CharField("文件名", max_length=200)
    file = models.FileField(max_length=120)
    size = models.PositiveBigIntegerField("大小")
    sha256 = models.CharField(max_length=64)
    content_type = models.CharField("类型", max_length=100)
    uploaded_by = models.ForeignKey(Post, models.PROTECT, related_name="+", verbose_name="上传人")
    uploaded_at = models.DateTimeField("上传时间", default=timezone.now)
    removed_at = models.DateTimeField("移除时间", null=True)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        ordering = ("uploaded_at", "pk")
        verbose_name = "附件"
        indexes = [models.Index(fields=["subject_type", "subject_id"], name="attachment_subject")]
        constraints = [
            # A double click, or the same file sent again: one row.
            models.UniqueConstraint(
                fields=["subject_type", "subject_id", "slot", "sha256"],
                condition=Q(removed_at__isnull=True),
                name="attachment_once_in_a_slot",
            ),
            models.CheckConstraint(condition=Q(size__gt=0) & ~Q(sha256=""), name="attachment_is_whole"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("documents:attachment", args=[self.pk])

    @property
    def shown(self) -> models.fields.files.FieldFile:
        """What is looked at; an issued paper has the same name for it."""
        return self.file

    @property
    def slot_label(self) -> str:
        """The name of the paper that the record asks for under this code; a colon and a key tell it from its like."""
        code = self.slot.partition(":")[0]
        papers = getattr(apps.get_model(self.subject_type), "PAPERS", ())
        return next((paper.label for paper in papers if paper.slot == code), "附件")

    def belongs_to(self, post: Post | None) -> bool:
        """Brought by the post's own body, or by one that was merged into it."""
        owner = self.uploaded_by.organisation
        return post is not None and post.organisation_id in (owner.pk, owner.successor_id)

    def is_pointed_at(self) -> bool:
        """Does a record rest on this very file (the minutes of a list, the scan of a contract)?"""
        pointers = (rel.field for rel in self._meta.get_fields(include_hidden=True) if rel.auto_created)
        return any(field.model._base_manager.filter(**{field.name: self}).exists() for field in pointers)
