from django.db.models import TextChoices


class Category(TextChoices):
    """Article 2."""

    NETWORK = "network", "信息网络系统"
    APPLICATION = "application", "信息应用系统"
    RESOURCE = "resource", "信息资源开发利用"
    SECURITY = "security", "信息安全保障"
    EQUIPMENT = "equipment", "信息设备采购"
    SOFT = "soft", "软课题（咨询、规划）"


class Nature(TextChoices):
    """Article 3."""

    NEW = "new", "新建"
    REBUILT = "rebuilt", "改建"
    EXTENDED = "extended", "扩建"
    SERVICE = "service", "购买服务"


class RuleOfDay(TextChoices):
    """Article 26: what began under the provisional rule of 2012 goes on by the rule of its day."""

    NOW = "2018", "《广元市信息化建设项目管理办法》"
    OLD = "2012", "2012年暂行办法（广府办发〔2012〕55号）"


class BudgetKind(TextChoices):
    HARDWARE = "hardware", "硬件设备"
    SOFTWARE = "software", "软件购置"
    DEVELOPMENT = "development", "软件开发"
    INTEGRATION = "integration", "系统集成"
    SUPERVISION = "supervision", "监理"
    TESTING = "testing", "测评"
    SERVICE = "service", "服务"
    OPERATION = "operation", "运行维护"


class SourceKind(TextChoices):
    """Article 10(二)2: 上级专项补助, 本级财政预算, and others that are named."""

    CITY = "city", "市级财政预算"
    PROVINCE = "province", "省级专项补助"
    NATION = "nation", "中央专项补助"
    COUNTY = "county", "县区财政"
    OWN = "own", "单位自筹"
    SOCIAL = "social", "社会资本"


# Money of the nation and the province, which is filed at the same time as its main procedure (article 13).
UPPER_SOURCES = (SourceKind.NATION, SourceKind.PROVINCE)


class Platform(TextChoices):
    """Shared platforms that an application declares (articles 4, 7, 8, 17)."""

    GOV_CLOUD = "gov_cloud", "政务云"
    INDUSTRY_CLOUD = "industry_cloud", "产业云"
    SOCIAL_CLOUD = "social_cloud", "社会云"
    EXCHANGE = "exchange", "数据共享与交换平台"
    GEO = "geo", "基础地理信息公共服务平台"
    NETWORK = "network", "电子政务外网"
    IDENTITY = "identity", "统一身份认证平台"


class SecurityLevel(TextChoices):
    NONE = "none", "不定级"
    ONE = "1", "等保一级"
    TWO = "2", "等保二级"
    THREE = "3", "等保三级"
    FOUR = "4", "等保四级"


class ApprovalAct(TextChoices):
    """Acts of 发改委 and 财政局 (article 10)."""

    PROPOSAL = "proposal", "项目建议书批复"
    FEASIBILITY = "feasibility", "可行性研究报告批复"
    DESIGN = "design", "初步设计及概算批复"
    TENDER = "tender", "招标核准"
    PROCUREMENT = "procurement", "政府采购核准"
    AUDIT = "audit", "财政投资评审"


DRC_ACTS = (ApprovalAct.PROPOSAL, ApprovalAct.FEASIBILITY, ApprovalAct.DESIGN, ApprovalAct.TENDER)


class PreReviewCondition(TextChoices):
    """The seven conditions of article 10(一) and the four demands of 10(二), in the regulation's words, shortened."""

    POLICY = "1.1", "符合国家、省信息化发展方针政策和“智慧广元”发展战略"
    PRINCIPLE = "1.2", "遵循统筹规划、互联互通、资源共享和安全保密的原则"
    PUBLIC = "1.3", "属于公共财产和财政资金供给的范围"
    TARGET = "1.4", "具有明确的项目目标、组织实施计划和具体的项目预算"
    FEASIBLE = "1.5", "经过可行性研究和论证，具备较好的组织实施条件"
    SECURITY = "1.6", "采购的设施设备符合网络安全法相关技术规范要求"
    OTHER = "1.7", "法律法规规章规定的其他条件"
    LISTED = "2.1", "已纳入项目滚动库，并纳入当年拟实施的项目清单"
    MONEY = "2.2", "有明确资金来源"
    PAPERS = "2.3", "提供项目建议书（建设方案）、项目组织实施计划"
    OTHER_DEMANDS = "2.4", "法律法规规章规定的其他要求"


class Verdict(TextChoices):
    YES = "yes", "符合"
    NO = "no", "不符合"
    NOT_APPLICABLE = "na", "不适用"


class Opinion(TextChoices):
    """What a consulted body says (会签). Silence is none of these."""

    AGREE = "agree", "同意"
    CONDITIONAL = "conditional", "附条件同意"
    DISAGREE = "disagree", "不同意"
    NO_CONCERN = "no_concern", "不涉及本单位职责"


class Outcome(TextChoices):
    """What a body said in its act."""

    APPROVED = "approved", "同意"
    REDUCED = "reduced", "核减后同意"
    REFUSED = "refused", "不予审批"
    CUT = "cut", "评审审减"


class BudgetBook(TextChoices):
    """The budgets of article 22 in which a project must stand before 财政局 approves it."""

    PROCUREMENT = "procurement", "政府采购预算"
    SERVICE = "service", "政府购买服务预算"


class SupervisionKind(TextChoices):
    """Article 5: 发改委 supervises tendering, 财政局 procurement, purchase of services and the use of money."""

    TENDER = "tender", "招投标监督"
    PROCUREMENT = "procurement", "政府采购监督"
    SERVICE = "service", "购买服务监督"
    FUNDS = "funds", "资金使用监督"


class TenderMethod(TextChoices):
    PUBLIC = "public", "公开招标"
    INVITED = "invited", "邀请招标"


class TenderOrganisation(TextChoices):
    AGENCY = "agency", "委托招标"
    SELF = "self", "自行招标"


class RoundOutcome(TextChoices):
    OPEN = "open", "进行中"
    AWARDED = "awarded", "已中标"
    FAILED = "failed", "流标"
    ENDED = "ended", "随项目结束"


class DoubtKind(TextChoices):
    DOUBT = "doubt", "质疑（异议）"
    COMPLAINT = "complaint", "投诉"
