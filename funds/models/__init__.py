"""Contracts, indicators, payments and the buyer's own acceptance (articles 12, 21–23). Sums in yuan."""

from funds.models.acceptance import ContractAcceptance
from funds.models.budget import FinalAccount, Indicator, IndicatorChange
from funds.models.contract import MONEY, Contract, PaymentStage
from funds.models.payment import Payment, PaymentRequest, RequestComment

__all__ = [
    "MONEY",
    "Contract",
    "ContractAcceptance",
    "FinalAccount",
    "Indicator",
    "IndicatorChange",
    "Payment",
    "PaymentRequest",
    "PaymentStage",
    "RequestComment",
]
