"""People, organisations and the posts that join them. A permission is always asked of a post, never of a person."""

import uuid

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.roles import KINDS_OF_ROLE, OrgKind, Role


class OrganisationQuerySet(models.QuerySet):
    def standing(self):
        """Not merged into another one: who can be chosen for what begins now."""
        return self.filter(ended_on__isnull=True)


class Organisation(models.Model):
    """A body, department, county or enterprise; a tree by `parent`. One that was merged keeps its row."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField("单位名称", max_length=120, unique=True)
    short_name = models.CharField("简称", max_length=40)
    kind = models.CharField("类别", max_length=20, choices=OrgKind.choices)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    county = models.CharField("县区", max_length=20, blank=True)
    # 行政机关, by law or entrusted like one; a hospital or a school of the city is a department and none.
    administrative = models.BooleanField("行政机关", default=True)
    credit_code = models.CharField("统一社会信用代码", max_length=18, blank=True)
    contact = models.CharField("联系人", max_length=40, blank=True)
    phone = models.CharField("联系电话", max_length=40, blank=True)
    ended_on = models.DateField("撤并日期", null=True, blank=True, editable=False)
    successor = models.ForeignKey("self", models.PROTECT, null=True, editable=False, related_name="predecessors")

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ("kind", "name")
        verbose_name = "单位"
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True, successor__isnull=True)
                | Q(ended_on__isnull=False, successor__isnull=False) & ~Q(successor=F("pk")),
                name="merged_organisation_has_successor",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class FormerName(models.Model):
    """What a body was called until a day; papers of that time bear it."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="former_names")
    name = models.CharField("原名称", max_length=120)
    short_name = models.CharField("原简称", max_length=40)
    until = models.DateField("使用至")

    class Meta:
        ordering = ("-until", "-pk")
        verbose_name = "原名称"

    def __str__(self) -> str:
        return f"{self.name}（至 {self.until}）"


class User(AbstractUser):
    """A person who signs in. Powers come from posts; the flags of Django's admin are not used."""

    display_name = models.CharField("姓名", max_length=40)
    phone = models.CharField("电话", max_length=40, blank=True)

    REQUIRED_FIELDS = ["display_name"]

    class Meta:
        verbose_name = "人员"

    def __str__(self) -> str:
        return self.display_name or self.username


class PostQuerySet(models.QuerySet):
    def current(self, on=None):
        """Posts in force on a day (default today)."""
        day = on or timezone.localdate()
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day), valid_from__lte=day)

    def for_session(self, user):
        return self.current().filter(user=user).select_related("organisation", "user").order_by("valid_from", "pk")


class Post(models.Model):
    """One role in one organisation, from a day to a day. Old acts keep the old post."""

    user = models.ForeignKey(User, models.PROTECT, related_name="posts", verbose_name="人员")
    role = models.CharField("角色", max_length=20, choices=Role.choices)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="posts", verbose_name="单位")
    valid_from = models.DateField("起", default=timezone.localdate)
    valid_to = models.DateField("止", null=True, blank=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        ordering = ("organisation", "role", "pk")
        verbose_name = "岗位"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role", "organisation"],
                condition=Q(valid_to__isnull=True),
                name="post_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="post_ends_after_it_began"
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The words that the audit trail freezes: 张三 · 信息办经办人 · 广元市经济和信息化委员会."""
        return f"{self.user} · {self.get_role_display()} · {self.organisation.name}"

    def clean(self) -> None:
        if self.role and self.organisation_id and self.organisation.kind not in KINDS_OF_ROLE[self.role]:
            raise ValidationError(
                f"{self.organisation.name}不能设“{self.get_role_display()}”岗位：依据《办法》第五条，各部门职权不得互相代行。"
            )
        admins = {Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN}
        if self.role in admins and self.user_id:
            others = Post.objects.current().filter(user_id=self.user_id, role__in=admins - {self.role})
            if others.exists():
                raise ValidationError("三员（系统、安全、审计管理员）必须由三个不同的人担任。")
