"""Verbs of the plan review."""

from reviews.services.batches import convene_together
from reviews.services.bodies import after_body_answered, after_body_asked, after_body_reminded, close_bodies
from reviews.services.certificates import drop_certificate, keep_certificate
from reviews.services.rounds import (
    after_answered,
    after_concluded,
    after_convened,
    after_demanded,
    after_redraw,
    after_returned,
    after_sent_back,
    after_signed,
    after_submitted,
    after_verified,
    close_rounds,
    note_opinions_in,
    open_round,
    report_county_plan,
    save_plan,
)

__all__ = [
    "after_answered",
    "after_body_answered",
    "after_body_asked",
    "after_body_reminded",
    "after_concluded",
    "after_convened",
    "after_demanded",
    "after_redraw",
    "after_returned",
    "after_sent_back",
    "after_signed",
    "after_submitted",
    "after_verified",
    "close_bodies",
    "close_rounds",
    "convene_together",
    "drop_certificate",
    "keep_certificate",
    "note_opinions_in",
    "open_round",
    "report_county_plan",
    "save_plan",
]
