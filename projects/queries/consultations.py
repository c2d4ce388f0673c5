"""会签, extensions and tenders: the board of answers, each body's own questions, lists."""

from dataclasses import dataclass

from django.db.models import QuerySet

from accounts.models import Post
from accounts.roles import OFFICE_ROLES
from projects.models import Consultation, Extension, PreReview, Tender
from projects.states import ConsultationState


def consultations(post: Post | None) -> QuerySet[Consultation]:
    """The office sees all, a body what it was asked; no word of a classified project on this page (article 24)."""
    found = Consultation.objects.visible_to(post).filter(project__is_classified=False)
    if post is not None and post.role not in OFFICE_ROLES:
        found = found.filter(body_id=post.organisation_id)
    return found.select_related("project__unit", "body")


def tenders(post: Post | None) -> QuerySet[Tender]:
    found = Tender.objects.visible_to(post).filter(project__is_classified=False)
    return found.select_related("project__unit").prefetch_related("rounds__doubts")


def extensions(post: Post | None) -> QuerySet[Extension]:
    found = Extension.objects.visible_to(post).filter(project__is_classified=False)
    return found.select_related("project__unit", "pre_review", "checked_by__user")


@dataclass(frozen=True)
class Board:
    """Who was asked and what each said; silence is counted as silence and as nothing else."""

    rows: list[Consultation]

    @property
    def answered(self) -> int:
        return sum(row.state == ConsultationState.ANSWERED for row in self.rows)

    @property
    def silent(self) -> int:
        return sum(row.is_silent for row in self.rows)

    @property
    def asked(self) -> int:
        """Without those that were asked no longer and had said nothing."""
        return sum(row.state != ConsultationState.WITHDRAWN for row in self.rows)


def board(pre_review: PreReview) -> Board:
    return Board(list(pre_review.consultations.select_related("body", "answered_by__user")))
