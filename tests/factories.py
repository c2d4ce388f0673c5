"""Small helpers over the real services, for every room's tests. Nothing here writes a state past the machine.

post = make_post(Role.FINANCE)                     a person with a post; the body is made once
project = make_project(unit_post=post, budget=…)    a complete draft
project = bring(project, "listed")                  carried on through perform(), by posts made on the way
client = signed_in(post)                            Django's test client behind that post
"""

import datetime
from decimal import Decimal
from itertools import count

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from guardian.shortcuts import assign_perm

from accounts.models import Organisation, Post, User
from accounts.roles import OrgKind, Role
from documents.services import store_attachment
from projects.choices import PreReviewCondition
from projects.models import AnnualList, Application, Project
from projects.paths import Path
from projects.services import add_to_list, create_list, create_project, judge_conditions, record_plan_approval
from projects.services import save_application as save
from workflow.audit import unit_of_work
from workflow.engine import perform

BACKEND = "django.contrib.auth.backends.ModelBackend"
# Role → the kind of body that holds it, and the name of the one body that tests share.
BODIES: dict[str, tuple[str, str]] = {
    Role.APPLICANT: (OrgKind.DEPARTMENT, "广元市交通运输局"),
    Role.UNIT_LEADER: (OrgKind.DEPARTMENT, "广元市交通运输局"),
    Role.DRC: (OrgKind.DRC, "广元市发展和改革委员会"),
    Role.FINANCE: (OrgKind.FINANCE, "广元市财政局"),
    Role.CYBERSPACE: (OrgKind.CYBERSPACE, "中共广元市委网信办"),
    Role.SECRECY: (OrgKind.SECRECY, "广元市国家保密局"),
    Role.CITY_GOVERNMENT: (OrgKind.CITY_GOVERNMENT, "广元市人民政府"),
    Role.LEADING_GROUP: (OrgKind.LEADING_GROUP, "广元市信息化工作领导小组"),
    Role.EXPERT: (OrgKind.EXPERT_POOL, "广元市信息化专家库"),
}
OFFICE = (OrgKind.OFFICE, "广元市经济和信息化委员会")
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj "
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)
_numbers = count(1)


def make_org(name: str = "", kind: str = OrgKind.DEPARTMENT, county: str = "") -> Organisation:
    name = name or f"广元市第{next(_numbers)}局"
    defaults = {"short_name": name.removeprefix("广元"), "kind": kind, "county": county}
    return Organisation.objects.get_or_create(name=name, defaults=defaults)[0]


def make_post(role: str, org: Organisation | None = None) -> Post:
    """A new person with one post."""
    kind, name = BODIES.get(role, OFFICE)
    number = next(_numbers)
    user = User.objects.create_user(f"u{number}", password="test-2026-gy", display_name=f"人员{number}")
    return Post.objects.create(user=user, role=role, organisation=org or make_org(name, kind))


def signed_in(post: Post, **kwargs) -> Client:
    client = Client(**kwargs)
    client.force_login(post.user, backend=BACKEND)
    return client


def pdf(name: str = "材料.pdf", mark: str = "") -> SimpleUploadedFile:
    """A small real PDF; `mark` makes its content, and so its hash, its own."""
    return SimpleUploadedFile(name, PDF + mark.encode(), content_type="application/pdf")


def attach(obj, slot: str, post: Post):
    upload = pdf(f"{slot}.pdf", f"{slot} {obj.pk}")
    return store_attachment(upload=upload, thread_id=obj.thread_id, subject=obj, slot=slot, post=post)


# --- the application ---------------------------------------------------------------------------------------------


def make_draft(unit_post: Post | None = None, *, path: str = Path.PROCUREMENT, name: str = "") -> Project:
    """An empty draft."""
    post = unit_post or make_post(Role.APPLICANT)
    name = name or f"智慧应用平台{next(_numbers)}"
    return create_project(post=post, name=name, category="application", nature="new", path=path)


def content_lines(today: datetime.date) -> dict[str, list[dict]]:
    """One row of each list that a submit asks for."""
    indicator = {"name": "平均办理时间", "unit": "工作日", "baseline": "5", "target": "1", "measure": "系统日志统计"}
    return {
        "indicators": [indicator],
        "modules": [{"name": "统一受理平台", "content": "一窗受理。"}],
        "milestones": [{"name": "上线试运行", "due_on": today + datetime.timedelta(days=150), "deliverable": "系统"}],
    }


def fill(application: Application, post: Post, *, budget=1_500_000, source=None, **fields) -> Application:
    """Everything that a submit asks for; `source` other than the budget makes the sums differ."""
    today = timezone.localdate()
    application.refresh_from_db()
    texts = {
        "contact": "王经办",
        "phone": "0839-3260001",
        "legal_basis": "《四川省政务信息化发展规划》",
        "crypto_note": "采用国密算法，按规定做密码应用安全性评估。",
        "present": "现有系统建于2016年。",
        "need": "群众办事需多次往返。",
        "goals": "平均办理时间由5个工作日降到1个工作日。",
        "content": "统一受理平台、数据汇聚模块。",
        "platforms": ["gov_cloud", "exchange"],
        "security_level": "3",
        "plan": "一季度采购，二季度开发，三季度试运行。",
        "starts_on": today,
        "ends_on": today + datetime.timedelta(days=200),
    }
    amount = Decimal(budget if source is None else source)
    save(
        application=application,
        post=post,
        version=application.version,
        fields={**texts, **fields},
        budget_lines=[{"kind": "development", "name": "平台开发", "unit_price": Decimal(budget), "count": 1}],
        sources=[{"kind": "city", "year": today.year, "amount": amount, "note": ""}] if amount else [],
        lines=content_lines(today),
    )
    for paper in application.PAPERS:
        if paper.required:
            attach(application, paper.slot, post)
    application.refresh_from_db()
    return application


def make_project(unit_post: Post | None = None, *, path=Path.PROCUREMENT, name="", budget=1_500_000) -> Project:
    """A complete draft of a department."""
    post = unit_post or make_post(Role.APPLICANT)
    project = make_draft(post, path=path, name=name)
    fill(project.application, post, budget=budget)
    return again(project)


def again(obj):
    """As it stands in the database, with nothing cached."""
    return type(obj)._base_manager.get(pk=obj.pk)


def grant(user: User, project: Project, permission: str = "review_project") -> None:
    """A drawn expert's access to one project, or (clear_project) a clearance."""
    assign_perm(f"projects.{permission}", user, project)


# --- carried on --------------------------------------------------------------------------------------------------


class Hands:
    """One post of each role that carries projects on; the unit's posts belong to the project's unit."""

    def __init__(self, project: Project):
        unit = project.unit
        self.applicant = self._of(Role.APPLICANT, unit)
        self.unit_leader = self._of(Role.UNIT_LEADER, unit)
        office = make_org(OFFICE[1], OFFICE[0])
        self.clerk, self.leader = self._of(Role.OFFICE_CLERK, office), self._of(Role.OFFICE_LEADER, office)

    @staticmethod
    def _of(role: str, org: Organisation | None = None) -> Post:
        org = org or make_org(*reversed(BODIES[role]))
        return Post.objects.filter(role=role, organisation=org).first() or make_post(role, org)

    def of(self, role: str) -> Post:
        return self._of(role)


def submit_application(project: Project) -> Project:
    """Handed in and reported to the office."""
    hands, application = Hands(project), project.application
    application = perform(application, "submit", post=hands.applicant)
    perform(application, "unit_approve", post=hands.unit_leader)
    return again(project)


def admit(project: Project, year: int | None = None) -> Project:
    hands = Hands(project)
    application = perform(again(project.application), "pass_check", post=hands.clerk, data={"note": "材料齐全"})
    planned = {"planned_year": year or timezone.localdate().year, "note": "同意"}
    perform(application, "admit", post=hands.leader, data=planned)
    return again(project)


def make_list(*projects: Project, year: int | None = None, ceiling=None) -> AnnualList:
    """A list in the making."""
    clerk = Hands(projects[0]).clerk if projects else make_post(Role.OFFICE_CLERK)
    annual_list = create_list(year=year or timezone.localdate().year, ceiling=ceiling, post=clerk)
    add_to_list(annual_list=annual_list, projects=projects, post=clerk)
    return annual_list


def approve_list(annual_list: AnnualList, struck=()) -> AnnualList:
    """Submitted by the office, approved by the city government; `struck` are projects."""
    leader = make_post(Role.OFFICE_LEADER)
    annual_list = perform(annual_list, "submit", post=leader)
    meeting = {"meeting": "市政府第12次常务会议", "approved_on": timezone.localdate()}
    data = {**meeting, "struck": list(annual_list.lines.filter(project__in=list(struck)))}
    return perform(annual_list, "approve", post=make_post(Role.CITY_GOVERNMENT), data=data)


def open_pre_review(project: Project):
    perform(project, "apply_pre_review", post=Hands(project).applicant)
    return again(project).prereviews.first()


def submit_pre_review(pre_review):
    return perform(pre_review, "submit", post=Hands(pre_review.project).applicant, data={"statement": "申请预审"})


def judge_all(pre_review, verdict="yes", remark="", **exceptions):
    """Every condition; `exceptions` by code with "_" for ".": judge_all(p, c1_2="no")."""
    verdicts = {}
    for code in PreReviewCondition.values:
        own = exceptions.get("c" + code.replace(".", "_"), verdict)
        said = remark or ("不符合" if own == "no" else "")
        verdicts[code] = (own, said)
    judge_conditions(pre_review=pre_review, verdicts=verdicts, post=Hands(pre_review.project).clerk)
    return again(pre_review)


def pre_approve(project: Project, amount=None, until=None) -> Project:
    hands = Hands(project)
    pre_review = judge_all(submit_pre_review(open_pre_review(project)))
    pre_review = perform(pre_review, "pass_check", post=hands.clerk, data={"note": "符合条件"})
    until = until or timezone.localdate() + datetime.timedelta(days=365)
    data = {"amount": Decimal(amount or project.declared_sum), "valid_until": until, "demands": ""}
    perform(pre_review, "approve", post=hands.leader, data=data)
    return again(project)


def gate_data(amount, number="广财采〔2026〕1号", act="procurement") -> dict:
    return {
        "act": act,
        "number": number,
        "approved_on": timezone.localdate(),
        "amount": Decimal(amount),
        "project_code": "2026-510800-00-01",
    }


def enter_budget_line(project: Project, amount=None) -> Project:
    """The line in the 政府采购预算 or 政府购买服务预算, without which 财政局 approves nothing (article 22)."""
    data = {"book": project.path, "year": timezone.localdate().year, "number": "2026-017", "note": ""}
    data["amount"] = Decimal(amount or project.reviewed_sum or project.declared_sum)
    return perform(project, "enter_budget_line", post=Hands(project).of(Role.FINANCE), data=data)


def cut_lines(project: Project) -> dict:
    """Budget lines and sources of one line each that come to the cut sum, as the revision's form would give them."""
    amount, year = project.budget_sum, timezone.localdate().year
    return {
        "budget_lines": [{"kind": "development", "name": "平台开发", "unit_price": amount, "count": Decimal(1)}],
        "sources": [{"kind": "city", "year": year, "amount": amount, "note": "", "holder_id": None}],
    }


def formset_data(**lists) -> dict[str, str]:
    """Rows by the prefix of their formset, as a browser posts them."""
    data = {}
    for prefix, rows in lists.items():
        data |= {f"{prefix}-TOTAL_FORMS": str(len(rows)), f"{prefix}-INITIAL_FORMS": "0"}
        for place, row in enumerate(rows):
            data |= {f"{prefix}-{place}-{name}": "" if value is None else str(value) for name, value in row.items()}
    return data


def pass_gate(project: Project, amount=None) -> Project:
    tender = project.path == Path.TENDER
    if not tender:
        enter_budget_line(project)
    step, role = ("approve_project", Role.DRC) if tender else ("approve_procurement", Role.FINANCE)
    data = gate_data(amount or project.reviewed_sum, act="feasibility" if tender else "procurement")
    perform(project, step, post=make_post(role), data=data)
    return again(project)


def open_tender(project: Project):
    perform(project, "apply_tender", post=Hands(project).applicant)
    return again(project).tender


def tender_before(**own) -> dict:
    """The part before; the documents have been out for 40 days."""
    today = timezone.localdate()
    days = {"noticed_on": -41, "documents_on": -40, "opening_on": -15}
    return {
        "scope": "平台开发、集成及三年运维",
        "method": "public",
        "organisation": "agency",
        "agency": "四川某招标代理有限公司",
        "medium": "四川省公共资源交易信息网",
        "network": "部署于政务云，接入电子政务外网，不另建专网。",
        **{name: today + datetime.timedelta(days=number) for name, number in days.items()},
        **own,
    }


def tender_after(amount, **own) -> dict:
    today = timezone.localdate()
    days = {"opened_on": -15, "public_from": -12, "public_until": -7, "awarded_on": -5, "reported_on": -1}
    return {
        "evaluators": 5,
        "candidates": "四川某信息技术有限公司\n成都某软件有限公司\n绵阳某科技有限公司",
        "complaints": "",
        "winner": "四川某信息技术有限公司",
        "amount": Decimal(amount),
        "contract_on": None,
        **{name: today + datetime.timedelta(days=number) for name, number in days.items()},
        **own,
    }


def approve_plan(project: Project, number="广经信评〔2026〕1号", amount=None) -> Project:
    """The fact that the review room pushes up."""
    with unit_of_work():
        record_plan_approval(
            project=project, number=number, amount=amount or project.declared_sum, post=Hands(project).leader
        )
    return again(project)


# In the order of the way; `bring(project, "listed")` walks up to it.
def _enlist(project: Project) -> Project:
    approve_list(make_list(project))
    return again(project)


WALK = {
    "submitted": submit_application,
    "library": admit,
    "listed": _enlist,
    "pre_approved": pre_approve,
    "approved": pass_gate,
}


def bring(project: Project, goal: str) -> Project:
    """Carry a complete draft on to a place of WALK, through every step before it."""
    if goal not in WALK:
        raise KeyError(f"{goal}: one of {list(WALK)}")
    for place, walk in WALK.items():
        project = walk(project)
        if place == goal:
            break
    return project
