"""Critical information infrastructure (article 5): the cyberspace office inspects, the unit mends, the office verifies."""

from django.db.models import TextChoices

from infrastructure import permits, rules
from workflow.machines import Kind, Machine, Step


class VisitState(TextChoices):
    PLANNED = "planned", "已列计划"
    HELD = "held", "已实施"
    CLOSED = "closed", "已办结"
    CANCELLED = "cancelled", "已取消"


V = VisitState
VISIT = Machine(
    key="infrastructure.visit",
    states=V,
    field="state",
    steps=(
        Step(
            "hold", "记录实施结果", "5", 1, (V.PLANNED,), V.HELD, permits.CYBERSPACE, form="infrastructure.forms.HoldForm",
            effect="infrastructure.services.after_held", consequence="记录结论，随后逐条登记发现的问题。", done="已记录，请登记问题。",
        ),
        Step(
            "add_finding", "登记问题", "5", 2, (V.HELD,), None, permits.CYBERSPACE, kind=Kind.FACT, awaits=(),
            form="infrastructure.forms.FindingForm", effect="infrastructure.services.open_finding",
            consequence="通知系统所属单位限期整改。", done="已登记问题，已通知单位。",
        ),
        Step(
            "close", "办结", "5", 3, (V.HELD,), V.CLOSED, permits.CYBERSPACE, rules=(rules.FINDINGS_CLOSED,),
            consequence="全部问题核实整改后办结。", done="已办结。",
        ),
        Step(
            "cancel", "取消", "5", 4, (V.PLANNED,), V.CANCELLED, permits.CYBERSPACE, kind=Kind.END, awaits=(),
            consequence="计划取消，理由存档。", done="已取消。",
        ),
    ),
)  # fmt: skip


class FindingState(TextChoices):
    OPEN = "open", "待整改"
    ANSWERED = "answered", "待核实"
    VERIFIED = "verified", "已整改"


F = FindingState
FINDING = Machine(
    key="infrastructure.finding",
    states=F,
    field="state",
    steps=(
        Step(
            "report", "报告整改情况", "5", 1, (F.OPEN,), F.ANSWERED, permits.FOUND_CLERK, form="infrastructure.forms.NoteForm",
            effect="infrastructure.services.after_answered", consequence="报网信办核实。", done="已报告，等待网信办核实。",
        ),
        Step(
            "verify", "核实整改", "5", 2, (F.ANSWERED,), F.VERIFIED, permits.CYBERSPACE,
            effect="infrastructure.services.after_finding_judged", consequence="问题销号。", done="已核实销号。",
        ),
        Step(
            "reject", "整改不到位", "5", 3, (F.ANSWERED,), F.OPEN, permits.CYBERSPACE, kind=Kind.RETURN,
            effect="infrastructure.services.after_finding_judged", consequence="退回单位继续整改。", done="已退回单位。",
        ),
    ),
)  # fmt: skip
