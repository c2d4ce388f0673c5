"""Official papers, the ledger of their numbers, the files that people hand in, and the desk round them."""

from documents.models.attachments import Attachment, AttachmentQuerySet
from documents.models.desk import Batch, Draft, Scan
from documents.models.numbers import NumberEntry, NumberSeries
from documents.models.papers import Delivery, Document, lease, new_code
from documents.sheets.models import SheetImport

__all__ = [
    "Attachment",
    "AttachmentQuerySet",
    "Batch",
    "Delivery",
    "Document",
    "Draft",
    "NumberEntry",
    "NumberSeries",
    "Scan",
    "SheetImport",
    "lease",
    "new_code",
]
