"""The lifecycles of money: contract, request for payment, the buyer's acceptance; and what is done to a project."""

from django.db.models import Q, TextChoices

from accounts.permits import Permit
from accounts.roles import Role
from funds import rules
from funds.duties import bought
from projects.paths import Way, on_way
from projects.permits import FINANCE, PROJECT_CLERK, PROJECT_LEADER, UNIT_CLERK
from projects.states import ENDED, GIVEN_UP, Stage, may_be_built
from workflow.machines import Kind, Machine, Step


class ContractState(TextChoices):
    ACTIVE = "active", "履行中"
    SETTLED = "settled", "已结算"
    TERMINATED = "terminated", "已解除"


class RequestState(TextChoices):
    REQUESTED = "requested", "单位审核"
    APPROVED = "approved", "待支付"
    HELD = "held", "财政局暂缓"
    CLAIMED = "claimed", "待确认登记"
    PAID = "paid", "已支付"
    REFUSED = "refused", "不予支付"
    WITHDRAWN = "withdrawn", "已撤回"
    REVERSED = "reversed", "已红冲"


# Money that is asked for and not paid yet: it counts in every sum, so that nobody asks for it twice.
OPEN_REQUESTS = (RequestState.REQUESTED, RequestState.APPROVED, RequestState.HELD, RequestState.CLAIMED)


class BuyerState(TextChoices):
    APPLIED = "applied", "供应商已申请"
    GROUPED = "grouped", "组织验收"
    EXAMINED = "examined", "待出具验收书"
    ISSUED = "issued", "已出具验收书"


C, R, B = ContractState, RequestState, BuyerState
UNDER_CONTRACT = (Stage.LISTED, Stage.PRE_APPROVED, Stage.APPROVED, Stage.BUILDING, Stage.COMPLETED)


# Whoever asks for money does not grant it; two posts of one person are one.
GRANTER = Permit(Role.UNIT_LEADER, owner="project__unit", other_than=("created_by",))


def _alive(obj):
    return obj.project.stage not in ENDED


def _payable(contract):
    """Of a project that was given up what was settled is still owed."""
    return _alive(contract) or contract.settled_sum is not None


def _contract_payable(request):
    return _alive(request) or request.contract.settled_sum is not None


def _has_paid(contract):
    return contract.paid_total > 0


def _unpublished(obj):
    return bought(obj) and obj.published_on is None


def _unfiled(obj):
    return bought(obj) and obj.filed_on is None


def _may_end(obj):
    return obj.project.stage in (*UNDER_CONTRACT, *GIVEN_UP)


CONTRACT = Machine(
    key="funds.contract",
    states=C,
    field="state",
    steps=(
        Step(
            "plan_payments", "编制付款计划", "22", 1, (C.ACTIVE,), None, PROJECT_CLERK, kind=Kind.FACT, awaits=(),
            rules=(rules.PLAN_WITHIN_CONTRACT, rules.PLAN_KEEPS_ASKED), form="funds.forms.PlanForm", effect="funds.services.keep_plan", exists=_alive,
            consequence="付款申请按节点提出，条件具备后支付，不超过节点金额；全年支付预测按计划计算。", done="已保存付款计划。",
        ),
        Step(
            "request_payment", "申请付款", "22", 2, tuple(C), None, PROJECT_CLERK, kind=Kind.FACT, awaits=(),
            rules=rules.ASKING_RULES, form="funds.forms.RequestForm", effect="funds.services.open_request", exists=_payable,
            consequence="送本单位负责人审核；市财政局可见，可以暂缓。", done="已提出付款申请，等待本单位负责人审核。",
        ),
        Step(
            "apply_contract_acceptance", "受理履约验收申请", "12", 3, (C.ACTIVE,), None, PROJECT_CLERK, kind=Kind.FACT, awaits=(),
            rules=(rules.NONE_OPEN, rules.ASKED_FOR), form="funds.forms.SupplierForm", effect="funds.services.open_contract_acceptance",
            exists=_alive, consequence="供应商申请后，由采购人组织验收小组逐条验收。", done="已受理，请组成验收小组。",
        ),
        Step(
            "settle", "登记结算", "22", 4, (C.ACTIVE,), C.SETTLED, PROJECT_CLERK, awaits=(), exists=_alive,
            rules=(rules.CONTRACT_ACCEPTED, rules.SETTLED_WITHIN), form="funds.forms.SettleForm",
            consequence="此后付款合计不得超过结算金额。", done="已登记结算。",
        ),
        Step(
            "terminate", "解除合同", "22", 5, (C.ACTIVE,), C.TERMINATED, PROJECT_LEADER, kind=Kind.END, awaits=(),
            exists=_may_end, rules=(rules.SETTLED_WITHIN,), form="funds.forms.TerminateForm",
            effect="funds.services.after_terminated",
            consequence="承建方违约等情形：按已完成部分结算，余额可在本项目内另行采购；不能恢复。",
            done="已解除合同，余下金额可在本项目内另签合同。",
        ),
        Step(
            "publish", "登记合同公告", "13", 6, tuple(C), None, PROJECT_CLERK, kind=Kind.FACT, awaits=(),
            form="funds.forms.PublishForm", exists=_unpublished,
            consequence="签订后应在规定的工作日内公告；逾期的列入市财政局和信息办的监督清单。", done="已登记合同公告。",
        ),
        Step(
            "file_copy", "登记合同备案", "13", 7, tuple(C), None, PROJECT_CLERK, kind=Kind.FACT, awaits=(),
            form="funds.forms.FileCopyForm", exists=_unfiled,
            consequence="合同副本报市财政局备案的日期；逾期的列入监督清单。", done="已登记合同备案。",
        ),
        Step(
            "reverse_payment", "红冲付款", "22", 8, tuple(C), None, PROJECT_CLERK, kind=Kind.FACT, awaits=(),
            form="funds.forms.ReversalForm", effect="funds.services.open_reversal", exists=_has_paid,
            consequence="登记有误或已退回的付款，经本单位负责人确认后以红字冲销；原记录保留。", done="已送本单位负责人确认。",
        ),
    ),
)  # fmt: skip

REQUEST = Machine(
    key="funds.paymentrequest",
    states=R,
    field="state",
    clocks=dict.fromkeys(OPEN_REQUESTS, "clock.payment"),
    steps=(
        Step(
            "approve", "同意付款", "22", 1, (R.REQUESTED,), R.APPROVED, GRANTER, rules=rules.REQUEST_RULES,
            effect="funds.services.after_request_approved", exists=_contract_payable,
            consequence="经办人可以办理支付；市财政局可见，可以暂缓。", done="已同意，可以办理支付。",
        ),
        Step(
            "refuse", "不予支付", "22", 2, (R.REQUESTED, R.CLAIMED), R.REFUSED, PROJECT_LEADER, kind=Kind.END,
            effect="funds.services.after_request_refused", consequence="申请就此结束，可另行申请。", done="已决定不予支付。",
        ),
        Step(
            "comment", "提出意见", "22", 3, OPEN_REQUESTS, None, FINANCE, kind=Kind.FACT, awaits=(),
            form="funds.forms.CommentForm", effect="funds.services.keep_comment", consequence="意见记入申请，申报单位可见。",
            done="已记录意见，已通知申报单位。",
        ),
        Step(
            "hold", "暂缓支付", "22", 4, (R.APPROVED,), R.HELD, FINANCE, kind=Kind.RETURN, awaits=(),
            effect="funds.services.after_held", consequence="办结前本合同不能付款。", done="已暂缓支付，已通知申报单位。",
        ),
        Step(
            "release", "解除暂缓", "22", 5, (R.HELD,), R.APPROVED, FINANCE, effect="funds.services.after_released",
            consequence="申报单位可以办理支付。", done="已解除暂缓，已通知申报单位。",
        ),
        Step(
            "pay", "登记支付", "22", 6, (R.APPROVED,), R.PAID, PROJECT_CLERK, rules=rules.PAYMENT_RULES,
            form="funds.forms.PayForm", effect="funds.services.after_paid", exists=_contract_payable,
            consequence="记入支付台账，不能更改。", done="已登记支付。",
        ),
        Step(
            "confirm", "确认登记", "22", 7, (R.CLAIMED,), R.PAID, GRANTER, rules=rules.PAYMENT_RULES,
            effect="funds.services.after_confirmed", exists=_contract_payable,
            consequence="记入支付台账，不能更改；市财政局知悉。", done="已确认，已记入支付台账。",
        ),
        Step(
            "withdraw", "撤回申请", "22", 8, OPEN_REQUESTS, R.WITHDRAWN, PROJECT_CLERK, kind=Kind.END, awaits=(),
            effect="funds.services.after_withdrawn", consequence="申请就此结束，所占的额度释放；可另行申请。", done="已撤回申请。",
        ),
        Step(
            "book", "财政登记支付", "22", 9, (R.APPROVED, R.CLAIMED), R.PAID, FINANCE, system=True,
            effect="funds.services.after_paid",
        ),
        Step("reverse", "红冲", "22", 10, (R.PAID,), R.REVERSED, GRANTER, system=True),
    ),
)  # fmt: skip

CONTRACT_ACCEPTANCE = Machine(
    key="funds.contractacceptance",
    states=B,
    field="state",
    clocks={B.APPLIED: "clock.contract_acceptance", B.GROUPED: "clock.contract_acceptance"},
    steps=(
        Step(
            "form_group", "组成验收小组", "12", 1, (B.APPLIED,), B.GROUPED, PROJECT_CLERK,
            rules=(rules.GROUP_THERE, rules.NOTICED), form="funds.forms.GroupForm", exists=_alive,
            consequence="由采购人代表和专业人员组成，提前通知供应商和小组成员；记入验收书。",
            done="已组成验收小组，请上传验收通知，按通知的日期逐条查验。",
        ),
        Step(
            "examine", "登记验收情况", "12", 2, (B.GROUPED,), B.EXAMINED, PROJECT_CLERK, rules=(rules.HELD, rules.PUBLISHED),
            form="funds.forms.ExamineForm", exists=_alive, consequence="送本单位负责人出具验收书。", done="已送负责人出具验收书。",
        ),
        Step(
            "send_back", "退回重验", "12", 3, (B.EXAMINED,), B.GROUPED, PROJECT_LEADER, kind=Kind.RETURN, awaits=(),
            exists=_alive, consequence="退回经办人重新查验。", done="已退回重验。",
        ),
        Step(
            "issue", "出具验收书", "12", 4, (B.EXAMINED,), B.ISSUED, PROJECT_LEADER, exists=_alive,
            rules=(rules.EXAMINED_WHOLE, rules.REPORT_THERE), effect="funds.services.after_buyer_issued",
            consequence="将编号出具验收书；合格的作为项目验收的资料，不合格的由供应商整改后再申请。",
            done="已出具验收书 {o.number}：{o.conclusion_label}",
        ),
    ),
)  # fmt: skip

# --- what this room does to a project -------------------------------------------------------------------------------

GIVEN = (*UNDER_CONTRACT, Stage.ACCEPTED, Stage.FILED, *GIVEN_UP)
PAYING = (Stage.LISTED, Stage.APPROVED, Stage.BUILDING, Stage.COMPLETED, Stage.ACCEPTED, Stage.FILED, *GIVEN_UP)
CLOSING = (Stage.ACCEPTED, Stage.FILED, *GIVEN_UP)


def _building(project):
    """On the way; of a project that was given up only where there is money to be settled."""
    if not on_way(Way.BUILD)(project):
        return False
    return project.stage not in GIVEN_UP or project.contract_sum > 0 or project.indicators.exists()


def _accountable(project):
    return on_way(Way.ACCEPTANCE)(project) and _building(project)


def _balance_due(project):
    account = getattr(project, "final_account", None)
    return account is not None and account.returned_on is None and account.balance > 0


REGISTER_CONTRACT = Step(
    "register_contract", "登记合同", "22", 46, UNDER_CONTRACT, None, UNIT_CLERK,
    rules=(rules.GATE_OPEN, rules.WITHIN_APPROVAL, rules.WITHIN_INDICATORS, rules.SIGNED_IN_TIME),
    form="funds.forms.ContractForm", effect="funds.services.keep_contract", kind=Kind.FACT, awaits=(Stage.LISTED, Stage.APPROVED),
    waits=lambda: may_be_built() & Q(contract_sum=0), exists=on_way(Way.BUILD),
    consequence="登记后计入合同数；合计不得超过批准金额。", done="已登记合同，合同数合计 {o.contract_sum} 元。",
)  # fmt: skip
REGISTER_PAYMENT = Step(
    "register_payment", "补登付款", "22", 47, PAYING, None,
    UNIT_CLERK, rules=(rules.HAS_CONTRACTS, *rules.CLAIM_RULES), form="funds.forms.PaymentForm",
    effect="funds.services.keep_payment", kind=Kind.FACT, awaits=(), exists=_building,
    consequence="补登系统外已经支付的款项，同样逐项核对；经本单位负责人确认后记入支付台账。", done="已送本单位负责人确认。",
)  # fmt: skip
REGISTER_INDICATOR = Step(
    "register_indicator", "下达预算指标", "22", 48, GIVEN, None, FINANCE,
    rules=(
        rules.GATE_OPEN, rules.INDICATORS_WITHIN_APPROVAL, rules.INDICATORS_WITHIN_SOURCE, rules.GIVEN_FOR_SETTLED, rules.NO_ACCOUNT_YET,
    ),
    form="funds.forms.IndicatorForm", effect="funds.services.keep_indicator", kind=Kind.FACT, awaits=(), exists=_building,
    consequence="按来源、年度和用途登记；各来源不得超过申报的资金来源，付款不得超过指标，不得挪作他用。", done="已登记预算指标，已通知申报单位。",
)  # fmt: skip
CHANGE_INDICATOR = Step(
    "change_indicator", "调整预算指标", "22", 49, GIVEN, None, FINANCE, form="funds.forms.IndicatorChangeForm",
    rules=(
        rules.INDICATORS_WITHIN_APPROVAL, rules.INDICATORS_WITHIN_SOURCE, rules.GIVEN_FOR_SETTLED, rules.MAY_CARRY, rules.ONLY_CARRIED,
    ),
    effect="funds.services.change_indicator", kind=Kind.FACT, awaits=(), exists=_building,
    consequence="追加、追减或结转；不得少于已支付金额，每次调整留痕。", done="已调整预算指标，已通知申报单位。",
)  # fmt: skip
REPORT_ACCOUNT = Step(
    "report_account", "报竣工财务决算", "22", 75, CLOSING, None, UNIT_CLERK,
    rules=(rules.CONTRACTS_CLOSED, rules.GIVEN_BY_USE, rules.NO_ACCOUNT_YET), form="funds.forms.AccountForm", effect="funds.services.keep_account",
    kind=Kind.FACT, awaits=(), exists=_accountable,
    consequence="决算不得超过结算合计；结余交回财政。", done="已报决算，已通知市财政局。",
)  # fmt: skip
RETURN_BALANCE = Step(
    "return_balance", "收回结余资金", "22", 76, CLOSING, None, FINANCE,
    effect="funds.services.return_balance", kind=Kind.FACT, awaits=(), exists=_balance_due,
    consequence="按用途从各指标的余额中收回，留下该用途尚欠的合同款项。", done="已收回结余资金。",
)  # fmt: skip
PROJECT_STEPS = (
    REGISTER_CONTRACT,
    REGISTER_PAYMENT,
    REGISTER_INDICATOR,
    CHANGE_INDICATOR,
    REPORT_ACCOUNT,
    RETURN_BALANCE,
)
# Steps of 发改委 and 财政局 by which the approved sum becomes another: each asks that what was given fits.
SETS_THE_SUM = (
    "approve_project",
    "approve_procurement",
    "reapprove_project",
    "reapprove_procurement",
    "add_act",
    "reduce_sum",
)
