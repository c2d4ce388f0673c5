"""Acceptance 验收 and trial operation 试运行 (article 12)."""

from acceptance.models.acceptance import Acceptance, Clause, IndicatorResult, PartFinding, RectificationItem
from acceptance.models.trial import Incident, Trial

__all__ = ["Acceptance", "Clause", "Incident", "IndicatorResult", "PartFinding", "RectificationItem", "Trial"]
