"""The filing 备案 (article 13)."""

from django.db.models import TextChoices

from projects import permits, rules
from workflow.machines import Kind, Machine, Step


class FilingState(TextChoices):
    DRAFT = "draft", "准备材料"
    SUBMITTED = "submitted", "信息办核对"
    RETURNED = "returned", "退回补正"
    CONFIRMED = "confirmed", "已备案"


F = FilingState
FILING = Machine(
    key="projects.filing",
    states=F,
    field="state",
    clocks={F.SUBMITTED: "clock.filing_check", F.RETURNED: "clock.papers_awaited"},
    steps=(
        Step(
            "submit", "提交备案", "13", 1, (F.DRAFT, F.RETURNED), F.SUBMITTED, permits.PROJECT_CLERK, rules=(rules.CERTIFICATE,),
            form="projects.forms.FilingSubmitForm", effect="projects.services.after_filing_submitted",
            consequence="送信息办核对。", done="已提交备案，等待信息办核对。",
        ),
        Step(
            "confirm", "确认备案", "13", 2, (F.SUBMITTED,), F.CONFIRMED, permits.OFFICE_CLERK, rules=(rules.CERTIFICATE,),
            effect="projects.services.after_filing_confirmed", consequence="将编号出具备案回执。",
            done="已备案 {o.number}，回执已出具。",
        ),
        Step(
            "return_for_papers", "退回补正", "13", 3, (F.SUBMITTED,), F.RETURNED, permits.OFFICE_CLERK, kind=Kind.RETURN,
            effect="projects.services.after_filing_returned", consequence="退回申报单位补正。",
            done="已退回补正，已通知申报单位。",
        ),
    ),
)  # fmt: skip
