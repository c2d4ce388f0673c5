"""One number, one source (article 19): data elements, their names, their dated sources, cases and exceptions."""

import datetime
import uuid

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import Organisation, Post
from accounts.roles import OFFICE_ROLES, UNIT_ROLES, Role
from projects.models import Project
from sharing.choices import ItemType
from sharing.models.catalogue import SEES_CATALOGUE, InformationResource
from sharing.states.elements import CASE, COLLECTION, OPINION, CaseState, CollectionState, OpinionState
from workflow.fields import StateField
from workflow.models import WorkflowModel, WorkflowQuerySet

OPEN_CASES = (CaseState.CONSULTING, CaseState.DECIDING)
SETTLED = (CollectionState.ACCEPTED, CollectionState.SWITCHED)


class DataElementQuerySet(models.QuerySet):
    def visible_to(self, post: Post | None):
        """Like the catalogue: there to be found."""
        return self if post is not None and post.role in SEES_CATALOGUE else self.none()


class DataElement(models.Model):
    """What is meant by an item, whatever a body calls it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField("数据元", max_length=80, unique=True)
    definition = models.CharField("含义", max_length=300, blank=True)
    type = models.CharField("数据类型", max_length=10, choices=ItemType.choices, default=ItemType.TEXT)
    # 编号, 状态, 更新时间: every register has its own, and none is the source of another's.
    generic = models.BooleanField("通用字段，不认定数源", default=False)

    objects = DataElementQuerySet.as_manager()

    class Meta:
        ordering = ("name",)
        verbose_name = "数据元"

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("sharing:dataelement", args=[self.pk])

    @property
    def thread_id(self) -> uuid.UUID:
        return self.pk

    def source_on(self, day: datetime.date | None = None) -> "ElementSource | None":
        """The authoritative source of a day; None where none was decided."""
        day = day or timezone.localdate()
        found = [row for row in self.sources.all() if row.valid_from <= day]
        return max(found, key=lambda row: row.valid_from, default=None)


class ElementName(models.Model):
    """One word means one element; the element's own name stands here, too."""

    element = models.ForeignKey(DataElement, models.CASCADE, related_name="names")
    word = models.CharField("名称", max_length=80, unique=True)

    class Meta:
        ordering = ("word",)

    def __str__(self) -> str:
        return self.word


class NameRule(models.Model):
    """What is left out before two names are compared: 的 within a name, 号 at its end. Data, kept by the office."""

    class Kind(models.TextChoices):
        WITHIN = "within", "名称中间略去"
        ENDING = "ending", "名称末尾略去"

    kind = models.CharField("位置", max_length=10, choices=Kind.choices)
    word = models.CharField("字词", max_length=10)

    class Meta:
        ordering = ("kind", "word")
        verbose_name = "名称归一规则"
        constraints = [models.UniqueConstraint(fields=["kind", "word"], name="name_rule_once")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}“{self.word}”"


class ElementSource(models.Model):
    """Who is the source from a day on. Dated: old rows are never edited."""

    element = models.ForeignKey(DataElement, models.CASCADE, related_name="sources")
    body = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="数源单位")
    resource = models.ForeignKey(InformationResource, models.PROTECT, null=True, related_name="+")
    valid_from = models.DateField("生效日")

    class Meta:
        ordering = ("-valid_from",)
        constraints = [models.UniqueConstraint(fields=["element", "valid_from"], name="source_once_a_day")]

    def __str__(self) -> str:
        return f"{self.element}：{self.body}"


class SourceCaseQuerySet(WorkflowQuerySet):
    def visible_to(self, post: Post | None):
        """The office, the leading group, and every body that was asked."""
        if post is None:
            return self.none()
        if post.role in (*OFFICE_ROLES, Role.LEADING_GROUP):
            return self
        if post.role not in UNIT_ROLES:
            return self.none()
        return self.filter(pk__in=SourceOpinion.objects.filter(unit=post.organisation_id).values("case"))


class SourceCase(WorkflowModel):
    state = StateField("状态", default=CaseState.CONSULTING, choices=CaseState.choices, protected=True)
    element = models.ForeignKey(DataElement, models.PROTECT, related_name="cases", verbose_name="数据元")
    proposed = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="建议数源单位")
    why = models.TextField("冲突情况和建议理由", max_length=1000)
    body = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+", verbose_name="确定的数源单位")
    resource = models.ForeignKey(InformationResource, models.PROTECT, null=True, related_name="+")
    effective_on = models.DateField("生效日", null=True)
    decision = models.TextField("决定", blank=True)

    objects = SourceCaseQuerySet.as_manager()

    inbox_related = ("element", "proposed", "created_by")

    class Meta:
        ordering = ("-created_at",)
        verbose_name = "数源认定"
        constraints = [
            models.UniqueConstraint(
                fields=["element"], condition=Q(state__in=["consulting", "deciding"]), name="one_open_case_an_element"
            ),
            models.CheckConstraint(
                condition=~Q(state="decided") | Q(body__isnull=False, effective_on__isnull=False),
                name="decided_case_names_source_and_day",
            ),
        ]

    def __str__(self) -> str:
        return f"数源认定：{self.element.name}"

    @property
    def title(self) -> str:
        return f"数源认定：{self.element.name}"

    @CASE.step("refer")
    def refer(self, *, post, data):
        pass

    @CASE.step("consult_again")
    def consult_again(self, *, post, data):
        pass

    @CASE.step("decide")
    def decide(self, *, post, data):
        self.body, self.resource = data["body"], data.get("resource")
        self.effective_on, self.decision = data["effective_on"], data.get("decision", "")

    @CASE.step("drop")
    def drop(self, *, post, data):
        pass


class SourceOpinionQuerySet(WorkflowQuerySet):
    def visible_to(self, post: Post | None):
        return self.filter(case__in=SourceCase.objects.visible_to(post).values("pk"))


class SourceOpinion(WorkflowModel):
    """What one body says to a proposed source."""

    class Position(models.TextChoices):
        AGREE = "agree", "同意"
        OTHER = "other", "建议其他数源"
        DISAGREE = "disagree", "不同意"

    state = StateField("状态", default=OpinionState.ASKED, choices=OpinionState.choices, protected=True)
    case = models.ForeignKey(SourceCase, models.CASCADE, related_name="opinions")
    unit = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="单位")
    position = models.CharField("意见", max_length=10, choices=Position.choices, blank=True)
    text = models.TextField("理由", blank=True)

    objects = SourceOpinionQuerySet.as_manager()

    inbox_related = ("case__element", "unit")

    class Meta:
        ordering = ("created_at", "pk")
        verbose_name = "数源意见"
        constraints = [
            models.UniqueConstraint(fields=["case", "unit"], name="one_opinion_a_body"),
            models.CheckConstraint(
                condition=(Q(state="given") & ~Q(position="")) | (~Q(state="given") & Q(position="")),
                name="silence_is_no_source_opinion",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.get_position_display()}"

    @property
    def title(self) -> str:
        return f"数源意见：{self.case.element.name}"

    @property
    def thread_id(self) -> uuid.UUID:
        return self.case_id

    @OPINION.step("give")
    def give(self, *, post, data):
        self.position, self.text = data["position"], data.get("text", "")

    @OPINION.step("lapse")
    def lapse(self, *, post, data):
        pass


class CollectionQuerySet(WorkflowQuerySet):
    def visible_to(self, post: Post | None):
        """Whoever sees the project (article 24)."""
        if post is None:
            return self.none()
        return self.filter(project__in=Project.objects.visible_to(post).values("pk"))

    def settled(self):
        return self.filter(state__in=SETTLED)


class Collection(WorkflowModel):
    """One project would collect an element that has its source: it takes it from there, or has a reason."""

    state = StateField("状态", default=CollectionState.STATED, choices=CollectionState.choices, protected=True)
    project = models.ForeignKey(Project, models.PROTECT, related_name="collections", verbose_name="项目")
    element = models.ForeignKey(DataElement, models.PROTECT, related_name="collections", verbose_name="数据元")
    reason = models.TextField("采集理由", blank=True)
    judgement = models.TextField("审查意见", blank=True)

    objects = CollectionQuerySet.as_manager()

    inbox_related = ("project__unit", "element")

    class Meta:
        ordering = ("created_at", "pk")
        verbose_name = "重复采集审查"
        constraints = [
            models.UniqueConstraint(fields=["project", "element"], name="collection_once_a_project"),
            models.CheckConstraint(
                condition=Q(state="switched") | ~Q(reason=""), name="collecting_all_the_same_has_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.element}：{self.project.name}"

    @property
    def title(self) -> str:
        return f"采集“{self.element.name}”"

    @property
    def thread_id(self) -> uuid.UUID:
        return self.project_id

    @COLLECTION.step("accept")
    def accept(self, *, post, data):
        self.judgement = data.get("note", "")

    @COLLECTION.step("reject")
    def reject(self, *, post, data):
        self.judgement = ""

    @COLLECTION.step("state_again")
    def state_again(self, *, post, data):
        self.reason = data.get("why") or self.reason

    @COLLECTION.step("switch")
    def switch(self, *, post, data):
        pass
