"""Applications for the library by the sheet: each row becomes a draft of its unit, to be completed and handed in."""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db import connection
from django.urls import reverse
from django.utils import timezone

from accounts.models import Organisation, Post
from accounts.queries import holders
from accounts.roles import OrgKind, Role
from documents.models import Attachment
from documents.sheets.columns import CellError, Kind, SheetColumn, SheetRow
from documents.sheets.registry import SheetKind, register
from projects.choices import BudgetKind, Category, Nature, SourceKind
from projects.models import Application, BudgetLine, Project, SourceLine
from projects.paths import OPEN_WAYS, Builder, Path
from projects.states import Stage
from workflow.audit import record
from workflow.notices import notify

TEXTS = ("contact", "phone", "need", "goals", "content", "starts_on", "ends_on")
# What a whole line costs, where the sheet names no lines of its own.
WHOLE = "项目总预算（导入，请细化）"


def _units(target: Any, post: Post) -> list[tuple[Any, str]]:
    """The office enters for every department; a unit for itself."""
    units = Organisation.objects.standing().filter(kind=OrgKind.DEPARTMENT).order_by("name")
    if post.role == Role.APPLICANT:
        units = Organisation.objects.filter(pk=post.organisation_id)
    return list(units.values_list("pk", "name"))


def _may(target: Any, post: Post) -> str:
    if post.role == Role.APPLICANT and post.organisation.kind != OrgKind.DEPARTMENT:
        return "批量申报由市级部门使用，县区和企业请逐个申报。"
    return ""


def _check(rows: Sequence[SheetRow], target: Any, post: Post) -> list[CellError]:
    units = {row.values["unit"] for row in rows}
    # A classified name must not be found by trying it (article 24).
    stored = Project.objects.open_().filter(unit__in=units).values_list("unit_id", "name")
    there, seen, errors = set(stored), {}, []
    for row in rows:
        key = (row.values["unit"], row.values["name"])
        if key in seen:
            errors.append(CellError(row.number, "name", f"与第 {seen[key]} 行的项目名称重复"))
        elif key in there:
            errors.append(CellError(row.number, "name", "该单位已有同名项目"))
        seen.setdefault(key, row.number)
        if (Builder.DEPARTMENT, row.values["path"]) not in OPEN_WAYS:
            errors.append(CellError(row.number, "path", "市级部门的项目不走这一采购路径"))
        starts, ends = row.values["starts_on"], row.values["ends_on"]
        if starts and ends and ends < starts:
            errors.append(CellError(row.number, "ends_on", "计划完工早于计划开工"))
    return errors


def _numbers(count: int) -> list[str]:
    year = timezone.localdate().year
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('projects_project_number') FROM generate_series(1, %s)", [count])
        return [f"GY{year}-{number:05d}" for (number,) in cursor.fetchall()]


def _apply(*, rows: Sequence[SheetRow], target: Any, post: Post) -> dict:
    projects = Project.objects.bulk_create(
        Project(
            number=number,
            unit_id=row.values["unit"],
            builder=Builder.DEPARTMENT,
            created_by=post,
            **{name: row.values[name] for name in ("name", "category", "nature", "path")},
        )
        for number, row in zip(_numbers(len(rows)), rows, strict=True)
    )
    # Version 1: whoever saves the draft afterwards makes it 2, and the import stays.
    applications = Application.objects.bulk_create(
        Application(project=project, created_by=post, version=1, **_texts(row))
        for project, row in zip(projects, rows, strict=True)
    )
    _money(applications, rows)
    by_unit: dict[Any, int] = defaultdict(int)
    for project in projects:
        by_unit[project.unit_id] += 1
        record(subject=project, action="create", label="批量建立申报", post=post)
    if post.role != Role.APPLICANT:
        _tell(by_unit)
    return {"projects": [str(project.pk) for project in projects]}


def _texts(row: SheetRow) -> dict[str, Any]:
    """An empty text is "", an empty day is None."""
    return {name: row.values[name] if name.endswith("_on") else row.values[name] or "" for name in TEXTS}


def _money(applications: Sequence[Application], rows: Sequence[SheetRow]) -> None:
    pairs = list(zip(applications, rows, strict=True))
    BudgetLine.objects.bulk_create(
        BudgetLine(
            application=application,
            kind=BudgetKind.DEVELOPMENT,
            name=WHOLE,
            unit_price=row.values["amount"],
            count=1,
            position=1,
        )
        for application, row in pairs
    )
    SourceLine.objects.bulk_create(
        SourceLine(
            application=application,
            kind=row.values["source"],
            year=row.values["year"],
            amount=row.values["amount"],
            position=1,
        )
        for application, row in pairs
    )


def _tell(by_unit: dict[Any, int]) -> None:
    for unit, count in by_unit.items():
        text = f"信息办按征集的需求为你单位建立了 {count} 份申报草稿，请补充后提交"
        notify(posts=holders(Role.APPLICANT, organisation_id=unit), text=text, url=reverse("projects:project_list"))


def _depends(result: dict, target: Any) -> str:
    projects = Project.objects.filter(pk__in=result.get("projects", []))
    gone_on = projects.exclude(stage=Stage.DRAFT, application__state="draft", application__version=1)
    papers = projects.filter(
        pk__in=Attachment.objects.filter(thread_id__in=result.get("projects", [])).values("thread_id")
    )
    count = len({*gone_on.values_list("pk", flat=True), *papers.values_list("pk", flat=True)})
    return f"{count} 个项目在导入后已经修改、上传材料或提交" if count else ""


def _undo(*, result: dict, target: Any, post: Post) -> None:
    projects = Project.objects.filter(pk__in=result["projects"])
    for project in projects:
        record(subject=project, action="withdraw_import", label="撤销批量申报", post=post)
    Application.objects.filter(project__in=projects).delete()
    projects.delete()


LIBRARY_SHEET = register(
    SheetKind(
        code="library-applications",
        title="入库申报",
        roles=(Role.APPLICANT, Role.OFFICE_CLERK),
        columns=(
            SheetColumn("unit", "申报单位", Kind.CHOICE, required=True, choices=_units, width=26, hint="单位全称"),
            SheetColumn("name", "项目名称", required=True, most=120, width=40, sample="广元市智慧交通一体化平台"),
            SheetColumn("category", "类别", Kind.CHOICE, required=True, choices=Category.choices),
            SheetColumn("nature", "建设性质", Kind.CHOICE, required=True, choices=Nature.choices),
            SheetColumn(
                "path",
                "采购路径",
                Kind.CHOICE,
                required=True,
                width=22,
                choices=[(path.value, path.label) for path in Path if (Builder.DEPARTMENT, path) in OPEN_WAYS],
            ),
            SheetColumn("contact", "联系人", most=40),
            SheetColumn("phone", "联系电话", most=40),
            SheetColumn("need", "建设需求与必要性", most=20_000, width=40),
            SheetColumn("goals", "建设目标", most=20_000, width=40),
            SheetColumn("content", "建设内容", required=True, most=20_000, width=40),
            SheetColumn(
                "amount",
                "总预算（元）",
                Kind.MONEY,
                required=True,
                least=Decimal("0.01"),
                width=18,
                sample="1500000.00",
            ),
            SheetColumn("source", "资金来源", Kind.CHOICE, required=True, choices=SourceKind.choices),
            SheetColumn("year", "资金年度", Kind.WHOLE, required=True, least=2010, most=2099, sample="2027"),
            SheetColumn("starts_on", "计划开工", Kind.DAY),
            SheetColumn("ends_on", "计划完工", Kind.DAY),
        ),
        may=_may,
        check=_check,
        apply=_apply,
        undo=_undo,
        depends=_depends,
        back=lambda target: reverse("projects:project_list"),
        note="每行建立一份申报草稿，由申报单位补充后提交。涉密项目不得填入本表。",
    )
)
