"""What an expert writes beside a paper: bound to the page and the place on it, and never anybody else's."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import Post
from accounts.roles import Role
from documents.models import Attachment, Document
from experts.models.seat import Seat

WHOLE = 1000


class NoteQuerySet(models.QuerySet):
    def visible_to(self, post: Post | None):
        """The reader's own; the opening of the opinions does not open them."""
        if post is None or post.role != Role.EXPERT:
            return self.none()
        return self.filter(seat__expert__user_id=post.user_id)


class Note(models.Model):
    """`x` and `y` in thousandths of the page, from the left upper corner."""

    seat = models.ForeignKey(Seat, models.PROTECT, related_name="notes")
    # Either what somebody handed in, or what was issued.
    paper = models.ForeignKey(Attachment, models.PROTECT, null=True, related_name="+")
    document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+")
    page = models.PositiveIntegerField("页")
    x = models.PositiveSmallIntegerField(default=500)
    y = models.PositiveSmallIntegerField(default=100)
    text = models.CharField("批注", max_length=500)
    made_at = models.DateTimeField(default=timezone.now)

    objects = NoteQuerySet.as_manager()

    class Meta:
        ordering = ("paper", "document", "page", "y", "pk")
        verbose_name = "批注"
        constraints = [
            models.CheckConstraint(
                condition=Q(page__gte=1, x__lte=WHOLE, y__lte=WHOLE) & ~Q(text=""), name="note_stands_on_a_page"
            ),
            models.CheckConstraint(
                condition=Q(paper__isnull=True, document__isnull=False)
                | Q(paper__isnull=False, document__isnull=True),
                name="note_on_one_paper",
            ),
        ]

    def __str__(self) -> str:
        return f"第 {self.page} 页的批注"

    @staticmethod
    def on(paper: Attachment | Document) -> dict[str, Attachment | Document]:
        """The field that binds a note to this paper, for making and for finding."""
        return {"document" if isinstance(paper, Document) else "paper": paper}

    @property
    def source(self) -> "Attachment | Document":
        return self.paper or self.document

    @property
    def percent(self) -> tuple[str, str]:
        """Where the mark is drawn."""
        return f"{self.x / 10:.1f}%", f"{self.y / 10:.1f}%"
