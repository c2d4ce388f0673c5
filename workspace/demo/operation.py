"""Plans on file, what stands in the machine rooms, how the shared platforms run. Registers by the set, few acts."""

import datetime
from decimal import Decimal

from django.db.models import Q
from django.utils import timezone

from infrastructure.models import (
    Asset,
    DutyShift,
    Incident,
    Norm,
    Plan,
    Platform,
    ServiceChange,
    ServiceContract,
)
from infrastructure.services import add_norm_version, propose_change, report_incident, save_plan, state_purchase
from projects.models import Project
from projects.states import Stage
from workflow.engine import perform
from workspace.demo.people import City

ROOM = "市云计算大数据中心"
# kind, name, cloud, specification, count
ASSETS = (
    ("room", "主机房", "", "B 级，机柜 42 列，双路供电", 1),
    ("room", "灾备机房", "", "异址 35 公里", 1),
    ("rack", "A 区机柜", "", "42U，双路 32A", 60),
    ("rack", "B 区机柜", "", "42U，双路 32A", 40),
    ("network", "政务外网核心交换", "", "双机热备，100G", 2),
    ("network", "云内分布交换", "gov_cloud", "25G，48 口", 24),
    ("link", "互联网出口", "gov_cloud", "10G，双运营商", 2),
    ("link", "市县政务外网链路", "", "1G", 7),
    ("server", "计算节点", "gov_cloud", "2×32 核，512 GB", 64),
    ("server", "国产化计算节点", "gov_cloud", "2×64 核，512 GB", 24),
    ("server", "图形处理节点", "gov_cloud", "8 块加速卡", 2),
    ("server", "产业云计算节点", "industry_cloud", "2×28 核，384 GB", 20),
    ("storage", "高速块存储", "gov_cloud", "120 TB", 2),
    ("storage", "对象存储", "gov_cloud", "600 TB", 1),
    ("storage", "备份一体机", "gov_cloud", "400 TB", 2),
    ("database", "人口基础库", "gov_cloud", "每日更新", 1),
    ("database", "法人单位基础库", "gov_cloud", "每日更新", 1),
    ("database", "空间地理基础库", "gov_cloud", "每年更新", 1),
    ("software", "国产数据库许可", "gov_cloud", "企业版", 120),
    ("software", "容器平台", "gov_cloud", "五十节点", 1),
    ("application", "统一身份认证", "gov_cloud", "自然人、法人", 1),
    ("application", "电子印章", "gov_cloud", "全市共用", 1),
    ("security", "下一代防火墙", "gov_cloud", "双机，40G", 2),
    ("security", "日志审计", "gov_cloud", "保存六个月以上", 1),
    ("security", "漏洞扫描", "gov_cloud", "按季扫描", 1),
    ("exchange", "市级交换节点", "gov_cloud", "库表、文件、接口", 1),
    ("exchange", "县区交换前置机", "", "每县区一套", 7),
)
NORMS = (
    ("政务云平台运行和服务规范", "gov_cloud", "资源按需分配、定期核查；连续三十天使用率过低的提醒后收回。"),
    ("云上系统安全使用规范", "", "按等级保护要求配置访问控制，补丁三十日内更新，日志保存不少于六个月。"),
)
# How far each department's plan has gone.
PLANS = (
    ("mzj", "file"), ("gaj", "file"), ("rsj", "file"), ("jyj", "confirm"), ("wjw", "submit"), ("jtj", ""),
)  # fmt: skip
CITY_YEARS = (("政务云扩容", 6_800_000), ("灾备中心二期", 4_200_000), ("交换平台升级", 2_600_000))
INCIDENTS = (
    (120, 210, "存储控制器故障，部分虚拟机停用"),
    (64, 45, "互联网出口中断"),
    (20, 95, "身份认证服务响应超时"),
    (0, 0, "交换节点积压"),
)
CHANGES = ("升级虚拟化软件", "调整路由", "扩容对象存储", "更换证书", "数据库补丁")
WAY = ("submit", "confirm", "file")


def fill_operation(city: City) -> None:
    _registry(city)
    _norms(city)
    _running(city)
    _plans(city)
    _purchases(city)


def _registry(city: City) -> None:
    today = timezone.localdate()
    Asset.objects.bulk_create(
        Asset(
            kind=kind, name=name, cloud=cloud, owner="市信息化办公室", operator="市大数据中心（模拟）", site=ROOM,
            specification=size, count=count, warranty_until=today + datetime.timedelta(days=200 * (place % 6) - 150),
        )
        for place, (kind, name, cloud, size, count) in enumerate(ASSETS)
    )  # fmt: skip
    ServiceContract.objects.bulk_create(
        ServiceContract(
            platform=platform, number=f"YW-{today.year}-{place:02d}", provider="云上广元运维公司（模拟）",
            content="驻场运维、备件和应急响应", amount=Decimal(480_000 + 60_000 * place), promised=Decimal("99.90"),
            starts_on=today - datetime.timedelta(days=330), ends_on=today + datetime.timedelta(days=40 * place - 5),
        )
        for place, platform in enumerate(Platform.objects.order_by("name")[:5])
    )  # fmt: skip
    people = ("何建国", "杨秀英", "赵文斌", "罗晓琴")
    DutyShift.objects.bulk_create(
        DutyShift(day=today + datetime.timedelta(days=n), person=people[n % 4], phone=f"0839-555{n:04d}")
        for n in range(14)
    )


def _norms(city: City) -> None:
    clerk, today = city.posts["office_clerk"], timezone.localdate()
    for title, cloud, text in NORMS:
        norm = Norm.objects.create(title=title, cloud=cloud)
        for days, words in ((700, text), (90, f"{text}新增：上线前须通过安全检测。")):
            add_norm_version(norm=norm, text=words, valid_from=today - datetime.timedelta(days=days), post=clerk)


def _running(city: City) -> None:
    clerk, leader, now = city.posts["office_clerk"], city.posts["office_leader"], timezone.now()
    platforms = list(Platform.objects.order_by("name")[:4])
    for place, (days, minutes, what) in enumerate(INCIDENTS):
        begun = now - datetime.timedelta(days=days, hours=1)
        row = Incident(
            platform=platforms[place],
            severity=("high", "middle", "middle", "low")[place],
            happened_at=begun,
            what=what,
        )
        incident = report_incident(incident=row, post=clerk)
        if minutes:
            data = {"restored_at": begun + datetime.timedelta(minutes=minutes)}
            incident = perform(incident, "restore", post=clerk, data=data)
        if place == 0:
            perform(incident, "close", post=clerk, data={"cause": "固件缺陷", "measures": "升级固件并增加巡检"})
    for place, goal in enumerate(("finish", "roll_back", "approve", "refuse", "")):
        begin = now + datetime.timedelta(days=(-30, -12, 3, 5, 9)[place])
        row = ServiceChange(
            platform=platforms[place % 4], what=CHANGES[place],
            window_from=begin, window_to=begin + datetime.timedelta(hours=3), fallback="恢复变更前快照",
        )  # fmt: skip
        change = propose_change(change=row, post=clerk)
        if goal == "refuse":
            perform(change, goal, post=leader, reason="与年终结算时段冲突")
        elif goal:
            change = perform(change, "approve", post=leader)
        if goal in ("finish", "roll_back"):
            perform(change, goal, post=clerk, reason="路由震荡" if goal == "roll_back" else "", data={"minutes": 25})


def _plans(city: City) -> None:
    platforms, year = list(Platform.objects.order_by("name")), timezone.localdate().year
    clerk, leader = city.posts["office_clerk"], city.posts["office_leader"]
    rows = [
        {"year": year + n, "content": what, "amount": Decimal(amount)}
        for n, (what, amount) in enumerate(
            (("政务云扩容", 6_800_000), ("灾备中心二期", 4_200_000), ("交换平台升级", 2_600_000))
        )
    ]
    plan = save_plan(
        plan=Plan(
            name=f"广元市信息基础设施规划（{year}—{year + 2}）",
            summary="集约建设云网和数据底座，停止单位自建机房。",
        ),
        platforms=platforms, years=rows, post=clerk,
    )  # fmt: skip
    for step, post in zip(WAY, (clerk, leader, clerk), strict=True):
        plan = perform(plan, step, post=post)
    for place, (code, goal) in enumerate(PLANS):
        if f"applicant_{code}" not in city.posts:
            continue
        unit, post = city.organisations[code], city.clerk(code)
        rows = [
            {"year": year + n, "content": what, "amount": Decimal(300_000 * (n + 1 + place % 2))}
            for n, what in enumerate(("业务系统整合", "数据治理和共享", "智能化应用"))
        ]
        plan = save_plan(
            plan=Plan(name=f"{unit.short_name}信息化规划", summary="依托政务云和共享平台建设，不再自建机房。"),
            platforms=platforms[place % 3 :: 3], years=rows, post=post,
        )  # fmt: skip
        projects = Project.objects.filter(unit=unit, is_classified=False).order_by("-created_at")[:3]
        perform(plan, "link_projects", post=post, data={"projects": list(projects)})
        for step, actor in zip(WAY, (post, city.leader(code), clerk), strict=True):
            if goal and WAY.index(step) <= WAY.index(goal):
                plan = perform(plan, step, post=actor)


def _purchases(city: City) -> None:
    """Projects before their approval that buy hardware: one reason waits, one was accepted, one turned down."""
    clerk, codes = city.posts["office_clerk"], {body.pk: code for code, body in city.organisations.items()}
    clerks = [body for body, code in codes.items() if f"applicant_{code}" in city.posts]
    early = (Stage.LIBRARY, Stage.LISTED, Stage.PRE_APPROVED)
    buying = Q(application__budget_lines__kind="hardware") & (Q(application__state="checking") | Q(stage__in=early))
    rows = Project.objects.filter(buying, is_classified=False, unit__in=clerks).distinct().order_by("-created_at")
    for project, goal in zip(rows, ("", "accept", "reject"), strict=False):
        post = city.clerk(codes[project.unit_id])
        made = state_purchase(project=project, reason="现场采集设备须就地部署，云上无法提供。", post=post)
        if goal == "accept":
            perform(made, goal, post=clerk, data={"note": "设备与现场业务不可分，准予购置。"})
        elif goal == "reject":
            perform(made, goal, post=clerk, reason="应用服务器可以使用政务云，请调整预算。")
