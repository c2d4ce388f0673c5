"""The resource catalogue (articles 18, 19): who provides what, and on which terms."""

import uuid

from django.db import models
from django.db.models import Q

from accounts.models import Organisation, Post
from accounts.roles import OFFICE_ROLES, UNIT_ROLES, Role

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


class ResourceQuerySet(models.QuerySet):
    def visible_to(self, post: Post | None):
        """The catalogue is there to be found: every body and unit sees it."""
        return self if post is not None and post.role in SEES_CATALOGUE else self.none()


class InformationResource(models.Model):
    class Kind(models.TextChoices):
        BASE = "base", "基础信息资源"
        PROFESSIONAL = "professional", "专业信息资源"
        OPEN = "open", "开放数据"

    class Base(models.TextChoices):
        POPULATION = "population", "人口"
        LEGAL = "legal", "法人单位"
        SPACE = "space", "空间地理"
        ECONOMY = "economy", "宏观经济"

    class Sharing(models.TextChoices):
        FREE = "free", "无条件共享"
        CONDITIONAL = "conditional", "有条件共享"
        NONE = "none", "不予共享"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField("资源代码", max_length=40, unique=True)
    name = models.CharField("资源名称", max_length=120)
    provider = models.ForeignKey(Organisation, models.PROTECT, related_name="resources", verbose_name="提供单位")
    kind = models.CharField("类别", max_length=20, choices=Kind.choices)
    base = models.CharField("基础库", max_length=20, choices=Base.choices, blank=True)
    sharing = models.CharField("共享类型", max_length=20, choices=Sharing.choices)
    basis = models.CharField("不予共享的依据", max_length=200, blank=True)
    cycle = models.CharField("更新周期", max_length=40, blank=True)
    items = models.TextField("数据项", blank=True)

    objects = ResourceQuerySet.as_manager()

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
        ]

    def __str__(self) -> str:
        return self.name
