"""What came of a project: results (15), its evaluation after a year, its operation, its end."""

from results.models.life import Evaluation, EvaluationLine, OperationYear, Retirement
from results.models.result import OfResult, Result, Reuse, Transfer, UseRecord

__all__ = [
    "Evaluation",
    "EvaluationLine",
    "OfResult",
    "OperationYear",
    "Result",
    "Retirement",
    "Reuse",
    "Transfer",
    "UseRecord",
]
