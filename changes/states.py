"""A change after the approval (article 10): the unit asks, its leader confirms, the office checks and decides."""

from django.db.models import TextChoices

from changes import permits, rules
from changes.choices import ChangeKind
from projects.permits import PROJECT_CLERK, PROJECT_LEADER, UNIT_CLERK
from projects.states import PROJECT, Stage
from workflow.machines import REGISTRY, Kind, Machine, Step


class ChangeState(TextChoices):
    DRAFT = "draft", "草稿"
    UNIT_REVIEW = "unit_review", "单位审核"
    RECEIVING = "receiving", "接收单位确认"
    CHECKING = "checking", "信息办审查"
    DECIDING = "deciding", "待批复"
    APPROVED = "approved", "同意变更"
    REFUSED = "refused", "不同意变更"
    CLOSED = "closed", "随项目结束"


S = ChangeState
OPEN = (S.DRAFT, S.UNIT_REVIEW, S.RECEIVING, S.CHECKING, S.DECIDING)


def _moves(change):
    """The project goes to another unit, which is asked first."""
    return change.kind == ChangeKind.UNIT


def _stays(change):
    return change.kind != ChangeKind.UNIT


ASKED_RULES = (
    rules.SAYS_SOMETHING,
    rules.WHOLE,
    rules.PRE_REVIEW_OVER,
    rules.COVERS_CONTRACTS,
    rules.COVERS_INDICATORS,
    rules.PATH_OPEN,
    rules.STANDING,
    rules.CONTRACT_OPEN,
    rules.AMOUNT_WITHIN,
    rules.SUPPLEMENT,
)

CHANGE_REQUEST = Machine(
    key="changes.changerequest",
    states=S,
    field="state",
    clocks={
        S.UNIT_REVIEW: "clock.unit_review", S.RECEIVING: "clock.unit_review", S.CHECKING: "clock.application_check", S.DECIDING: "clock.application_decision",
    },
    steps=(
        Step(
            "submit", "提交单位审核", "10", 1, (S.DRAFT,), S.UNIT_REVIEW, PROJECT_CLERK, rules=(*ASKED_RULES, rules.BASIS_THERE),
            effect="changes.services.after_submitted", consequence="送本单位负责人审核，审核期间不能修改。",
            done="已提交，等待本单位负责人审核。",
        ),
        Step(
            "confirm", "同意报出", "10", 2, (S.UNIT_REVIEW,), S.CHECKING, PROJECT_LEADER, exists=_stays,
            effect="changes.services.after_confirmed", consequence="变更申请报送市信息办审查。",
            done="已报出，等待信息办审查。",
        ),
        Step(
            "unit_return", "退回修改", "10", 3, (S.UNIT_REVIEW,), S.DRAFT, PROJECT_LEADER, kind=Kind.RETURN,
            effect="changes.services.after_returned", consequence="退回经办人修改后重新提交。", done="已退回经办人修改。",
        ),
        Step(
            "pass_check", "审查完毕送批", "10", 4, (S.CHECKING,), S.DECIDING, permits.OFFICE_CLERK,
            form="projects.forms.CheckForm", effect="changes.services.after_checked",
            consequence="送信息办负责人批复。", done="已送负责人批复。",
        ),
        Step(
            "return_for_papers", "退回补正", "10", 5, (S.CHECKING,), S.DRAFT, permits.OFFICE_CLERK, kind=Kind.RETURN,
            effect="changes.services.after_returned", consequence="退回申报单位补正；请一次性告知。",
            done="已退回补正，已通知申报单位。",
        ),
        Step(
            "approve", "同意变更", "10", 6, (S.DECIDING,), S.APPROVED, permits.DECIDER,
            rules=(*ASKED_RULES, rules.WITHIN_LIST), effect="changes.services.after_approved",
            consequence="将编号出具变更批复并更新项目；须重新预审的，原预审批复和审批同时失效。",
            done="已出具变更批复 {o.number}，已通知申报单位。",
        ),
        Step(
            "send_back", "退回重审", "10", 7, (S.DECIDING,), S.CHECKING, permits.OFFICE_LEADER, kind=Kind.RETURN,
            effect="changes.services.after_sent_back", consequence="退回经办人重新审查。", done="已退回经办人重审。",
        ),
        Step(
            "refuse", "不同意变更", "10", 8, (S.DECIDING,), S.REFUSED, permits.DECIDER, kind=Kind.END,
            effect="changes.services.after_refused", consequence="项目按原批准继续；可另行申请。",
            done="已决定不同意变更，已通知申报单位。",
        ),
        Step(
            "hand_on", "同意移交", "10", 10, (S.UNIT_REVIEW,), S.RECEIVING, PROJECT_LEADER, exists=_moves,
            effect="changes.services.after_handed_on",
            consequence="送接收单位负责人确认，其间接收单位可以查看本项目；确认后报市信息办审查。",
            done="已送接收单位确认。",
        ),
        Step(
            "take_over", "同意接收", "10", 11, (S.RECEIVING,), S.CHECKING, permits.RECEIVER, exists=_moves,
            effect="changes.services.after_taken_over",
            consequence="报市信息办审查；批复后项目及其合同、资金、验收义务由本单位承担。", done="已同意接收，等待信息办审查。",
        ),
        Step(
            "decline", "不接收", "10", 12, (S.RECEIVING,), S.DRAFT, permits.RECEIVER, kind=Kind.RETURN, exists=_moves,
            effect="changes.services.after_returned", consequence="退回原申报单位，项目不移交。", done="已答复不接收，已通知原申报单位。",
        ),
        Step("close", "随项目结束", "10", 9, OPEN, S.CLOSED, PROJECT_CLERK, system=True),
    ),
)  # fmt: skip

# While a project stands still nothing of it is begun, approved or built; money that is owed is still paid.
OF_PROJECT_STILL = (
    "resume",
    "withdraw",
    "terminate",
    "apply_change",
    "note_supervision",
    "answer_supervision",
    "close_supervision",
    "enter_budget_line",
    "reduce_sum",
    "register_indicator",
)
STAND_STILL = (
    "projects.prereview",
    "projects.extension",
    "projects.tender",
    "reviews.reviewround",
    "acceptance.acceptance",
    "acceptance.trial",
)

CHANGEABLE = (Stage.LISTED, Stage.PRE_APPROVED, Stage.APPROVED, Stage.BUILDING, Stage.COMPLETED)

# Added to the project's machine when this room opens (apps.py).
APPLY_CHANGE = Step(
    "apply_change", "申请变更", "10", 85, CHANGEABLE, None, UNIT_CLERK, rules=(rules.NO_OPEN, rules.STANDING_ASKED), kind=Kind.FACT,
    awaits=(), form="changes.forms.ChangeStartForm", effect="changes.services.open_change",
    consequence="将建立变更申请，填写变更内容后报送。", done="已建立变更申请，请填写变更内容后提交。",
)  # fmt: skip


def stand_still() -> None:
    """Lay NOT_STANDING_STILL upon every step that a suspended project must not take (in `ready()`, after all rooms)."""
    for step in PROJECT.public_steps():
        if step.name not in OF_PROJECT_STILL:
            PROJECT.demand(step.name, rules.NOT_STANDING_STILL)
    for name in ("terminate", "withdraw"):
        PROJECT.demand(name, rules.CONTRACTS_ENDED)
    for key in STAND_STILL:
        for step in REGISTRY[key].public_steps():
            if step.kind is Kind.FORWARD:
                REGISTRY[key].demand(step.name, rules.NOT_STANDING_STILL)


class ReformState(TextChoices):
    ENTERED = "entered", "已登记，待办理"
    DONE = "done", "已办理"
    DROPPED = "dropped", "已作废"


R = ReformState
REFORM = Machine(
    key="changes.reform",
    states=R,
    field="state",
    steps=(
        Step(
            "carry_out", "办理机构改革", "5", 1, (R.ENTERED,), R.DONE, permits.REFORMER,
            rules=(rules.REFORM_IN_FORCE, rules.BODY_STANDS, rules.POWERS_STAY, rules.NOT_INVESTOR),
            effect="changes.services.after_reform",
            consequence="更名自生效日起使用新名称；并入的，项目、系统、资源和岗位一并转入新单位，已出具的文书保留原名称。",
            done="已办理，办理结果见本页。",
        ),
        Step(
            "drop", "作废登记", "5", 2, (R.ENTERED,), R.DROPPED, permits.REFORM_ADMINS, kind=Kind.END, awaits=(),
            consequence="登记作废，单位不变。", done="已作废。",
        ),
    ),
)  # fmt: skip
