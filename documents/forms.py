"""Fields for files: refused beside the field, before the step; what was typed stays."""

from typing import Any

from django import forms

from documents.sniffing import FileType
from documents.uploads import examine


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
