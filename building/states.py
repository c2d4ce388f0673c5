"""What this room does to a project while it is built: facts; and why a major project has no agent (article 14)."""

from django.db.models import TextChoices

from building import rules
from projects.paths import Way, on_way
from projects.permits import OFFICE_LEADER, UNIT_CLERK
from projects.states import Stage
from workflow.machines import Kind, Machine, Step

UNDER_WAY = (Stage.BUILDING, Stage.COMPLETED)
BEFORE = (Stage.LISTED, Stage.PRE_APPROVED, Stage.APPROVED)
SECURED = (*BEFORE, *UNDER_WAY, Stage.ACCEPTED, Stage.FILED)


class AgencyState(TextChoices):
    ASKED = "asked", "待信息办负责人认可"
    ACCEPTED = "accepted", "理由已认可"
    REFUSED = "refused", "不予认可"


G = AgencyState
AGENCY = Machine(
    key="building.agencywaiver",
    states=G,
    field="state",
    clocks={G.ASKED: "clock.opinion"},
    steps=(
        Step(
            "accept", "认可理由", "14", 1, (G.ASKED,), G.ACCEPTED, OFFICE_LEADER, effect="building.services.after_agency",
            consequence="本项目可以不引入代理委托。", done="已认可，已通知申报单位。",
        ),
        Step(
            "refuse", "不予认可", "14", 2, (G.ASKED,), G.REFUSED, OFFICE_LEADER, kind=Kind.END,
            effect="building.services.after_agency", consequence="应当引入代理委托并登记代理合同。",
            done="已不予认可，已通知申报单位。",
        ),
    ),
)  # fmt: skip


def _step(name, label, order, form, effect, consequence, done, source=UNDER_WAY, exists=None, article="12", rules=()):
    return Step(
        name, label, article, order, source, None, UNIT_CLERK, rules=rules, form=f"building.forms.{form}",
        effect=f"building.services.{effect}", kind=Kind.FACT, awaits=(), exists=exists or on_way(Way.BUILD),
        consequence=consequence, done=done,
    )  # fmt: skip


def _has_milestones(project):
    return on_way(Way.BUILD)(project) and project.milestones.filter(done_on__isnull=True).exists()


def _has_problems(project):
    return on_way(Way.BUILD)(project) and project.problems.filter(solved_on__isnull=True).exists()


def _asks_agency(project):
    """Silent where an answer is awaited or was given; the rule at the start says who is major."""
    return on_way(Way.ACCEPTANCE)(project) and not project.agency_waivers.exclude(state="refused").exists()


def _unmarked(project):
    return on_way(Way.ACCEPTANCE)(project) and not hasattr(project, "major_mark")


STEPS = (
    _step("plan_milestones", "编制里程碑", 141, "MilestonesForm", "keep_milestones",
          "计划与实际对照，逾期自动列出；开工后调整的，仍按首次计划计算逾期，工期经批准变更的顺延。", "已保存里程碑。",
          (Stage.LISTED, Stage.PRE_APPROVED, Stage.APPROVED, *UNDER_WAY),
          rules=(rules.REACHED_STAYS, rules.NONE_FALLS, rules.REPLAN_EXPLAINED)),
    _step("reach_milestone", "登记里程碑完成", 142, "ReachForm", "reach_milestone", "记入项目，图上显示实际日期。",
          "已登记完成。", exists=_has_milestones),
    _step("report_month", "填报月度调度", 143, "DispatchForm", "keep_report", "五格内容报信息办，本月可以再改；上月未报的可以补报。",
          "已填报月度调度。"),
    _step("raise_problem", "登记问题和风险", 144, "ProblemForm", "keep_problem", "逾期未解决的自动列出。", "已登记。"),
    _step("solve_problem", "登记问题解决", 145, "SolveForm", "solve_problem", "记入项目。", "已登记解决。",
          exists=_has_problems),
    _step("report_supervision", "上传监理月报", 146, "SupervisionForm", "keep_supervision", "每月一份，验收时一并审查。",
          "已登记监理月报。", article="14"),
    _step("add_photos", "上传现场照片", 147, "PhotosForm", "keep_photos", "记入项目，信息办和领导可见。", "已上传照片。"),
    _step("record_security", "登记安全同步情况", 148, "SecurityForm", "keep_security",
          "等保备案、测评和密码评估是开工、验收和投入使用的条件。", "已登记安全同步情况。", SECURED,
          exists=on_way(Way.ACCEPTANCE), article="11"),
    _step("list_equipment", "登记关键设备和安全产品", 149, "EquipmentForm", "keep_equipment",
          "网络关键设备和网络安全专用产品应当有安全认证或检测证书。", "已保存清单。", SECURED,
          exists=on_way(Way.ACCEPTANCE), article="11"),
    _step("ask_agency_waiver", "说明不引入代理的理由", 155, "AgencyForm", "ask_agency", "送信息办负责人认可。",
          "已送信息办负责人认可。", BEFORE, exists=_asks_agency, article="14"),
    Step(
        "mark_major", "列为重大项目", "14", 156, BEFORE, None, OFFICE_LEADER, form="building.forms.MajorForm",
        effect="building.services.mark_major", kind=Kind.FACT, awaits=(), exists=_unmarked,
        consequence="按重大项目管理：原则上引入代理委托。", done="已列为重大项目，已通知申报单位。",
    ),
)  # fmt: skip
