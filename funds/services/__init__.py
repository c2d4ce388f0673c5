"""Verbs of the money (articles 12, 21–23)."""

from funds.services.acceptance import after_buyer_issued, open_contract_acceptance
from funds.services.budget import change_indicator, keep_account, keep_indicator, return_balance
from funds.services.contracts import after_terminated, amend_contract, keep_contract, keep_plan
from funds.services.payments import after_confirmed, book_payment, keep_payment, open_reversal
from funds.services.requests import (
    after_held,
    after_paid,
    after_released,
    after_request_approved,
    after_request_refused,
    after_withdrawn,
    keep_comment,
    open_request,
)

__all__ = [
    "after_buyer_issued",
    "after_confirmed",
    "after_held",
    "after_paid",
    "after_released",
    "after_request_approved",
    "after_request_refused",
    "after_terminated",
    "after_withdrawn",
    "amend_contract",
    "book_payment",
    "change_indicator",
    "keep_account",
    "keep_comment",
    "keep_contract",
    "keep_indicator",
    "keep_payment",
    "keep_plan",
    "open_contract_acceptance",
    "open_request",
    "open_reversal",
    "return_balance",
]
