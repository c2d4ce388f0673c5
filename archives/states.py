"""The filing of what enterprises and social bodies build with their own money: one page (article 13)."""

from django.db.models import TextChoices

from accounts.permits import Permit
from accounts.roles import Role
from archives.rules import SOCIETY_FILES
from workflow.machines import Kind, Machine, Step

FILER = Permit(Role.APPLICANT, owner="unit")
OFFICE_CLERK = Permit(Role.OFFICE_CLERK)


class SocialState(TextChoices):
    SUBMITTED = "submitted", "信息办核对"
    RETURNED = "returned", "退回补正"
    CONFIRMED = "confirmed", "已备案"


F = SocialState
SOCIAL = Machine(
    key="archives.socialfiling",
    states=F,
    field="state",
    clocks={F.SUBMITTED: "clock.filing_check", F.RETURNED: "clock.papers_awaited"},
    steps=(
        Step(
            "confirm", "确认备案", "13", 1, (F.SUBMITTED,), F.CONFIRMED, OFFICE_CLERK, rules=(SOCIETY_FILES,),
            effect="archives.services.after_social_confirmed", consequence="将编号出具备案回执。",
            done="已备案 {o.number}，回执已出具。",
        ),
        Step(
            "return_for_papers", "退回补正", "13", 2, (F.SUBMITTED,), F.RETURNED, OFFICE_CLERK, kind=Kind.RETURN, awaits=(),
            effect="archives.services.after_social_returned", consequence="退回补正，请一次写明。",
            done="已退回补正，已通知备案单位。",
        ),
        Step(
            "resubmit", "补正后提交", "13", 3, (F.RETURNED,), F.SUBMITTED, FILER, rules=(SOCIETY_FILES,), form="archives.forms.ResubmitForm",
            effect="archives.services.after_social_resubmitted", consequence="送信息办核对。", done="已提交，等待信息办核对。",
        ),
    ),
)  # fmt: skip
