"""Verbs of the papers. Each is one transaction with its audit event inside."""

from documents.numbers import take_number
from documents.services.batches import cancel_batch, start_batch
from documents.services.delivery import deliver, mark_read, sign_for
from documents.services.drafting import open_correction, open_draft, reissue, save_draft
from documents.services.issuing import freeze, issue_document, record_download, retry_document
from documents.services.ledger import record_outside_number, reserve_number, void_number
from documents.services.scans import store_scan
from documents.services.standing import void_document, withdraw_document
from documents.uploads import remove_attachment, store_attachment

__all__ = [
    "cancel_batch",
    "deliver",
    "freeze",
    "issue_document",
    "mark_read",
    "open_correction",
    "open_draft",
    "record_download",
    "record_outside_number",
    "reissue",
    "remove_attachment",
    "reserve_number",
    "retry_document",
    "save_draft",
    "sign_for",
    "start_batch",
    "store_attachment",
    "store_scan",
    "take_number",
    "void_document",
    "void_number",
    "withdraw_document",
]
