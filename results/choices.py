from django.db.models import TextChoices

from accounts.roles import OrgKind

# Kinds among which 行政机关 are found, of the city and its counties.
ADMINISTRATIVE_KINDS = (
    OrgKind.CITY_GOVERNMENT,
    OrgKind.OFFICE,
    OrgKind.DRC,
    OrgKind.FINANCE,
    OrgKind.CYBERSPACE,
    OrgKind.SECRECY,
    OrgKind.DEPARTMENT,
    OrgKind.COUNTY,
)


class ResultKind(TextChoices):
    CODE = "code", "软件源代码"
    COPYRIGHT = "copyright", "软件著作权"
    PATENT = "patent", "专利"
    DATASET = "dataset", "数据集"
    DOCUMENT = "document", "技术文档、标准"


class Owner(TextChoices):
    """Article 15 lets the office promote what belongs to the building unit, and nothing else."""

    UNIT = "unit", "项目建设单位"
    CONTRACTOR = "contractor", "承建单位"
    SHARED = "shared", "共有"
