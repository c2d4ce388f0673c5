"""The life after the certificate, for the demonstration: evaluations, operation year by year, one retirement, and
filings of enterprises. Rows by the set; a machine only where its paper or its return must be seen."""

import datetime
import random
from decimal import Decimal
from typing import Any

from django.utils import timezone

from accounts.models import Post
from accounts.roles import Role
from accounts.services import give_post
from archives.models import SocialFiling
from projects.models import Project
from results.models import Evaluation, EvaluationLine, OperationYear, Retirement
from workflow.engine import perform
from workspace.demo import people

YEAR = datetime.timedelta(days=365)
MOST = 24
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
    projects = list(old.select_related("unit")[:MOST])
    clerks = {post.organisation_id: post for post in Post.objects.filter(role=Role.APPLICANT)}
    projects = [project for project in projects if project.unit_id in clerks]
    _operation(projects, clerks, chance)
    _evaluations(projects[:12], clerks, chance)
    _retirement(projects[:1], clerks)
    _social(city)


def _operation(projects: list[Project], clerks: dict, chance: random.Random) -> None:
    rows, this = [], timezone.localdate().year
    for project in projects:
        assert project.in_use_at is not None
        price = (project.contract_sum * chance.randint(6, 11) / 100).quantize(Decimal("0.01"))
        for year in range(project.in_use_at.year + 1, this + 1):
            dearer = chance.random() < 0.3
            price = (price * (Decimal("1.04") if dearer else Decimal("0.97"))).quantize(Decimal("0.01"))
            rows.append(
                OperationYear(
                    project=project,
                    year=year,
                    operator=chance.choice(OPERATORS),
                    outsourced=True,
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


def _evaluations(projects: list[Project], clerks: dict, chance: random.Random) -> None:
    states, lines = ("confirmed", "confirmed", "submitted", "confirmed", "draft"), []
    for place, project in enumerate(projects):
        state = states[place % len(states)]
        figures: dict[str, Any] = {}
        if state != "draft":
            figures = {
                "users": chance.randint(200, 5000),
                "visits": chance.randint(20_000, 900_000),
                "data_shared": chance.randint(1000, 400_000),
                "cost": (project.contract_sum * 8 / 100).quantize(Decimal("0.01")),
                "benefit": "群众办事材料平均减少三成，科室间数据不再重复报送。",
                "problems": "移动端使用率偏低，下一年度加强推广。",
            }
        graded = {"grade": chance.choice(("best", "good", "good", "fair")), "opinion": "达到预期目标，继续完善共享。"}
        evaluation = Evaluation.objects.create(
            project=project,
            year=timezone.localdate().year,
            state=state,
            created_by=clerks[project.unit_id],
            **figures,
            **(graded if state == "confirmed" else {}),
        )
        accepted = project.acceptances.filter(state="issued", conclusion="pass").first()
        for number, one in enumerate(accepted.results.all() if accepted else (), start=1):
            fact = {} if state == "draft" else {"fact": "保持承诺值", "met": chance.random() < 0.9}
            lines.append(
                EvaluationLine(
                    evaluation=evaluation, position=number, promised=one.promised, accepted=one.measured, **fact
                )
            )
    EvaluationLine.objects.bulk_create(lines)


def _retirement(projects: list[Project], clerks: dict) -> None:
    for project in projects:
        Retirement.objects.create(
            project=project,
            reason="业务并入省一体化平台，本系统停止受理。",
            data_kept="业务数据移交市档案馆，保存三十年；日志保存六个月后销毁",
            successor="省一体化政务服务平台",
            created_by=clerks[project.unit_id],
        )


def _social(city: Any) -> None:
    clerk = Post.objects.filter(role=Role.OFFICE_CLERK).first()
    assert clerk is not None
    user = people.person("applicant_ysk", "罗启明")
    user.save()
    post = Post(user=user, role=Role.APPLICANT, organisation=city.organisations["云数科技"])
    filer = give_post(post=post, by=city.posts["security_admin"])
    today = timezone.localdate()
    for place, (name, category, amount, content, where) in enumerate(SOCIAL):
        filing = SocialFiling.objects.create(
            unit=filer.organisation,
            created_by=filer,
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
        if place == 0:
            perform(filing, "confirm", post=clerk)
        elif place == 1:
            perform(filing, "return_for_papers", post=clerk, reason="请写明是否与政务系统互联。")
