"""The sealed opinions."""

from collections.abc import Sequence
from typing import Any

from django.db import models
from django.db.models import Q

from accounts.models import Post
from accounts.roles import OFFICE_ROLES, Role
from experts.aspects import BUDGET_VERDICTS, DOUBTS, AspectVerdict, OpinionConclusion, aspects_of, groups_of
from experts.models.seat import Seat
from experts.purposes import budget_of
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
        """What is not judged: aspects without verdict, score or reason of a doubt; further answers, budget lines."""
        left, panel = [], self.seat.panel
        for aspect in panel.aspects:
            judged: dict[str, Any] = self.aspects.get(aspect.code, {})
            score, verdict = judged.get("score"), judged.get("verdict")
            if verdict not in AspectVerdict.values or not isinstance(score, int) or not 0 <= score <= 100:
                left.append(aspect.label)
            elif verdict != AspectVerdict.MET and not str(judged.get("text", "")).strip():
                left.append(f"{aspect.label}的具体意见")
        checks = [
            (code, f"{group.label}·{label}") for group in groups_of(panel.purpose) for code, label in group.checks
        ]
        left += [label for code, label in checks if not self.checks.get(code)]
        return left + [f"预算·{words}" for key, words, _amount in budget_of(panel) if key not in self.budget]

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

    def said(self, purpose: str, lines: Sequence[tuple[str, str, Any]]) -> list[dict[str, Any]]:
        """All that this member wrote or found wanting: {code, label, text, asks}.

        `asks` is False for words beside a verdict that is met. `lines` are the budget's (experts.purposes.budget_of).
        """
        found = []
        for aspect in aspects_of(purpose):
            judged = self.aspects.get(aspect.code, {})
            asks = judged.get("verdict") != AspectVerdict.MET
            found.append((aspect.code, aspect.label, str(judged.get("text") or ""), asks))
        for group in groups_of(purpose):
            words = dict(group.answers)
            for code, label in group.checks:
                if (answer := self.checks.get(code)) in DOUBTS:
                    found.append((f"check:{code}", group.label, f"{label}：{words[answer]}", True))
        for key, words, _amount in lines:
            judged = self.budget.get(key, {})
            if (verdict := judged.get("verdict")) and verdict != "fair":
                cut = f"，建议核减 {judged['cut']} 元" if judged.get("cut") else ""
                found.append((f"line:{key}", "预算", f"{words}：{dict(BUDGET_VERDICTS)[verdict]}{cut}", True))
        found.append(("", "", self.overall, self.conclusion != OpinionConclusion.AGREE))
        return [
            {"code": code, "label": label, "text": text.strip(), "asks": asks}
            for code, label, text, asks in found
            if text.strip()
        ]

    @property
    def average(self):
        scores = [judged["score"] for judged in self.aspects.values() if isinstance(judged.get("score"), int)]
        return round(sum(scores) / len(scores), 1) if scores else None
