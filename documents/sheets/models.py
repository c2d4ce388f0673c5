"""One uploaded sheet with what was read in it; kept, so that who imported what can be seen for good."""

from typing import Any

from django.db import models

from accounts.models import Post
from documents.sheets.columns import CellError, Judged
from documents.sheets.registry import KINDS, SheetKind
from documents.sheets.states import SHEET_IMPORT, SheetState
from workflow.fields import StateField
from workflow.models import WorkflowModel, WorkflowQuerySet


class SheetImportQuerySet(WorkflowQuerySet):
    def visible_to(self, post: Post | None):
        """Its own person in the body for which it was uploaded."""
        if post is None:
            return self.none()
        return self.filter(created_by__user_id=post.user_id, created_by__organisation_id=post.organisation_id)


class SheetImport(WorkflowModel):
    """`raw` holds the cells as they came, by row number; all else is read out of it anew."""

    kind = models.CharField("表", max_length=40)
    state = StateField("状态", default=SheetState.CHECKED, choices=SheetState.choices, protected=True)
    target_id = models.UUIDField("导入到", null=True)
    file_name = models.CharField("文件名", max_length=200, blank=True)
    raw = models.JSONField(default=list)
    errors = models.JSONField("错误", default=list)
    row_count = models.PositiveIntegerField("行数", default=0)
    result = models.JSONField(default=dict)

    objects = SheetImportQuerySet.as_manager()
    inbox_related = ("created_by",)

    class Meta:
        ordering = ("-created_at",)
        verbose_name = "导入"

    def __str__(self) -> str:
        return f"{self.sheet_kind.title}：{self.row_count} 行"

    @property
    def title(self) -> str:
        return str(self)

    @property
    def thread_id(self):
        return self.target_id or self.pk

    @property
    def sheet_kind(self) -> SheetKind:
        return KINDS[self.kind]

    def load_target(self) -> Any:
        """The record that the rows are for, as the person who uploaded sees it; asked once."""
        if not hasattr(self, "_target"):
            self._target = self.sheet_kind.target(self.target_id, self.created_by)
        return self._target

    def judge(self) -> Judged:
        if not hasattr(self, "_judged"):
            self._judged = self.sheet_kind.judge(self.raw, self.load_target(), self.created_by)
        return self._judged

    @property
    def cell_errors(self) -> list[CellError]:
        return [CellError(**error) for error in self.errors]

    @SHEET_IMPORT.step("confirm")
    def confirm(self, *, post, data):
        pass

    @SHEET_IMPORT.step("undo")
    def undo(self, *, post, data):
        pass

    @SHEET_IMPORT.step("reject")
    def reject(self, *, post, data):
        pass

    @SHEET_IMPORT.step("drop")
    def drop(self, *, post, data):
        pass
