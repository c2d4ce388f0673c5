"""项目成果: what a project has brought forth, who owns it, who uses it (article 15)."""

import uuid

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import Organisation, Post
from projects.models import Project, visible_projects
from results.choices import Owner, ResultKind
from results.states import REUSE, TRANSFER, USING, ReuseState, TransferState
from workflow.fields import StateField
from workflow.models import WorkflowModel, WorkflowQuerySet


class ResultQuerySet(models.QuerySet):
    def visible_to(self, post: Post | None):
        """Whoever sees the project; and what may be reused is seen by every unit, what was promoted by the body that
        has it, unless it is classified."""
        if post is None:
            return self.none()
        used = Reuse.objects.filter(body_id=post.organisation_id, state__in=USING).values("result_id")
        open_ = (Q(reusable=True) | Q(pk__in=used)) & Q(project__is_classified=False)
        return self.filter(visible_projects(post, "project__") | open_)


class Result(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey(Project, models.PROTECT, related_name="results", verbose_name="项目")
    kind = models.CharField("种类", max_length=12, choices=ResultKind.choices)
    name = models.CharField("名称", max_length=120)
    number = models.CharField("登记号、证书号", max_length=80, blank=True)
    owner = models.CharField("归属", max_length=12, choices=Owner.choices, default=Owner.UNIT)
    basis = models.CharField("归属依据（合同条款）", max_length=200)
    licence = models.CharField("复用许可与条件", max_length=200, blank=True)
    summary = models.TextField("功能和适用范围")
    reusable = models.BooleanField("可供其他行政机关复用", default=False)
    registered_by = models.ForeignKey(Post, models.PROTECT, related_name="+")
    registered_at = models.DateTimeField(default=timezone.now)

    objects = ResultQuerySet.as_manager()

    class Meta:
        ordering = ("-registered_at",)
        verbose_name = "项目成果"
        constraints = [
            models.UniqueConstraint(fields=["project", "kind", "name"], name="result_once"),
            models.CheckConstraint(
                condition=Q(reusable=False) | Q(owner="unit"),
                name="article_15_only_the_units_own",
                violation_error_message="只有归项目建设单位所有的成果可以由信息办推广使用（《办法》第十五条）。",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def thread_id(self):
        return self.project_id

    def get_absolute_url(self) -> str:
        return reverse("results:result", args=[self.pk])


class OfResultQuerySet(WorkflowQuerySet):
    def visible_to(self, post: Post | None):
        """The owner and whoever sees its project; and the body that uses it, unless the project is classified."""
        if post is None:
            return self.none()
        mine = Q(body_id=post.organisation_id, result__project__is_classified=False)
        return self.filter(visible_projects(post, "result__project__") | mine)


class OfResult(WorkflowModel):
    """What hangs on a result: another body and its purpose."""

    result = models.ForeignKey(Result, models.PROTECT, related_name="%(class)ss", verbose_name="成果")
    body = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="使用单位")
    purpose = models.TextField("用途和理由")

    objects = OfResultQuerySet.as_manager()

    inbox_related = ("result__project__unit", "body", "created_by")

    class Meta:
        abstract = True
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return f"{self._meta.verbose_name}：{self.result.name} → {self.body.name}"

    @property
    def title(self) -> str:
        return str(self)

    @property
    def thread_id(self):
        return self.result.project_id


class Reuse(OfResult):
    state = StateField("状态", default=ReuseState.PROPOSED, choices=ReuseState.choices, protected=True)
    supported = models.TextField("支持情况", blank=True)
    used_since = models.DateField("启用日期", null=True)

    class Meta(OfResult.Meta):
        abstract = False
        verbose_name = "成果推广"
        constraints = [
            models.UniqueConstraint(
                fields=["result", "body"],
                condition=~Q(state="declined"),
                name="reuse_once_a_body",
                violation_error_message="该单位的推广已经提出过。",
            ),
        ]

    @REUSE.step("promote")
    def promote(self, *, post, data):
        pass

    @REUSE.step("decline")
    def decline(self, *, post, data):
        pass

    @REUSE.step("support")
    def support(self, *, post, data):
        self.supported = data["supported"]

    @REUSE.step("record_use")
    def record_use(self, *, post, data):
        self.used_since = self.used_since or data["on"]


class UseRecord(models.Model):
    """How a body uses what was promoted to it, each time it tells of it."""

    reuse = models.ForeignKey(Reuse, models.PROTECT, related_name="uses")
    on = models.DateField("日期")
    text = models.TextField("使用情况和成效")
    post = models.ForeignKey(Post, models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-on", "-pk")
        verbose_name = "成果使用情况"

    def __str__(self) -> str:
        return f"{self.on} 使用情况"


class Transfer(OfResult):
    """A using body asks to hand a result on. Without this permission it may not."""

    state = StateField("状态", default=TransferState.ASKED, choices=TransferState.choices, protected=True)
    receiver = models.CharField("受让单位或个人", max_length=120)
    scope = models.CharField("许可范围", max_length=300, blank=True)
    valid_until = models.DateField("许可期限至", null=True)
    transferred_on = models.DateField("转让日期", null=True)

    class Meta(OfResult.Meta):
        abstract = False
        verbose_name = "成果转让许可"
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=("permitted", "transferred")) | (~Q(scope="") & Q(valid_until__isnull=False)),
                name="article_15_permit_has_scope_and_end",
            ),
            models.CheckConstraint(
                condition=Q(
                    state="transferred", transferred_on__isnull=False, transferred_on__lte=models.F("valid_until")
                )
                | (~Q(state="transferred") & Q(transferred_on__isnull=True)),
                name="article_15_transferred_within_permit",
            ),
        ]

    @property
    def has_lapsed(self) -> bool:
        """Permitted once, and the time is over."""
        over = self.valid_until is not None and self.valid_until < timezone.localdate()
        return self.state == TransferState.PERMITTED and over

    @TRANSFER.step("agree")
    def agree(self, *, post, data):
        pass

    @TRANSFER.step("oppose")
    def oppose(self, *, post, data):
        pass

    @TRANSFER.step("permit")
    def permit(self, *, post, data):
        self.scope, self.valid_until = data["scope"], data["valid_until"]

    @TRANSFER.step("hand_on")
    def hand_on(self, *, post, data):
        self.transferred_on = timezone.localdate()

    @TRANSFER.step("refuse")
    def refuse(self, *, post, data):
        pass
