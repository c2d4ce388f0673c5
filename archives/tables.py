"""What the other rooms keep of a project, as rows for the package: by the names of their models, which stay theirs."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db.models import Model

from projects.models import Project

# File, model, the way from its row to the project.
TABLES = (
    ("合同", "funds.Contract", "project"),
    ("付款计划", "funds.PaymentStage", "contract__project"),
    ("付款申请", "funds.PaymentRequest", "project"),
    ("付款台账", "funds.Payment", "contract__project"),
    ("预算指标", "funds.Indicator", "project"),
    ("指标调整", "funds.IndicatorChange", "indicator__project"),
    ("竣工财务决算", "funds.FinalAccount", "project"),
    ("履约验收", "funds.ContractAcceptance", "project"),
    ("里程碑", "building.Milestone", "project"),
    ("月度调度", "building.DispatchReport", "project"),
    ("催办通报", "building.Chase", "project"),
    ("监理月报", "building.SupervisionReport", "project"),
    ("问题和风险", "building.Problem", "project"),
    ("现场照片", "building.Photo", "project"),
    ("安全同步", "building.SecurityRecord", "project"),
    ("关键设备", "building.KeyEquipment", "project"),
    ("不引入代理", "building.AgencyWaiver", "project"),
    ("试运行", "acceptance.Trial", "project"),
    ("验收", "acceptance.Acceptance", "project"),
    ("五部分结论", "acceptance.PartFinding", "acceptance__project"),
    ("整改事项", "acceptance.RectificationItem", "acceptance__project"),
    ("指标实测", "acceptance.IndicatorResult", "acceptance__project"),
    ("逐条对照", "acceptance.Clause", "acceptance__project"),
    ("项目成果", "results.Result", "project"),
    ("年度运行", "results.OperationYear", "project"),
    ("绩效评价", "results.Evaluation", "project"),
)


def tables_of(project: Project) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """(title, rows); an empty table is given too, so that a reader knows that there was nothing."""
    for title, model, way in TABLES:
        rows = apps.get_model(model)._base_manager.filter(**{way: project}).order_by("pk")
        yield title, [row_of(one) for one in rows]


def row_of(one: Model) -> dict[str, Any]:
    """Every field by its name, and a choice by its label as well."""
    row: dict[str, Any] = {}
    for field in one._meta.concrete_fields:
        value = field.value_from_object(one)
        row[field.attname] = value if field.get_internal_type() != "FileField" else str(value)
        if field.choices:
            row[f"{field.name}_label"] = str(getattr(one, f"get_{field.name}_display")())
    return row
