from django.db.models import TextChoices


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
