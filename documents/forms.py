"""Fields for files: refused beside the field, before the step; what was typed stays."""

from dataclasses import dataclass
from typing import Any

from django import forms

from documents.sheets.reading import Raw, Unusable, read_rows
from documents.sniffing import FileType
from documents.uploads import clean_name, examine, measure


class PaperField(forms.FileField):
    """A file that may be kept with a record: judged by its content and size as `store_attachment` judges it.

    `kinds` narrows what is taken (empty: all that the house takes); `refusal` says so to the sender.
    """

    def __init__(self, *, kinds: tuple[FileType, ...] = (), refusal: str = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.kinds, self.refusal = kinds, refusal

    def clean(self, data: Any, initial: Any = None) -> Any:
        upload = super().clean(data, initial)
        if upload and upload is not initial:
            examined = examine(upload)
            if self.kinds and examined.kind not in self.kinds:
                raise forms.ValidationError(self.refusal, code="file_type")
        return upload


@dataclass(frozen=True)
class Sheet:
    """A table as it was sent: the rows that hold anything, by their number in the file."""

    sha256: str
    rows: Raw


class TableField(forms.FileField):
    """A table that is read and not kept (.xlsx or .csv): cleaned to a `Sheet` of at most `most` rows under a head."""

    widget = forms.FileInput(attrs={"accept": ".xlsx,.csv"})

    def __init__(self, *, most: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.most = most

    def clean(self, data: Any, initial: Any = None) -> Any:
        upload = super().clean(data, initial)
        if not upload:
            return upload
        try:
            rows = read_rows(upload, most=self.most)
        except Unusable as why:
            raise forms.ValidationError(str(why), code="table") from why
        sha256, _size = measure(upload, clean_name(upload.name or ""))
        return Sheet(sha256, rows)
