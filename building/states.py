"""What this room does to a project while it is built: facts, no lifecycle of its own."""

from projects.paths import Way, on_way
from projects.permits import UNIT_CLERK
from projects.states import Stage
from workflow.machines import Kind, Step

UNDER_WAY = (Stage.BUILDING, Stage.COMPLETED)


def _step(name, label, order, form, effect, consequence, done, source=UNDER_WAY, exists=None, article="12"):
    return Step(
        name, label, article, order, source, None, UNIT_CLERK, form=f"building.forms.{form}",
        effect=f"building.services.{effect}", kind=Kind.FACT, awaits=(), exists=exists or on_way(Way.BUILD),
        consequence=consequence, done=done,
    )  # fmt: skip


def _has_milestones(project):
    return on_way(Way.BUILD)(project) and project.milestones.filter(done_on__isnull=True).exists()


def _has_problems(project):
    return on_way(Way.BUILD)(project) and project.problems.filter(solved_on__isnull=True).exists()


STEPS = (
    _step("plan_milestones", "编制里程碑", 141, "MilestonesForm", "keep_milestones", "计划与实际对照，逾期自动列出。",
          "已保存里程碑。", (Stage.LISTED, Stage.PRE_APPROVED, Stage.APPROVED, *UNDER_WAY)),
    _step("reach_milestone", "登记里程碑完成", 142, "ReachForm", "reach_milestone", "记入项目，图上显示实际日期。",
          "已登记完成。", exists=_has_milestones),
    _step("report_month", "填报月度调度", 143, "DispatchForm", "keep_report", "五格内容报信息办，本月可以再改。",
          "已填报本月调度。"),
    _step("raise_problem", "登记问题和风险", 144, "ProblemForm", "keep_problem", "逾期未解决的自动列出。", "已登记。"),
    _step("solve_problem", "登记问题解决", 145, "SolveForm", "solve_problem", "记入项目。", "已登记解决。",
          exists=_has_problems),
    _step("report_supervision", "上传监理月报", 146, "SupervisionForm", "keep_supervision", "每月一份，验收时一并审查。",
          "已登记监理月报。", article="14"),
)  # fmt: skip
