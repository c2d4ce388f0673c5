"""Seeds of the guide: its categories and its fields. Rows that are missing come after migrate; nothing is overwritten.

《政务信息资源目录编制指南（试行）》 (发改高技〔2017〕1272号) gives the core. The province has its own guide,
DB51/T 2847-2021, whose text we do not hold: the extension fields of the second version only hold its place and say so
where they are shown; the office enters those of the standard's text as a further version.
"""

import datetime
from typing import Any

CORE = (
    ("category", "信息资源分类", True),
    ("name", "信息资源名称", True),
    ("code", "信息资源代码", True),
    ("provider", "信息资源提供方", True),
    ("provider_code", "资源提供方代码", False),
    ("abstract", "信息资源摘要", True),
    ("format", "信息资源格式", True),
    ("items", "数据项", True),
    ("sharing", "共享类型", True),
    ("condition", "共享条件", False),
    ("way", "共享方式", True),
    ("is_open", "是否向社会开放", True),
    ("open_condition", "开放条件", False),
    ("cycle", "更新周期", True),
    ("published_on", "发布日期", False),
    ("related_code", "关联资源代码", False),
)
EXTENSION = (
    ("domain", "所属领域（扩展）", False),
    ("system", "来源系统（扩展）", False),
    ("region", "覆盖区域（扩展）", False),
)
BASES = ("人口", "法人单位", "自然资源和空间地理", "社会信用", "电子证照", "宏观经济")
TOPICS = (
    "公共服务", "健康保障", "社会保障", "食品药品安全", "安全生产", "价格监管",
    "能源安全", "信用体系", "城乡建设", "社区治理", "生态环保", "应急维稳",
)  # fmt: skip
DEPARTMENT = ("业务管理", "监督检查", "公共服务")


def _fields(rows: tuple[tuple[str, str, bool], ...], extension: bool) -> list[dict[str, Any]]:
    return [
        {"key": key, "label": label, "required": required, "extension": extension} for key, label, required in rows
    ]


def categories() -> list[tuple[str, str, str]]:
    """(code, name, code of the one above) of 类, 项 and one 目 under each 项."""
    rows = [("1", "基础信息资源类", ""), ("2", "主题信息资源类", ""), ("3", "部门信息资源类", "")]
    for top, names in (("1", BASES), ("2", TOPICS), ("3", DEPARTMENT)):
        for place, name in enumerate(names, start=1):
            rows += [(f"{top}{place:02d}", name, top), (f"{top}{place:02d}001", f"{name}综合", f"{top}{place:02d}")]
    return rows


# How names are made alike before they are compared; only where the office has none yet.
NAME_RULES = (("within", "的"), ("ending", "号"), ("ending", "号码"), ("ending", "编号"))


def load_guide(**kwargs: object) -> None:
    from sharing.models import CatalogueCategory, CatalogueScheme, NameRule

    if not NameRule.objects.exists():
        NameRule.objects.bulk_create(NameRule(kind=kind, word=word) for kind, word in NAME_RULES)

    schemes = (
        ("2017", "国家目录编制指南（试行）", datetime.date(2018, 1, 1), _fields(CORE, False), False),
        (
            "DB51/T 2847-2021 占位",
            "省目录编制指南，扩展字段待核定",
            datetime.date(2021, 12, 1),
            _fields(CORE, False) + _fields(EXTENSION, True),
            True,
        ),
    )
    for version, name, day, fields, provisional in schemes:
        defaults = {"name": name, "valid_from": day, "fields": fields, "provisional": provisional}
        CatalogueScheme.objects.get_or_create(version=version, defaults=defaults)
    known = {one.code: one for one in CatalogueCategory.objects.all()}
    for code, name, above in categories():
        if code not in known:
            known[code] = CatalogueCategory.objects.create(code=code, name=name, parent=known.get(above))
