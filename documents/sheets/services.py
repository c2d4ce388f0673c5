"""Verbs of an import: take in and judge, write in one act, take back."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from accounts.models import Post
from documents.sheets.models import SheetImport
from documents.sheets.reading import Raw
from documents.sheets.registry import KINDS
from documents.uploads import clean_name
from workflow.audit import record, unit_of_work
from workflow.engine import perform
from workflow.errors import Forbidden


def take_in(*, kind: str, target_id: Any, raw: Raw, post: Post, file_name: str = "") -> SheetImport:
    """Keep what was sent with every error in it; nothing is written anywhere else. Raises Forbidden."""
    sheet = KINDS[kind]
    if post.role not in sheet.roles:
        raise Forbidden(f"{sheet.title}不由您的岗位导入。")
    target = sheet.target(target_id, post)
    if why := sheet.may(target, post):
        raise Forbidden(why)
    errors = sheet.judge(raw, target, post).errors
    with unit_of_work():
        row = SheetImport.objects.create(
            kind=kind,
            target_id=target_id,
            file_name=clean_name(file_name) if file_name else "粘贴的表格",
            raw=[list(line) for line in raw],
            errors=[asdict(error) for error in errors],
            row_count=len(raw),
            created_by=post,
        )
        counts = {"rows": len(raw), "errors": len(errors)}
        record(subject=row, action="take_in", label=f"上传{sheet.title}", post=post, changes=counts)
        if errors:
            row = perform(row, "reject", post=post, system=True)
    return row


def after_confirmation(*, obj: SheetImport, post: Post, data: Mapping[str, Any]) -> None:
    """All rows or none: this runs in the transaction of the step."""
    target = obj.load_target()
    obj.result = obj.sheet_kind.apply(rows=obj.judge().rows, target=target, post=post)
    obj.save(update_fields=["result"])
    obj.next_url = obj.get_absolute_url()


def after_undoing(*, obj: SheetImport, post: Post, data: Mapping[str, Any]) -> None:
    obj.sheet_kind.undo(result=obj.result, target=obj.load_target(), post=post)
