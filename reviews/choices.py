from django.db.models import TextChoices

from experts.tally import ARGUED


class Conclusion(TextChoices):
    """What an issued opinion says; the codes are those of experts.tally."""

    PASS = "pass", "通过"
    AMEND = "amend", "修改后通过"
    REVISE = "revise", "修改后重新评审"
    FAIL = "fail", "不通过"


class Argued(TextChoices):
    """What the experts of an argument 论证 hold; the codes are those of experts.tally, the words its own."""

    FEASIBLE = "pass", ARGUED["pass"]
    AMEND = "amend", ARGUED["amend"]
    REVISE = "revise", ARGUED["revise"]
    NOT = "fail", ARGUED["fail"]


class Adoption(TextChoices):
    """How the unit took a remark."""

    ADOPTED = "adopted", "采纳"
    PARTLY = "partly", "部分采纳"
    NOT_ADOPTED = "not", "未采纳"


class RemarkVerdict(TextChoices):
    """What the remark's author or the chair found, or the office decided."""

    CLOSED = "closed", "已落实"
    REOPENED = "reopened", "须再修改"
    # The office asks no change of the unit, and says why.
    ASIDE = "aside", "不作修改要求"


# The five matters that a plan must state (article 11(二)): field → what it must say.
MATTERS = {
    "present": "现有系统、数据、网络、安全和运维情况，存在的问题",
    "needs": "业务部门和服务对象的需求，调研过程和结论",
    "processes": "主要业务流程的现状与优化后的流程，涉及的部门和数据",
    "goals": "总体目标与可考核的指标",
    "content": "建设内容、技术路线、安全保障体系、共享与集约、实施计划和资金测算",
}

# What the author or the chair may say of an answer.
JUDGED = [one for one in RemarkVerdict.choices if one[0] != RemarkVerdict.ASIDE]
