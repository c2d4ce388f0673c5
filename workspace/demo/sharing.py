"""The catalogue and its requests: 300 resources, 2,000 items, 150 requests in all states, a few with data behind them."""

import datetime
import random

from django.db.models import F
from django.utils import timezone

from accounts.models import Post
from accounts.roles import Role
from sharing.models import (
    CatalogueCategory,
    CatalogueScheme,
    DataItem,
    DataRow,
    Grant,
    InformationResource,
    SharingRequest,
)
from sharing.models.catalogue import ResourceVersion
from sharing.services import escalate_requests, issue_token, save_resource
from sharing.services.gateway import Call, answer_call
from workflow.engine import perform
from workspace.demo.people import DEPARTMENTS, City

RESOURCES_WANTED, REQUESTS = 300, 150
# name, unit, kind, base, sharing, basis, cycle, items
REAL = (
    ("人口基础信息", "gaj", "base", "population", "free", "", "每日", "姓名、公民身份号码、性别、出生日期、户籍地址"),
    (
        "法人单位基础信息",
        "scj",
        "base",
        "legal",
        "free",
        "",
        "每日",
        "名称、统一社会信用代码、法定代表人、住所、经营状态",
    ),
    ("地理空间底图", "zrj", "base", "space", "free", "", "每年", "行政区划、道路、水系、地名地址"),
    ("宏观经济指标", "tjj", "base", "economy", "free", "", "每月", "地区生产总值、固定资产投资、社会消费品零售总额"),
    ("机动车登记信息", "gaj", "professional", "", "conditional", "", "每日", "号牌号码、车辆类型、所有人、检验有效期"),
    ("营运车辆卫星定位", "jtj", "professional", "", "conditional", "", "实时", "号牌号码、经纬度、速度、时间"),
    ("参保登记信息", "rsj", "professional", "", "conditional", "", "每日", "险种、参保状态、缴费单位、缴费月数"),
    (
        "医保结算信息",
        "ybj",
        "professional",
        "",
        "none",
        "《个人信息保护法》第二十八条",
        "每日",
        "就诊机构、诊断、费用",
    ),
    ("最低生活保障对象", "mzj", "professional", "", "conditional", "", "每月", "姓名、保障类别、保障金额、起止月份"),
    ("不动产登记信息", "zrj", "professional", "", "conditional", "", "每日", "不动产单元号、权利人、坐落、面积"),
    ("水质自动监测数据", "hbj", "professional", "", "free", "", "每小时", "站点、断面、氨氮、总磷、溶解氧"),
    ("气象预警信息", "qxj", "open", "", "free", "", "实时", "预警类型、等级、发布时间、影响区域"),
    ("医疗机构名录", "wjw", "open", "", "free", "", "每季度", "名称、等级、地址、科室"),
    ("中小学校名录", "jyj", "open", "", "free", "", "每年", "名称、学段、地址、在校学生数"),
    ("A级旅游景区名录", "wlj", "open", "", "free", "", "每季度", "名称、等级、地址、承载量"),
    ("水库雨水情", "slj", "professional", "", "free", "", "每小时", "站名、库水位、入库流量、雨量"),
    ("行政许可和行政处罚", "spj", "open", "", "free", "", "每日", "决定书文号、事项、相对人、决定日期"),
    ("公积金缴存信息", "gjj", "professional", "", "conditional", "", "每月", "单位、缴存状态、月缴存额"),
)


# What each department of any field keeps; with these the catalogue comes to its size.
SUBJECTS = (
    "办件信息",
    "行政检查记录",
    "从业人员名册",
    "机构名录",
    "统计月报",
    "投诉举报",
    "资质证书",
    "项目台账",
    "设施点位",
    "巡查记录",
)
COMMON = ("编号", "名称", "所在县区", "登记日期", "状态", "联系单位", "更新时间")
CATEGORY = {"population": "101001", "legal": "102001", "space": "103001", "economy": "106001"}
PURPOSES = (
    ("社会救助对象核对", "《社会救助暂行办法》第五十八条"),
    ("行政许可材料核验", "《行政许可法》第三十四条"),
    ("执法检查对象比对", "《行政处罚法》第五十四条"),
    ("重点车辆动态监管", "《道路运输条例》第五十九条"),
    ("统计报表生成", "《统计法》第七条"),
)


def fill_sharing(city: City, rng: random.Random) -> None:
    """Registers by the set; every request, grant and call through its own act."""
    resources = _resources(city, rng)
    _lives(city, resources)
    _rows(resources, rng)
    _requests(city, resources, rng)


def _resources(city: City, rng: random.Random) -> list[InformationResource]:
    categories = {one.code: one for one in CatalogueCategory.objects.all()}
    scheme, now, clerk = CatalogueScheme.in_force(), timezone.now(), city.posts["office_clerk"]
    made, names = [], []
    units = list(DEPARTMENTS)
    rows = [*REAL]
    for subject in SUBJECTS:
        rows += [
            (f"{DEPARTMENTS[unit][1].removeprefix('市')}{subject}", unit, "professional", "",
             rng.choice(("free", "conditional", "conditional")), "", rng.choice(("每日", "每月", "每季度")), "、".join(COMMON))
            for unit in units
        ]  # fmt: skip
    for name, unit, kind, base, sharing, basis, cycle, items in rows[:RESOURCES_WANTED]:
        category = categories[CATEGORY.get(base, "301001" if kind == "professional" else "303001")]
        category.last += 1
        made.append(
            InformationResource(
                code=f"{category.code}/{category.last:05d}", category=category, name=name, kind=kind, base=base,
                provider=city.organisations[unit], sharing=sharing, basis=basis, cycle=cycle, scheme=scheme,
                condition="履行法定职责需要，限定用途" if sharing == "conditional" else "", is_open=kind == "open",
                abstract=f"{DEPARTMENTS[unit][0]}在履行职责中形成的{name}。", state="published", version=1,
                published_on=timezone.localdate(now) - datetime.timedelta(days=rng.randint(20, 900)),
                data_updated_on=timezone.localdate(now) - datetime.timedelta(days=rng.choice((0, 1, 1, 20, 200))),
                created_by=city.clerk(unit),
            )
        )  # fmt: skip
        names.append(items.split("、"))
    InformationResource.objects.bulk_create(made)
    CatalogueCategory.objects.bulk_update(categories.values(), ["last"])
    DataItem.objects.bulk_create(
        DataItem(
            resource=resource, position=place, name=item, length=rng.choice((10, 20, 50)),
            sharing=resource.sharing, open=resource.kind == "open", open_published=resource.kind == "open",
        )
        for resource, items in zip(made, names, strict=True)
        for place, item in enumerate(items)
    )  # fmt: skip
    seen = InformationResource.objects.prefetch_related("items").select_related("provider", "category", "scheme")
    ResourceVersion.objects.bulk_create(
        ResourceVersion(resource=one, number=1, content=one.content(), published_by=clerk)
        for one in seen.filter(pk__in=[resource.pk for resource in made[:40]])
    )
    return made


def _lives(city: City, resources: list[InformationResource]) -> None:
    """Some are in the making, some change, one is gone, what may be opened is open."""
    category, clerk = CatalogueCategory.objects.get(code="303001"), city.posts["office_clerk"]
    for unit, goal in (("jtj", 0), ("zjj", 1), ("wjw", 2)):
        resource = InformationResource(
            name=f"{DEPARTMENTS[unit][1].removeprefix('市')}预约服务信息", provider=city.organisations[unit], kind="professional",
            sharing="free", category=category, abstract="公众预约办事的时段和人数。", cycle="每日",
        )  # fmt: skip
        item = {"name": "预约时段", "type": "moment", "length": 20, "sharing": "free", "open": False}
        resource = save_resource(resource=resource, items=[item], post=city.clerk(unit))
        for step, post in (("submit", city.clerk(unit)), ("confirm", city.leader(unit)))[:goal]:
            resource = perform(resource, step, post=post)
    last = resources[-1]
    unit = next(code for code in DEPARTMENTS if city.organisations[code].pk == last.provider_id)
    perform(last, "withdraw", post=city.leader(unit), reason="业务并入省级系统")
    changing = resources[-2]
    unit = next(code for code in DEPARTMENTS if city.organisations[code].pk == changing.provider_id)
    perform(changing, "revise", post=city.clerk(unit))
    for resource in (one for one in resources if one.kind == "open"):
        data = {"safe": True, "note": "不含个人信息，可以开放"}
        perform(resource, "open_up", post=clerk, data=data)


def _rows(resources: list[InformationResource], rng: random.Random) -> None:
    """Real tables behind a few, so that data flows. Nobody in them exists."""
    rows = []
    for resource in [*resources[:4], *(one for one in resources if one.kind == "open")]:
        items = [item.name for item in resource.items.all()]
        for number in range(1, 41):
            values = {item: f"{item}{rng.randint(100, 999)}" for item in items}
            rows.append(
                DataRow(resource=resource, number=number, values={**values, items[0]: f"{resource.name}{number:03d}"})
            )
    DataRow.objects.bulk_create(rows)


class _Scene:
    """One request: who asks, who gives, how far it goes."""

    def __init__(self, city: City, resource: InformationResource, units: dict, asker: str, rng: random.Random) -> None:
        self.city, self.resource, self.rng = city, resource, rng
        giver = units[resource.provider_id]
        self.user, self.user_leader = city.clerk(asker), city.leader(asker)
        self.giver, self.giver_leader = city.clerk(giver), city.leader(giver)
        self.clerk, self.leader = city.posts["office_clerk"], city.posts["office_leader"]
        purpose, duty = rng.choice(PURPOSES)
        today = timezone.localdate()
        data = {
            "items": list(resource.items.all())[: rng.randint(1, 4)], "purpose": purpose, "duty": duty, "system": None,
            "way": "interface", "frequency": "每日", "starts_on": today, "ends_on": today + datetime.timedelta(days=365),
        }  # fmt: skip
        perform(resource, "request", post=self.user, data=data)
        self.request = (
            SharingRequest.objects.order_by("-created_at", "pk")
            .filter(resource=resource, unit=self.user.organisation_id, state="draft")
            .first()
        )

    def do(self, name: str, post: Post, reason: str = "", **data: object) -> "_Scene":
        self.request = perform(self.request, name, post=post, data=data, reason=reason)
        return self

    def go(self, goal: str) -> None:
        items = list(self.request.items.all())
        steps = (
            ("draft", lambda: None),
            ("unit_review", lambda: self.do("submit", self.user)),
            ("checking", lambda: self.do("confirm", self.user_leader)),
        )
        for place, act in steps:
            act()
            if place == goal:
                return
        if self.request.resource.sharing == "free":
            return
        if goal == "withdrawn":
            self.do("withdraw", self.user, reason="改由省平台获取")
            return
        self.do("pass_on", self.clerk)
        if goal == "answering":
            return
        if goal == "extended":
            self.do("extend", self.giver, reason="数据正在清洗")
        elif goal == "granted":
            self.do("agree", self.giver_leader, items=items, note="限申请用途使用", row_limit=50)
        else:
            self.do("refuse", self.giver_leader, reason="涉及个人信息", basis="《个人信息保护法》第十三条")
            if goal in ("mediation", "upheld"):
                self.do("dispute", self.user_leader, reason="履行法定职责必需")
            if goal == "upheld":
                self.do("uphold", self.leader, reason="可由申请人自行提供")


# 150 in all: most are granted.
GOALS = (
    ("draft", 6), ("unit_review", 6), ("checking", 8), ("answering", 16), ("extended", 6), ("refused", 8),
    ("mediation", 5), ("upheld", 4), ("withdrawn", 5), ("granted", 86),
)  # fmt: skip


def _requests(city: City, resources: list[InformationResource], rng: random.Random) -> None:
    units = {city.organisations[code].pk: code for code in DEPARTMENTS}
    alive = [one for one in resources[:-2] if one.sharing != "none"]
    conditional = [one for one in alive if one.sharing == "conditional"]
    taken: set[tuple] = set()
    for goal, count in GOALS:
        for place in range(count):
            # The first grants lie on the resources that have data.
            pool = resources[:4] if goal == "granted" and place < 12 else alive if goal == "granted" else conditional
            while True:
                resource, asker = rng.choice(pool), rng.choice(list(DEPARTMENTS))
                if units[resource.provider_id] != asker and (resource.pk, asker) not in taken:
                    break
            taken.add((resource.pk, asker))
            scene = _Scene(city, resource, units, asker, rng)
            scene.go(goal)
            back = datetime.timedelta(days=rng.randint(0, 24 if goal in ("answering", "checking") else 200))
            SharingRequest.objects.filter(pk=scene.request.pk).update(
                state_since=F("state_since") - back, created_at=F("created_at") - back - datetime.timedelta(days=9)
            )
    escalate_requests()
    _use(city, rng)


def _use(city: City, rng: random.Random) -> None:
    """Calls within the scope and one beyond it; doubts; grants that have ended."""
    grants = list(Grant.objects.select_related("resource__provider", "unit").order_by("created_at", "number"))
    live = [grant for grant in grants if grant.resource.rows.exists()]
    for grant in live[:8]:
        clerk = Post.objects.get(role=Role.APPLICANT, organisation=grant.unit)
        token = issue_token(grant=grant, post=clerk)
        for page in range(rng.randint(2, 5)):
            answer_call(Call(token=token, resource=grant.resource_id, limit=20, offset=page * 10, address="10.20.3.8"))
    beyond = Call(token=token, resource=grant.resource_id, fields=("公民身份号码", "工资"), address="10.20.3.8")
    answer_call(beyond)
    for grant, (step, role, reason) in zip(
        grants[-4:], (("stop", None, "超出申请用途使用"), ("give_up", Role.UNIT_LEADER, "业务调整"), ("expire", None, ""), (None, None, "")),
        strict=True,
    ):  # fmt: skip
        if step == "expire":
            perform(grant, step, post=None, system=True)
        elif step:
            post = (
                city.posts["office_leader"] if role is None else Post.objects.get(role=role, organisation=grant.unit)
            )
            perform(grant, step, post=post, reason=reason)
    gone = grants[-1]
    if gone.state == "active":
        perform(gone, "fall", post=None, system=True)
    for grant, answer in zip(live[:3], ("correct", "stand_by", ""), strict=True):
        post = Post.objects.get(role=Role.APPLICANT, organisation=grant.unit)
        perform(
            grant,
            "doubt",
            post=post,
            data={"item": grant.items.first().name, "what": "与群众提供的材料不一致，请核实。"},
        )
        if answer:
            giver = Post.objects.get(role=Role.APPLICANT, organisation=grant.resource.provider)
            perform(grant.doubts.latest("created_at"), answer, post=giver, reason="已与业务系统核对")
