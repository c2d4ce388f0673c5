"""Two lifecycles of judgement: a pair of projects (article 21: no duplicates), a group of projects (article 14)."""

from django.apps import apps
from django.db.models import Exists, OuterRef, Q, TextChoices

from projects.states import ENDED
from similarity import permits, rules
from workflow.machines import Kind, Machine, Step


class LikenessState(TextChoices):
    OPEN = "open", "待判定"
    SAME = "same", "重复"
    RELATED = "related", "相关"
    DIFFERENT = "different", "不同"
    ALLOWED = "allowed", "准予继续"
    LAPSED = "lapsed", "不再相似"


class SplitState(TextChoices):
    OPEN = "open", "待判定"
    SPLIT = "split", "化整为零"
    INDEPENDENT = "independent", "各自独立"
    MERGED = "merged", "已合并"
    ALLOWED = "allowed", "准予继续"
    LAPSED = "lapsed", "并入新的一组"


L, G = LikenessState, SplitState
# What the ranker calls so must be decided before the pre-review; "related" is shown and may be decided.
DEMANDING = "same"
# In these an officer has found a split, and said of which parts.
CONFIRMED = (G.SPLIT, G.MERGED, G.ALLOWED)
WHY = "similarity.forms.WhyForm"


def _awaited():
    """Likeness.demands_decision."""
    return Q(predicted=DEMANDING) & ~Q(earlier__stage__in=ENDED) & ~Q(later__stage__in=ENDED)


def _some_live(parts):
    """More than one of these projects has not ended: SplitGroup.live_parts."""
    through = getattr(apps.get_model("similarity.splitgroup"), parts).through
    live = through.objects.filter(splitgroup=OuterRef("pk")).exclude(project__stage__in=ENDED)
    return Exists(live[1:])


LIKENESS = Machine(
    key="similarity.likeness",
    states=L,
    field="state",
    clocks={L.OPEN: "clock.similarity"},
    steps=(
        Step(
            "judge_same", "判为重复", "21", 1, (L.OPEN,), L.SAME, permits.OFFICE_CLERK, form=WHY, waits=_awaited,
            effect="similarity.services.after_judged",
            consequence="后报的项目将不能预审和实施，直到另一项目撤回或终止，或者信息办负责人说明理由准予继续。",
            done="已判为重复，后报的项目暂不能继续办理。",
        ),
        Step(
            "judge_related", "判为相关", "21", 2, (L.OPEN,), L.RELATED, permits.OFFICE_CLERK, form=WHY, waits=_awaited,
            effect="similarity.services.after_judged",
            consequence="两个项目都可继续；以后审查时都会看到这一结论。", done="已判为相关，结论已留存。",
        ),
        Step(
            "judge_different", "判为不同", "21", 3, (L.OPEN,), L.DIFFERENT, permits.OFFICE_CLERK, form=WHY, waits=_awaited,
            effect="similarity.services.after_judged",
            consequence="两个项目都可继续；这一对不会再次提请判定。", done="已判为不同，不会再次提请判定。",
        ),
        Step(
            "overturn", "准予继续", "21", 4, (L.SAME,), L.ALLOWED, permits.OTHER_LEADER, kind=Kind.END, awaits=(),
            effect="similarity.services.after_overturned",
            consequence="后报的项目可以继续办理；判定和您的理由都将永久保存。", done="已准予继续。",
        ),
        Step("lapse", "不再相似", "21", 5, (L.OPEN,), L.LAPSED, permits.OFFICE_CLERK, system=True),
        Step("reopen", "再次相似", "21", 6, (L.LAPSED,), L.OPEN, permits.OFFICE_CLERK, system=True),
    ),
)  # fmt: skip

SPLIT = Machine(
    key="similarity.splitgroup",
    states=G,
    field="state",
    clocks={G.OPEN: "clock.similarity"},
    steps=(
        Step(
            "judge_split", "认定化整为零", "14", 1, (G.OPEN,), G.SPLIT, permits.OFFICE_CLERK, waits=lambda: _some_live("parts"),
            form="similarity.forms.SplitForm", effect="similarity.services.after_group_judged",
            consequence="勾选的各项目都不能预审、审批和实施，直到合并为一个项目，或者信息办负责人说明理由准予继续；"
            "没有勾选的不受影响。",
            done="已认定化整为零，认定的项目暂不能继续办理。",
        ),
        Step(
            "judge_independent", "认定各自独立", "14", 2, (G.OPEN,), G.INDEPENDENT, permits.OFFICE_CLERK, form=WHY,
            waits=lambda: _some_live("parts"), effect="similarity.services.after_group_judged",
            consequence="各项目都可继续；这一组不会再次提请判定。", done="已认定各自独立，不会再次提请判定。",
        ),
        Step(
            "record_merge", "登记合并", "14", 3, (G.SPLIT,), G.MERGED, permits.OFFICE_CLERK, rules=(rules.PARTS_ENDED,),
            form="similarity.forms.MergeForm", waits=lambda: ~_some_live("confirmed"),
            effect="similarity.services.after_merged",
            consequence="保留的项目可以继续办理；合并前的各项目留存备查。", done="已登记合并，保留的项目可以继续办理。",
        ),
        Step(
            "overturn", "准予继续", "14", 4, (G.SPLIT,), G.ALLOWED, permits.OTHER_LEADER, kind=Kind.END, awaits=(),
            effect="similarity.services.after_overturned",
            consequence="认定的各项目可以继续办理；认定和您的理由都将永久保存。", done="已准予继续。",
        ),
        Step("lapse", "并入新的一组", "14", 5, (G.OPEN,), G.LAPSED, permits.OFFICE_CLERK, system=True),
    ),
)  # fmt: skip
