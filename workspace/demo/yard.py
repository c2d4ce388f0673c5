"""Registers of the building and of what came of it, by the set: milestones, months, problems, results."""

import datetime
import random
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from acceptance.models import Trial
from accounts.models import Post
from archives.services import remind_late
from building.models import Chase, Milestone, Problem
from building.queries import last_month, month_of, next_month, owes, silent
from building.rules import is_major
from building.services import chase
from projects.models import Project
from projects.paths import Way
from projects.states import Stage
from results.models import Result
from workflow.engine import perform
from workspace.demo import papers, texts
from workspace.demo.clock import Clock, Script

NAMES = ("需求确认", "设备到货", "开发完成", "联调测试", "初步验收")
RESPONSIBLE = ("业务科 赵敏", "信息中心 何涛", "承建单位项目经理 蒲建华")
DONE = ("完成需求确认和总体设计评审", "完成核心模块开发，进入联调", "设备到货验收，机房上架完成")
COMING = ("完成数据接口联调", "组织用户试用和培训", "完成等保测评准备")
SUPERVISED = (
    "质量：抽查隐蔽工程 6 处，合格。进度：与计划一致。投资：按合同支付。问题：接口文档提交偏晚，已发通知单。",
    "质量：设备到货检验 32 台（套），资料齐全。进度：软件开发滞后约一周，承建单位已增加人员。投资：本月无支付。",
    "质量：单元测试通过率 97%，遗留缺陷 11 项。进度：联调按计划进行。投资：进度款支付申请已审核。安全：无异常。",
)
TROUBLE = ("", "", "与省级平台接口尚未开放，需协调", "个别科室数据整理进度慢")


def show(seed: int) -> None:
    chance = random.Random(seed)
    building = list(Project.objects.filter(stage=Stage.BUILDING, is_classified=False).select_related("application"))
    clerks = {post.organisation_id: post for post in Post.objects.filter(role="applicant").order_by("-pk")}
    milestones, problems = [], []
    for project in building:
        milestones += _milestones(project, chance)
        if chance.random() < 0.3:
            problems.append(_problem(project, clerks[project.unit_id], chance))
    Milestone.objects.bulk_create(milestones)
    Problem.objects.bulk_create(problems)
    _photograph(building[:3], clerks)
    _try_out(building, clerks)
    done = Project.objects.filter(stage=Stage.FILED, is_classified=False, category="application").order_by("number")
    done = done.select_related("application").prefetch_related("application__modules")
    made = [_result(project, clerks[project.unit_id], chance) for project in done[:12]]
    if made:
        # What nearly every bureau asks for, built once: whoever applies for it anew is shown this one.
        made[0].name, made[0].reusable = "通用业务办理组件", True
        made[0].summary = "；".join(texts.OTHERS.modules[:3])
    Result.objects.bulk_create(made)


def _photograph(projects: list[Project], clerks: dict) -> None:
    """Two pictures of the place with the progress of a project."""
    for project in projects:
        pictures = [papers.photo(words, racks) for words, racks in (("机柜上架", 3), ("现场联调", 5))]
        data = {"pictures": pictures, "caption": "设备上架和联调现场", "taken_on": timezone.localdate()}
        perform(project, "add_photos", post=clerks[project.unit_id], data=data)


def _try_out(projects: list[Project], clerks: dict) -> None:
    """The largest project runs on trial now, with two lines in its log."""
    free = [one for one in projects if Way.ACCEPTANCE in one.way and not hasattr(one, "trial")]
    for project in sorted(free, key=lambda one: one.declared_sum)[-1:]:
        clerk, today = clerks[project.unit_id], timezone.localdate()
        begun = {
            "examined_on": today,
            "begun_on": today,
            "members": "王建国（建设单位）\n李蓉（监理单位）\n周明（承建单位）",
            "verdict": "met",
            "opinion": "初验合格，同意试运行。",
            "paper": papers.pdf(f"{project.name}初验报告", "初验合格，同意试运行。"),
        }
        perform(project, "begin_trial", post=clerk, data=begun)
        trial = Trial.objects.get(project=project)
        for text, measure in (("高峰时段接口超时", "扩容后恢复"), ("用户权限配置有误", "已更正")):
            perform(trial, "note_incident", post=clerk, data={"happened_on": today, "text": text, "measure": measure})


def _milestones(project: Project, chance: random.Random) -> list[Milestone]:
    today, begin = timezone.localdate(), timezone.localdate(project.build_started_at)
    span = max(((project.planned_end or today) - begin).days, 50)
    rows = []
    for place, name in enumerate(NAMES, start=1):
        planned = begin + datetime.timedelta(days=span * place // len(NAMES))
        done = planned + datetime.timedelta(days=chance.randint(-6, 9))
        rows.append(
            Milestone(
                project=project,
                position=place,
                name=name,
                planned_on=planned,
                first_on=planned,
                due_on=planned,
                responsible=chance.choice(RESPONSIBLE),
                done_on=done if done < today else None,
            )
        )
    return rows


def months(today: datetime.date, clock: Clock, seed: int) -> Script:
    """月度调度 and the supervisors' months, as they came in: most in time, a few after 催办, one only after 通报."""
    chance, month = random.Random(seed), month_of(today)
    for one in (last_month(last_month(month)), last_month(month), month):
        day = min(one.replace(day=22), today - datetime.timedelta(days=1))
        if day < one:
            return
        yield clock.morning(day)
        for project in _in_order(silent(one)):
            if chance.random() < 0.8:
                _report(project, one, chance)
        yield clock.morning(one.replace(day=25))
        chase(month=one, kind=Chase.Kind.URGE)
        after = next_month(one)
        yield clock.morning(after.replace(day=3))
        for project in _in_order(silent(one))[1:]:
            _report(project, one, chance)
        yield clock.morning(after.replace(day=5))
        chase(month=one, kind=Chase.Kind.NAME)
        yield clock.morning(after.replace(day=6))
        _supervise(one, chance)


def remind(today: datetime.date, clock: Clock) -> Script:
    """What the clock does each day with filings that are late; here on some mornings of the last two months."""
    for days in range(60, 0, -12):
        yield clock.morning(today - datetime.timedelta(days=days))
        remind_late()


def _in_order(projects: QuerySet[Project]) -> list[Project]:
    return list(projects.order_by("number"))


def _clerk(project: Project) -> Post:
    return Post.objects.filter(role="applicant", organisation=project.unit_id).order_by("pk")[0]


def _report(project: Project, month: datetime.date, chance: random.Random) -> None:
    today, begin = timezone.localdate(), timezone.localdate(project.build_started_at)
    whole = max(((project.planned_end or today) - begin).days, 1)
    data = {
        "month": month,
        "progress": min(95, max(5, (today - begin).days * 100 // whole + chance.randint(-8, 4))),
        "done": chance.choice(DONE),
        "coming": chance.choice(COMING),
        "problems": chance.choice(TROUBLE),
        "money": "已按合同支付预付款，按进度支付中",
    }
    perform(project, "report_month", post=_clerk(project), data=data)


def _supervise(month: datetime.date, chance: random.Random) -> None:
    """监理月报 of most who have a supervisor; the others are late from the tenth on."""
    rows = Project.objects.filter(owes(month), stage=Stage.BUILDING).exclude(supervisor="")
    for project in _in_order(rows):
        if chance.random() < 0.75:
            data = {"month": month, "text": chance.choice(SUPERVISED)}
            perform(project, "report_supervision", post=_clerk(project), data=data)


def mark_major(city: Any) -> None:
    """The leader calls one project major that is so by no sum."""
    rows = Project.objects.filter(stage__in=(Stage.LISTED, Stage.APPROVED), is_classified=False, suspended_at=None)
    for project in _in_order(rows):
        if Way.ACCEPTANCE in project.way and not is_major(project):
            why = "涉及全市跨部门数据汇聚，社会关注度高，列为重大项目管理。"
            perform(project, "mark_major", post=city.posts["office_leader"], data={"why": why})
            return


def _problem(project: Project, clerk: Post, chance: random.Random) -> Problem:
    due = timezone.localdate() + datetime.timedelta(days=chance.randint(-10, 20))
    return Problem(
        project=project,
        text="与省级平台接口尚未开放",
        measure="市信息办协调，承建单位先做模拟接口",
        due_on=due,
        raised_by=clerk,
    )


def _result(project: Project, clerk: Post, chance: random.Random) -> Result:
    """One module of what was built, by its own words: others can tell from it whether it is what they need."""
    module = chance.choice(list(project.application.modules.all()))
    name, _, what = module.content.partition("：")
    return Result(
        project=project,
        kind=chance.choice(("code", "copyright", "dataset")),
        name=f"{name[:40]}组件",
        owner="unit",
        basis="建设合同：知识产权归采购人所有",
        summary=f"{what or name}。可部署到政务云，提供标准接口和部署说明。",
        licence="市级行政机关无偿使用，不得转让",
        reusable=chance.random() < 0.7,
        registered_by=clerk,
    )
