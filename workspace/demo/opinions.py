"""What invented experts write: by what is judged, in several voices, so that five members do not say one sentence."""

from experts.aspects import Purpose

GOOD: dict[str, dict[str, tuple[str, ...]]] = {
    Purpose.PLAN_REVIEW: {
        "principles": ("符合全市数字政府规划，建设依据充分。", "与本行业“十四五”规划衔接，立项依据写得清楚。"),
        "sharing": (
            "依托政务云和共享交换平台，未见重复建设；请细化共享目录。",
            "利用了现有云资源，共享数据项可再具体。",
        ),
        "design": (
            "总体架构合理，接口清单完整，建议补充高并发场景的容量测算。",
            "架构分层清楚，业务流程图与功能表一致。",
            "设计可行；离线和断网情形请补一节。",
        ),
        "trend": ("采用微服务和国产化技术路线，符合发展趋势。", "选型成熟，没有锁定单一厂商。"),
        "security": (
            "按等级保护要求设计，四同步措施明确；商用密码应用方案需单列。",
            "安全域划分合理，日志留存满足要求。",
        ),
        "money": ("软件开发按功能点测算，单价有询价依据。", "测算口径清楚，运维费用比例适当。"),
        "conditions": ("机构、人员、网络条件具备。", "实施团队和机房、链路条件落实。"),
    },
    Purpose.ACCEPTANCE: {
        "papers": ("资料完整，签章齐全，归档规范。", "竣工资料齐，目录与实物一致。"),
        "contract": ("合同内容全部完成，变更手续齐备。", "逐条核对合同和投标承诺，均已兑现。"),
        "function": (
            "功能、性能实测达到合同指标，第三方测评无高危漏洞。",
            "现场演示主要功能，响应时间在两秒以内。",
            "抽查三项指标，与测评报告一致。",
        ),
        "sharing": ("资源目录已登记，接口调用正常。", "承诺共享的数据项均能查到并可调用。"),
        "law": ("软件正版、档案、保密等要求已落实。", "未见违反采购、档案和网络安全规定的情形。"),
    },
    Purpose.ARGUMENT: {
        "need": ("现有手段不能满足业务要求，确需建设。", "上级有明确要求，属财政供给范围。"),
        "feasible": ("可行性研究结论可信，技术成熟。", "同类城市已有成熟做法，可以实施。"),
        "content": ("建设内容明确，指标可考核。", "目标与内容对应，边界清楚。"),
        "money": ("软件开发按功能点测算，单价有询价依据。", "估算依据充分，资金来源落实。"),
        "sharing": ("依托政务云和共享交换平台，未见重复建设。", "已说明与省级系统的关系，数据可共享。"),
        "security": ("按等级保护要求考虑，安全保密措施明确。", "涉及的安全产品要求符合相关规范。"),
    },
}
# What a member asks for who finds an aspect of a plan met in part only, and who ties the consent to changes.
ASKED: dict[str, tuple[str, ...]] = {
    "principles": ("请写明与省级规划任务的对应关系。", "请补充立项依据的文号。"),
    "sharing": ("请细化数据共享目录，写明提供和使用的数据项。", "请说明已有云资源的利用情况。"),
    "design": ("请补充高并发场景的容量测算依据。", "请补充离线和断网情形的处理。", "请把接口清单列全。"),
    "trend": ("请说明选型的国产化替代安排。", "请补充关键组件的版本和支持期限。"),
    "security": ("商用密码应用方案请单列一章。", "请补充日志留存和备份恢复的设计。"),
    "money": ("软件开发费请按功能点列出测算过程。", "运维费用请与建设费用分开列示。"),
    "conditions": ("请补充项目组织机构和人员名单。", "请写明机房、链路的落实时间。"),
}
CHANGES = ("请补充容量测算和接口清单后实施。", "请按意见修改完善安全设计。", "请细化共享目录，补充测算依据。")
# Why the office asks no change of the unit.
SET_ASIDE = ("属一般性建议，在详细设计阶段落实。", "方案附件已有相应内容，专家组会上已说明。")
NOTHING_ASKED = "评价性意见，不涉及修改。"
BAD: dict[str, tuple[str, ...]] = {
    Purpose.PLAN_REVIEW: (
        "论证不足，未说明与在建系统的边界，需修改后再行评审。",
        "测算依据不充分，设备配置偏高，请重新核算。",
    ),
    Purpose.ACCEPTANCE: (
        "部分功能未达到合同约定，接口文档和测试记录不全，需整改后再行验收。",
        "现场演示有两项功能不能完成，请整改。",
    ),
    Purpose.ARGUMENT: (
        "论证不足，未说明与在建系统的边界，需修改后再行论证。",
        "主要功能可在省级统建系统上实现，估算依据不足。",
    ),
}
OVERALL: dict[str, tuple[str, ...]] = {
    Purpose.PLAN_REVIEW: (
        "方案总体可行，请按意见修改完善。",
        "方案完整，思路清楚，同意通过。",
        "建设内容与需求相符，细化接口后可以实施。",
    ),
    Purpose.ACCEPTANCE: (
        "项目按合同建成，资料齐全，运行稳定，同意通过验收。",
        "各项指标达到要求，同意验收；请继续做好用户培训。",
        "现场查验与资料相符，同意验收。",
    ),
    Purpose.ARGUMENT: (
        "建设必要，条件具备，总体可行。",
        "同意立项；请按估算控制规模。",
        "必要性充分，建议与省级系统做好衔接。",
    ),
}


def voice(texts: tuple[str, ...], rank: int) -> str:
    """The member at this place speaks in one of the voices, always the same."""
    return texts[rank % len(texts)]


def accepted_points(conclusion: str) -> str:
    """What an acceptance's group says."""
    if conclusion == "pass":
        return "验收组听取了汇报，查看了系统演示，审阅了资料。\n项目完成合同全部内容，各项指标达到要求，同意通过验收。"
    return "项目基本完成合同内容，部分功能和资料未达到约定。\n请按专家意见整改后再次验收。"
