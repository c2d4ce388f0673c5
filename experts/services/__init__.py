"""Verbs of the pool, its conflicts, the draw, the seats and the opinions."""

from experts.services.conflicts import add_recusal, after_waiver_approved, after_waiver_refused, ask_waiver
from experts.services.draws import after_drawn, after_followed, convene, follow, plan_meeting, seed_of
from experts.services.enrolments import (
    after_enrolled,
    after_enrolment_checked,
    after_enrolment_refused,
    apply_for_pool,
    import_list,
)
from experts.services.fees import note_fees, pay_fee
from experts.services.group import (
    after_group_signed,
    after_group_written,
    after_signed_on_paper,
    ask_chair,
    ask_to_verify,
)
from experts.services.late import after_conflict_found, recuse_late, recuse_late_conflicts, recuse_on_commit
from experts.services.letters import (
    after_invitations_sent,
    after_reminded,
    after_thanks_sent,
    due_reminders,
    remind_seat,
)
from experts.services.meetings import after_held, after_moved
from experts.services.opinions import save_opinion
from experts.services.pool import (
    SEALED,
    drop_own,
    evaluate_seat,
    keep_contact,
    keep_own,
    open_number,
    save_expert,
    seal_numbers,
)
from experts.services.reading import drop_note, keep_note, open_paper, take_notes_over
from experts.services.seats import (
    GRANT,
    after_declared,
    after_left,
    after_opened_early,
    after_opinion_submitted,
    after_seat_replaced,
    close_panel,
    has_access,
    release_unanswered,
)

__all__ = [
    "GRANT",
    "SEALED",
    "add_recusal",
    "after_conflict_found",
    "after_declared",
    "after_drawn",
    "after_enrolled",
    "after_enrolment_checked",
    "after_enrolment_refused",
    "after_followed",
    "after_group_signed",
    "after_group_written",
    "after_held",
    "after_invitations_sent",
    "after_left",
    "after_moved",
    "after_opened_early",
    "after_opinion_submitted",
    "after_reminded",
    "after_seat_replaced",
    "after_signed_on_paper",
    "after_thanks_sent",
    "after_waiver_approved",
    "after_waiver_refused",
    "apply_for_pool",
    "ask_chair",
    "ask_to_verify",
    "ask_waiver",
    "close_panel",
    "convene",
    "drop_note",
    "drop_own",
    "due_reminders",
    "evaluate_seat",
    "follow",
    "has_access",
    "import_list",
    "keep_contact",
    "keep_note",
    "keep_own",
    "note_fees",
    "open_number",
    "open_paper",
    "pay_fee",
    "plan_meeting",
    "recuse_late",
    "recuse_late_conflicts",
    "recuse_on_commit",
    "release_unanswered",
    "remind_seat",
    "save_expert",
    "save_opinion",
    "seal_numbers",
    "seed_of",
    "take_notes_over",
]
