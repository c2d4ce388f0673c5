"""Which steps a project walks: one table from three axes (mission.md; articles 3, 9–13, 16)."""

from typing import Any

from django.db.models import TextChoices


class Builder(TextChoices):
    DEPARTMENT = "department", "市级部门"
    COUNTY = "county", "县区（含经开区、园区）"
    ENTERPRISE = "enterprise", "企事业单位、民间组织、社会资本"


class Path(TextChoices):
    TENDER = "tender", "招投标"
    PROCUREMENT = "procurement", "政府采购"
    SERVICE = "service", "政府购买服务"
    SELF = "self", "自行采购（限额以下）"
    COUNTY = "county", "县区自行组织"
    PRIVATE = "private", "社会投资"


class Way(TextChoices):
    """The steps of the whole way, in order; the stepper of a project draws those on its path."""

    APPLY = "apply", "申报"
    LIBRARY = "library", "入库"
    LIST = "list", "年度清单"
    PRE_REVIEW = "pre_review", "预审"
    PLAN_REVIEW = "plan_review", "方案评审"
    APPROVAL_DRC = "approval_drc", "立项审批"
    APPROVAL_FINANCE = "approval_finance", "采购核准"
    TENDER_FILING = "tender_filing", "招标备案"
    BUILD = "build", "建设"
    CONTRACT_ACCEPTANCE = "contract_acceptance", "履约验收"
    ACCEPTANCE = "acceptance", "项目验收"
    FILING = "filing", "备案"


_FRONT = (Way.APPLY, Way.LIBRARY, Way.LIST)
_BACK = (Way.BUILD, Way.ACCEPTANCE, Way.FILING)
_BUYER_BACK = (Way.BUILD, Way.CONTRACT_ACCEPTANCE, Way.ACCEPTANCE, Way.FILING)
_FINANCE = (*_FRONT, Way.PRE_REVIEW, Way.PLAN_REVIEW, Way.APPROVAL_FINANCE, *_BUYER_BACK)

# Who builds × which path. Absent pairs do not exist. National or provincial money adds an early filing and takes no
# step away (article 13), so it is no row of this table.
WAYS: dict[tuple[str, str], tuple[Way, ...]] = {
    (Builder.DEPARTMENT, Path.TENDER): (
        *_FRONT,
        Way.PRE_REVIEW,
        Way.PLAN_REVIEW,
        Way.APPROVAL_DRC,
        Way.TENDER_FILING,
        *_BACK,
    ),
    (Builder.DEPARTMENT, Path.PROCUREMENT): _FINANCE,
    (Builder.DEPARTMENT, Path.SERVICE): _FINANCE,
    (Builder.DEPARTMENT, Path.SELF): (*_FRONT, Way.PLAN_REVIEW, *_BACK),
    (Builder.ENTERPRISE, Path.SERVICE): _FINANCE,
    (Builder.ENTERPRISE, Path.PRIVATE): (Way.FILING,),
    (Builder.COUNTY, Path.COUNTY): (Way.PLAN_REVIEW, Way.BUILD),
}

# Issue by issue the table is filled; a project may be begun only on these.
OPEN_WAYS = frozenset({(Builder.DEPARTMENT, Path.TENDER), (Builder.DEPARTMENT, Path.PROCUREMENT)})

# Paths on which an act of 发改委 or 财政局 stands (article 10); the database refuses an act without a 预审批复.
GATED_PATHS = (Path.TENDER, Path.PROCUREMENT, Path.SERVICE)


def way_of(project: Any) -> tuple[Way, ...]:
    """The steps of this project in order."""
    return WAYS[(project.builder, project.path)]


def on_way(*steps: Way) -> Any:
    """Condition for Step.exists: one of these steps is on the project's way (obj is a project or has one)."""

    def check(obj: Any) -> bool:
        project = getattr(obj, "project", obj)
        return any(step in way_of(project) for step in steps)

    return check
