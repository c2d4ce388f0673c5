"""A participant's word: asked by the lead, agreed or declined by its own leader (articles 3, 21)."""

from typing import Any

from django.db.models import TextChoices

from projects import permits, rules
from workflow.machines import Kind, Machine, Step


class ParticipationState(TextChoices):
    INVITED = "invited", "待参与单位确认"
    CONFIRMED = "confirmed", "已确认参与"
    DECLINED = "declined", "不参与"
    REMOVED = "removed", "已移出"


def _while_drafting(participation: Any) -> bool:
    """The lead changes the circle only before the application is handed in."""
    return participation.project.application.state == "draft"


def _before_the_gate(participation: Any) -> bool:
    """A merge, a split or a change moves its money after the application was handed in."""
    return participation.project.stage in ("draft", "library", "listed", "pre_approved")


P = ParticipationState
PARTICIPATION = Machine(
    key="projects.participation",
    states=P,
    field="state",
    clocks={P.INVITED: "clock.unit_review"},
    steps=(
        Step(
            "confirm", "确认参与", "21", 1, (P.INVITED,), P.CONFIRMED, permits.PARTICIPANT_LEADER,
            rules=(rules.HOLDS_MONEY,), effect="projects.services.after_participation_answered",
            consequence="确认本单位承担的内容和资金；牵头单位改动本单位资金后须重新确认。", done="已确认参与，已通知牵头单位。",
        ),
        Step(
            "decline", "不参与", "21", 2, (P.INVITED,), P.DECLINED, permits.PARTICIPANT_LEADER, kind=Kind.RETURN,
            effect="projects.services.after_participation_answered",
            consequence="退回牵头单位；牵头单位调整后可重新邀请。", done="已答复不参与，已通知牵头单位。",
        ),
        Step(
            "ask_again", "请其重新确认", "21", 3, (P.CONFIRMED,), P.INVITED, permits.PROJECT_CLERK, awaits=(),
            exists=_before_the_gate, effect="projects.services.after_participant_asked",
            consequence="资金或内容有变的，请参与单位重新确认。", done="已请参与单位重新确认。",
        ),
        Step(
            "recut", "资金核减，请其重新确认", "21", 5, (P.CONFIRMED,), P.INVITED, permits.PROJECT_CLERK, system=True,
            kind=Kind.FACT, effect="projects.services.after_participant_asked",
        ),
        Step(
            "take_out", "移出参与单位", "21", 4, (P.INVITED, P.CONFIRMED), P.REMOVED, permits.PROJECT_CLERK, awaits=(),
            exists=_while_drafting, kind=Kind.END,
            consequence="该单位不再参与本项目，也不再看到本项目。", done="已移出参与单位。",
        ),
    ),
)  # fmt: skip
