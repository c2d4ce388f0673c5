"""Kinds of money in this room (articles 21, 22)."""

from django.db.models import TextChoices


class ContractKind(TextChoices):
    MAIN = "main", "建设合同"
    SUPERVISION = "supervision", "监理合同"
    TESTING = "testing", "测评合同"
    AGENT = "agent", "代理合同"
    SERVICES = "services", "服务合同"


class Use(TextChoices):
    """What money was given for; money of one use pays for no other (挪作他用, article 22)."""

    CONSTRUCTION = "construction", "项目建设"
    MANAGEMENT = "management", "监理、测评与代理"
    SERVICES = "services", "购买服务与运维"


# Kind of contract → the use that its money must have been given for. The database holds the same table (0003).
USES = {
    ContractKind.MAIN: Use.CONSTRUCTION,
    ContractKind.SUPERVISION: Use.MANAGEMENT,
    ContractKind.TESTING: Use.MANAGEMENT,
    ContractKind.AGENT: Use.MANAGEMENT,
    ContractKind.SERVICES: Use.SERVICES,
}


# Kind of contract → what its contractor is to the project; article 6 keeps their people out of its panels.
WORKS_AS = {
    ContractKind.MAIN: "承建单位",
    ContractKind.SUPERVISION: "监理单位",
    ContractKind.TESTING: "测评单位",
    ContractKind.AGENT: "代理单位",
    ContractKind.SERVICES: "服务单位",
}


class PaymentKind(TextChoices):
    ADVANCE = "advance", "预付款"
    PROGRESS = "progress", "进度款"
    ACCEPTANCE = "acceptance", "验收款"
    RETENTION = "retention", "质保金"


class ChangeKind(TextChoices):
    """How an indicator changes after it was given."""

    REDUCE = "reduce", "追减"
    ADD = "add", "追加"
    CARRY = "carry", "结转下年"
    RETURN = "return", "结余交回"


class Conclusion(TextChoices):
    PASS = "pass", "验收合格"
    FAIL = "fail", "验收不合格"
