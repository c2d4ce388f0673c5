"""Words of the catalogue, in the order of the guide's form (发改高技〔2017〕1272号)."""

from django.db.models import TextChoices


class Kind(TextChoices):
    """Article 18."""

    BASE = "base", "基础信息资源"
    PROFESSIONAL = "professional", "专业信息资源"
    OPEN = "open", "开放数据"


class Base(TextChoices):
    POPULATION = "population", "人口"
    LEGAL = "legal", "法人单位"
    SPACE = "space", "空间地理"
    ECONOMY = "economy", "宏观经济"


class Sharing(TextChoices):
    FREE = "free", "无条件共享"
    CONDITIONAL = "conditional", "有条件共享"
    NONE = "none", "不予共享"


class Format(TextChoices):
    DATABASE = "database", "数据库"
    SHEET = "sheet", "电子表格"
    DOCUMENT = "document", "电子文件"
    PICTURE = "picture", "图形图像"
    MEDIA = "media", "流媒体"
    OTHER = "other", "自描述格式"


class Way(TextChoices):
    INTERFACE = "interface", "共享平台接口"
    FILE = "file", "文件交换"
    EXCHANGE = "exchange", "库表交换"


class Cycle(TextChoices):
    LIVE = "实时", "实时"
    HOUR = "每小时", "每小时"
    DAY = "每日", "每日"
    WEEK = "每周", "每周"
    MONTH = "每月", "每月"
    QUARTER = "每季度", "每季度"
    YEAR = "每年", "每年"


# Days after which data of such a cycle are stale.
CYCLE_DAYS = {"实时": 1, "每小时": 1, "每日": 2, "每周": 9, "每月": 35, "每季度": 100, "每年": 380}


class ItemType(TextChoices):
    TEXT = "text", "字符型C"
    NUMBER = "number", "数值型N"
    MONEY = "money", "货币型Y"
    DAY = "day", "日期型D"
    MOMENT = "moment", "日期时间型T"
    FLAG = "flag", "逻辑型L"
    NOTE = "note", "备注型M"
    BINARY = "binary", "二进制型B"


class DataMode(TextChoices):
    """What an uploaded table does to the rows that lie there."""

    REPLACE = "replace", "全部替换"
    APPEND = "append", "追加"


class Outcome(TextChoices):
    """What became of one call of the interface."""

    OK = "ok", "成功"
    UNKNOWN = "unknown", "凭证无效"
    ENDED = "ended", "授权已失效"
    OUT_OF_SCOPE = "out_of_scope", "超出授权范围"
    TOO_OFTEN = "too_often", "超过频次限制"
    NO_DATA = "no_data", "暂无数据"
