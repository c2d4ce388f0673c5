from django.db.models import TextChoices


class ChangeKind(TextChoices):
    CONTENT = "content", "建设目标、内容"
    SUM = "sum", "金额"
    PERIOD = "period", "工期"
    SUPPLIER = "supplier", "承建单位"
    CONTRACT = "contract", "合同"
    UNIT = "unit", "申报单位"
    CLERK = "clerk", "承办人移交"
    PATH = "path", "采购路径"
    SUSPEND = "suspend", "项目暂停"
    RESUME = "resume", "项目恢复"


# What of a contract may be amended: a field of ChangeRequest and the field of Contract; blank means that it stays.
AMENDED = {
    "new_amount": "amount",
    "new_ends_on": "ends_on",
    "new_warranty_until": "warranty_until",
    "new_retention": "retention_percent",
}
# Lists of the application that a request rewrites as a whole: field of ChangeRequest, list of Application.
REWRITTEN: dict[str, dict[str, str]] = {
    ChangeKind.CONTENT: {"new_indicators": "indicators", "new_modules": "modules"},
}
# What a request of each kind asks for; every name is a field of ChangeRequest.
ASKED: dict[str, tuple[str, ...]] = {
    ChangeKind.CONTENT: ("new_goals", "new_content"),
    ChangeKind.SUM: ("new_sum",),
    ChangeKind.PERIOD: ("new_end",),
    ChangeKind.SUPPLIER: ("contract", "new_supplier", "new_supplier_code"),
    ChangeKind.CONTRACT: ("contract", "new_amount", "new_ends_on", "new_warranty_until", "new_retention"),
    ChangeKind.UNIT: ("new_unit",),
    ChangeKind.CLERK: ("new_contact", "new_phone"),
    ChangeKind.PATH: ("new_path",),
    ChangeKind.SUSPEND: ("resume_by",),
    ChangeKind.RESUME: ("new_end",),
}
