"""Change requests in every state, a suspended project, a reform of bodies, a hand-over: some forty acts."""

import datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from accounts.models import Organisation, Post
from accounts.roles import OrgKind, Role
from changes.choices import ChangeKind
from changes.models import ChangeRequest
from changes.services import enter_reform, hand_over, save_change
from documents.services import store_attachment
from projects.models import Project
from projects.states import Stage
from workflow.audit import unit_of_work
from workflow.engine import perform
from workspace.demo import papers

DAYS = datetime.timedelta(days=60)
# kind, why, how far it goes: the steps that are taken after the draft.
STEPS = ("submit", "confirm", "pass_check", "approve")
WANTED: tuple[tuple[str, str, int], ...] = (
    (ChangeKind.PERIOD, "机房装修推迟，设备进场顺延两个月。", 4),
    (ChangeKind.SUM, "设备市场价格下降，按实际询价核减。", 4),
    (ChangeKind.CONTENT, "按省厅新规范增加电子签章模块。", 3),
    (ChangeKind.PERIOD, "汛期防汛任务重，培训推迟。", 2),
    (ChangeKind.CLERK, "原承办人调任市委办。", 1),
    (ChangeKind.UNIT, "职责调整，项目随业务移交。", 2),
    (ChangeKind.SUM, "减少两处点位。", 0),
    (ChangeKind.SUSPEND, "省级系统正在整合，接口标准待发布。", 4),
)
REFUSED = "调整理由不充分，请按原批准内容组织实施。"


def _post(role: str, organisation: Any = None) -> Post | None:
    posts = Post.objects.current().filter(role=role).order_by("pk")
    return (posts.filter(organisation=organisation) if organisation else posts).first()


def fill_changes() -> int:
    """How many acts."""
    clerk, leader = _post(Role.OFFICE_CLERK), _post(Role.OFFICE_LEADER)
    if clerk is None or leader is None:
        return 0
    stages = (Stage.PRE_APPROVED, Stage.APPROVED, Stage.BUILDING)
    found = Project.objects.open_().filter(stage__in=stages, change_requests=None, suspended_at=None)
    # A county's project has its plan only, no application of the city's.
    found = found.filter(application__isnull=False)
    projects = [one for one in found.select_related("unit", "application").order_by("-number") if _quiet(one)]
    acts = 0
    with unit_of_work():
        for place, ((kind, why, steps), project) in enumerate(zip(WANTED, projects, strict=False)):
            acts += _change(project, kind, why, steps, clerk, leader, refused=place == 3)
        acts += _bodies(projects)
    return acts


def _quiet(project: Project) -> bool:
    return not project.has_open("prereviews") and project.contract_sum < project.approved_sum


def _asked(project: Project, kind: str) -> dict[str, Any]:
    if kind == ChangeKind.CONTENT:
        application = project.application
        return {"new_goals": application.goals, "new_content": f"{application.content}\n增加电子签章模块。"}
    old = project.reviewed_sum or project.approved_sum
    cut = max(project.contract_sum, (old * Decimal("0.96")).quantize(Decimal("0.01")))
    end = (project.planned_end or timezone.localdate()) + DAYS
    others = Organisation.objects.standing().filter(kind=OrgKind.DEPARTMENT, parent=None)
    fields: dict[str, dict[str, Any]] = {
        ChangeKind.UNIT: {"new_unit": others.exclude(pk=project.unit_id).order_by("name").first()},
        ChangeKind.PERIOD: {"new_end": end},
        ChangeKind.SUM: {"new_sum": cut},
        ChangeKind.CLERK: {"new_contact": "冯晓岚", "new_phone": "0839-3267781"},
        ChangeKind.SUSPEND: {"resume_by": timezone.localdate() + DAYS},
    }
    return fields[kind]


def _change(project: Project, kind: str, why: str, steps: int, clerk: Post, leader: Post, *, refused: bool) -> int:
    unit_clerk, unit_leader = _post(Role.APPLICANT, project.unit), _post(Role.UNIT_LEADER, project.unit)
    if unit_clerk is None or unit_leader is None:
        return 0
    perform(project, "apply_change", post=unit_clerk, data={"kind": kind, "why": why})
    change = ChangeRequest.objects.get(project=project, kind=kind)
    change = save_change(change=change, post=unit_clerk, fields={"why": why, **_asked(project, kind)})
    hands = (unit_clerk, unit_leader, clerk, leader)
    walk = ("submit", "confirm", "pass_check", "refuse") if refused else STEPS
    if kind == ChangeKind.UNIT:
        # The receiver's leader has not answered yet.
        upload = papers.pdf("职责调整文件", "广委编〔2026〕9号", why)
        store_attachment(upload=upload, thread_id=project.pk, subject=change, slot="basis", post=unit_clerk)
        walk = ("submit", "hand_on", *STEPS[2:])
    for name, post in list(zip(walk, hands, strict=True))[: 4 if refused else steps]:
        data = {"note": "情况属实，拟同意。"} if name == "pass_check" else {}
        change = perform(change, name, post=post, data=data, reason=REFUSED if name == "refuse" else "")
    return 2 + steps


def _bodies(projects: list[Project]) -> int:
    """A reform that waits for its day, and a clerk whose work went over."""
    admin = _post(Role.SYSTEM_ADMIN)
    body = Organisation.objects.standing().filter(kind=OrgKind.DEPARTMENT).order_by("-name").first()
    if admin is None or body is None:
        return 0
    enter_reform(
        post=admin,
        fields={
            "organisation": body,
            "kind": "rename",
            "new_name": f"{body.name}（市大数据中心）",
            "new_short_name": f"{body.short_name}（大数据）",
            "into": None,
            "basis": "广委编〔2026〕17号",
            "effective_on": timezone.localdate() + DAYS,
        },
    )
    for project in projects:
        people = list(Post.objects.current().filter(organisation=project.unit, role=Role.APPLICANT)[:2])
        leader = _post(Role.UNIT_LEADER, project.unit)
        if len(people) == 2 and leader and project.application.contact == people[0].user.display_name:
            hand_over(leaver=people[0], taker=people[1], why="轮岗", post=leader)
            return 2
    return 1
