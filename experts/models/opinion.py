"""The sealed opinions."""

from typing import Any

from django.db import models
from django.db.models import Q

from accounts.models import Post
from accounts.roles import OFFICE_ROLES, Role
from experts.aspects import AspectVerdict, OpinionConclusion, groups_of
from experts.models.seat import Seat
from experts.states import SeatState
from projects.models import visible_projects


class OpinionQuerySet(models.QuerySet):
    def visible_to(self, post: Post | None):
        """Sealed: only the author reads it until the panel is open; then the office does, too."""
        if post is None:
            return self.none()
        if post.role == Role.EXPERT:
            return self.filter(seat__expert__user_id=post.user_id)
        if post.role in OFFICE_ROLES:
            opened = self.filter(seat__panel__opened_at__isnull=False, seat__state=SeatState.SUBMITTED)
            return opened.filter(visible_projects(post, "seat__panel__project__"))
        return self.none()


class Opinion(models.Model):
    """What one expert thinks. `aspects` = {code: {"verdict", "score", "text"}}; it stands in no audit event."""

    seat = models.OneToOneField(Seat, models.PROTECT, related_name="opinion")
    aspects = models.JSONField(default=dict)
    # Further answers {code: answer} and budget lines {key: {"verdict", "cut"}}; sealed like the rest.
    checks = models.JSONField(default=dict)
    budget = models.JSONField(default=dict)
    overall = models.TextField("总体意见", blank=True)
    conclusion = models.CharField("总体结论", max_length=20, choices=OpinionConclusion.choices, blank=True)
    version = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(null=True)
    submitted_at = models.DateTimeField("提交时间", null=True)

    objects = OpinionQuerySet.as_manager()

    class Meta:
        ordering = ("seat",)
        verbose_name = "专家意见"
        constraints = [
            models.CheckConstraint(
                condition=Q(submitted_at__isnull=True) | ~Q(conclusion=""), name="sealed_opinion_has_conclusion"
            ),
        ]

    def __str__(self) -> str:
        return f"专家意见 {self.pk}"

    @property
    def is_sealed(self) -> bool:
        return self.submitted_at is not None

    def missing(self) -> list[str]:
        """Labels of the aspects that lack a verdict or a score, or the reason of a doubt."""
        left = []
        for aspect in self.seat.panel.aspects:
            judged: dict[str, Any] = self.aspects.get(aspect.code, {})
            score, verdict = judged.get("score"), judged.get("verdict")
            if verdict not in AspectVerdict.values or not isinstance(score, int) or not 0 <= score <= 100:
                left.append(aspect.label)
            elif verdict != AspectVerdict.MET and not str(judged.get("text", "")).strip():
                left.append(f"{aspect.label}的具体意见")
        return left

    def judgement(self, code: str) -> dict[str, Any]:
        """One aspect in words: verdict, score, text."""
        judged = self.aspects.get(code, {})
        verdict = judged.get("verdict", "")
        label = str(AspectVerdict(verdict).label) if verdict in AspectVerdict.values else ""
        return {"verdict_label": label, "score": judged.get("score"), "text": judged.get("text", "")}

    def checked(self) -> list[tuple[str, str]]:
        """The further answers in words."""
        words = []
        for group in groups_of(self.seat.panel.purpose):
            answers = dict(group.answers)
            words += [(label, answers[self.checks[code]]) for code, label in group.checks if self.checks.get(code)]
        return words

    def judged(self) -> list[tuple[Any, dict[str, Any]]]:
        return [(aspect, self.judgement(aspect.code)) for aspect in self.seat.panel.aspects]

    @property
    def average(self):
        scores = [judged["score"] for judged in self.aspects.values() if isinstance(judged.get("score"), int)]
        return round(sum(scores) / len(scores), 1) if scores else None
