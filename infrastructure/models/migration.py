"""One system's move to the cloud centre (article 8)."""

from django.db import models
from django.db.models import Q

from accounts.models import Post
from infrastructure.choices import Move
from infrastructure.models.registry import RunningSystem
from infrastructure.states import MIGRATION, MigrationState
from workflow.fields import StateField
from workflow.models import WorkflowModel, WorkflowQuerySet

MOVED = (MigrationState.SWITCHED, MigrationState.VERIFIED, MigrationState.DONE)


class OfSystemQuerySet(WorkflowQuerySet):
    """What hangs on a system is seen by whoever sees the system."""

    path = "system"

    def visible_to(self, post: Post | None):
        return self.filter(**{f"{self.path}__in": RunningSystem.objects.visible_to(post).values("pk")})


class Migration(WorkflowModel):
    state = StateField("状态", default=MigrationState.ASSESSING, choices=MigrationState.choices, protected=True)
    system = models.OneToOneField(RunningSystem, models.PROTECT, related_name="migration")
    way = models.CharField("迁移方式", max_length=20, choices=Move.choices, blank=True)
    wave = models.PositiveSmallIntegerField("批次", default=1)
    plan = models.TextField("方案要点", blank=True)
    due_on = models.DateField("计划完成日期", null=True)
    stay_until = models.DateField("暂不迁移至", null=True)
    saved = models.DecimalField("年节约（元）", max_digits=14, decimal_places=2, default=0)

    objects = OfSystemQuerySet.as_manager()

    inbox_related = ("system__unit",)

    class Meta:
        ordering = ("wave", "due_on")
        verbose_name = "系统迁移"
        constraints = [
            models.CheckConstraint(condition=~Q(state="stays") | Q(stay_until__isnull=False), name="stay_has_an_end"),
        ]

    def __str__(self) -> str:
        return f"迁移：{self.system.name}"

    @property
    def title(self) -> str:
        return self.system.name

    @property
    def unit(self):
        return self.system.unit

    def waiting_for(self) -> list[str]:
        """Systems that this one leans on and that are still on the way; those that stay hold nobody up."""
        links = self.system.leans_on.select_related("target__migration")
        moves = [(link.target, getattr(link.target, "migration", None)) for link in links]
        return [target.name for target, move in moves if move and move.state not in (*MOVED, MigrationState.STAYS)]

    @MIGRATION.step("hand_in")
    def hand_in(self, *, post, data):
        pass

    @MIGRATION.step("approve_plan")
    def approve_plan(self, *, post, data):
        pass

    @MIGRATION.step("return_plan")
    def return_plan(self, *, post, data):
        pass

    @MIGRATION.step("let_stay")
    def let_stay(self, *, post, data):
        pass

    @MIGRATION.step("assess_again")
    def assess_again(self, *, post, data):
        pass

    @MIGRATION.step("resources_ready")
    def resources_ready(self, *, post, data):
        pass

    @MIGRATION.step("rehearse")
    def rehearse(self, *, post, data):
        pass

    @MIGRATION.step("switch")
    def switch(self, *, post, data):
        pass

    @MIGRATION.step("verify")
    def verify(self, *, post, data):
        pass

    @MIGRATION.step("roll_back")
    def roll_back(self, *, post, data):
        pass

    @MIGRATION.step("switch_off")
    def switch_off(self, *, post, data):
        self.saved = data.get("saved") or 0
