from django.db.models import TextChoices


class Part(TextChoices):
    """The five parts of article 12."""

    PAPERS = "papers", "项目资料完备性、规范性"
    CONTRACT = "contract", "履行合同和招标投标文件"
    FUNCTION = "function", "功能、性能、安全性及技术指标"
    SHARING = "sharing", "信息资源共享落实"
    LAW = "law", "符合法律法规规定的其他要求"


class PartVerdict(TextChoices):
    MET = "met", "合格"
    PARTLY = "partly", "基本合格"
    NOT_MET = "not_met", "不合格"


class Conclusion(TextChoices):
    PASS = "pass", "验收通过"
    RECTIFY = "rectify", "整改后再验收"
    FAIL = "fail", "验收不通过"


class Delivered(TextChoices):
    """What became of one clause of contract or tender."""

    WHOLE = "whole", "已交付"
    PARTLY = "partly", "部分交付"
    NOT = "not", "未交付"


# The slot of a scanned 验收书; of each contract that builds one of its own, whose key follows after a colon.
BUYERS_SCAN = "buyer"
REPORT = ("built", "selfcheck", "indicators")
