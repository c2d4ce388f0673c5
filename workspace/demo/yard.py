"""Registers of the building and of what came of it, by the set: milestones, months, problems, results."""

import datetime
import random

from django.utils import timezone

from acceptance.models import Trial
from accounts.models import Post
from building.models import DispatchReport, Milestone, Problem
from building.queries import month_of
from projects.models import Project
from projects.paths import Way
from projects.states import Stage
from results.models import Result
from workflow.engine import perform
from workspace.demo import papers

NAMES = ("需求确认", "设备到货", "开发完成", "联调测试", "初步验收")
DONE = ("完成需求确认和总体设计评审", "完成核心模块开发，进入联调", "设备到货验收，机房上架完成")
COMING = ("完成数据接口联调", "组织用户试用和培训", "完成等保测评准备")
TROUBLE = ("", "", "与省级平台接口尚未开放，需协调", "个别科室数据整理进度慢")


def show(seed: int) -> None:
    chance = random.Random(seed)
    building = list(Project.objects.filter(stage=Stage.BUILDING, is_classified=False).select_related("application"))
    clerks = {post.organisation_id: post for post in Post.objects.filter(role="applicant").order_by("-pk")}
    milestones, reports, problems = [], [], []
    for project in building:
        milestones += _milestones(project, chance)
        if chance.random() < 0.65:
            reports.append(_report(project, clerks[project.unit_id], chance))
        if chance.random() < 0.3:
            problems.append(_problem(project, clerks[project.unit_id], chance))
    Milestone.objects.bulk_create(milestones)
    DispatchReport.objects.bulk_create(reports)
    Problem.objects.bulk_create(problems)
    _photograph(building[:3], clerks)
    _try_out(building, clerks)
    done = Project.objects.filter(stage=Stage.FILED, is_classified=False, category="application").order_by("number")
    Result.objects.bulk_create(_result(project, clerks[project.unit_id], chance) for project in done[:12])


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
            "opinion": "初验合格，同意试运行。",
            "members": "建设、监理单位",
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
                project=project, position=place, name=name, planned_on=planned, done_on=done if done < today else None
            )
        )
    return rows


def _report(project: Project, clerk: Post, chance: random.Random) -> DispatchReport:
    return DispatchReport(
        project=project,
        month=month_of(),
        progress=chance.randrange(20, 95, 5),
        done=chance.choice(DONE),
        coming=chance.choice(COMING),
        problems=chance.choice(TROUBLE),
        money="已按合同支付预付款，按进度支付中",
        post=clerk,
    )


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
    return Result(
        project=project,
        kind=chance.choice(("code", "copyright", "dataset")),
        name=f"{project.name}业务组件",
        owner="unit",
        basis="建设合同：知识产权归采购人所有",
        summary="受理、分办、评价和统计的通用组件，可以部署到政务云。",
        licence="市级行政机关无偿使用，不得转让",
        reusable=chance.random() < 0.7,
        registered_by=clerk,
    )
