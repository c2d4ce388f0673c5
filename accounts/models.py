"""People, organisations and the posts that join them. A permission is always asked of a post, never of a person."""

import datetime
import uuid

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.bodies import ONLY_ONE
from accounts.roles import ADMIN_ROLES, KINDS_OF_ROLE, OrgKind, Role


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
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级单位"
    )
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

    def clean(self) -> None:
        wrong: dict[str, str] = {}
        if self.kind == OrgKind.COUNTY and not self.county:
            wrong["county"] = "县区单位须填写所在县区。"
        same = Organisation.objects.standing().exclude(pk=self.pk)
        if self.kind in ONLY_ONE and (other := same.filter(kind=self.kind).first()):
            wrong["kind"] = f"“{self.get_kind_display()}”已有{other.name}，职权不能由两个单位分担（《办法》第五条）。"
        elif misplaced := self._posts_out_of_place():
            wrong["kind"] = f"本单位现有“{'、'.join(misplaced)}”岗位，改为此类别前须先免去。"
        if self.parent is not None and self.pk in self.parent.line_upwards():
            wrong["parent"] = "上级单位不能是本单位或它的下属单位。"
        if wrong:
            raise ValidationError(wrong)

    def _posts_out_of_place(self) -> list[str]:
        """Roles now held here that a body of this kind cannot give (article 5)."""
        held = set(self.posts.current().values_list("role", flat=True)) if not self._state.adding else set()
        return sorted(Role(role).label for role in held if self.kind not in KINDS_OF_ROLE[role])

    def line_upwards(self) -> list[uuid.UUID]:
        """This body and those above it."""
        line: list[uuid.UUID] = []
        body: Organisation | None = self
        while body is not None and body.pk not in line:
            line.append(body.pk)
            body = body.parent
        return line

    def is_named(self) -> bool:
        """Does anything but its people bear this name already? Then it is changed by a 机构改革, with a day."""
        return any(
            relation.related_model._base_manager.filter(**{relation.field.name: self}).exists()
            for relation in self._meta.related_objects
            if not relation.many_to_many and relation.related_model not in (Post, Organisation)
        )


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
    # Somebody else has known the password: nothing is done with it but to choose another.
    must_change_password = models.BooleanField(default=False, editable=False)

    REQUIRED_FIELDS = ["display_name"]

    class Meta:
        verbose_name = "人员"

    def __str__(self) -> str:
        return self.display_name or self.username


def in_force(day: datetime.date, prefix: str = "") -> Q:
    """Posts in force on a day; one from which somebody was dismissed ended at that moment, not at midnight."""
    last = Q(**{f"{prefix}valid_to": None}) | Q(**{f"{prefix}valid_to__gt": day})
    last |= Q(**{f"{prefix}valid_to": day, f"{prefix}dismissed_at": None})
    return last & Q(**{f"{prefix}valid_from__lte": day})


class PostQuerySet(models.QuerySet):
    def current(self, on=None):
        """Posts in force on a day (default today)."""
        return self.filter(in_force(on or timezone.localdate()))

    def for_session(self, user):
        return self.current().filter(user=user).select_related("organisation", "user").order_by("valid_from", "pk")


class Post(models.Model):
    """One role in one organisation, from a day to a day. Old acts keep the old post."""

    user = models.ForeignKey(User, models.PROTECT, related_name="posts", verbose_name="人员")
    role = models.CharField("角色", max_length=20, choices=Role.choices)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="posts", verbose_name="单位")
    valid_from = models.DateField("起", default=timezone.localdate)
    valid_to = models.DateField("止", null=True, blank=True)
    dismissed_at = models.DateTimeField("免去时间", null=True, editable=False)

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
        if self.valid_to is not None and self.valid_to < self.valid_from:
            raise ValidationError({"valid_to": "止日不能早于起日。"})
        if self.role in ADMIN_ROLES and self.user_id and self._other_admin_posts().exists():
            raise ValidationError("三员（系统、安全、审计管理员）必须由三个不同的人担任。")

    def _other_admin_posts(self) -> "models.QuerySet[Post]":
        """Posts of this person among the other two, on any day of this one."""
        others = Post.objects.filter(user_id=self.user_id, role__in=set(ADMIN_ROLES) - {self.role})
        others = others.exclude(valid_to__lt=self.valid_from)
        return others if self.valid_to is None else others.filter(valid_from__lte=self.valid_to)

    @property
    def is_over(self) -> bool:
        """Nothing is left to be taken away."""
        return self.dismissed_at is not None or (self.valid_to is not None and self.valid_to < timezone.localdate())
