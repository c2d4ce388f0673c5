"""A system that runs and shares nothing is ordered to be adapted 共享改造 (article 20)."""

from django.db.models import TextChoices

from sharing import permits, rules
from workflow.machines import Kind, Machine, Step


class OrderState(TextChoices):
    ISSUED = "issued", "已下达"
    PLANNED = "planned", "改造中"
    REPORTED = "reported", "待核验"
    VERIFIED = "verified", "改造完成"
    CANCELLED = "cancelled", "已撤销"


S = OrderState
ORDER = Machine(
    key="sharing.adaptationorder",
    states=S,
    field="state",
    clocks={S.REPORTED: "clock.catalogue_check"},
    steps=(
        Step(
            "hand_in", "报送改造方案", "20", 1, (S.ISSUED,), S.PLANNED, permits.ORDERED_CLERK, form="sharing.forms.OrderPlanForm",
            effect="sharing.services.after_order_planned", consequence="方案告知信息办，随后按期改造。", done="已报送改造方案。",
        ),
        Step(
            "progress", "报告进展", "20", 2, (S.PLANNED,), None, permits.ORDERED_CLERK, kind=Kind.FACT, awaits=(),
            form="sharing.forms.ReasonForm", consequence="进展记入办理过程。", done="已记录进展。",
        ),
        Step(
            "report", "报告改造完成", "20", 3, (S.PLANNED,), S.REPORTED, permits.ORDERED_CLERK, rules=(rules.OWN_RESOURCE,),
            form="sharing.forms.OrderReportForm", effect="sharing.services.after_order_reported",
            consequence="由信息办实际调用新接口核验。", done="已报告，等待信息办核验。",
        ),
        Step(
            "call", "调用新接口", "20", 4, (S.REPORTED,), None, permits.OFFICE_CLERK, kind=Kind.FACT, awaits=(),
            effect="sharing.services.call_interface",
            consequence="以一次性核验授权实际调用接口一次，状态、条数和用时记入核验记录。", done="已调用，结果见核验记录。",
        ),
        Step(
            "verify", "核验通过", "20", 5, (S.REPORTED,), S.VERIFIED, permits.OFFICE_CLERK, rules=(rules.INTERFACE_ANSWERS,),
            effect="sharing.services.after_order_verified", consequence="系统台账改记为已共享，通知书销号。",
            done="改造完成，系统已记为共享。",
        ),
        Step(
            "reject", "核验不通过", "20", 6, (S.REPORTED,), S.PLANNED, permits.OFFICE_CLERK, kind=Kind.RETURN,
            effect="sharing.services.after_order_rejected", consequence="退回单位继续改造。", done="已退回，已通知单位。",
        ),
        Step(
            "cancel", "撤销通知", "20", 7, (S.ISSUED, S.PLANNED), S.CANCELLED, permits.OFFICE_CLERK, kind=Kind.END, awaits=(),
            effect="sharing.services.after_order_rejected", consequence="系统停用等情形不再要求改造。", done="已撤销。",
        ),
    ),
)  # fmt: skip
