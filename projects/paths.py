"""Which steps a project walks: one table from three axes (mission.md; articles 3, 9–13, 16)."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, TextChoices

from projects.choices import RuleOfDay


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
    EARLY_FILING = "early_filing", "同时备案"


class Money(TextChoices):
    """Whose money: the third axis."""

    CITY = "city", "市级财政资金"
    UPPER = "upper", "国家、省拨付资金"


_FRONT = (Way.APPLY, Way.LIBRARY, Way.LIST)
_BACK = (Way.BUILD, Way.ACCEPTANCE, Way.FILING)
_BUYER_BACK = (Way.BUILD, Way.CONTRACT_ACCEPTANCE, Way.ACCEPTANCE, Way.FILING)
_FINANCE = (*_FRONT, Way.PRE_REVIEW, Way.PLAN_REVIEW, Way.APPROVAL_FINANCE, *_BUYER_BACK)

# Who builds × which path. Absent pairs do not exist; what the money adds stands below.
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


# Whose money adds what: it takes no step away (article 13), and is walked beside the others.
ADDED: dict[str, tuple[Way, ...]] = {Money.CITY: (), Money.UPPER: (Way.EARLY_FILING,)}


@dataclass(frozen=True)
class Beginning:
    """Where one begins to walk a way, and who does."""

    label: str
    address: str
    by: Builder


APPLICATION = Beginning("新建申报", "projects:project_create", Builder.DEPARTMENT)
COUNTY_PLAN = Beginning("报送县区方案", "reviews:county_create", Builder.COUNTY)
SOCIAL_FILING = Beginning("社会投资备案", "archives:social_create", Builder.ENTERPRISE)

# What an enterprise builds for government its buyer applies for (article 3); a county reports its plan (article 16);
# money of society is filed (article 13).
BEGINNINGS: dict[tuple[str, str], Beginning] = dict.fromkeys(WAYS, APPLICATION) | {
    (Builder.COUNTY, Path.COUNTY): COUNTY_PLAN,
    (Builder.ENTERPRISE, Path.PRIVATE): SOCIAL_FILING,
}

# The ways that begin with an application.
OPEN_WAYS = frozenset(way for way, beginning in BEGINNINGS.items() if beginning is APPLICATION)


def beginning_of(kind: str) -> Beginning:
    """Where an organisation of this kind begins what it builds itself."""
    return next((one for one in BEGINNINGS.values() if one.by == kind), APPLICATION)


# Paths on which an act of 发改委 or 财政局 stands (article 10); the database refuses an act without a 预审批复.
FISCAL_GATE = (Path.PROCUREMENT, Path.SERVICE)
GATED_PATHS = (Path.TENDER, *FISCAL_GATE)


class Lane(TextChoices):
    """Who acts, as a lane of the picture."""

    UNIT = "unit", "申报单位"
    OFFICE = "office", "信息办"
    BODY = "body", "市政府、发改委、财政局"
    EXPERTS = "experts", "专家"


# Step → the article it rests on, the paper that ends it, and what each lane does in it.
ACTS: dict[Way, tuple[str, str, dict[Lane, str]]] = {
    Way.APPLY: ("9", "项目申报表", {Lane.UNIT: "经办人填报，负责人同意报出"}),
    Way.LIBRARY: ("9", "", {Lane.OFFICE: "审查，决定入库和计划年度"}),
    Way.LIST: ("9", "年度项目清单", {Lane.OFFICE: "拟制清单", Lane.BODY: "市政府审定"}),
    Way.PRE_REVIEW: ("10", "预审批复", {Lane.UNIT: "申请预审", Lane.OFFICE: "七项条件、四项要求，批复"}),
    Way.PLAN_REVIEW: (
        "11",
        "评审意见",
        {Lane.UNIT: "报技术（设计）方案", Lane.OFFICE: "组织评审，签发", Lane.EXPERTS: "从七个方面评审"},
    ),
    Way.APPROVAL_DRC: ("10", "审批文件", {Lane.BODY: "市发改委立项审批"}),
    Way.APPROVAL_FINANCE: ("10", "采购核准", {Lane.BODY: "市财政局采购核准"}),
    Way.TENDER_FILING: (
        "13",
        "招标备案表",
        {Lane.UNIT: "报招标前、招标后两部分", Lane.OFFICE: "核对，备案", Lane.BODY: "市发改委核准招标，监督"},
    ),
    Way.BUILD: ("14", "合同", {Lane.UNIT: "登记合同，开工，报进度"}),
    Way.CONTRACT_ACCEPTANCE: ("12", "验收书", {Lane.UNIT: "逐个合同履约验收"}),
    Way.ACCEPTANCE: (
        "12",
        "验收证书",
        {Lane.UNIT: "报完工", Lane.OFFICE: "组织验收，签发", Lane.EXPERTS: "分五部分验收"},
    ),
    Way.FILING: ("13", "备案回执", {Lane.UNIT: "报备案", Lane.OFFICE: "核对，编号"}),
    Way.EARLY_FILING: ("13", "备案回执", {Lane.UNIT: "与国家、省主办手续同时报备案", Lane.OFFICE: "核对，编号"}),
}


# Of a project that was begun under the rule of 2012 only what is still to come is walked under this one.
STILL_TO_COME = (Way.BUILD, Way.CONTRACT_ACCEPTANCE, Way.ACCEPTANCE, Way.FILING)


def way_of(project: Any) -> tuple[Way, ...]:
    """The steps of this project in order."""
    way = WAYS[(project.builder, project.path)]
    return (
        tuple(step for step in way if step in STILL_TO_COME) if getattr(project, "rule", "") == RuleOfDay.OLD else way
    )


def way_on(project: Any, path: str) -> tuple[Way, ...] | None:
    """The steps that this project would walk on another path; None where that path is not open to its builder."""
    return WAYS.get((project.builder, path)) if (project.builder, path) in OPEN_WAYS else None


def gated(obj: Any) -> bool:
    """An act of 发改委 or 财政局 stands on the way; 自行采购 has none."""
    return on_way(Way.APPROVAL_DRC, Way.APPROVAL_FINANCE)(obj)


def with_way(*steps: Way) -> Q:
    """A Q over Project: one of these steps is on its way; `on_way` says the same of one that is at hand."""
    on = Q(pk__in=[])
    for (builder, path), way in WAYS.items():
        if found := set(steps).intersection(way):
            still = Q() if found.intersection(STILL_TO_COME) else ~Q(rule=RuleOfDay.OLD)
            on |= Q(builder=builder, path=path) & still
    return on


def on_way(*steps: Way) -> Any:
    """Condition for Step.exists: one of these steps is on the project's way (obj is a project or has one)."""

    def check(obj: Any) -> bool:
        project = getattr(obj, "project", obj)
        return any(step in way_of(project) for step in steps)

    return check
