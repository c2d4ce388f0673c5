from changes.services.handovers import hand_over
from changes.services.reforms import after_reform, enter_reform
from changes.services.requests import (
    after_approved,
    after_checked,
    after_confirmed,
    after_handed_on,
    after_refused,
    after_returned,
    after_sent_back,
    after_submitted,
    after_taken_over,
    close_changes,
    conclude,
    open_change,
    save_change,
)

__all__ = [
    "after_approved",
    "after_checked",
    "after_confirmed",
    "after_handed_on",
    "after_reform",
    "after_refused",
    "after_returned",
    "after_sent_back",
    "after_submitted",
    "after_taken_over",
    "close_changes",
    "conclude",
    "enter_reform",
    "hand_over",
    "open_change",
    "save_change",
]
