"""Applications that repeat one another or divide one purchase, and what the office made of each (articles 14, 21).

Chance brings some of it in a large demonstration; these stand in every one, each at another verdict. They draw upon no
chance but their own, so no other story moves.
"""

import datetime
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.utils import timezone

from accounts.models import Post
from projects.choices import Category, Nature
from projects.paths import Path
from projects.services import save_application
from similarity.models import Likeness, SplitGroup
from similarity.services import compare
from workflow.engine import perform
from workspace.demo import texts
from workspace.demo.clock import Script
from workspace.demo.plans import Plan
from workspace.demo.scripts import ProjectStory
from workspace.demo.texts import Subject
from workspace.demo.world import World

WAN = 10_000
# Days ago: the first is handed in, the next ones from then on, the office judges, its leader lets go on.
FIRST, NEXT, JUDGED, LET_GO = 16, 14, 9, 6


@dataclass(frozen=True)
class Text:
    """What one unit writes: goals and modules, each ended by a "；"."""

    unit: str
    name: str
    wan: int
    goals: str
    modules: str
    category: str = Category.APPLICATION

    def subject(self) -> Subject:
        """A field of work of which this is all that there is to say."""
        return replace(texts.OTHERS, goals=tuple(self.goals.split("；")), modules=tuple(self.modules.split("；")))


@dataclass(frozen=True)
class Pair:
    """Two units ask for one thing. `step` is the clerk's verdict, `overruled` why the leader sets it aside."""

    earlier: Text
    later: Text
    step: str = ""
    why: str = ""
    overruled: str = ""
    # What the later one becomes where the clerk asks in what the two differ.
    instead: Text | None = None


PAIRS = (
    Pair(
        Text(
            "lcj", "森林火情智能监测平台", 86,
            "林区火情发现时间缩短到5分钟以内；烟火识别准确率不低于95%；重点林区视频覆盖率达到90%",
            "高点摄像机：重点林区瞭望塔布设；烟火识别：可见光与热成像算法；护林员终端：巡护轨迹、火情上报；"
            "指挥调度：火情会商与扑救力量调度",
        ),
        Text(
            "yjj", "林草防灭火视频预警系统", 92,
            "护林一线火点5分钟内报警；林火烟火识别准确率不低于95%；林区视频监测覆盖率90%以上",
            "瞭望塔高点摄像：重点林区布点；林火烟火识别算法：热成像、可见光；护林员手持终端：巡护、上报火情；"
            "火情调度：会商、扑火队伍调派",
        ),
        "judge_same",
        "监测范围、识别算法和护林员终端均相同，林区高点只应布设一次；请与市林业局的项目合并。",
    ),
    Pair(
        Text(
            "mzj", "养老机构服务监管系统", 64,
            "养老机构床位和服务数据上报率达到100%；入住老人健康评估电子化率不低于95%；机构安全巡查闭环时间不超过2日",
            "机构管理：床位、入住、收费；健康评估：能力评估、护理等级；安全巡查：消防、食品、视频；补贴核算：运营补贴、护理补贴",
        ),
        Text(
            "wjw", "养老机构医养服务监管平台", 71,
            "养老机构床位和服务数据上报率100%；养老机构入住老人健康评估电子化率95%以上；养老机构巡查2日内闭环",
            "养老机构床位、入住、收费管理；老人能力评估和护理等级；养老机构消防、食品、视频巡查；养老机构运营补贴和护理补贴核算",
        ),
        "judge_same",
        "机构管理、评估和巡查与先报的项目相同。",
        "省级医养结合试点限期单独建设；两个系统共用一套机构和人员数据，已书面约定，准予继续。",
    ),
    Pair(
        Text(
            "scj", "电梯运行安全监测平台", 78,
            "电梯困人平均救援时间不超过20分钟；电梯物联网监测接入率达到80%；维保到位率不低于95%",
            "电梯监测：运行参数、故障报警；应急救援：困人定位、就近派单；维保监管：扫码签到、维保记录；检验管理：到期提醒、检验结果",
        ),
        Text(
            "zjj", "住宅电梯物联网安全监测系统", 55,
            "电梯困人救援时间缩短到20分钟以内；住宅电梯物联网监测接入率80%；电梯维保到位率95%以上",
            "电梯运行参数监测和故障报警；电梯困人定位和救援派单；电梯维保扫码签到和记录；电梯检验到期提醒",
        ),
        "judge_related",
        "一为监管平台，一为老旧小区电梯加装采集终端；终端数据接入市场监管局平台，建设内容不重复。",
    ),
    Pair(
        Text(
            "wjw", "区域预约挂号平台", 69,
            "预约挂号率不低于80%；候诊时间缩短到15分钟；接入医院达到20家",
            "号源管理：医院号源池、分时段；预约渠道：微信、电话、自助机；候诊叫号：排队、提醒；支付：诊间结算、退号",
        ),
        Text(
            "spj", "全市医院统一预约挂号系统", 34,
            "医院预约挂号率80%以上；患者候诊时间不超过15分钟；预约挂号接入医院20家",
            "医院号源池和分时段号源管理；微信、电话、自助机预约挂号；患者排队候诊叫号和提醒；诊间结算和退号支付",
        ),
        "judge_different",
        "后报的只在“广元e办”中设置入口并跳转，号源和结算仍由卫健委平台提供，已请其更正表述。",
    ),
    Pair(
        Text(
            "nyj", "农产品冷链温控监测平台", 58,
            "产地冷库温湿度在线监测率达到100%；温度超限10分钟内报警；冷链农产品追溯率不低于95%",
            "冷库监测：温湿度传感、断电报警；冷藏车监测：定位、车厢温度；追溯管理：批次、检测、流向；统计分析：库容、损耗、流量",
        ),
        Text(
            "swj", "农产品冷链温控追溯系统", 47,
            "冷库和冷藏车温湿度在线监测率100%；温度超限后10分钟内报警；冷链农产品批次追溯率95%以上",
            "冷库温湿度传感和断电报警；冷藏车定位和车厢温度监测；批次追溯：检测、流向；库容、损耗、流量统计分析",
        ),
        why="与市农业农村局先报的冷链监测项目无法区分，请写明本单位需要建设的内容。",
        instead=Text(
            "swj", "成品油零售经营年检系统", 47,
            "年检材料网上提交率不低于95%；加油站现场核查次数减少50%",
            "年检申报：表单、材料上传；核查管理：任务、照片、结论",
        ),
    ),
    Pair(
        Text(
            "jyj", "校车运行安全监管平台", 44,
            "校车定位在线率不低于99%；超速超员识别后1分钟内报警；校车路线备案率达到100%",
            "校车定位：卫星定位、车内视频；报警处置：超速、超员、疲劳驾驶；学生上下车：刷卡、家长通知；路线管理：备案、偏离提醒",
        ),
        Text(
            "jtj", "校车动态监控系统", 39,
            "校车卫星定位在线率99%以上；校车超速超员1分钟内报警；校车路线全部备案",
            "校车卫星定位和车内视频监控；校车超速、超员、疲劳驾驶报警；学生上下车刷卡和家长通知；校车路线备案和偏离提醒",
        ),
    ),
)  # fmt: skip

# Unit, what it buys, its parts with their sums (万元), what became of it.
PURCHASES = (
    ("hsh", "应急救护培训终端", (62, 58), "held"),
    ("cl", "残疾人辅具适配服务终端", (71, 46), "merged"),
    ("gxs", "基层供销社收银和库存终端", (66, 53), "allowed"),
    ("tyuj", "全民健身场馆客流采集设备", (57, 52, 37), "grown"),
)
LOTS = ("第一批", "第二批", "第三批")
SPLIT = "同一批设备分次申报，规格、用途和安装地点相同，合计超过限额，应当合并为一个项目。"
LET_GO_WHY = "两批分别使用中央彩票公益金和市级资金，须分别核算，准予分两个项目实施。"
TAKEN_BACK = "并入第一批一并申报。"


class Twin(ProjectStory):
    """Up to the office's check. Its acts are those of any project, at the moment at which the script stands."""

    def __init__(self, world: World, text: Text, today: datetime.date) -> None:
        subject, amount, year = text.subject(), Decimal(text.wan * WAN), today.year + 1
        path, nature = Path.PROCUREMENT, Nature.NEW
        super().__init__(world, Plan(text.unit, subject, text.name, text.category, nature, path, amount, year, today))

    def act(self, obj: Any, step: str, post: Post, *, reason: str = "", **data: Any) -> Any:
        self.clock.acts += 1
        return perform(obj, step, post=post, data=data, reason=reason)

    def hand_in(self) -> None:
        self._report(self.draft())

    def _report(self, application: Any) -> None:
        """To the office; the worker compares it within the minute."""
        application = self.act(application, "submit", self.clerk)
        self.act(application, "unit_approve", self.leader)
        compare(project=self.refresh())

    def pass_on(self) -> None:
        self.act(self.refresh().application, "pass_check", self.office_clerk, note="材料齐全，相似项目已经判定。")

    def rewrite(self, why: str, text: Text) -> None:
        """Returned with the question, and handed in again as something else."""
        application = self.refresh().application
        application = self.act(application, "return_for_papers", self.office_clerk, reason=why)
        fields = texts.application_fields(
            self.random, text.subject(), text.name, text.category, application.contact, application.phone
        )
        self._report(
            save_application(
                application=application,
                post=self.clerk,
                version=application.version,
                fields=fields,
                project_fields={"name": text.name},
                lines=texts.content_lines(fields, application.starts_on, application.ends_on),
            )
        )


def stories(world: World, today: datetime.date, seed: int) -> Iterator[Script]:
    own = World(world.city, world.clock)
    own.random = random.Random(seed)
    for pair in PAIRS:
        yield told_twice(own, today, pair)
    for row in PURCHASES:
        yield bought_in_parts(own, today, *row)


def told_twice(world: World, today: datetime.date, pair: Pair) -> Script:
    earlier, later = (Twin(world, text, today) for text in (pair.earlier, pair.later))
    yield _morning(world, today, FIRST)
    earlier.hand_in()
    yield _later_morning(world, today, NEXT)
    later.hand_in()
    yield _later_morning(world, today, JUDGED)
    earlier.pass_on()
    if pair.instead:
        later.rewrite(pair.why, pair.instead)
    found = Likeness.objects.filter(earlier=earlier.project, later=later.project).first()
    if found is None or not pair.step:
        return
    found = later.act(found, pair.step, later.office_clerk, why=pair.why)
    if pair.overruled:
        yield _later_morning(world, today, LET_GO)
        later.act(found, "overturn", later.office_leader, reason=pair.overruled)
    if pair.overruled or pair.step != "judge_same":
        later.pass_on()


def bought_in_parts(
    world: World, today: datetime.date, unit: str, what: str, sums: tuple[int, ...], end: str
) -> Script:
    goals = f"{what}覆盖全部服务点，故障修复不超过4小时；数据当日汇总，人工填报减少80%"
    modules = f"{what}：主机、屏幕、读卡模块；安装调试：布点、供电、接入电子政务外网；培训：每点两人"
    lots = [
        Text(unit, f"{what}购置（{lot}）", wan, goals, modules, Category.EQUIPMENT)
        for lot, wan in zip(LOTS, sums, strict=False)
    ]
    first, second, *others = (Twin(world, text, today) for text in lots)
    yield _morning(world, today, FIRST)
    first.hand_in()
    for place, twin in enumerate((second, *others)):
        yield _later_morning(world, today, NEXT - place)
        twin.hand_in()
    yield _later_morning(world, today, JUDGED)
    group = SplitGroup.objects.undecided().filter(parts=second.project).first()
    # A third part makes the group of the first two give way to one of all three; that one waits for its verdict.
    if group is None or end == "grown":
        return
    group = first.act(group, "judge_split", first.office_clerk, why=SPLIT, parts=group.live_parts())
    if end == "held":
        return
    yield _later_morning(world, today, LET_GO)
    if end == "allowed":
        first.act(group, "overturn", first.office_leader, reason=LET_GO_WHY)
        return
    first.act(second.refresh(), "withdraw", second.clerk, reason=TAKEN_BACK)
    first.act(group, "record_merge", first.office_clerk, into=first.refresh())


def _morning(world: World, today: datetime.date, days_ago: int) -> datetime.datetime:
    return world.clock.morning(today - datetime.timedelta(days=days_ago))


def _later_morning(world: World, today: datetime.date, days_ago: int) -> datetime.datetime:
    """Of a working day after the one on which the story stands: two days of it may fall into one weekend."""
    next_day = world.clock.morning(timezone.localdate() + datetime.timedelta(days=1))
    return max(_morning(world, today, days_ago), next_day)
