"""What this room does to a project: two facts, no lifecycle of its own yet."""

from funds import rules
from projects.paths import Way, on_way
from projects.permits import UNIT_CLERK
from projects.states import Stage, may_be_built
from workflow.machines import Kind, Step

UNDER_CONTRACT = (Stage.LISTED, Stage.PRE_APPROVED, Stage.APPROVED, Stage.BUILDING, Stage.COMPLETED)

REGISTER_CONTRACT = Step(
    "register_contract", "登记合同", "22", 46, UNDER_CONTRACT, None, UNIT_CLERK, rules=(rules.GATE_OPEN, rules.WITHIN_APPROVAL),
    form="funds.forms.ContractForm", effect="funds.services.keep_contract", kind=Kind.FACT, awaits=(Stage.LISTED, Stage.APPROVED),
    waits=lambda p: may_be_built(p) and not p.contract_sum, exists=on_way(Way.BUILD),
    consequence="登记后计入合同数；合计不得超过批准金额。", done="已登记合同，合同数合计 {o.contract_sum} 元。",
)  # fmt: skip
REGISTER_PAYMENT = Step(
    "register_payment", "登记付款", "22", 47, (Stage.LISTED, Stage.APPROVED, Stage.BUILDING, Stage.COMPLETED, Stage.ACCEPTED, Stage.FILED), None,
    UNIT_CLERK, rules=(rules.HAS_CONTRACTS, rules.WITHIN_CONTRACT, rules.BEFORE_ACCEPTANCE), form="funds.forms.PaymentForm",
    effect="funds.services.keep_payment", kind=Kind.FACT, awaits=(), exists=on_way(Way.BUILD),
    consequence="登记后计入已付金额，市财政局可见。", done="已登记付款。",
)  # fmt: skip
