"""The articles of 《广元市信息化建设项目管理办法》 that a page or a refusal cites."""

from dataclasses import dataclass

CHINESE = "零一二三四五六七八九"


def chinese_number(number: int) -> str:
    """1 to 99 in Chinese: 10 → 十, 26 → 二十六."""
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else ("十" if tens == 1 else f"{CHINESE[tens]}十")
    return head + (CHINESE[ones] if ones or not head else "")


@dataclass(frozen=True)
class Article:
    number: str
    title: str
    text: str
    enforced_by: str

    @property
    def cite(self) -> str:
        return f"第{chinese_number(int(self.number))}条"


def _table(*rows: tuple[int, str, str, str]) -> dict[str, Article]:
    return {str(number): Article(str(number), title, text, how) for number, title, text, how in rows}


# Last column: where the product enforces it, or the reason why it is not (a test reads this column).
ARTICLES = _table(
    (1, "目的", "加强统一管理，规范实施程序，推动集约和共享，提高资金效益。", "立法目的，无可执行内容"),
    (2, "项目范围", "网络系统、应用系统、信息资源开发利用、安全保障、设备采购及软课题项目。", "projects.Category"),
    (3, "适用范围", "财政性资金新建、改建、扩建，以及政府租赁使用或购买服务的信息化项目。", "projects.paths"),
    (
        4,
        "建设原则",
        "充分利用现有基础设施资源；严格控制独立、封闭、不能互联共享的系统建设。",
        "rule application.sharing",
    ),
    (5, "职责分工", "经信委、发改委、财政局、网信办、保密局各负其责。", "accounts.roles.KINDS_OF_ROLE"),
    (6, "专家库", "统一建立和管理咨询专家库，为论证、评审和验收提供咨询服务。", "experts.draw"),
    (7, "基础设施统筹", "统筹规划、集约建设和运维基础性、公共性信息化资源及云平台。", "infrastructure.Platform"),
    (
        8,
        "集约利用与迁移",
        "利用云平台等基础资源；已建系统逐步迁移至市云计算大数据中心。",
        "infrastructure.RunningSystem",
    ),
    (9, "滚动库与年度清单", "建立三年项目滚动库，拟制当年项目清单，报市政府审定。", "projects.AnnualList"),
    (
        10,
        "预审",
        "未取得预审批复的信息化项目，有关主管部门不得办理项目审批、招标或采购核准。",
        "rule approval.pre_approved",
    ),
    (11, "技术方案评审", "项目实施前须编制技术（设计）方案，经专家评审并出具评审意见。", "rule build.plan_passed"),
    (12, "验收", "建成后及时组织验收；未通过验收或验收不合格的项目不得投入使用。", "rule use.accepted"),
    (13, "备案", "市本级财政项目验收通过后备案；依法招投标的项目办理招标备案手续。", "projects.Filing"),
    (
        14,
        "禁止化整为零",
        "禁止化整为零；预算超过100万元须引入监理、测评；重大项目原则上引入代理。",
        "rule build.supervision",
    ),
    (15, "项目成果", "成果归建设单位的，可在其他行政机关推广使用；不得擅自转让。", "acceptance（成果登记，后续模块）"),
    (16, "县区项目", "县区自行负责，但技术方案须经市专家评审通过后方可实施。", "projects.paths（县区路径）"),
    (17, "平台建设", "建设、管理和维护云平台、数据共享与交换平台。", "infrastructure.Platform"),
    (18, "资源共享", "基础信息资源普遍共享，专业信息资源按需共享，政务数据有序开放。", "sharing.InformationResource"),
    (19, "一数一源", "可通过共享获取的信息不再重复采集；无偿使用，按授权范围使用。", "rule application.data_items"),
    (20, "共享接口", "做好共享接口开发维护；未实现共享的系统应实施共享改造。", "infrastructure.RunningSystem"),
    (21, "资金筹集", "多渠道筹集、整合存量、提高效益，避免重复建设。", "rule application.sources"),
    (
        22,
        "资金管理",
        "按财政资金要求管理，不得挪作他用；纳入政府采购和购买服务预算。",
        "rule contract.within_approval",
    ),
    (23, "服务外包", "鼓励建设及运行维护采用服务外包模式。", "funds.Contract.outsourced"),
    (24, "涉密项目", "涉密项目严格遵守保密相关法律法规和规定，参照本办法管理。", "projects.models.visible_to"),
    (25, "解释", "本办法由市经济和信息化委（市信息化工作办公室）负责解释。", "workflow.articles（页面随文引用）"),
    (26, "施行", "自发布之日起施行，2012年暂行办法同时废止。", "workflow.parameters（按日期取值）"),
)


def article(number: str) -> Article:
    return ARTICLES[str(number)]


def cite(number: str) -> str:
    """「10」 → 「第十条」."""
    return article(number).cite
