"""The application 申报 (article 9)."""

from django.db.models import TextChoices

from projects import permits, rules
from workflow.machines import Kind, Machine, Step


class ApplicationState(TextChoices):
    DRAFT = "draft", "草稿"
    UNIT_REVIEW = "unit_review", "单位审核"
    CHECKING = "checking", "信息办审查"
    DECIDING = "deciding", "待入库决定"
    ADMITTED = "admitted", "同意入库"
    REFUSED = "refused", "不予入库"
    GIVEN_BACK = "given_back", "逾期退件"
    CLOSED = "closed", "随项目结束"


A = ApplicationState
APPLICATION = Machine(
    key="projects.application",
    states=A,
    field="state",
    clocks={
        A.UNIT_REVIEW: "clock.unit_review",
        A.CHECKING: "clock.application_check",
        A.DECIDING: "clock.application_decision",
    },
    steps=(
        Step(
            "submit", "提交单位审核", "9", 1, (A.DRAFT,), A.UNIT_REVIEW, permits.PROJECT_CLERK,
            rules=(*rules.APPLICATION_RULES, rules.ALL_AGREED, rules.items_ticked("9")),
            effect="projects.services.after_submit", consequence="申报书送本单位负责人审核，审核期间不能修改。提交即再次声明：内容和附件不涉及国家秘密。",
            done="已提交，等待本单位负责人审核。",
        ),
        Step(
            "unit_approve", "同意报出", "9", 2, (A.UNIT_REVIEW,), A.CHECKING, permits.PROJECT_LEADER,
            effect="projects.services.after_unit_approval", consequence="申报书报送市信息办审查。",
            done="已同意报出，等待信息办审查。",
        ),
        Step(
            "unit_return", "退回修改", "9", 3, (A.UNIT_REVIEW,), A.DRAFT, permits.PROJECT_LEADER, kind=Kind.RETURN,
            effect="projects.services.after_return", consequence="退回经办人修改后重新提交。", done="已退回经办人修改。",
        ),
        Step(
            "pass_check", "审查通过", "9", 4, (A.CHECKING,), A.DECIDING, permits.OFFICE_CLERK, form="projects.forms.CheckForm",
            effect="projects.services.after_check", consequence="送信息办负责人决定是否入库。", done="已送负责人决定。",
        ),
        Step(
            "return_for_papers", "退回补正", "9", 5, (A.CHECKING,), A.DRAFT, permits.OFFICE_CLERK, kind=Kind.RETURN,
            form="projects.forms.ReturnForm", effect="projects.services.after_return_for_papers",
            consequence="将编号出具一次性告知书，退回申报单位补正；补正期间信息办的审查时限停止计算。",
            done="已出具一次性告知书并退回补正，已通知申报单位；审查时限已停表。",
        ),
        Step(
            "admit", "同意入库", "9", 6, (A.DECIDING,), A.ADMITTED, permits.LEADER_NOT_CHECKER, rules=(rules.PLANNED_YEAR,),
            form="projects.forms.AdmitForm", effect="projects.services.after_admission",
            consequence="项目进入三年滚动库，可拟列年度清单。", done="已同意入库，已通知申报单位。",
        ),
        Step(
            "send_back", "退回重审", "9", 7, (A.DECIDING,), A.CHECKING, permits.OFFICE_LEADER, kind=Kind.RETURN,
            effect="projects.services.after_send_back", consequence="退回经办人重新审查。", done="已退回经办人重审。",
        ),
        Step(
            "refuse", "不予入库", "9", 8, (A.DECIDING,), A.REFUSED, permits.LEADER_NOT_CHECKER, kind=Kind.END,
            effect="projects.services.after_refusal", consequence="项目就此结束；申报单位可另行申报。",
            done="已决定不予入库，已通知申报单位。",
        ),
        Step("lapse", "逾期未补正退件", "9", 10, (A.DRAFT, A.UNIT_REVIEW), A.GIVEN_BACK, permits.OFFICE_CLERK, system=True,
             kind=Kind.END, effect="projects.services.after_application_lapsed"),
        Step("close", "随项目结束", "9", 9, (A.DRAFT, A.UNIT_REVIEW, A.CHECKING, A.DECIDING), A.CLOSED, permits.PROJECT_CLERK,
             system=True),
    ),
)  # fmt: skip
