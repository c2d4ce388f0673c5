"""What experts keep of themselves, who wants into the pool, conflicts that were decided, and the counties' plans."""

import datetime
import random
from decimal import Decimal
from typing import Any

from django.utils import timezone

from experts.models import Absence, Employment, Enrolment, Expert, Fee, Field, Panel, Tie
from experts.services import apply_for_pool, note_fees, pay_fee, seal_numbers
from experts.services.fees import without_fee
from experts.states import SeatState
from projects.choices import Category, Nature
from projects.paths import Path
from projects.services import report_county_project
from workflow.engine import perform
from workspace.demo import alike, texts
from workspace.demo.clock import Script
from workspace.demo.people import COUNTIES, City
from workspace.demo.plans import Plan
from workspace.demo.scripts import ProjectStory
from workspace.demo.world import World

NOMINEES = (
    ("周明远", "四川信息职业技术学院", "副教授", ("app", "govdata"), "jtj"),
    ("陈思齐", "广元市中心医院信息科", "高级工程师", ("health", "security"), "hbj"),
    ("罗应龙", "川北会计师事务所", "高级会计师", ("cost", "audit"), "jtj"),
    ("吴静仪", "四川省信息安全测评中心", "高级工程师", ("protection", "cryptoapp"), "gjj"),
)
COUNTY_NAMES = ("智慧应急指挥平台", "数字乡村综合服务平台", "城市运行管理平台", "智慧旅游服务平台", "政务数据共享平台")
COUNTY_HALTS = ("", "", "round.draft", "round.submitted", "round.convened", "")


def fill_expert_lives(city: City, rng: random.Random) -> None:
    """Earlier units, ties, days away and sealed numbers of some; by the set where nobody decides anything."""
    today = timezone.localdate()
    experts = list(Expert.objects.select_related("user").order_by("user__username"))
    units = [city.organisations[code] for code in ("jtj", "gjj", "zrj", "spj")]
    Employment.objects.bulk_create(
        Employment(
            expert=expert,
            organisation=rng.choice(units),
            employer=rng.choice(units).name,
            position="工程师",
            began_on=today - datetime.timedelta(days=rng.randint(2500, 5000)),
            ended_on=today - datetime.timedelta(days=rng.randint(200, 2400)),
        )
        for expert in experts[::6]
    )
    Tie.objects.bulk_create(
        Tie(expert=expert, kind=Tie.Kind.KINSHIP, name=rng.choice(texts.SUPERVISORS), note="配偶任职")
        for expert in experts[3::15]
    )
    for expert in experts[:3]:
        numbers = {
            "id_number": f"5108021970{rng.randint(1, 12):02d}{rng.randint(1, 28):02d}{rng.randint(1000, 9999)}",
            "bank": "中国建设银行广元分行（模拟）",
            "account": f"62270000{rng.randint(10**9, 10**10 - 1)}",
        }
        seal_numbers(expert=expert, post=city.posts["office_clerk"], numbers=numbers)


def plan_absences() -> None:
    """As of today, at the story's end: who cannot come in the next weeks."""
    today = timezone.localdate()
    Absence.objects.bulk_create(
        Absence(
            expert=expert,
            starts_on=today + datetime.timedelta(days=place),
            ends_on=today + datetime.timedelta(days=place + 4),
            reason="授课" if place % 2 else "出国访学",
        )
        for place, expert in enumerate(Expert.objects.order_by("pk")[::9], start=2)
    )


def nominations(world: World, today: datetime.date) -> Script:
    """Four that units nominated in these weeks: one asks, two are checked, one was refused."""
    yield world.clock.at(today - datetime.timedelta(days=20))
    city = world.city
    made = []
    for name, employer, title, codes, unit in NOMINEES:
        enrolment = Enrolment(
            name=name, employer=employer, rank_title=title, phone="0839-3260000", statement="长期从事相关工作。"
        )
        fields = Field.objects.filter(code__in=codes)
        made.append(apply_for_pool(enrolment=enrolment, fields=fields, post=city.clerk(unit)))
    yield world.clock.after(3)
    clerk = city.posts["office_clerk"]
    perform(made[0], "pass_check", post=clerk)
    perform(made[1], "pass_check", post=clerk)
    perform(made[3], "refuse", post=clerk, reason="所在测评机构正在承担本市项目测评，暂不入库。")


def fees(world: World, today: datetime.date) -> Script:
    """Monthly, of late: what was noted the month before is paid, what was judged since is noted."""
    clerk = world.city.posts["office_clerk"]
    for months in range(4, 0, -1):
        yield world.clock.at(today - datetime.timedelta(days=30 * months - 6))
        day, since = timezone.localdate(), timezone.now() - datetime.timedelta(days=30)
        for number, fee in enumerate(Fee.objects.filter(paid_on=None), start=1):
            pay_fee(fee=fee, paid_on=day, receipt=f"评审费{day:%Y%m}-{number:02d}", post=clerk)
        judged = Panel.objects.filter(opened_at__gte=since, project__is_classified=False)
        for panel in judged.filter(seats__state=SeatState.SUBMITTED, seats__fee=None).distinct():
            if without_fee(panel).exists():
                note_fees(panel=panel, length=Fee.Length.HALF, post=clerk)


class CountyStory(ProjectStory):
    """Article 16: the county brings its plan; once it has passed, the county builds and may say how far it is."""

    def way(self) -> Script:
        yield self.clock.at(self.plan.start)
        self.amount = self.plan.amount
        self.project = report_county_project(
            post=self.clerk,
            name=self.plan.name,
            category=self.plan.category,
            nature=self.plan.nature,
            declared_sum=self.plan.amount,
        )
        yield from self.review()
        yield self.until("", 10, 30)
        self.project.refresh_from_db()
        ends = timezone.localdate() + datetime.timedelta(days=200)
        alike.settle(self)
        self.act(self.project, "start_build", self.clerk, planned_end=ends)
        yield self.until("", 30, 90)
        self.act(self.project, "note_progress", self.clerk, percent=40, done="完成平台部署。", problems="")


def county_plans(today: datetime.date, rng: random.Random) -> list[Plan]:
    subject: Any = texts.OTHERS
    plans = []
    for place, county in enumerate((*COUNTIES, "经开区")):
        halt = COUNTY_HALTS[place % len(COUNTY_HALTS)]
        start = today - datetime.timedelta(days=60 if halt else rng.randint(200, 900))
        name = f"{county}{COUNTY_NAMES[place % len(COUNTY_NAMES)]}"
        amount = Decimal(rng.randint(80, 600)) * 10_000
        plan = Plan(county, subject, name, Category.APPLICATION, Nature.NEW, Path.COUNTY, amount, start.year, start)
        plan.halt = halt
        plans.append(plan)
    return plans
