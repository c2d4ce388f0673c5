"""Verbs of the pool, its conflicts, the draw, the seats and the opinions."""

from experts.services.conflicts import add_recusal, after_waiver_approved, after_waiver_refused, ask_waiver
from experts.services.draws import after_drawn, convene, seed_of
from experts.services.opinions import save_opinion
from experts.services.pool import save_expert
from experts.services.seats import (
    GRANT,
    after_declared,
    after_left,
    after_opinion_submitted,
    after_seat_replaced,
    close_panel,
    has_access,
    release_unanswered,
    replace_seat,
)

__all__ = [
    "GRANT",
    "add_recusal",
    "after_declared",
    "after_drawn",
    "after_left",
    "after_opinion_submitted",
    "after_seat_replaced",
    "after_waiver_approved",
    "after_waiver_refused",
    "ask_waiver",
    "close_panel",
    "convene",
    "has_access",
    "release_unanswered",
    "replace_seat",
    "save_expert",
    "save_opinion",
    "seed_of",
]
