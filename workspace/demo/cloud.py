"""What the clouds hold and who asks for it, systems on their way there, what the cyberspace office found."""

import datetime
import random
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from threading import Thread
from wsgiref.simple_server import WSGIRequestHandler, make_server

from django.core.wsgi import get_wsgi_application
from django.test import override_settings
from django.utils import timezone

from infrastructure.models import AllocationLine, Migration, OverCommit, Pool, RunningSystem, SystemLink, UsageFigure
from infrastructure.services import identify, open_allocation, plan_visit, start_migration
from sharing.models import DataRow, InformationResource
from sharing.services import escalate_orders, issue_order
from workflow.engine import perform
from workspace.demo.people import City

# cloud, measure, physical capacity
POOLS = (
    ("gov_cloud", "cpu", 4000), ("gov_cloud", "memory", 16000), ("gov_cloud", "fast", 120), ("gov_cloud", "plain", 600),
    ("gov_cloud", "backup", 400), ("gov_cloud", "gpu", 16), ("gov_cloud", "address", 500), ("gov_cloud", "bandwidth", 2000),
    ("gov_cloud", "rack", 420), ("gov_cloud", "licence", 300), ("industry_cloud", "cpu", 1200), ("social_cloud", "cpu", 600),
)  # fmt: skip
# How far each allocation has gone.
ENDS = (
    "draft", "submit", "confirm", "pass_check", "grant", "grant", "grant", "grant_partly", "refuse", "release", "reclaim",
    "expire",
)  # fmt: skip
# How far each move has gone; the last two turn aside.
WAY = ("hand_in", "approve_plan", "resources_ready", "rehearse", "switch", "verify", "switch_off")


def fill_clouds(city: City, rng: random.Random) -> None:
    pools = [Pool(cloud=cloud, measure=measure, capacity=Decimal(size)) for cloud, measure, size in POOLS]
    Pool.objects.bulk_create(pools)
    first = timezone.localdate() - datetime.timedelta(days=700)
    OverCommit.objects.create(pool=pools[0], ratio=Decimal("3"), valid_from=first, source="市政务云管理会议纪要")
    systems = list(RunningSystem.objects.running().select_related("unit").order_by("name"))
    clerks = {city.organisations[code].pk: code for code in city.units if f"applicant_{code}" in city.posts}
    known = [system for system in systems if system.unit_id in clerks]
    _links(known, rng)
    for place, goal in enumerate(ENDS):
        _allocation(city, clerks[known[place].unit_id], known[place], pools[: 2 + place % 3], goal)
    for place in range(len(WAY) + 4):
        _move(city, clerks[known[place].unit_id], known[place], place)
    _visits(city, [(system, clerks[system.unit_id]) for system in known[20:24]])


def _links(systems: list[RunningSystem], rng: random.Random) -> None:
    """Later names lean on earlier ones: no circle."""
    SystemLink.objects.bulk_create(
        SystemLink(
            source=system, target=systems[rng.randint(25, place - 1)], what=rng.choice(("登录", "数据", "消息"))
        )
        for place, system in enumerate(systems)
        if place > 25 and place % 2
    )


def _allocation(city: City, unit: str, system: RunningSystem, pools: list[Pool], goal: str) -> None:
    today = timezone.localdate()
    fields = {
        "project": None, "system": system.name, "cloud": "gov_cloud", "environment": "production",
        "reason": "系统迁移上云", "starts_on": today, "ends_on": today + datetime.timedelta(days=700),
    }  # fmt: skip
    clerk, leader = city.posts["office_clerk"], city.posts["office_leader"]
    one = open_allocation(fields=fields, quantities={pool: Decimal(32) for pool in pools}, post=city.clerk(unit))
    steps = (("submit", city.clerk(unit)), ("confirm", city.leader(unit)), ("pass_check", clerk))
    for name, post in steps:
        if goal == "draft":
            return
        one = perform(one, name, post=post, data={"note": "需求属实"} if name == "pass_check" else {})
        if goal == name:
            return
    if goal == "refuse":
        perform(one, "refuse", post=leader, reason="可与现有环境合用")
        return
    if goal == "grant_partly":
        perform(one, goal, post=leader, data={"quantities": {pool.pk: Decimal(16) for pool in pools}})
        return
    one = perform(one, "grant", post=leader)
    idle = goal == "reclaim"
    UsageFigure.objects.bulk_create(
        UsageFigure(line=line, day=today - datetime.timedelta(days=day), percent=Decimal(3 if idle else 46))
        for line in AllocationLine.objects.filter(allocation=one)
        for day in range(0, 28, 7)
    )
    if goal == "release":
        perform(one, "release", post=city.clerk(unit))
    elif goal == "expire":
        perform(one, "expire", post=None, system=True)
    elif idle:
        perform(perform(one, "warn_idle", post=clerk), "reclaim", post=leader, reason="提醒后仍闲置")


def _move(city: City, unit: str, system: RunningSystem, place: int) -> None:
    """The place says how far it has gone: 0 is being assessed, 7 is done, then one stays and one has come back."""
    clerk, today = city.posts["office_clerk"], timezone.localdate()
    move: Migration = start_migration(system=system, wave=1 + place % 3, post=clerk)
    stays, back = place == len(WAY) + 1, place == len(WAY) + 2
    plan = {
        "way": "stays" if stays else "relocation" if place % 2 else "migration",
        "plan": "省级统建，暂留" if stays else "双轨运行一周后切换。",
        "due_on": today + datetime.timedelta(days=20 * place - 40),
        "stay_until": today + datetime.timedelta(days=400) if stays else None,
    }
    goal = 1 if stays else 5 if back else place
    for name in WAY[: min(goal, len(WAY))]:
        if name == "resources_ready":
            _allocation(city, unit, system, list(Pool.objects.filter(cloud="gov_cloud")[:2]), "grant")
        post = clerk if name in ("approve_plan", "verify") else city.clerk(unit)
        data = {"hand_in": plan, "switch_off": {"saved": Decimal(86_000)}}.get(name, {})
        move = perform(move, name, post=post, data=data)
    if stays:
        perform(move, "let_stay", post=clerk, reason="省级统建系统，待省级安排")
    elif back:
        perform(move, "roll_back", post=city.clerk(unit), reason="切换后响应过慢")


def _visits(city: City, systems: list[tuple[RunningSystem, str]]) -> None:
    cyber, today = city.posts["cyberspace"], timezone.localdate()
    for place, (system, unit) in enumerate(systems):
        number = f"川关基〔{today.year}〕{place + 3}号"
        identify(system=system, body="省级保护工作部门", number=number, on=today, post=cyber)
        visit = plan_visit(system=system, kind=("inspection", "risk")[place % 2], planned_on=today, post=cyber)
        if place == 0:
            continue
        if place == 1:
            perform(visit, "cancel", post=cyber, reason="与省级检查合并")
            continue
        visit = perform(visit, "hold", post=cyber, data={"held_on": today, "conclusion": "总体可控，有问题待整改。"})
        for what, late in (("管理端存在弱口令", 3), ("日志保存不足六个月", -20), ("未做异地备份演练", -30))[
            : 3 if place == 2 else 1
        ]:
            data = {
                "severity": "high" if late > 0 else "middle", "what": what, "demand": "限期整改并报告。",
                "due_on": today - datetime.timedelta(days=late),
            }  # fmt: skip
            perform(visit, "add_finding", post=cyber, data=data)
        findings = list(visit.findings.order_by("due_on"))
        if place == 2:
            done = perform(findings[1], "report", post=city.clerk(unit), data={"note": "已延长保存期"})
            perform(done, "verify", post=cyber)
            perform(findings[2], "report", post=city.clerk(unit), data={"note": "已安排演练"})
        else:
            done = perform(findings[0], "report", post=city.clerk(unit), data={"note": "已全部更换"})
            perform(done, "verify", post=cyber)
            perform(visit, "close", post=cyber)


class _Quiet(WSGIRequestHandler):
    def log_message(self, *args: object) -> None:
        pass


@contextmanager
def _answering() -> Iterator[None]:
    """The product answers over HTTP while the demonstration has its interface called."""
    with make_server("127.0.0.1", 0, get_wsgi_application(), handler_class=_Quiet) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        with override_settings(INTERFACE_URL=f"http://127.0.0.1:{server.server_port}"):
            yield
        server.shutdown()


def show_orders(city: City) -> None:
    """Systems that share nothing: one ordered, one adapting and late, one reported, one done, one called off."""
    codes = {city.organisations[code].pk: code for code in city.units if f"applicant_{code}" in city.posts}
    silent = (
        RunningSystem.objects.running().filter(shares=False, unit__in=codes).select_related("unit").order_by("name")
    )
    with _answering():
        _orders(city, [(system, codes[system.unit_id]) for system in silent[:5]])
    escalate_orders()


def _orders(city: City, systems: list[tuple[RunningSystem, str]]) -> None:
    clerk, today = city.posts["office_clerk"], timezone.localdate()
    for place, (system, unit) in enumerate(systems):
        order = issue_order(
            system=system, finding="系统运行以来没有向共享平台提供信息资源。", demand="编制资源目录。\n接入市数据共享与交换平台。",
            due_on=today + datetime.timedelta(days=-3 if place == 1 else 60), post=clerk,
        )  # fmt: skip
        if place == 4:
            perform(order, "cancel", post=clerk, reason="系统即将停用")
        if place in (0, 4):
            continue
        order = perform(order, "hand_in", post=city.clerk(unit), data={"plan": "六十日内完成目录挂接和接口开发。"})
        if place == 1:
            continue
        shared = InformationResource.objects.filter(provider=system.unit_id, state="published").exclude(sharing="none")
        own = shared.first()
        order = perform(order, "report", post=city.clerk(unit), data={"resource": own})
        if place == 3:
            DataRow.objects.get_or_create(resource=own, number=1, defaults={"values": {}})
            DataRow.objects.filter(resource=own, number=1).update(values={one.name: "示例" for one in own.items.all()})
            perform(perform(order, "call", post=clerk), "verify", post=clerk)
