"""What the comparison finds of a project, and how the office decides it before that goes on (articles 14, 21)."""

from typing import Any

from projects.models import Project
from projects.states import Stage
from similarity.models import SplitGroup
from similarity.rules import awaits_comparison
from similarity.services import compare

DIFFERENT = (
    "业务对象和使用科室不同，相近的只是通用功能表述。",
    "一为业务办理，一为监测采集，数据和流程各自独立。",
    "建设内容不同，相近的语句为本单位申报材料的通用写法。",
)
RELATED = "同属一个业务领域，可以共用底图和数据接口，建设内容不重复。"
INDEPENDENT = (
    "各项目业务用途不同，各自可独立验收，不是同一采购的拆分。",
    "分属不同业务，资金来源和实施时间各自独立。",
)
SPLIT = "采购对象相同、时间相近，合计超过限额，应合并为一个项目申报。"
ENOUGH = 30
SAME = "目标和建设内容与先报的项目基本一致，应在已建系统上扩展。"


def settle(story: Any) -> None:
    """Compared, as the worker would have done when it was handed in; the clerk decides what is asked by now."""
    project = Project.objects.get(pk=story.project.pk)
    if awaits_comparison(project):
        compare(project=project)
    counted = story.world.counted
    for pair in project.later_likenesses.undecided():
        counted["pair"] += 1
        step, why = ("judge_different", DIFFERENT[counted["pair"] % len(DIFFERENT)])
        if counted["pair"] % 4 == 0:
            step, why = "judge_related", RELATED
        story.act(pair, step, story.office_clerk, why=why)
    for group in project.split_groups.undecided():
        counted["group"] += 1
        why = INDEPENDENT[counted["group"] % len(INDEPENDENT)]
        story.act(group, "judge_independent", story.office_clerk, why=why)


def show(world: Any) -> None:
    """Of what waits in the library: one pair found to be one project, one group found to be one purchase."""
    clerk = world.city.posts["office_clerk"]
    waiting = Project.objects.filter(stage=Stage.LIBRARY, is_classified=False, submitted_at__isnull=False)
    # The others are compared by the worker once the site stands, as everything handed in is.
    for project in waiting.order_by("submitted_at")[:ENOUGH]:
        if awaits_comparison(project):
            compare(project=project)
    groups = SplitGroup.objects.undecided().prefetch_related("parts")
    group = next((one for one in groups if {part.stage for part in one.live_parts()} == {Stage.LIBRARY}), None)
    if group is not None:
        world.act(group, "judge_split", clerk, why=SPLIT, parts=group.live_parts())
    held = group.live_parts() if group is not None else []
    for project in waiting.exclude(pk__in=[part.pk for part in held]):
        if pair := project.later_likenesses.undecided().first():
            world.act(pair, "judge_same", clerk, why=SAME)
            break
