"""Plans (articles 7, 8), the operation of shared infrastructure (article 7), hardware that is bought all the same."""

from django.db.models import TextChoices

from infrastructure import permits, rules
from workflow.machines import Kind, Machine, Step


class PlanState(TextChoices):
    DRAFT = "draft", "草稿"
    UNIT_REVIEW = "unit_review", "单位审核"
    REPORTED = "reported", "待备案"
    FILED = "filed", "已备案"
    REPLACED = "replaced", "已修编"


P = PlanState
PLAN = Machine(
    key="infrastructure.plan",
    states=P,
    field="state",
    clocks={P.UNIT_REVIEW: "clock.unit_review", P.REPORTED: "clock.filing_check"},
    steps=(
        Step(
            "submit", "提交审核", "8", 1, (P.DRAFT,), P.UNIT_REVIEW, permits.PLANNER, rules=(rules.PLAN_BY_YEAR,),
            effect="infrastructure.services.after_plan_moved", consequence="送本单位负责人审核。", done="已提交，等待负责人审核。",
        ),
        Step(
            "confirm", "同意报备", "8", 2, (P.UNIT_REVIEW,), P.REPORTED, permits.PLAN_LEADER,
            effect="infrastructure.services.after_plan_moved", consequence="报市信息办备案。", done="已报市信息办备案。",
        ),
        Step(
            "send_back", "退回修改", "8", 3, (P.UNIT_REVIEW,), P.DRAFT, permits.PLAN_LEADER, kind=Kind.RETURN,
            effect="infrastructure.services.after_plan_moved", consequence="退回经办人修改后重新提交。", done="已退回经办人。",
        ),
        Step(
            "file", "予以备案", "8", 4, (P.REPORTED,), P.FILED, permits.OFFICE_CLERK,
            effect="infrastructure.services.after_plan_moved", consequence="规划备案，可与项目关联。", done="已备案。",
        ),
        Step(
            "return_for_papers", "退回补正", "8", 5, (P.REPORTED,), P.DRAFT, permits.OFFICE_CLERK, kind=Kind.RETURN,
            effect="infrastructure.services.after_plan_moved", consequence="退回编制单位补正；请一次性告知。", done="已退回补正。",
        ),
        Step(
            "link_projects", "关联项目", "8", 6, (P.DRAFT, P.UNIT_REVIEW, P.REPORTED, P.FILED), None, permits.PLANNER,
            kind=Kind.FACT, awaits=(), form="infrastructure.forms.PlanProjectsForm",
            effect="infrastructure.services.link_projects", consequence="所选项目注明属于本规划。", done="已关联项目。",
        ),
        Step(
            "replace", "修编", "8", 7, (P.FILED,), P.REPLACED, permits.PLANNER, kind=Kind.END, awaits=(),
            consequence="本规划不再执行，另行编制并报备新的规划。", done="已标为修编，请编制新的规划。",
        ),
    ),
)  # fmt: skip


class IncidentState(TextChoices):
    OPEN = "open", "处置中"
    RESTORED = "restored", "已恢复"
    CLOSED = "closed", "已归档"


N = IncidentState
INCIDENT = Machine(
    key="infrastructure.incident",
    states=N,
    field="state",
    steps=(
        Step(
            "restore", "记录恢复", "7", 1, (N.OPEN,), N.RESTORED, permits.OFFICE_CLERK, rules=(rules.RESTORED_AFTER,),
            form="infrastructure.forms.RestoreForm", consequence="停用时间计入可用率。", done="已记录恢复时间。",
        ),
        Step(
            "close", "写明原因并归档", "7", 2, (N.RESTORED,), N.CLOSED, permits.OFFICE_CLERK,
            form="infrastructure.forms.CauseForm", consequence="原因和改进措施存档。", done="已归档。",
        ),
    ),
)  # fmt: skip


class WorkState(TextChoices):
    PROPOSED = "proposed", "待批准"
    APPROVED = "approved", "已批准"
    DONE = "done", "已完成"
    ROLLED_BACK = "rolled_back", "已回退"
    REFUSED = "refused", "不予批准"


W = WorkState
SERVICE_CHANGE = Machine(
    key="infrastructure.servicechange",
    states=W,
    field="state",
    steps=(
        Step(
            "approve", "批准实施", "7", 1, (W.PROPOSED,), W.APPROVED, permits.CHANGE_DECIDER,
            effect="infrastructure.services.after_change_approved", consequence="通知使用该云平台的单位按时段做好准备。",
            done="已批准，已通知使用单位。",
        ),
        Step(
            "refuse", "不予批准", "7", 2, (W.PROPOSED,), W.REFUSED, permits.CHANGE_DECIDER, kind=Kind.END,
            consequence="理由告知提出人。", done="已决定不予批准。",
        ),
        Step(
            "finish", "记录完成", "7", 3, (W.APPROVED,), W.DONE, permits.OFFICE_CLERK, form="infrastructure.forms.DownForm",
            consequence="实际停用时间计入可用率。", done="已记录完成。",
        ),
        Step(
            "roll_back", "记录回退", "7", 4, (W.APPROVED,), W.ROLLED_BACK, permits.OFFICE_CLERK, kind=Kind.RETURN,
            form="infrastructure.forms.DownForm", consequence="按回退方案恢复原状，另行安排。", done="已记录回退。",
        ),
    ),
)  # fmt: skip


class PurchaseState(TextChoices):
    STATED = "stated", "理由待审查"
    REJECTED = "rejected", "理由未采纳"
    ACCEPTED = "accepted", "准予购置"


B = PurchaseState
PURCHASE = Machine(
    key="infrastructure.purchase",
    states=B,
    field="state",
    clocks={B.STATED: "clock.allocation_check"},
    steps=(
        Step(
            "accept", "准予购置", "8", 1, (B.STATED,), B.ACCEPTED, permits.OFFICE_CLERK, form="infrastructure.forms.JudgeForm",
            effect="infrastructure.services.after_purchase_judged", consequence="理由成立，预算中的硬件不再阻止审查。",
            done="已准予购置，已通知申报单位。",
        ),
        Step(
            "reject", "不予采纳", "8", 2, (B.STATED,), B.REJECTED, permits.OFFICE_CLERK, kind=Kind.RETURN,
            effect="infrastructure.services.after_purchase_judged", consequence="申报单位应改用云资源，或补充理由。",
            done="已退回，已通知申报单位。",
        ),
        Step(
            "state_again", "补充理由", "8", 3, (B.REJECTED,), B.STATED, permits.BUYER_CLERK,
            form="infrastructure.forms.BuyWhyForm", effect="infrastructure.services.after_purchase_stated",
            consequence="重新送信息办审查。", done="已送信息办审查。",
        ),
    ),
)  # fmt: skip
