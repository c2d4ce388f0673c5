"""Applying and being admitted to the rolling library (articles 3, 4, 9, 24)."""

import datetime
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.forms.models import model_to_dict
from django.utils import timezone
from guardian.shortcuts import assign_perm

from accounts.models import Organisation, Post
from accounts.roles import OrgKind, Role
from documents.models import Attachment
from projects.choices import RuleOfDay
from projects.models import LINES, Application, BudgetLine, Project, SourceLine
from projects.notices import tell_role, tell_unit
from projects.paths import OPEN_WAYS, Builder, Path
from projects.rooms import all_advisers, names_critical
from projects.services.corrections import close_notice, give_notice
from projects.states import ApplicationState, Stage
from workflow.audit import record, unit_of_work
from workflow.engine import perform
from workflow.errors import Conflict, Forbidden
from workflow.submissions import close_submission, open_submission
from workflow.workdays import day_start

CONTENT = [
    "contact",
    "phone",
    "legal_basis",
    "present",
    "need",
    "goals",
    "content",
    "platforms",
    "systems_connected",
    "standalone_reason",
    "data_items",
    "security_level",
    "crypto_note",
    "domestic_note",
    "plan",
    "starts_on",
    "ends_on",
]


def _builder(post: Post, investor: Organisation | None) -> Builder:
    """Who builds (article 3): an enterprise where it invests and government buys, else the unit that applies."""
    kinds: dict[str, Builder] = {OrgKind.COUNTY: Builder.COUNTY, OrgKind.ENTERPRISE: Builder.ENTERPRISE}
    return Builder.ENTERPRISE if investor else kinds.get(post.organisation.kind, Builder.DEPARTMENT)


def create_project(
    *,
    post: Post,
    name: str,
    category: str,
    nature: str,
    path: str,
    investor: Organisation | None = None,
    **more: Any,
) -> Project:
    """Begin a draft for the post's own unit. Raises ValidationError for a way that is not in the table or not open.

    `investor` is the enterprise that builds at its own cost what the unit rents or buys (article 3).
    """
    builder = _builder(post, investor)
    if (builder, path) not in OPEN_WAYS:
        raise ValidationError("该建设主体的项目不由此申报，请按“办理路径”所列的入口办理。")
    if builder == Builder.ENTERPRISE and path == Path.SERVICE and investor is None:
        raise ValidationError("政府购买服务由购买方（行政机关）申报，企业作为投资建设方（《办法》第三条）。")
    with unit_of_work():
        project = Project.objects.create(
            name=name,
            unit=post.organisation,
            category=category,
            nature=nature,
            builder=builder,
            path=path,
            investor=investor,
            created_by=post,
            **more,
        )
        Application.objects.create(project=project, created_by=post)
        record(subject=project, action="create", label="建立申报", post=post)
    return project


def report_county_project(
    *, post: Post, name: str, category: str, nature: str, declared_sum: Decimal, **more: Any
) -> Project:
    """A county's own project (article 16): no application, no library; its plan is what the city reviews."""
    if post.organisation.kind != OrgKind.COUNTY or post.role != Role.APPLICANT:
        raise Forbidden("县区项目由县区（含经开区、园区）主管部门报送（《办法》第十六条）。")
    with unit_of_work():
        project = Project.objects.create(
            name=name,
            unit=post.organisation,
            category=category,
            nature=nature,
            builder=Builder.COUNTY,
            path=Path.COUNTY,
            created_by=post,
            **more,
        )
        return perform(project, "report", post=post, data={"declared_sum": declared_sum}, system=True)


# What is new in each project, and so is not copied: its days, and the money by year.
NOT_COPIED = ("starts_on", "ends_on")


def copy_content(*, source: Application, application: Application, post: Post) -> Application:
    """Begin from an earlier project of the same unit: texts and lists; no papers, days or sources of money."""
    fields = {name: getattr(source, name) for name in CONTENT if name not in NOT_COPIED}
    fixed = ("id", "application", "position")
    lines = {}
    for name, model in LINES.items():
        names = [f.name for f in model._meta.concrete_fields if f.name not in fixed]
        rows = getattr(source, name).values(*names)
        lines[name] = [dict(row, due_on=None) if "due_on" in row else row for row in rows]
    budget = list(source.budget_lines.values("kind", "name", "unit_price", "count"))
    with unit_of_work():
        saved = save_application(
            application=application,
            post=post,
            version=application.version,
            fields=fields,
            budget_lines=budget,
            lines=lines,
        )
        changes = {"from": source.project.number}
        record(subject=application.project, action="copy", label="复制以前的申报内容", post=post, changes=changes)
    return saved


def enter_old_project(
    *,
    post: Post,
    unit: Organisation,
    name: str,
    category: str,
    path: str,
    begun_on: datetime.date,
    approval_number: str,
    budget: Decimal,
    planned_end: datetime.date,
    content: str,
) -> Project:
    """A project begun under the rule of 2012, entered as it stands: being built, approved by the paper of its day.

    Nothing that this rule asks for earlier is invented; acceptance and filing follow under this rule (article 26).
    """
    if post.role != Role.OFFICE_CLERK:
        raise Forbidden("2012年暂行办法项目由信息办经办人补录（《办法》第二十六条）。")
    began = day_start(begun_on)
    with unit_of_work():
        project = Project.objects.create(
            name=name,
            unit=unit,
            category=category,
            path=path,
            rule=RuleOfDay.OLD,
            begun_on=begun_on,
            stage=Stage.BUILDING,
            submitted_at=timezone.now(),
            approved_at=began,
            approval_number=approval_number,
            budget_sum=budget,
            declared_sum=budget,
            build_started_at=began,
            planned_end=planned_end,
            planned_year=begun_on.year,
            created_by=post,
        )
        Application.objects.create(
            project=project,
            state=ApplicationState.ADMITTED,
            checked_by=post,
            check_note="按2012年暂行办法立项建设，据实补录。",
            content=content,
            ends_on=planned_end,
            created_by=post,
        )
        changes = {"approval": approval_number, "begun_on": str(begun_on), "budget": str(budget)}
        record(subject=project, action="enter_old", label="补录2012年暂行办法项目", post=post, changes=changes)
        tell_unit(project, f"《{name}》已按2012年暂行办法补录，请登记合同，完工后按现行办法申请验收")
    return project


def register_classified(
    *, post: Post, code_name: str, level: str, unit: Organisation, path: str, category: str
) -> Project:
    """Register mode (article 24): a code name and a level, no content, no sum, no file."""
    if settings.CLASSIFIED_MODE != "register":
        raise ValidationError("当前为涉密网络部署，请按普通项目申报并标注涉密。")
    if post.role != Role.SECRECY and post.organisation_id != unit.pk:
        raise Forbidden("只能登记本单位的涉密项目。")
    with unit_of_work():
        project = Project.objects.create(
            name=code_name,
            unit=unit,
            category=category,
            path=path,
            is_classified=True,
            secrecy_level=level,
            created_by=post,
        )
        # Whoever entered it goes on with it; nobody else of the unit, unless cleared, too.
        assign_perm("projects.clear_project", post.user, project)
        record(subject=project, action="register_classified", label="登记涉密项目", post=post)
    return project


def save_application(
    *,
    application: Application,
    post: Post,
    version: int,
    fields: Mapping[str, Any],
    project_fields: Mapping[str, Any] | None = None,
    budget_lines: Sequence[Mapping[str, Any]] | None = None,
    sources: Sequence[Mapping[str, Any]] | None = None,
    lines: Mapping[str, Sequence[Mapping[str, Any]]] | None = None,
) -> Application:
    """Keep a draft. Raises Conflict where somebody saved since `version`, Forbidden where it is not ours to edit.

    Lines are replaced as a whole; None leaves them. `lines` are the other lists by their name in LINES.

    Autosave is no legal act, so it leaves no audit event; the submission keeps the content.
    """
    with unit_of_work():
        locked = Application.objects.select_for_update(of=("self",)).select_related("project").get(pk=application.pk)
        if not locked.may_attach(post):
            raise Forbidden("申报书已提交，不能修改；如需修改请联系审核人退回。")
        if locked.version != version:
            raise Conflict("另一窗口或同事已保存了新的内容，请核对后再保存。")
        for name, value in fields.items():
            setattr(locked, name, value)
        locked.version += 1
        locked.saved_at = timezone.now()
        locked.save()
        if project_fields:
            Project.objects.filter(pk=locked.project_id).update(**project_fields)
        for name, rows in {"budget_lines": budget_lines, "sources": sources, **(lines or {})}.items():
            replace_lines(name, locked, rows)
    return locked


MODELS: dict[str, Any] = {"budget_lines": BudgetLine, "sources": SourceLine, **LINES}


def replace_lines(name: str, application: Application, rows: Sequence[Mapping[str, Any]] | None) -> None:
    """One list of an application as a whole; None leaves it."""
    if rows is None:
        return
    model = MODELS[name]
    model._default_manager.filter(application=application).delete()
    model._default_manager.bulk_create(
        [model(application=application, position=position, **row) for position, row in enumerate(rows, start=1)]
    )


def application_content(application: Application) -> dict[str, Any]:
    """All that is handed in, frozen for the Submission: fields, lines, papers by hash."""
    content = model_to_dict(application, fields=CONTENT)
    content["starts_on"], content["ends_on"] = str(application.starts_on), str(application.ends_on)
    content["name"] = application.project.name
    content["budget_lines"] = [
        {"kind": line.kind, "name": line.name, "unit_price": str(line.unit_price), "count": str(line.count)}
        for line in application.budget_lines.all()
    ]
    content["sources"] = [
        {"kind": line.kind, "year": line.year, "amount": str(line.amount)} | _held(line)
        for line in application.sources.select_related("holder")
    ]
    content["participants"] = [
        {"unit": one.unit.name, "task": one.task, "amount": str(one.confirmed_sum or 0)}
        for one in application.project.participations.of_the_project().select_related("unit")
    ]
    content |= {name: application.rows_of(name) for name in LINES}
    content["papers"] = papers_by_hash(application)
    return content


def _held(line: SourceLine) -> dict[str, str]:
    return {"holder": line.holder.name} if line.holder else {}


def papers_by_hash(obj: Any) -> list[dict[str, str]]:
    """What lies with a record now, so that a file of the same name with other content is seen as another."""
    rows = Attachment.objects.current_for(obj).values_list("slot", "name", "sha256")
    return [{"slot": slot, "name": name, "sha256": sha256} for slot, name, sha256 in rows]


def after_submit(*, obj: Application, post: Post, data: Mapping[str, Any]) -> None:
    open_submission(obj=obj, content=application_content(obj), post=post)
    tell_unit(obj.project, f"《{obj.project.name}》申报书待您审核", leader_only=True)


def after_unit_approval(*, obj: Application, post: Post, data: Mapping[str, Any]) -> None:
    facts: dict[str, Any] = {"declared_sum": obj.budget_total(), "planned_end": obj.ends_on}
    # Said by the unit, or known of the systems that it names: from here on it is one fact of the project.
    facts["touches_cii"] = obj.project.touches_cii or names_critical(obj.project)
    perform(obj.project, "leave_unit", post=post, data=facts, system=True)
    close_notice(obj=obj)
    for adviser in all_advisers():
        adviser.reported(project=obj.project)
    tell_role(obj.project, f"{obj.project.unit.short_name}报来《{obj.project.name}》，待审查", Role.OFFICE_CLERK)


def after_return(*, obj: Application, post: Post, data: Mapping[str, Any]) -> None:
    close_submission(obj=obj, outcome="退回", post=post, reason=data["reason"])
    tell_unit(obj.project, f"《{obj.project.name}》申报书被退回：{data['reason']}")


def after_return_for_papers(*, obj: Application, post: Post, data: Mapping[str, Any]) -> None:
    """一次性告知: a numbered paper with every item; the office's clock stands until it comes back."""
    close_submission(obj=obj, outcome="退回补正", post=post, reason=data["reason"])
    notice = give_notice(obj=obj, post=post, items=data.get("items", ()), matter="入库申报", reason=data["reason"])
    text = f"《{obj.project.name}》退回补正，请于 {notice.due_on} 前补齐：{data['reason']}"
    tell_unit(obj.project, text)


def after_check(*, obj: Application, post: Post, data: Mapping[str, Any]) -> None:
    tell_role(obj.project, f"《{obj.project.name}》已审查，待您决定是否入库", Role.OFFICE_LEADER)


def after_send_back(*, obj: Application, post: Post, data: Mapping[str, Any]) -> None:
    tell_role(obj.project, f"《{obj.project.name}》入库审查被退回重审：{data['reason']}", Role.OFFICE_CLERK)


def after_admission(*, obj: Application, post: Post, data: Mapping[str, Any]) -> None:
    close_submission(obj=obj, outcome="同意入库", post=post)
    perform(obj.project, "admit", post=post, data={"planned_year": data["planned_year"]}, system=True)
    tell_unit(obj.project, f"《{obj.project.name}》已纳入滚动库，计划年度 {data['planned_year']} 年")


def after_refusal(*, obj: Application, post: Post, data: Mapping[str, Any]) -> None:
    close_submission(obj=obj, outcome="不予入库", post=post, reason=data["reason"])
    perform(obj.project, "refuse", post=post, reason=data["reason"], system=True)
    tell_unit(obj.project, f"《{obj.project.name}》不予入库：{data['reason']}")
