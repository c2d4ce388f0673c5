"""One number, one source: elements with their names, sources that stand, a case under way, a project that is held."""

from django.utils import timezone

from projects.models import DataItem, PreReview
from sharing.models import DataElement, ElementName, ElementSource, InformationResource
from sharing.queries.elements import bodies_of
from sharing.services import open_case, settle_collection
from workflow.engine import perform
from workspace.demo.people import City

# name, other words, unit that is the source ("" where none is), its resource
ELEMENTS = (
    ("公民身份号码", "身份证号 身份证号码 证件号码", "gaj", "人口基础信息"),
    ("姓名", "人员姓名 申请人姓名 居民姓名", "gaj", "人口基础信息"),
    ("户籍地址", "户籍 户籍所在地 户口所在地", "gaj", "人口基础信息"),
    ("出生日期", "出生年月", "gaj", "人口基础信息"),
    ("统一社会信用代码", "社会信用代码 信用代码", "scj", "法人单位基础信息"),
    ("法定代表人", "法人代表 企业法人姓名", "scj", "法人单位基础信息"),
    ("经营状态", "企业状态", "scj", "法人单位基础信息"),
    ("号牌号码", "车牌号 车牌号码", "", ""),
    ("权利人", "产权人", "zrj", "不动产登记信息"),
    ("保障类别", "低保类别 救助类别", "mzj", "最低生活保障对象"),
    ("参保状态", "社保参保状态", "rsj", "参保登记信息"),
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
    by_name, first = {one.name: one for one in elements}, timezone.localdate().replace(month=1, day=1)
    resources = {one.name: one for one in InformationResource.objects.filter(name__in=[row[3] for row in ELEMENTS])}
    ElementSource.objects.bulk_create(
        ElementSource(
            element=by_name[name], body=city.organisations[unit], resource=resources[source], valid_from=first
        )
        for name, _words, unit, source in ELEMENTS
        if unit
    )
    clerk, leader = city.posts["office_clerk"], city.posts["office_leader"]
    plate = by_name["号牌号码"]
    case = open_case(
        element=plate, proposed=city.organisations["gaj"], bodies=bodies_of(plate, clerk), post=clerk,
        why="机动车登记信息和营运车辆卫星定位都含号牌号码，建议以车辆登记机关为数源。",
    )  # fmt: skip
    mine = case.opinions.get(unit=city.organisations["gaj"])
    perform(mine, "give", post=city.leader("gaj"), data={"position": "agree", "text": ""})
    _held(city, by_name, leader)


def _held(city: City, elements: dict[str, DataElement], leader: object) -> None:
    """Pre-reviews under way that would collect again: one is held, one has a reason, one took the shared data."""
    open_ = PreReview.objects.filter(state="submitted", project__is_classified=False)
    waiting = open_.select_related("project__unit").order_by("created_at")
    codes = {body.pk: code for code, body in city.organisations.items()}
    rows = [
        one for one in waiting.order_by("created_at") if f"applicant_{codes.get(one.project.unit_id)}" in city.posts
    ]
    for place, pre_review in enumerate(rows[:3]):
        project = pre_review.project
        names = ("身份证号", "户籍所在地", "信用代码")
        DataItem.objects.bulk_create(
            DataItem(application=project.application, name=name, position=50 + n) for n, name in enumerate(names)
        )
        post = city.clerk(codes[project.unit_id])
        if place > 0 and project.unit != city.organisations["gaj"]:
            settle_collection(project=project, element=elements["公民身份号码"], reason="", post=post)
            why = "入户走访时须现场核对实际居住情况。"
            kept = settle_collection(project=project, element=elements["户籍地址"], reason=why, post=post)
            if place == 2:
                perform(kept, "accept", post=leader, data={"note": "与户籍登记用途不同，准予采集。"})
