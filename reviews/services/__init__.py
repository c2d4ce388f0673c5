"""Verbs of the plan review, and of the argument before it."""

from reviews.services.arguments import (
    after_argument_convened,
    after_argument_issued,
    after_argument_withdrawn,
    note_argument_opinions,
    open_argument,
)
from reviews.services.batches import convene_together
from reviews.services.bodies import after_body_answered, after_body_asked, after_body_reminded, close_bodies
from reviews.services.certificates import drop_certificate, keep_certificate
from reviews.services.rounds import (
    after_answered,
    after_concluded,
    after_convened,
    after_demanded,
    after_earlier_answered,
    after_redraw,
    after_returned,
    after_sent_back,
    after_signed,
    after_submitted,
    after_verified,
    close_all,
    note_opinions_in,
    open_round,
    report_county_plan,
    save_plan,
)

__all__ = [
    "after_answered",
    "after_argument_convened",
    "after_argument_issued",
    "after_argument_withdrawn",
    "after_body_answered",
    "after_body_asked",
    "after_body_reminded",
    "after_concluded",
    "after_convened",
    "after_demanded",
    "after_earlier_answered",
    "after_redraw",
    "after_returned",
    "after_sent_back",
    "after_signed",
    "after_submitted",
    "after_verified",
    "close_all",
    "close_bodies",
    "convene_together",
    "drop_certificate",
    "keep_certificate",
    "note_argument_opinions",
    "note_opinions_in",
    "open_argument",
    "open_round",
    "report_county_plan",
    "save_plan",
]
