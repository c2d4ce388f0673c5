"""The pre-review 预审 (article 10)."""

from django.db.models import TextChoices

from projects import permits, rules
from workflow.machines import Kind, Machine, Step


class PreReviewState(TextChoices):
    DRAFT = "draft", "准备材料"
    SUBMITTED = "submitted", "信息办审查"
    RETURNED = "returned", "退回补正"
    CHECKED = "checked", "待批复"
    APPROVED = "approved", "已批复"
    REFUSED = "refused", "不予批复"
    REVOKED = "revoked", "批复已撤销"
    GIVEN_BACK = "given_back", "逾期退件"
    CLOSED = "closed", "随项目结束"


P = PreReviewState
PRE_REVIEW = Machine(
    key="projects.prereview",
    states=P,
    field="state",
    clocks={
        P.SUBMITTED: "clock.pre_review_check",
        P.CHECKED: "clock.pre_review_decision",
        P.RETURNED: "clock.papers_awaited",
    },
    steps=(
        Step(
            "submit", "提交预审", "10", 1, (P.DRAFT, P.RETURNED), P.SUBMITTED, permits.PROJECT_CLERK,
            rules=(*rules.PRE_REVIEW_DEMANDS, rules.items_ticked("10")), form="projects.forms.PreReviewSubmitForm",
            effect="projects.services.after_pre_review_submitted",
            consequence="送信息办逐条审查七项条件和四项要求。", done="已提交预审，等待信息办审查。",
        ),
        Step(
            "pass_check", "审查完毕送批", "10", 2, (P.SUBMITTED,), P.CHECKED, permits.CLERK_NOT_APPLICANT, rules=(rules.ITEMS_JUDGED,),
            form="projects.forms.CheckForm", effect="projects.services.after_pre_review_checked",
            consequence="送信息办负责人批复；审查结论随送。", done="已送负责人批复。",
        ),
        Step(
            "return_for_papers", "退回补正", "10", 3, (P.SUBMITTED,), P.RETURNED, permits.OFFICE_CLERK, kind=Kind.RETURN,
            form="projects.forms.ReturnForm", effect="projects.services.after_pre_review_returned",
            consequence="将编号出具一次性告知书，退回申报单位补正；补正期间信息办的审查时限停止计算。",
            done="已出具一次性告知书并退回补正，已通知申报单位；审查时限已停表。",
        ),
        Step(
            "approve", "出具预审批复", "10", 4, (P.CHECKED,), P.APPROVED, permits.NOT_EXAMINER,
            rules=(*rules.PRE_REVIEW_DEMANDS, rules.ITEMS_MET, rules.SUM_WITHIN_LIST, rules.ALL_ANSWERED, rules.NO_OBJECTION), form="projects.forms.PreApprovalForm",
            effect="projects.services.after_pre_approved",
            consequence="将编号出具预审批复，通知申报单位和审批部门；编号后不能收回。",
            done="已出具预审批复 {o.number}，已通知申报单位和审批部门。",
        ),
        Step(
            "send_back", "退回重审", "10", 5, (P.CHECKED,), P.SUBMITTED, permits.OFFICE_LEADER, kind=Kind.RETURN,
            effect="projects.services.after_pre_review_sent_back", consequence="退回经办人重新审查。",
            done="已退回经办人重审。",
        ),
        Step(
            "refuse", "不予批复", "10", 6, (P.CHECKED,), P.REFUSED, permits.NOT_EXAMINER, kind=Kind.END,
            rules=(rules.REFUSED_BY_CONDITION,), effect="projects.services.after_pre_review_refused",
            consequence="将编号出具不予批复决定；申报单位改正后可重新申请。", done="已作出不予批复决定 {o.number}。",
        ),
        Step(
            "consult", "征求会签意见", "10", 7, (P.SUBMITTED, P.CHECKED), None, permits.OFFICE_CLERK, awaits=(), kind=Kind.FACT,
            rules=(rules.CONSULT_OPENLY,), form="projects.forms.ConsultForm", effect="projects.services.ask_bodies",
            consequence="向所选单位分别出具会签函；未答复的不视为同意。", done="已发出会签函，答复见会签一览。",
        ),
        Step(
            "revoke", "撤销预审批复", "10", 8, (P.APPROVED,), P.REVOKED, permits.NOT_EXAMINER, awaits=(), kind=Kind.END,
            rules=(rules.IN_FORCE, rules.NOT_STARTED), effect="projects.services.after_pre_approval_revoked",
            consequence="批复就此失效，据此作出的审批一并失效，发改委、财政局不得再办理；申报单位可重新申请预审。",
            done="已撤销预审批复 {o.number}，已通知申报单位和审批部门。",
        ),
        Step("lapse", "逾期未补正退件", "10", 10, (P.RETURNED,), P.GIVEN_BACK, permits.OFFICE_CLERK, system=True,
             kind=Kind.END, effect="projects.services.after_pre_review_lapsed"),
        Step("close", "随项目结束", "10", 9, (P.DRAFT, P.SUBMITTED, P.RETURNED, P.CHECKED), P.CLOSED, permits.PROJECT_CLERK,
             system=True),
    ),
)  # fmt: skip
