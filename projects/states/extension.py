"""Extension of the validity of a 预审批复 (article 10; how long and how often is data)."""

from django.db.models import TextChoices

from projects import permits, rules
from workflow.machines import Kind, Machine, Step


class ExtensionState(TextChoices):
    APPLIED = "applied", "信息办审查"
    CHECKED = "checked", "待决定"
    GRANTED = "granted", "同意延期"
    REFUSED = "refused", "不同意延期"
    CLOSED = "closed", "随项目结束"


X = ExtensionState
EXTENSION = Machine(
    key="projects.extension",
    states=X,
    field="state",
    clocks={X.APPLIED: "clock.extension_check", X.CHECKED: "clock.extension_check"},
    steps=(
        Step(
            "pass_check", "审查完毕送批", "10", 1, (X.APPLIED,), X.CHECKED, permits.CLERK_NOT_APPLICANT,
            form="projects.forms.CheckForm", effect="projects.services.after_extension_checked",
            consequence="送信息办负责人决定。", done="已送负责人决定。",
        ),
        Step(
            "grant", "同意延期", "10", 2, (X.CHECKED,), X.GRANTED, permits.THIRD_PERSON,
            rules=(rules.EXTENDABLE,), form="projects.forms.ExtensionGrantForm",
            effect="projects.services.after_extension_granted",
            consequence="预审批复的有效期顺延，审批部门随即可见。", done="已同意延期至 {o.until}，已通知申报单位和审批部门。",
        ),
        Step(
            "refuse", "不同意延期", "10", 3, (X.CHECKED,), X.REFUSED, permits.THIRD_PERSON, kind=Kind.END,
            effect="projects.services.after_extension_refused", consequence="有效期不变；到期后须重新申请预审。",
            done="已决定不同意延期，已通知申报单位。",
        ),
        Step("close", "随项目结束", "10", 9, (X.APPLIED, X.CHECKED), X.CLOSED, permits.OFFICE_LEADER, system=True),
    ),
)  # fmt: skip
