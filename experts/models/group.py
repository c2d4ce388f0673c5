"""What the group says (专家组意见): written by the chair out of the members' opinions, each point with its sources."""

from django.db import models
from django.utils import timezone

from accounts.models import Post
from experts.models.panel import Panel


class GroupOpinion(models.Model):
    """`points` = [{"text", "ranks": [seat ranks that it rests on]}]. It exists only after the opening."""

    panel = models.OneToOneField(Panel, models.PROTECT, related_name="group")
    points = models.JSONField("意见", default=list)
    written_by = models.ForeignKey(Post, models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=timezone.now)
    # Where the paper with the signatures lies, when the members signed by hand.
    paper = models.CharField("纸质签署件", max_length=120, blank=True)

    class Meta:
        verbose_name = "专家组意见"

    def __str__(self) -> str:
        return f"专家组意见：{self.panel.project.name}"

    @property
    def text(self) -> str:
        return "\n".join(point["text"] for point in self.points)
