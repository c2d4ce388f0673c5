"""Some breaches and coordination matters, through the real services: tens of acts."""

import datetime
from typing import Any

from django.utils import timezone

from accounts.models import Organisation, Post
from accounts.roles import OrgKind, Role
from oversight.models import Breach
from oversight.services import give_matter
from projects.models import Project
from projects.states import Stage
from workflow.audit import unit_of_work
from workflow.engine import perform

# kind, facts, who instructed, remedy, days since it happened, days until it is due (already past: late)
BREACHES = (
    ("emergency", "洪水冲毁机房，抢险中先行购置服务器。", "市政府分管领导", "补办预审和采购核准手续。", 60, 20),
    ("built_first", "为保障重大活动，未经审批先行部署前端设备。", "", "补报技术方案，经评审后方可继续。", 45, 12),
    ("no_acceptance", "系统未经验收，已在两个窗口试用。", "", "立即停用未验收部分，申请验收。", 30, 7),
    ("no_tender_filing", "开标后未按时办理招标备案。", "", "补报招标备案表和公告截图。", 25, 5),
)  # fmt: skip
MATTERS = (
    (
        "统一接入市数据共享交换平台",
        "请两周内完成在建项目的接口对接。",
        (OrgKind.FINANCE, OrgKind.DEPARTMENT),
    ),
    ("年度项目进度会商", "请报送未开工项目的原因和计划开工时间。", (OrgKind.DEPARTMENT,)),
    ("政务云资源清理", "请各单位核对半年未使用的云资源，报送释放计划。", (OrgKind.DEPARTMENT,)),
)


def _post(role: str, organisation: Any = None) -> Post | None:
    posts = Post.objects.filter(role=role).order_by("pk")
    return (posts.filter(organisation=organisation) if organisation else posts).first()


def fill_oversight() -> int:
    """How many acts."""
    clerk, leader, group = _post(Role.OFFICE_CLERK), _post(Role.OFFICE_LEADER), _post(Role.LEADING_GROUP)
    if clerk is None or leader is None or group is None:
        return 0
    with unit_of_work():
        return _breaches(clerk, leader) + _matters(group)


def _breaches(clerk: Post, leader: Post) -> int:
    today = timezone.localdate()
    stages = (Stage.BUILDING, Stage.APPROVED, Stage.PRE_APPROVED)
    projects = list(Project.objects.open_().filter(stage__in=stages).order_by("number")[: len(BREACHES)])
    for project, (kind, facts, by, remedy, ago, ahead) in zip(projects, BREACHES, strict=False):
        data = {
            "kind": kind,
            "happened_on": today - datetime.timedelta(days=ago),
            "facts": facts,
            "instructed_by": by,
            "instructed_on": today - datetime.timedelta(days=ago - 1) if by else None,
            "remedy": remedy,
            "due_on": today + datetime.timedelta(days=ahead),
        }
        perform(project, "record_breach", post=clerk, data=data)
    first = Breach.objects.order_by("pk").first()
    unit = _post(Role.APPLICANT, first.project.unit) if first else None
    if first and unit:
        first = perform(
            first, "report_remedy", post=unit, data={"remedy_done": "预审和采购核准手续已补办，材料已上传。"}
        )
        perform(first, "close", post=leader, data={"conclusion": "手续齐全，予以了结。"})
    return len(projects) + 2


def _matters(group: Post) -> int:
    acts = 0
    for name, text, kinds in MATTERS:
        bodies = [body for kind in kinds for body in Organisation.objects.filter(kind=kind).order_by("name")[:2]]
        fields = {
            "name": name,
            "text": text,
            "project": None,
            "due_on": timezone.localdate() + datetime.timedelta(days=9),
        }
        matter = give_matter(post=group, bodies=bodies, fields=fields)
        part = matter.assignments.first()
        answerer = Post.objects.filter(organisation=part.body, role__in=(Role.UNIT_LEADER, Role.FINANCE)).first()
        if answerer:
            perform(part, "answer", post=answerer, data={"answer": "已完成对接，清单随文报送。"})
        acts += 2
    return acts
