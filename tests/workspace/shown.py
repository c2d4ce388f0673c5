"""What a stranger looks for in a room of the demonstration and must find: experts, likenesses."""

from django.db.models import Count

from documents.models import Document
from experts.models import Meeting
from projects.models import Project
from reviews.models import ReviewRound
from similarity.dataitems import provided_items
from similarity.models import Likeness, SplitGroup
from similarity.states import LikenessState
from similarity.tasks import compare_project, sweep_comparisons
from workspace.demo.people import SELDOM
from workspace.demo.twins import PAIRS


def experts_not_shown() -> list[str]:
    kinds = set(Document.objects.values_list("kind", flat=True))
    joint = Meeting.objects.filter(state="held").annotate(number=Count("panels")).filter(number__gt=1)
    passed = ReviewRound.objects.filter(state="issued", conclusion__in=("pass", "amend"))
    found = {
        "邀请函、感谢信": kinds >= {"expert_invitation", "expert_thanks"},
        "多项目评审会": joint.exists(),
        "意见逐条处理": not [one for one in passed if one.untaken() or one.remarks.open_().exists()],
    }
    return [what for what, there in found.items() if not there]


def twins():
    """Those of the likenesses of workspace/demo/twins.py that are left, and its groups."""
    later = [(pair.instead or pair.later).name for pair in PAIRS]
    pairs = Likeness.objects.filter(later__name__in=later, earlier__name__in=[pair.earlier.name for pair in PAIRS])
    groups = SplitGroup.objects.filter(parts__unit__name__in=[name for name, _short in SELDOM.values()])
    return pairs, groups.distinct()


def likenesses_not_shown() -> list[str]:
    pairs, groups = twins()
    decided = [*pairs.exclude(why=""), *groups.exclude(why="")]
    found = {
        "各种结论": {one.state for one in pairs} == set(LikenessState.values),
        "整组结论": {one.state for one in groups} == {"open", "split", "merged", "allowed", "lapsed"},
        "两人分办": all(one.overturned_by.user != one.decided_by.user for one in decided if one.overturned_by),
        "先后有序": all(one.found_at < one.decided_at for one in decided),
        "重复采集": any(provided_items(one) for one in Project.objects.select_related("application__project")),
    }
    return [what for what, there in found.items() if not there]


def judged_anew() -> list[str]:
    """The worker goes over all of it afterwards: what was judged stays so, and nobody is asked a second time."""
    before = _verdicts()
    asked = set(twins()[1].undecided().values_list("pk", flat=True))
    while sweep_comparisons():
        pass
    for project in Project.objects.filter(unit__name__in=[name for name, _short in SELDOM.values()]):
        compare_project(str(project.pk))
    for pair in twins()[0]:
        compare_project(str(pair.later_id))
        compare_project(str(pair.earlier_id))
    after = _verdicts()
    undone = [str(one) for one, verdict in before.items() if after.get(one) != verdict]
    again = twins()[1].undecided().exclude(pk__in=asked)
    return undone + [str(group) for group in again]


def _verdicts() -> dict:
    found = [*twins()[0], *twins()[1]]
    return {one: (one.state, one.why, one.decided_at, one.overturn_reason) for one in found}
