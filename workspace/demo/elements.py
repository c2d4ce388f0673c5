"""One number, one source: elements with their names, their sources, cases in every state, projects that are held."""

import datetime

from django.db.models import Q
from django.utils import timezone

from projects.models import DataItem, Project
from projects.states import Stage
from sharing.models import DataElement, ElementName, ElementSource, InformationResource
from sharing.queries.elements import bodies_of, resources_of
from sharing.services import open_case, settle_collection
from workflow.engine import perform
from workspace.demo.people import City

# name, other words, unit that is the source ("" where none is), its resource
ELEMENTS = (
    ("公民身份号码", "身份证号 身份证号码 证件号码 公民身份证号", "gaj", "人口基础信息"),
    ("姓名", "人员姓名 申请人姓名 居民姓名", "gaj", "人口基础信息"),
    ("户籍地址", "户籍 户籍所在地 户口所在地", "gaj", "人口基础信息"),
    ("出生日期", "出生年月", "gaj", "人口基础信息"),
    ("统一社会信用代码", "社会信用代码 信用代码", "scj", "法人单位基础信息"),
    ("法定代表人", "法人代表 企业法人姓名", "scj", "法人单位基础信息"),
    ("经营状态", "企业状态", "scj", "法人单位基础信息"),
    ("号牌号码", "车牌号 车牌号码", "", ""),
    ("权利人", "产权人", "zrj", "不动产登记信息"),
    ("保障类别", "低保类别 救助类别", "mzj", "最低生活保障对象"),
    ("参保状态", "社保参保状态", "", ""),
    ("检验有效期", "年检有效期", "", ""),
    ("车辆类型", "车型", "", ""),
)
GENERIC = ("编号", "名称", "登记日期", "状态", "更新时间", "联系单位", "所在县区", "地址", "等级", "时间")


def fill_elements(city: City) -> None:
    elements = [DataElement(name=name, definition=f"{name}，以数源单位登记为准。") for name, *_rest in ELEMENTS]
    elements += [DataElement(name=name, generic=True) for name in GENERIC]
    DataElement.objects.bulk_create(elements)
    words = {one.name: [one.name] for one in elements}
    for name, others, _unit, _resource in ELEMENTS:
        words[name] += others.split()
    ElementName.objects.bulk_create(
        ElementName(element=one, word=word) for one in elements for word in words[one.name]
    )
    today = timezone.localdate()
    by_name, first = {one.name: one for one in elements}, today.replace(year=today.year - 2, month=1, day=1)
    resources = {one.name: one for one in InformationResource.objects.filter(name__in=[row[3] for row in ELEMENTS])}
    ElementSource.objects.bulk_create(
        ElementSource(
            element=by_name[name], body=city.organisations[unit], resource=resources[source], valid_from=first
        )
        for name, _words, unit, source in ELEMENTS
        if unit
    )
    _cases(city, by_name)
    _held(city, by_name, first)


# element, body that is proposed, why, how far the case has gone
CASES = (
    (
        "号牌号码", "gaj", "机动车登记信息和营运车辆卫星定位都含号牌号码，建议以车辆登记机关为数源。", ""
    ),
    ("检验有效期", "gaj", "检验信息由车辆登记机关核发，建议以其为数源。", "refer"),
    ("参保状态", "rsj", "多个部门在审批时自行采集参保状态，建议以社保经办机构为数源。", "decide"),
    ("车辆类型", "jtj", "车辆类型的分类口径不一致，建议先行统一。", "drop"),
)  # fmt: skip


def _cases(city: City, elements: dict[str, DataElement]) -> None:
    clerk, leader = city.posts["office_clerk"], city.posts["office_leader"]
    codes = {body.pk: code for code, body in city.organisations.items()}
    for name, source, why, goal in CASES:
        element, body = elements[name], city.organisations[source]
        case = open_case(element=element, proposed=body, bodies=bodies_of(element, clerk), post=clerk, why=why)
        if goal == "drop":
            perform(case, "drop", post=leader, reason="分类口径由省级统一后再行认定。")
            continue
        for opinion in case.opinions.all():
            # One body still thinks about the first case.
            if goal or opinion.unit_id == body.pk:
                answer = {"position": "agree", "text": ""}
                perform(opinion, "give", post=city.leader(codes[opinion.unit_id]), data=answer)
        if goal:
            case = perform(case, "refer", post=clerk)
        if goal == "decide":
            decision = {
                "body": body, "resource": resources_of(element).filter(provider=body).first(),
                "effective_on": timezone.localdate(), "decision": "以社保经办机构登记的参保状态为准。",
            }  # fmt: skip
            perform(case, "decide", post=leader, data=decision)


def _held(city: City, elements: dict[str, DataElement], first: datetime.date) -> None:
    """Projects before their pre-review's end that would collect again: one is held, the others have each said why."""
    leader, source = city.posts["office_leader"], city.organisations["gaj"]
    codes = {body.pk: code for code, body in city.organisations.items()}
    clerks = [body for body, code in codes.items() if f"applicant_{code}" in city.posts and body != source.pk]
    waiting = Q(prereviews__state="submitted") | Q(stage__in=(Stage.LISTED, Stage.LIBRARY))
    rows = Project.objects.filter(
        waiting, is_classified=False, submitted_at__date__gte=first, application__isnull=False, unit__in=clerks
    )
    rows = rows.distinct().order_by("submitted_at").select_related("unit", "application")
    for place, project in enumerate(rows[:4]):
        DataItem.objects.bulk_create(
            DataItem(application=project.application, name=name, position=50 + n)
            for n, name in enumerate(("公民身份证的号码", "户籍所在地", "信用代码"))
        )
        if place == 0:
            continue
        post = city.clerk(codes[project.unit_id])
        settle_collection(project=project, element=elements["公民身份号码"], reason="", post=post)
        why = "入户走访时须现场核对实际居住情况。"
        kept = settle_collection(project=project, element=elements["户籍地址"], reason=why, post=post)
        if place == 2:
            perform(kept, "accept", post=leader, data={"note": "与户籍登记用途不同，准予采集。"})
        elif place == 3:
            perform(kept, "reject", post=leader, reason="户籍地址可以共享取得，请改为共享。")
