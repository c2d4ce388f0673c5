"""The life after the certificate, for the demonstration: operation year by year (by the set), and through their own
steps a handful of evaluations, retirements, results in other bodies' hands, and filings of enterprises."""

import datetime
import random
from decimal import Decimal
from typing import Any

from django.utils import timezone

from accounts.models import Post
from accounts.roles import OrgKind, Role
from accounts.services import give_post
from archives.models import SocialFiling
from archives.services import file_social, request_package
from projects.models import Project
from projects.states import Stage
from results.models import OperationYear, Result
from results.services import ask_transfer, propose_reuse, try_transfer
from workflow.engine import perform
from workspace.demo import people, texts

YEAR = datetime.timedelta(days=365)
MOST = 24
NOT_BEGUN = 4
OPERATORS = ("四川川北数智科技有限公司", "广元云计算运维服务有限公司", "四川蜀道软件有限公司")
SOCIAL = (
    (
        "园区企业用能在线监测平台",
        "application",
        3_200_000,
        "接入园区企业能耗数据，为企业提供节能分析。",
        "经开区袁家坝园区",
    ),
    ("冷链物流全程追溯系统", "application", 1_850_000, "车辆、仓储温湿度采集和追溯。", "昭化区"),
    (
        "民营医院互联网诊疗平台",
        "application",
        2_400_000,
        "在线复诊、报告查询，拟接入全民健康平台。",
        "利州区",
    ),
)


def show(city: Any, seed: int) -> None:
    chance = random.Random(seed + 11)
    old = Project.objects.filter(in_use_at__lte=timezone.now() - YEAR, is_classified=False).order_by("in_use_at")
    projects = list(old.select_related("unit"))
    posts = Post.objects.filter(role=Role.APPLICANT).select_related("organisation").order_by("pk")
    clerks = {post.organisation_id: post for post in posts}
    projects = [project for project in projects if project.unit_id in clerks]
    _operation(projects[:MOST], clerks, chance)
    _evaluations(projects, clerks, city, chance)
    _retirements(projects[-2:], clerks, city)
    _reuses(city, clerks)
    _social(city)


def archive(city: Any) -> None:
    """One package is asked for; the worker makes it when the papers of the project are printed."""
    project = Project.objects.filter(stage=Stage.FILED, is_classified=False).order_by("number").first()
    if project is not None:
        request_package(project=project, post=city.posts["office_clerk"])


def _operation(projects: list[Project], clerks: dict, chance: random.Random) -> None:
    rows, this = [], timezone.localdate().year
    for project in projects:
        assert project.in_use_at is not None
        outsourced = chance.random() < 0.7
        price = (project.contract_sum * chance.randint(6, 11) / 100).quantize(Decimal("0.01"))
        for year in range(project.in_use_at.year + 1, this + 1):
            dearer = chance.random() < 0.3
            price = (price * (Decimal("1.04") if dearer else Decimal("0.97"))).quantize(Decimal("0.01"))
            rows.append(
                OperationYear(
                    project=project,
                    year=year,
                    operator=chance.choice(OPERATORS) if outsourced else f"{project.unit.short_name}信息中心",
                    outsourced=outsourced,
                    price=price,
                    quantity=f"驻场 {chance.randint(1, 3)} 人，巡检每月 1 次",
                    availability=Decimal(chance.randint(9950, 9999)) / 100,
                    incidents=chance.randint(0, 4),
                    users=chance.randint(80, 4000),
                    why="新增两项接口和驻场夜班" if dearer else "",
                    post=clerks[project.unit_id],
                )
            )
    OperationYear.objects.bulk_create(rows)


def _evaluations(projects: list[Project], clerks: dict, city: Any, chance: random.Random) -> None:
    """Most are confirmed; one stands at each earlier step, and the last ones were not begun."""
    clerk, leader = city.posts["office_clerk"], city.posts["office_leader"]
    open_ = (("submit",), ("submit", "return_for_papers"), ())
    confirmed = (("submit", "confirm"),) * max(2, len(projects) - NOT_BEGUN - len(open_))
    for project, steps in zip(projects, (*confirmed[:2], *open_, *confirmed[2:]), strict=False):
        mine = clerks[project.unit_id]
        perform(project, "begin_evaluation", post=mine)
        evaluation = project.evaluations.get()
        if steps:
            figures = {
                "users": chance.randint(200, 5000),
                "visits": chance.randint(20_000, 900_000),
                "data_shared": chance.randint(1000, 400_000),
                "cost": (project.contract_sum * 8 / 100).quantize(Decimal("0.01")),
                "benefit": "群众办事材料平均减少三成，科室间数据不再重复报送。",
                "problems": "移动端使用率偏低，下一年度加强推广。",
                "lines": {line.pk: _found(line, chance) for line in evaluation.lines.all()},
            }
            evaluation = perform(evaluation, "fill", post=mine, data=figures)
        hands = {"submit": mine, "confirm": leader, "return_for_papers": clerk}
        grade = {"grade": chance.choice(("best", "good", "fair")), "opinion": "达到预期目标，继续完善共享。"}
        reasons = {"return_for_papers": "请补充用户数的统计口径。"}
        for step in steps:
            data = grade if step == "confirm" else {}
            evaluation = perform(evaluation, step, post=hands[step], data=data, reason=reasons.get(step, ""))


def _found(line: Any, chance: random.Random) -> tuple[str, bool]:
    """A figure that says of itself whether the promise still holds."""
    met = chance.random() < 0.9
    return texts.measured(line.promised, chance, met=met), met


def _retirements(projects: list[Project], clerks: dict, city: Any) -> None:
    """One asked, one done."""
    for project, last in zip(projects, ("ask", "finish"), strict=False):
        clerk = clerks[project.unit_id]
        data = {
            "why": "业务并入省一体化平台，本系统停止受理。",
            "data_kept": "业务数据移交市档案馆，保存三十年；日志保存六个月后销毁",
            "successor": "省一体化政务服务平台",
        }
        perform(project, "ask_retirement", post=clerk, data=data)
        if last == "finish":
            retirement = perform(project.retirements.get(), "approve", post=city.posts["office_leader"])
            proof = {"off_on": timezone.localdate(), "proof": "市档案馆接收清单，硬盘销毁记录"}
            perform(retirement, "finish", post=clerk, data=proof)


def _reuses(city: Any, clerks: dict) -> None:
    """Article 15: one result that other bodies use, as far as each step; handed on as permitted, and not otherwise."""
    office, leader = city.posts["office_clerk"], city.posts["office_leader"]
    reusable = Result.objects.filter(reusable=True).select_related("project__unit")
    result = reusable.order_by("registered_at", "pk").first()
    if result is None:
        return
    owner = clerks[result.project.unit_id]
    owner_leader = Post.objects.filter(role=Role.UNIT_LEADER, organisation=owner.organisation).order_by("pk").first()
    others = [post for unit, post in clerks.items() if unit != owner.organisation_id]
    users = [
        post for post in others if post.organisation.kind == OrgKind.DEPARTMENT and post.organisation.administrative
    ]
    ways = (("promote", "support", "record_use"), ("promote", "support"), ("promote",), (), ("decline",))
    hands = {"promote": leader, "decline": leader, "support": owner}
    typed = {
        "support": {"supported": "已移交安装包和接口文档，培训一次，联系人赵工。"},
        "record_use": {"on": timezone.localdate(), "use": "用于窗口统一受理，减少重复开发。"},
    }
    for user, steps in zip(users, ways, strict=False):
        purpose = "窗口业务与本成果相近，推广使用可以不再重复开发。"
        reuse = propose_reuse(result=result, body=user.organisation, purpose=purpose, post=office)
        for step in steps:
            reason = "该单位已有同类系统。" if step == "decline" else ""
            reuse = perform(reuse, step, post=hands.get(step, user), data=typed.get(step, {}), reason=reason)
    using = users[0]
    wanted = {
        "昭化区政务服务中心": "permit",
        "旺苍县政务服务中心": "permit",
        "某软件公司": "refuse",
        "剑阁县政务服务中心": "agree",
        "青川县政务服务中心": "",
    }
    for receiver, step in wanted.items():
        transfer = ask_transfer(result=result, receiver=receiver, purpose="下级单位同类业务使用。", post=using)
        if step:
            transfer = perform(transfer, "agree", post=owner_leader)
        if step in ("permit", "refuse"):
            until = timezone.localdate() + YEAR
            scope = {"scope": "限政务服务窗口使用，不得再转让", "valid_until": until}
            reason = "受让方为企业，不属于行政机关。" if step == "refuse" else ""
            perform(transfer, step, post=leader, data=scope, reason=reason)
    for receiver in ("昭化区政务服务中心", "某系统集成商"):
        # The first was permitted; the second was not asked for, and its refusal stays in the trail.
        try_transfer(result=result, receiver=receiver, purpose="随业务一并移交。", post=using)


def _social(city: Any) -> None:
    clerk = Post.objects.filter(role=Role.OFFICE_CLERK).first()
    assert clerk is not None
    user = people.person("applicant_ysk", "罗启明")
    user.save()
    post = Post(user=user, role=Role.APPLICANT, organisation=city.organisations["云数科技"])
    filer = give_post(post=post, by=city.posts["security_admin"])
    today = timezone.localdate()
    for place, (name, category, amount, content, where) in enumerate(SOCIAL):
        filing = SocialFiling(
            name=name,
            category=category,
            amount=amount,
            content=content,
            place=where,
            starts_on=today,
            ends_on=today + datetime.timedelta(days=240),
            level="等保二级",
            contact="李工",
            phone="0839-3300000",
        )
        file_social(filing=filing, post=filer)
        if place == 0:
            perform(filing, "confirm", post=clerk)
        elif place == 1:
            perform(filing, "return_for_papers", post=clerk, reason="请写明是否与政务系统互联。")
