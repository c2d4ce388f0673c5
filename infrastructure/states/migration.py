"""The move of one running system to the city's cloud centre (article 8)."""

from django.db.models import TextChoices

from infrastructure import permits, rules
from workflow.machines import Kind, Machine, Step


class MigrationState(TextChoices):
    ASSESSING = "assessing", "评估中"
    PLANNED = "planned", "方案待批"
    APPROVED = "approved", "方案已批"
    READY = "ready", "资源已到位"
    REHEARSED = "rehearsed", "已演练"
    SWITCHED = "switched", "已切换"
    VERIFIED = "verified", "已核验"
    DONE = "done", "迁移完成"
    ROLLED_BACK = "rolled_back", "已回退"
    STAYS = "stays", "暂不迁移"


def _runs(move):
    """A system that was retired moves no more."""
    return move.system.retired_on is None


M = MigrationState
MIGRATION = Machine(
    key="infrastructure.migration",
    states=M,
    field="state",
    clocks={M.PLANNED: "clock.migration_plan"},
    steps=(
        Step(
            "hand_in", "报送迁移方案", "8", 1, (M.ASSESSING, M.ROLLED_BACK), M.PLANNED, permits.SYSTEM_CLERK, exists=_runs,
            form="infrastructure.forms.MovePlanForm", effect="infrastructure.services.after_moved_on",
            consequence="方案报市信息办批准。", done="已报送，等待信息办批准。",
        ),
        Step(
            "approve_plan", "批准迁移方案", "8", 2, (M.PLANNED,), M.APPROVED, permits.OFFICE_CLERK, exists=_runs,
            effect="infrastructure.services.after_moved_on", consequence="单位按批次实施。", done="已批准，已通知单位。",
        ),
        Step(
            "return_plan", "退回方案", "8", 3, (M.PLANNED,), M.ASSESSING, permits.OFFICE_CLERK, exists=_runs, kind=Kind.RETURN,
            effect="infrastructure.services.after_moved_on", consequence="退回单位修改方案。", done="已退回。",
        ),
        Step(
            "let_stay", "同意暂不迁移", "8", 4, (M.PLANNED,), M.STAYS, permits.OFFICE_CLERK, exists=_runs, kind=Kind.END,
            rules=(rules.STAY_HAS_END,), effect="infrastructure.services.after_moved_on",
            consequence="到期后重新评估；理由记入台账。", done="已同意暂不迁移。",
        ),
        Step(
            "assess_again", "重新评估", "8", 5, (M.STAYS,), M.ASSESSING, permits.OFFICE_CLERK, exists=_runs, awaits=(),
            effect="infrastructure.services.after_moved_on", consequence="重新进入评估。", done="已重新评估。",
        ),
        Step(
            "resources_ready", "确认资源到位", "8", 6, (M.APPROVED,), M.READY, permits.SYSTEM_CLERK, exists=_runs,
            rules=(rules.RESOURCES_STAND,), consequence="云资源已分配，可以演练。", done="已确认资源到位。",
        ),
        Step(
            "rehearse", "完成迁移演练", "8", 7, (M.READY,), M.REHEARSED, permits.SYSTEM_CLERK, exists=_runs,
            form="infrastructure.forms.NoteForm", consequence="演练结果记入过程。", done="已记录演练。",
        ),
        Step(
            "switch", "完成切换", "8", 8, (M.REHEARSED,), M.SWITCHED, permits.SYSTEM_CLERK, exists=_runs,
            rules=(rules.DEPENDENCIES_FIRST,), form="infrastructure.forms.NoteForm",
            effect="infrastructure.services.after_moved_on", consequence="业务切换到云上，等待核验。", done="已切换，等待核验。",
        ),
        Step(
            "verify", "核验通过", "8", 9, (M.SWITCHED,), M.VERIFIED, permits.OFFICE_CLERK, exists=_runs,
            effect="infrastructure.services.after_moved_on", consequence="可以关停旧系统。", done="已核验通过。",
        ),
        Step(
            "roll_back", "回退", "8", 10, (M.SWITCHED, M.VERIFIED), M.ROLLED_BACK, permits.SYSTEM_CLERK, exists=_runs, kind=Kind.RETURN,
            awaits=(), effect="infrastructure.services.after_moved_on", consequence="退回旧系统运行，修改方案后重来。", done="已回退。",
        ),
        Step(
            "switch_off", "关停旧系统", "8", 11, (M.VERIFIED,), M.DONE, permits.SYSTEM_CLERK, exists=_runs,
            form="infrastructure.forms.SavingForm", effect="infrastructure.services.after_switched_off",
            consequence="系统台账改记为云上运行。", done="迁移完成，台账已更新。",
        ),
    ),
)  # fmt: skip
