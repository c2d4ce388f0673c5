"""What the search for duplicates and splits knows and found: one row a project, a pair, a group (articles 14, 21)."""

from typing import Any

from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.utils import timezone

from accounts.models import Post
from accounts.roles import OFFICE_ROLES, Role
from projects.models import Project
from projects.models.project import MONEY
from projects.models.visibility import visible_projects
from projects.states import ENDED
from similarity.states import CONFIRMED, DEMANDING, LIKENESS, SPLIT, LikenessState, SplitState
from similarity.vectors import from_bytes
from workflow.fields import StateField
from workflow.models import WorkflowModel, WorkflowQuerySet

READERS = (*OFFICE_ROLES, Role.LEADING_GROUP)


class Entry(models.Model):
    """What a project says of itself, as it was last compared. The sweeper finds rows that are missing or behind."""

    project = models.OneToOneField(Project, models.CASCADE, primary_key=True, related_name="similarity_entry")
    version = models.PositiveIntegerField("申报表版本")
    item = models.JSONField("比对内容")
    # Embeddings of its texts (similarity/vectors.py): computed once, when the texts change.
    vectors = models.BinaryField(null=True)
    touched_at = models.DateTimeField(default=timezone.now, db_index=True)
    compared_at = models.DateTimeField("比对时间", null=True)

    def __str__(self) -> str:
        return self.item["name"]

    def with_vectors(self) -> dict[str, Any]:
        return {**self.item, "vectors": from_bytes(self.vectors)} if self.vectors else self.item


class Finding(WorkflowModel):
    """What a pair and a group share: the machine's verdict, its evidence, the officer's decision and reason."""

    score = models.FloatField("相似度")
    evidence = models.JSONField("依据", default=dict)
    found_at = models.DateTimeField("发现时间", default=timezone.now)
    why = models.TextField("判定理由", blank=True)
    decided_by = models.ForeignKey(Post, models.PROTECT, null=True, editable=False, related_name="+")
    decided_at = models.DateTimeField("判定时间", null=True)
    overturned_by = models.ForeignKey(Post, models.PROTECT, null=True, editable=False, related_name="+")
    overturn_reason = models.TextField("准予继续的理由", blank=True)

    class Meta:
        abstract = True

    def _decide(self, post, data):
        self.why, self.decided_by, self.decided_at = data["why"], post, timezone.now()


class LikenessQuerySet(WorkflowQuerySet):
    def visible_to(self, post: Post | None):
        """The office's, where it may see both projects: a pair tells of each what the other's unit need not know."""
        if post is None or post.role not in READERS:
            return self.none()
        return self.filter(visible_projects(post, "earlier__"), visible_projects(post, "later__"))

    def between_live(self):
        return self.exclude(earlier__stage__in=ENDED).exclude(later__stage__in=ENDED)

    def undecided(self):
        return self.between_live().filter(state=LikenessState.OPEN, predicted=DEMANDING)


class Likeness(Finding):
    """Two projects; the one that was handed in earlier stands first, and only the later one is held."""

    earlier = models.ForeignKey(Project, models.PROTECT, related_name="earlier_likenesses", verbose_name="先报的项目")
    later = models.ForeignKey(Project, models.PROTECT, related_name="later_likenesses", verbose_name="后报的项目")
    state = StateField("状态", default=LikenessState.OPEN, choices=LikenessState.choices, protected=True)
    predicted = models.CharField("系统判断", max_length=10)

    objects = LikenessQuerySet.as_manager()

    inbox_related = ("earlier__unit", "later__unit", "decided_by")

    class Meta:
        ordering = ("-score", "pk")
        verbose_name = "相似项目"
        constraints = [
            models.UniqueConstraint(fields=["earlier", "later"], name="likeness_asked_once"),
            models.CheckConstraint(condition=~Q(earlier=F("later")), name="likeness_of_two"),
            models.CheckConstraint(
                condition=Q(state__in=["open", "lapsed"]) | (~Q(why="") & Q(decided_by__isnull=False)),
                name="likeness_decided_with_reason",
                violation_error_message="判定必须写明理由。",
            ),
        ]

    def __str__(self) -> str:
        return f"《{self.later.name}》与《{self.earlier.name}》"

    @property
    def title(self) -> str:
        return str(self)

    @property
    def unit(self):
        return self.later.unit

    @property
    def predicted_label(self) -> str:
        return {"same": "可能重复", "related": "可能相关"}.get(self.predicted, "不同")

    @property
    def demands_decision(self) -> bool:
        return self.predicted == DEMANDING and not {self.earlier.stage, self.later.stage} & set(ENDED)

    @property
    def only_told(self) -> bool:
        """Open, and nobody need decide: it is there to be looked at."""
        return self.state == LikenessState.OPEN and not self.demands_decision

    @property
    def holds(self) -> bool:
        """Does it hold the later project? The earlier one has not ended."""
        return self.state == LikenessState.SAME and self.earlier.stage not in ENDED

    @LIKENESS.step("judge_same")
    def judge_same(self, *, post, data):
        self._decide(post, data)

    @LIKENESS.step("judge_related")
    def judge_related(self, *, post, data):
        self._decide(post, data)

    @LIKENESS.step("judge_different")
    def judge_different(self, *, post, data):
        self._decide(post, data)

    @LIKENESS.step("overturn")
    def overturn(self, *, post, data):
        self.overturned_by = post

    @LIKENESS.step("lapse")
    def lapse(self, *, post, data):
        pass

    @LIKENESS.step("reopen")
    def reopen(self, *, post, data):
        pass


class SplitQuerySet(WorkflowQuerySet):
    def visible_to(self, post: Post | None):
        if post is None or post.role not in READERS:
            return self.none()
        hidden = Project.objects.exclude(visible_projects(post))
        # Every line of a list or an inbox names the parts.
        return self.exclude(parts__in=hidden).prefetch_related("parts__unit")

    def undecided(self):
        """A group of which only one part is left asks nothing any more.

        Counted apart from this query: asked of one project's groups, it has joined that project alone.
        """
        live = SplitGroup.parts.through.objects.filter(splitgroup=OuterRef("pk")).exclude(project__stage__in=ENDED)
        count = live.order_by().values("splitgroup").annotate(count=Count("pk")).values("count")
        return self.alias(live_count=Subquery(count)).filter(state=SplitState.OPEN, live_count__gt=1)


class SplitGroup(Finding):
    """Projects of one house, near in time, each below a limit that their sum exceeds. `key` are the parts' ids."""

    key = models.CharField(max_length=64, unique=True)
    parts = models.ManyToManyField(Project, related_name="split_groups", verbose_name="各部分")
    # Those of the parts that the officer found to be one purchase; the others were found to be none of it.
    confirmed = models.ManyToManyField(Project, related_name="confirmed_splits", verbose_name="认定属同一采购的部分")
    state = StateField("状态", default=SplitState.OPEN, choices=SplitState.choices, protected=True)
    total = models.DecimalField("合计（元）", **MONEY)
    limit = models.DecimalField("所跨限额（元）", **MONEY)
    merged_into = models.ForeignKey(
        Project, models.PROTECT, null=True, related_name="merged_groups", verbose_name="合并后保留的项目"
    )

    objects = SplitQuerySet.as_manager()

    inbox_related = ("decided_by",)

    class Meta:
        ordering = ("-found_at", "pk")
        verbose_name = "疑似化整为零"
        constraints = [
            models.CheckConstraint(condition=Q(total__gt=F("limit")), name="split_sum_exceeds_limit"),
            models.CheckConstraint(
                condition=Q(state__in=["open", "lapsed"]) | (~Q(why="") & Q(decided_by__isnull=False)),
                name="split_decided_with_reason",
                violation_error_message="认定必须写明理由。",
            ),
            models.CheckConstraint(
                condition=~Q(state="merged") | Q(merged_into__isnull=False), name="split_merged_into_one"
            ),
        ]

    def __str__(self) -> str:
        names = [part.name for part in self.parts.all()]
        return f"《{names[0]}》等 {len(names)} 个项目" if names else "各部分"

    @property
    def title(self) -> str:
        return str(self)

    @property
    def unit(self):
        return next((part.unit for part in self.parts.all()), None)

    def at_issue(self) -> list[Project]:
        """All that were found together; once it is decided, those that the decision names."""
        return list((self.confirmed if self.state in CONFIRMED else self.parts).all())

    def live_parts(self) -> list[Project]:
        return [part for part in self.at_issue() if part.stage not in ENDED]

    @property
    def demands_decision(self) -> bool:
        return len(self.live_parts()) > 1

    @property
    def holds(self) -> bool:
        return self.state == SplitState.SPLIT and len(self.live_parts()) > 1

    @SPLIT.step("judge_split")
    def judge_split(self, *, post, data):
        self._decide(post, data)

    @SPLIT.step("judge_independent")
    def judge_independent(self, *, post, data):
        self._decide(post, data)

    @SPLIT.step("record_merge")
    def record_merge(self, *, post, data):
        self.merged_into = data["into"]

    @SPLIT.step("overturn")
    def overturn(self, *, post, data):
        self.overturned_by = post

    @SPLIT.step("lapse")
    def lapse(self, *, post, data):
        pass
