"""The resource catalogue (articles 17, 18, 20): who provides what, with which items, on which terms."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import Organisation, Post
from accounts.roles import OFFICE_ROLES, UNIT_ROLES, Role
from sharing.choices import Base, Cycle, DataMode, Format, ItemType, Kind, Sharing, Way
from sharing.states import RESOURCE, ResourceState
from workflow.fields import StateField
from workflow.models import SharedDraft, WorkflowModel, WorkflowQuerySet
from workflow.rules import asked_once

SEES_CATALOGUE = (
    *UNIT_ROLES,
    *OFFICE_ROLES,
    Role.DRC,
    Role.FINANCE,
    Role.CYBERSPACE,
    Role.SECRECY,
    Role.CITY_GOVERNMENT,
    Role.LEADING_GROUP,
)


OPENED = {True: "可开放", False: "不开放"}


class CatalogueScheme(models.Model):
    """A version of the form: core fields of the national guide, extension fields of the province. Data, not code.

    `fields`: [{"key", "label", "required", "extension"}]; a key that is no field of the resource is kept in `extra`.
    """

    version = models.CharField("版本", max_length=40, unique=True)
    name = models.CharField("名称", max_length=120)
    valid_from = models.DateField("生效日")
    fields = models.JSONField(default=list)
    # Its extension fields stand in for a standard whose text the house does not hold; the office enters the real ones.
    provisional = models.BooleanField("扩展字段待核定", default=False)

    class Meta:
        ordering = ("-valid_from", "-pk")
        verbose_name = "目录元数据方案"

    def __str__(self) -> str:
        return f"{self.name}（{self.version}）"

    @classmethod
    def in_force(cls) -> "CatalogueScheme | None":
        return cls.objects.filter(valid_from__lte=timezone.localdate()).first()

    def extension(self) -> list[dict[str, Any]]:
        return [field for field in self.fields if field.get("extension")]


class CatalogueCategory(models.Model):
    """类 (1 digit), 项 (2), 目 (3), 细目 (free): the front of a resource's code. `last`: last number given."""

    code = models.CharField("分类代码", max_length=20, unique=True)
    name = models.CharField("名称", max_length=80)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children", verbose_name="上级")
    last = models.PositiveIntegerField("已编顺序号", default=0)

    class Meta:
        ordering = ("code",)
        verbose_name = "资源分类"

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class ResourceQuerySet(WorkflowQuerySet):
    def visible_to(self, post: Post | None):
        """The catalogue is there to be found: what was published sees everybody, what is in the making its unit."""
        if post is None or post.role not in SEES_CATALOGUE:
            return self.none()
        if post.role in OFFICE_ROLES:
            return self
        return self.filter(Q(version__gt=0) | Q(provider=post.organisation_id))

    def published(self):
        return self.filter(version__gt=0).exclude(state=ResourceState.WITHDRAWN)

    def opened(self):
        return self.published().filter(opened_at__isnull=False)


class InformationResource(SharedDraft, WorkflowModel):
    Kind, Base, Sharing = Kind, Base, Sharing

    state = StateField("状态", default=ResourceState.DRAFT, choices=ResourceState.choices, protected=True)
    category = models.ForeignKey(CatalogueCategory, models.PROTECT, null=True, verbose_name="资源分类")
    code = models.CharField("资源代码", max_length=40, unique=True)
    name = models.CharField("资源名称", max_length=120)
    provider = models.ForeignKey(Organisation, models.PROTECT, related_name="resources", verbose_name="提供单位")
    provider_code = models.CharField("提供方代码", max_length=18, blank=True)
    abstract = models.TextField("资源摘要", blank=True)
    format = models.CharField("资源格式", max_length=20, choices=Format.choices, default=Format.DATABASE)
    kind = models.CharField("类别", max_length=20, choices=Kind.choices)
    base = models.CharField("基础库", max_length=20, choices=Base.choices, blank=True)
    sharing = models.CharField("共享类型", max_length=20, choices=Sharing.choices)
    condition = models.CharField("共享条件", max_length=300, blank=True)
    basis = models.CharField("不予共享的依据", max_length=200, blank=True)
    way = models.CharField("共享方式", max_length=20, choices=Way.choices, default=Way.INTERFACE)
    is_open = models.BooleanField("向社会开放", default=False)
    open_condition = models.CharField("开放条件", max_length=300, blank=True)
    cycle = models.CharField("更新周期", max_length=40, choices=Cycle.choices, blank=True)
    published_on = models.DateField("发布日期", null=True, blank=True)
    related_code = models.CharField("关联资源代码", max_length=40, blank=True)
    scheme = models.ForeignKey(CatalogueScheme, models.PROTECT, null=True, editable=False, verbose_name="元数据方案")
    extra = models.JSONField("扩展元数据", default=dict, blank=True)
    version = models.PositiveIntegerField("版本", default=0, editable=False)
    opened_at = models.DateTimeField("开放时间", null=True, editable=False)
    open_note = models.CharField("开放安全审查意见", max_length=300, blank=True, editable=False)
    data_updated_on = models.DateField("数据更新日期", null=True, editable=False)
    # Of the last table that its provider sent; what it held lies in `rows`.
    data_updated_by = models.ForeignKey(
        Post, models.PROTECT, null=True, editable=False, related_name="+", verbose_name="数据更新人"
    )
    data_mode = models.CharField("更新方式", max_length=10, choices=DataMode.choices, blank=True, editable=False)
    data_count = models.PositiveIntegerField("数据条数", default=0, editable=False)
    data_sha256 = models.CharField("数据文件校验值", max_length=64, blank=True, editable=False)

    objects = ResourceQuerySet.as_manager()

    inbox_related = ("provider",)

    class Meta:
        ordering = ("code",)
        verbose_name = "信息资源"
        constraints = [
            models.CheckConstraint(
                condition=~Q(sharing="none") | ~Q(basis=""),
                name="resource_withheld_with_basis",
                violation_error_message="不予共享的，须写明法律依据。",
            ),
            models.CheckConstraint(
                condition=~Q(kind="base") | (Q(sharing="free") & ~Q(base="")),
                name="article_18_base_resources_are_shared",
                violation_error_message="人口、法人、空间地理、宏观经济等基础信息资源应当普遍共享（《办法》第十八条）。",
            ),
            models.CheckConstraint(condition=~Q(state="published") | Q(version__gt=0), name="published_has_version"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def title(self) -> str:
        return self.name

    @property
    def unit(self) -> Organisation:
        return self.provider

    @property
    def editable(self) -> bool:
        return self.state in (ResourceState.DRAFT, ResourceState.CHANGING)

    @property
    def stands(self) -> bool:
        """In force for those who use it: a change under way does not take the published version away."""
        return self.version > 0 and self.state != ResourceState.WITHDRAWN

    def open_items(self) -> list["DataItem"]:
        """What everybody may read: a mark taken away counts at once, a new one from its publication on."""
        return [item for item in self.items.all() if item.open and item.open_published]

    def value_of(self, key: str) -> str:
        """A field of the form in words, wherever it is kept."""
        if key == "items":
            return "、".join(item.name for item in self.items.all())
        if not hasattr(self, key):
            return str(self.extra.get(key, ""))
        shown = getattr(self, f"get_{key}_display", None)
        value = shown() if shown else getattr(self, key)
        return "" if value is None else {True: "是", False: "否"}.get(value, str(value))

    @asked_once
    def missing(self) -> list[str]:
        """Labels of the demanded fields that are empty, by the scheme that the resource was described with."""
        scheme = self.scheme or CatalogueScheme.in_force()
        fields = scheme.fields if scheme else [{"key": "items", "label": "数据项", "required": True}]
        return [field["label"] for field in fields if field.get("required") and not self.value_of(field["key"])]

    def content(self) -> dict[str, Any]:
        """What a version freezes: labels and words, so that two versions are compared as a reader would."""
        scheme = self.scheme or CatalogueScheme.in_force()
        plain = {field["label"]: self.value_of(field["key"]) for field in (scheme.fields if scheme else [])}
        plain.pop("数据项", None)
        items = [
            f"{one.name}（{one.get_type_display()} {one.length}，{one.get_sharing_display()}，{OPENED[one.open]}）"
            for one in self.items.all()
        ]
        return {**plain, "数据项": "\n".join(items)}

    @RESOURCE.step("submit")
    def submit(self, *, post, data):
        pass

    @RESOURCE.step("confirm")
    def confirm(self, *, post, data):
        pass

    @RESOURCE.step("unit_return")
    def unit_return(self, *, post, data):
        pass

    @RESOURCE.step("publish")
    def publish(self, *, post, data):
        self.version += 1
        self.published_on = self.published_on or timezone.localdate()
        if self.way != Way.INTERFACE:
            # Handed over file by file, to each user; what the interface gives is as new as the last table sent here.
            self.data_updated_on = self.data_updated_on or timezone.localdate()

    @RESOURCE.step("office_return")
    def office_return(self, *, post, data):
        pass

    @RESOURCE.step("revise")
    def revise(self, *, post, data):
        pass

    @RESOURCE.step("withdraw")
    def withdraw(self, *, post, data):
        self.opened_at = None

    @RESOURCE.step("open_up")
    def open_up(self, *, post, data):
        self.opened_at, self.open_note = timezone.now(), data.get("note", "")

    @RESOURCE.step("close_open")
    def close_open(self, *, post, data):
        self.opened_at = None

    @RESOURCE.step("update_data")
    def update_data(self, *, post, data):
        table, kept = data["table"], self.rows.count() if data["mode"] == DataMode.APPEND else 0
        self.data_updated_on, self.data_updated_by = timezone.localdate(), post
        self.data_mode, self.data_count, self.data_sha256 = data["mode"], kept + len(table.rows), table.sha256


class DataItem(models.Model):
    """One item of a resource (信息项)."""

    resource = models.ForeignKey(InformationResource, models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField(default=0)
    name = models.CharField("数据项名称", max_length=80, db_index=True)
    type = models.CharField("数据类型", max_length=10, choices=ItemType.choices, default=ItemType.TEXT)
    length = models.PositiveIntegerField("长度", default=0)
    sharing = models.CharField("共享类型", max_length=20, choices=Sharing.choices, default=Sharing.FREE)
    open = models.BooleanField("可开放", default=False)
    # As the office last published it: what is ticked in a change is nobody's to read before that is reviewed.
    open_published = models.BooleanField(default=False, editable=False)

    class Meta:
        ordering = ("position", "pk")
        verbose_name = "数据项"
        constraints = [models.UniqueConstraint(fields=["resource", "name"], name="item_once_a_resource")]

    def __str__(self) -> str:
        return self.name


class ResourceVersion(models.Model):
    """What the catalogue said after each publication."""

    resource = models.ForeignKey(InformationResource, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField("版本")
    content = models.JSONField()
    published_at = models.DateTimeField(default=timezone.now)
    published_by = models.ForeignKey(Post, models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-number",)
        constraints = [models.UniqueConstraint(fields=["resource", "number"], name="version_once")]

    def __str__(self) -> str:
        return f"第 {self.number} 版"


class DataRow(models.Model):
    """One record behind a resource that lies on the exchange platform; `values` by the item's name."""

    resource = models.ForeignKey(InformationResource, models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    values = models.JSONField()

    class Meta:
        ordering = ("number",)
        constraints = [models.UniqueConstraint(fields=["resource", "number"], name="data_row_once")]

    def __str__(self) -> str:
        return f"{self.resource} {self.number}"
