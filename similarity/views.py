from django.views.generic import DetailView

from accounts.access import RolesMixin
from projects.exports import STATE
from projects.models import Project
from similarity import queries
from similarity.features import core_name, said, subjects_spoken
from similarity.models import READERS
from similarity.services import item_of
from similarity.states import LikenessState, SplitState
from workflow.exports import Column, local_day
from workflow.lists import StateList
from workflow.models import AuditEvent
from workflow.panel import build_panel

# What was decided, and by whom: the same in both lists.
DECIDED = (
    Column("发现日期", lambda row: local_day(row.found_at)),
    Column("认定理由", lambda row: row.why, 40),
    Column("认定人", lambda row: str(row.decided_by.user) if row.decided_by else ""),
)


class LikenessList(RolesMixin, StateList):
    roles = READERS
    states = LikenessState
    context_object_name = "findings"
    template_name = "similarity/likeness_list.html"
    export_name = "相似项目"
    export_columns = (
        STATE,
        Column("后报项目编号", lambda row: row.later.number),
        Column("后报的项目", lambda row: row.later.name, 40),
        Column("后报单位", lambda row: row.later.unit.name, 28),
        Column("后报申报数（元）", lambda row: row.later.declared_sum),
        Column("先报项目编号", lambda row: row.earlier.number),
        Column("先报的项目", lambda row: row.earlier.name, 40),
        Column("先报单位", lambda row: row.earlier.unit.name, 28),
        Column("先报申报数（元）", lambda row: row.earlier.declared_sum),
        Column("系统判断", lambda row: row.predicted_label),
        Column("相似度", lambda row: row.score),
        *DECIDED,
    )

    def rows(self, post):
        return queries.likenesses(post).order_by("-score", "pk")


class SplitList(RolesMixin, StateList):
    roles = READERS
    states = SplitState
    context_object_name = "findings"
    template_name = "similarity/splitgroup_list.html"
    export_name = "疑似化整为零"
    export_columns = (
        STATE,
        Column("项目", lambda row: "；".join(part.name for part in row.parts.all()), 60),
        Column("单位", lambda row: "；".join(part.unit.short_name for part in row.parts.all()), 30),
        Column("合计（元）", lambda row: row.total),
        Column("超过的限额（元）", lambda row: row.limit),
        Column("可能性", lambda row: row.score),
        *DECIDED,
    )

    def rows(self, post):
        return queries.groups(post).order_by("-found_at", "pk")


class FindingPage(RolesMixin, DetailView):
    roles = READERS
    context_object_name = "finding"

    def get_context_data(self, **kwargs):
        finding, post = self.object, self.request.post
        events = AuditEvent.objects.visible_to(post).about(finding).select_related("content").order_by("-pk")
        return super().get_context_data(panel_steps=build_panel(finding, post), events=events, **kwargs)


class LikenessPage(FindingPage):
    template_name = "similarity/likeness.html"

    def get_queryset(self):
        rows = queries.likenesses(self.request.post)
        return rows.select_related("earlier__application", "later__application", "overturned_by__user")


class SplitPage(FindingPage):
    template_name = "similarity/splitgroup.html"

    def get_queryset(self):
        return queries.groups(self.request.post).select_related("merged_into", "overturned_by__user")

    def get_context_data(self, **kwargs):
        rows = self.object.parts.select_related("unit", "application").order_by("submitted_at")
        parts = list(rows.prefetch_related("application__modules", "application__indicators"))
        common = _in_common(parts)
        confirmed = {one.pk for one in self.object.confirmed.all()}
        return super().get_context_data(parts=parts, common=common, confirmed=confirmed, **kwargs)


def _in_common(parts):
    """What all of them speak of, each subject in the words of the parts."""
    items = (item_of(one) | {"name": core_name(one.name, one.unit.name)} for one in parts)
    told = [subjects_spoken(said(item)) for item in items]
    common = set.intersection(*(set(one) for one in told)) if told else set()
    return sorted("／".join(dict.fromkeys(one[subject] for one in told)) for subject in common)


class ProjectFindings(RolesMixin, DetailView):
    """All that was found of one project, on a page of its own."""

    roles = READERS
    template_name = "similarity/project.html"
    context_object_name = "project"

    def get_queryset(self):
        seen = Project.objects.visible_to(self.request.post).filter(submitted_at__isnull=False, is_classified=False)
        return seen.select_related("unit", "application", "similarity_entry")

    def get_context_data(self, **kwargs):
        return super().get_context_data(advice=queries.advice(self.object, self.request.post), **kwargs)
