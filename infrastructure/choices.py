from django.db.models import TextChoices


class Cloud(TextChoices):
    """Article 7."""

    GOVERNMENT = "gov_cloud", "政务云"
    INDUSTRY = "industry_cloud", "产业云"
    SOCIAL = "social_cloud", "社会云"


class Measure(TextChoices):
    CPU = "cpu", "处理器（核）"
    MEMORY = "memory", "内存（GB）"
    FAST = "fast", "高速存储（TB）"
    PLAIN = "plain", "普通存储（TB）"
    BACKUP = "backup", "备份存储（TB）"
    GPU = "gpu", "图形处理器（块）"
    ADDRESS = "address", "地址（个）"
    BANDWIDTH = "bandwidth", "带宽（Mbps）"
    RACK = "rack", "机柜（U）"
    LICENCE = "licence", "软件许可（套）"


# What a notice says beside the quantity.
UNITS = {
    "cpu": "核", "memory": "GB", "fast": "TB", "plain": "TB", "backup": "TB", "gpu": "块", "address": "个",
    "bandwidth": "Mbps", "rack": "U", "licence": "套",
}  # fmt: skip


class Environment(TextChoices):
    PRODUCTION = "production", "生产环境"
    TEST = "test", "测试环境"
    TRAINING = "training", "培训演练环境"
    BACKUP = "backup", "灾备环境"


class Move(TextChoices):
    """Article 8: 物理搬迁, 应用迁移, or it stays for a reason."""

    RELOCATION = "relocation", "物理搬迁"
    MIGRATION = "migration", "应用迁移"
    STAYS = "stays", "暂不迁移"


class AssetKind(TextChoices):
    """Article 7, in its order."""

    ROOM = "room", "机房"
    RACK = "rack", "机柜"
    NETWORK = "network", "网络"
    LINK = "link", "链路"
    SERVER = "server", "服务器"
    STORAGE = "storage", "存储与灾备"
    DATABASE = "database", "基础数据库"
    SOFTWARE = "software", "支撑软件"
    APPLICATION = "application", "公共应用"
    SECURITY = "security", "安全服务"
    EXCHANGE = "exchange", "数据交换节点"


class PlanKind(TextChoices):
    CITY = "city", "全市信息基础设施规划"
    DEPARTMENT = "department", "部门信息化规划"


class Severity(TextChoices):
    HIGH = "high", "高"
    MIDDLE = "middle", "中"
    LOW = "low", "低"


class Visit(TextChoices):
    """Article 5: what the cyberspace office does."""

    INSPECTION = "inspection", "安全检查"
    RISK = "risk", "风险评估"
