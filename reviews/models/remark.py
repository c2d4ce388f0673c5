"""One numbered remark of the experts (采纳情况对照表): who made it, how it was answered, who found that enough."""

from django.db import models
from django.db.models import Q

from accounts.models import Post
from experts.models import Seat
from reviews.choices import Adoption, RemarkVerdict
from reviews.models.round import ReviewRound


class RemarkQuerySet(models.QuerySet):
    def visible_to(self, post: Post | None):
        """Whoever sees the round sees its remarks; they exist only after the opinions were opened."""
        return self.filter(round__in=ReviewRound.objects.visible_to(post))

    def open_(self):
        return self.exclude(verdict__in=(RemarkVerdict.CLOSED, RemarkVerdict.ASIDE))

    def to_answer(self):
        """Not answered yet, or found not enough."""
        return self.filter(Q(adopted="", verdict="") | Q(verdict=RemarkVerdict.REOPENED))

    def to_verify(self):
        return self.exclude(adopted="").filter(verdict="")


class Remark(models.Model):
    """`seat` is its author's; a remark that the office adds has none, and the chair judges its answer.

    Set aside (不作修改要求): `note` says why, `verified_by` is the clerk who decided it. Of a plan that did not pass,
    the answer comes with the next round, and that round's experts judge the plan; nobody verifies it here.
    """

    round = models.ForeignKey(ReviewRound, models.PROTECT, related_name="remarks")
    number = models.PositiveSmallIntegerField("序号")
    seat = models.ForeignKey(Seat, models.PROTECT, null=True, blank=True, related_name="remarks")
    aspect = models.CharField("方面", max_length=60, blank=True)
    # As its author wrote it; the database lets nobody change it. What the office adds for the unit stands beside it.
    text = models.TextField("意见")
    office_note = models.CharField("办理说明", max_length=1000, blank=True)
    adopted = models.CharField("采纳情况", max_length=10, choices=Adoption.choices, blank=True)
    answer = models.TextField("修改说明或未采纳理由", blank=True)
    place = models.CharField("修改处（章节、页码）", max_length=80, blank=True)
    answered_at = models.DateTimeField("答复时间", null=True)
    times = models.PositiveSmallIntegerField("答复次数", default=0)
    verdict = models.CharField("核对结果", max_length=10, choices=RemarkVerdict.choices, blank=True)
    note = models.CharField("核对说明", max_length=300, blank=True)
    verified_by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    verified_at = models.DateTimeField("核对时间", null=True)

    objects = RemarkQuerySet.as_manager()

    class Meta:
        ordering = ("round", "number")
        verbose_name = "评审意见条目"
        constraints = [
            models.UniqueConstraint(fields=["round", "number"], name="remark_number_once"),
            models.CheckConstraint(
                condition=~Q(verdict="closed")
                | (~Q(adopted="") & ~Q(answer="") & Q(verified_by__isnull=False, verified_at__isnull=False)),
                name="article_11_remark_closed_is_answered_and_verified",
                violation_error_message="意见未答复、未核对，不得关闭（《办法》第十一条）。",
            ),
            models.CheckConstraint(condition=~Q(verdict="reopened") | ~Q(note=""), name="remark_reopened_says_why"),
            models.CheckConstraint(
                condition=~Q(verdict="aside")
                | (Q(adopted="", verified_by__isnull=False, verified_at__isnull=False) & ~Q(note="")),
                name="article_11_remark_set_aside_says_why",
                violation_error_message="不作修改要求的意见，须写明理由（《办法》第十一条）。",
            ),
            models.CheckConstraint(
                condition=~Q(adopted__in=["adopted", "partly"]) | ~Q(place=""),
                name="remark_adopted_says_where",
                violation_error_message="采纳的意见须写明修改处。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.text[:60]}"

    def may_verify(self, seat: Seat) -> bool:
        """Its author, or the chair of the group."""
        return seat.is_chair or self.seat_id == seat.pk
