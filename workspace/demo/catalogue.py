"""What the city has already: shared platforms, running systems, the resource catalogue."""

import datetime
import random

from django.utils import timezone

from infrastructure.models import Platform, RunningSystem
from sharing.models import InformationResource
from workflow.registers import keep_row
from workspace.demo.people import DEPARTMENTS, City

# name, kind, operator, capacity
PLATFORMS = (
    ("广元市政务云", "gov_cloud", "市信息化办公室", "虚拟机 1200 台，存储 800 TB，同城灾备"),
    ("广元产业云", "industry_cloud", "广元城投数字产业有限公司", "虚拟机 400 台，面向企业"),
    ("广元社会云", "social_cloud", "中国电信广元分公司（模拟）", "按需扩展"),
    ("市数据共享与交换平台", "exchange", "市行政审批和数据局", "目录、接口、文件三种交换方式"),
    ("基础地理信息公共服务平台", "geo", "市自然资源局", "1:500 至 1:10000 底图"),
    ("市电子政务外网", "network", "市信息化办公室", "市县两级千兆，乡镇百兆"),
    ("统一身份认证平台", "identity", "市行政审批和数据局", "自然人、法人实名认证"),
)
HOSTS = ("市政务云", "本单位机房", "省级统建平台", "社会云")
# name, unit, kind, base, sharing, basis, cycle, items
RESOURCES = (
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


def fill_registers(city: City, rng: random.Random) -> None:
    """Every row by the post whose act it is."""
    clerk = city.posts["office_clerk"]
    for name, kind, operator, capacity in PLATFORMS:
        row = Platform(
            name=name, kind=kind, operator=operator, capacity=capacity, norms="按《市政务云服务规范》提供服务。"
        )
        keep_row(row=row, label="登记共享平台", post=clerk)
    today = timezone.localdate()
    for place, (code, (_name, short)) in enumerate(DEPARTMENTS.items()):
        unit = city.organisations[code]
        for title, purpose in (("业务管理系统", "主要业务的受理、办理和统计"), ("门户网站", "信息公开和互动"))[
            : 1 + place % 2
        ]:
            row = RunningSystem(
                unit=unit,
                name=f"{short.removeprefix('市')}{title}",
                purpose=purpose,
                host=rng.choice(HOSTS),
                shares=rng.random() < 0.6,
                in_use_since=today - datetime.timedelta(days=rng.randint(200, 3000)),
            )
            keep_row(row=row, label="登记在用系统", post=city.clerk(code))
    for place, (name, code, kind, base, sharing, basis, cycle, items) in enumerate(RESOURCES, start=1):
        row = InformationResource(
            code=f"510800{place:04d}", name=name, provider=city.organisations[code], kind=kind, base=base,
            sharing=sharing, basis=basis, cycle=cycle, items=items,
        )  # fmt: skip
        keep_row(row=row, label="登记信息资源", post=city.clerk(code))
