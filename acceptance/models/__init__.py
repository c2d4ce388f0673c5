"""Acceptance 验收 and trial operation 试运行 (article 12)."""

from acceptance.models.acceptance import Acceptance, IndicatorResult, PartFinding, RectificationItem
from acceptance.models.trial import Incident, Trial

__all__ = ["Acceptance", "Incident", "IndicatorResult", "PartFinding", "RectificationItem", "Trial"]
