"""The words of the register (article 24): levels, and which papers it knows by number alone."""

from django.db.models import TextChoices


class Level(TextChoices):
    SECRET = "秘密", "秘密"
    CONFIDENTIAL = "机密", "机密"
    TOP = "绝密", "绝密"


class PaperKind(TextChoices):
    """In the order of the way; a paper that came by courier is entered by its number and date."""

    ADMISSION = "admission", "入库意见"
    LIST = "list", "年度清单"
    PRE_APPROVAL = "pre_approval", "预审批复"
    PLAN_OPINION = "plan_opinion", "方案评审意见"
    APPROVAL = "approval", "立项审批或采购核准"
    START = "start", "开工"
    COMPLETION = "completion", "完工报告"
    CERTIFICATE = "certificate", "验收证书"
    IN_USE = "in_use", "投入使用"
    FILING = "filing", "备案回执"
    OTHER = "other", "其他"


class Direction(TextChoices):
    RECEIVED = "received", "收文"
    SENT = "sent", "发文"


# What must stand in the register before: (kind, article, kinds before it).
BEFORE: dict[str, tuple[str, tuple[str, ...]]] = {
    PaperKind.PRE_APPROVAL: ("10", (PaperKind.ADMISSION, PaperKind.LIST)),
    PaperKind.APPROVAL: ("10", (PaperKind.PRE_APPROVAL,)),
    PaperKind.START: ("11", (PaperKind.APPROVAL, PaperKind.PLAN_OPINION)),
    PaperKind.COMPLETION: ("12", (PaperKind.START,)),
    PaperKind.CERTIFICATE: ("12", (PaperKind.COMPLETION,)),
    PaperKind.IN_USE: ("12", (PaperKind.CERTIFICATE,)),
    PaperKind.FILING: ("13", (PaperKind.CERTIFICATE,)),
}
