"""What a panel judges, by purpose: data in the regulation's own order (articles 10(一), 11(三) and 12)."""

from dataclasses import dataclass

from django.db.models import TextChoices


class Purpose(TextChoices):
    PLAN_REVIEW = "plan_review", "技术（设计）方案评审"
    ACCEPTANCE = "acceptance", "项目验收"
    ARGUMENT = "argument", "必要性和可行性论证"


class AspectVerdict(TextChoices):
    MET = "met", "符合"
    PARTLY = "partly", "基本符合"
    NOT_MET = "not_met", "不符合"


class OpinionConclusion(TextChoices):
    AGREE = "agree", "同意"
    AGREE_WITH_CHANGES = "agree_with_changes", "修改后同意"
    DISAGREE = "disagree", "不同意"


@dataclass(frozen=True)
class Aspect:
    """`label` is short, for tables; `question` is what the regulation asks."""

    code: str
    label: str
    question: str


@dataclass(frozen=True)
class Group:
    """Further things that a panel looks at, with the same few answers; each may be left open."""

    label: str
    checks: tuple[tuple[str, str], ...]
    answers: tuple[tuple[str, str], ...]


STATED = (("yes", "充分"), ("partly", "不够充分"), ("no", "未载明"))
HELD = (("yes", "是"), ("partly", "基本"), ("no", "否"))
PLANNED = (("yes", "有安排"), ("partly", "不够具体"), ("no", "没有安排"))
CERTIFIED = (("yes", "符合，有证书"), ("partly", "部分有证书"), ("no", "不符合"), ("none", "不涉及"))
# Answers that ask for something; CERTIFIED "none" only says that there is no such product.
DOUBTS = ("partly", "no")
BUDGET_VERDICTS = (("fair", "合理"), ("high", "偏高"), ("drop", "不必要"))
# Article 11(二) and (四): what a plan states, that it is whole, and that security keeps step.
GROUPS: dict[str, tuple[Group, ...]] = {
    Purpose.PLAN_REVIEW: (
        Group(
            "方案载明的内容",
            (
                ("present", "信息化现状"),
                ("needs", "应用需求"),
                ("processes", "业务流程"),
                ("goals", "建设目标"),
                ("content", "建设内容"),
            ),
            STATED,
        ),
        Group("方案是否", (("whole", "完整"), ("reasonable", "合理"), ("feasible", "可行")), HELD),
        Group(
            "信息安全四同步",
            (
                ("sync_plan", "同步规划"),
                ("sync_build", "同步建设"),
                ("sync_accept", "同步验收"),
                ("sync_run", "同步运行"),
            ),
            PLANNED,
        ),
        Group(
            "强制性要求",
            (
                ("key_devices", "网络关键设备"),
                ("security_products", "网络安全专用产品"),
                ("crypto_products", "商用密码产品"),
            ),
            CERTIFIED,
        ),
        Group("共享与集约", (("shares", "提供共享"), ("reuses", "利用已有资源")), HELD),
    )
}


def groups_of(purpose: str) -> tuple[Group, ...]:
    return GROUPS.get(purpose, ())


ASPECTS: dict[str, tuple[Aspect, ...]] = {
    Purpose.PLAN_REVIEW: (
        Aspect("principles", "规划与原则", "是否符合相关规划要求和建设的基本原则"),
        Aspect("sharing", "集约与共享", "是否充分考虑资源集约利用和信息共享"),
        Aspect("design", "技术路线与设计", "技术路线和设计方案是否合理、可行"),
        Aspect("trend", "技术趋势", "是否符合技术发展趋势"),
        Aspect("security", "安全保障体系", "安全保障体系建设是否完善，是否做到同步规划、同步建设、同步验收、同步运行"),
        Aspect("money", "实施计划与资金测算", "实施计划和资金测算是否合理"),
        Aspect("conditions", "实施条件", "实施条件是否成熟"),
    ),
    Purpose.ACCEPTANCE: (
        Aspect("papers", "资料完备规范", "项目资料是否完备、规范"),
        Aspect("contract", "合同与招投标履行", "是否履行合同和招标投标文件"),
        Aspect("function", "功能性能安全与指标", "各项功能、性能、安全性以及各项技术指标是否完成"),
        Aspect("sharing", "资源共享落实", "系统信息资源共享是否落实"),
        Aspect("law", "其他法律法规", "是否符合法律法规规定的其他要求"),
    ),
    Purpose.ARGUMENT: (
        Aspect("need", "必要性", "是否符合发展方针政策和“智慧广元”发展战略，是否属于财政资金供给的范围，是否确需建设"),
        Aspect("feasible", "可行性", "是否经过可行性研究，技术路线和组织实施条件是否具备"),
        Aspect("content", "建设内容", "项目目标、建设内容和组织实施计划是否明确"),
        Aspect("money", "投资估算", "项目预算是否具体、合理，资金来源是否明确"),
        Aspect("sharing", "共享与集约", "是否利用现有基础设施和信息资源，是否互联互通、资源共享，有无重复建设"),
        Aspect("security", "安全保密", "安全保密是否落实，拟采购的设施设备是否符合网络安全法相关技术规范要求"),
    ),
}


def aspects_of(purpose: str) -> tuple[Aspect, ...]:
    return ASPECTS[purpose]
