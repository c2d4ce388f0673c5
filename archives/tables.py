"""What the other rooms keep of a project, as rows for the package: by the names of their models, which stay theirs."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import Model

from projects.models import Project

# File, model, the way from its row to the project.
TABLES = (
    ("申报表", "projects.Application", "project"),
    ("申报：预算明细", "projects.BudgetLine", "application__project"),
    ("申报：资金来源", "projects.SourceLine", "application__project"),
    ("申报：绩效指标", "projects.Indicator", "application__project"),
    ("申报：建设内容", "projects.Module", "application__project"),
    ("申报：数据资源", "projects.DataItem", "application__project"),
    ("申报：实施计划", "projects.Milestone", "application__project"),
    ("申报：运行费用", "projects.RunningCost", "application__project"),
    ("申报：现有系统", "projects.PresentSystem", "application__project"),
    ("参与单位", "projects.Participation", "project"),
    ("一次性告知", "projects.CorrectionNotice", "project"),
    ("一次性告知事项", "projects.CorrectionItem", "notice__project"),
    ("滚动库", "projects.LibraryEntry", "project"),
    ("年度清单", "projects.ListLine", "project"),
    ("预审", "projects.PreReview", "project"),
    ("预审条件", "projects.PreReviewItem", "pre_review__project"),
    ("会签", "projects.Consultation", "project"),
    ("预审批复延期", "projects.Extension", "project"),
    ("专家论证", "reviews.Argument", "project"),
    ("方案评审", "reviews.ReviewRound", "project"),
    ("方案评审征求意见", "reviews.BodyOpinion", "round__project"),
    ("采纳情况", "reviews.Remark", "round__project"),
    ("产品证书", "reviews.ProductCertificate", "round__project"),
    ("专家组意见", "experts.GroupOpinion", "panel__project"),
    ("审批和核准", "projects.Approval", "project"),
    ("采购预算", "projects.ProcurementLine", "project"),
    ("建设内容修订", "projects.ContentRevision", "project"),
    ("监督记录", "projects.SupervisionNote", "project"),
    ("招标备案", "projects.Tender", "project"),
    ("招标轮次", "projects.TenderRound", "tender__project"),
    ("招标质疑", "projects.TenderDoubt", "round__tender__project"),
    ("变更", "changes.ChangeRequest", "project"),
    ("合同", "funds.Contract", "project"),
    ("付款计划", "funds.PaymentStage", "contract__project"),
    ("付款申请", "funds.PaymentRequest", "project"),
    ("付款申请的意见", "funds.RequestComment", "request__project"),
    ("付款台账", "funds.Payment", "contract__project"),
    ("预算指标", "funds.Indicator", "project"),
    ("指标调整", "funds.IndicatorChange", "indicator__project"),
    ("竣工财务决算", "funds.FinalAccount", "project"),
    ("履约验收", "funds.ContractAcceptance", "project"),
    ("里程碑", "building.Milestone", "project"),
    ("进展", "projects.ProgressNote", "project"),
    ("月度调度", "building.DispatchReport", "project"),
    ("催办通报", "building.Chase", "project"),
    ("监理月报", "building.SupervisionReport", "project"),
    ("问题和风险", "building.Problem", "project"),
    ("现场照片", "building.Photo", "project"),
    ("安全同步", "building.SecurityRecord", "project"),
    ("关键设备", "building.KeyEquipment", "project"),
    ("重大项目", "building.MajorMark", "project"),
    ("不引入代理", "building.AgencyWaiver", "project"),
    ("试运行", "acceptance.Trial", "project"),
    ("试运行日志", "acceptance.Incident", "trial__project"),
    ("验收", "acceptance.Acceptance", "project"),
    ("五部分结论", "acceptance.PartFinding", "acceptance__project"),
    ("整改事项", "acceptance.RectificationItem", "acceptance__project"),
    ("指标实测", "acceptance.IndicatorResult", "acceptance__project"),
    ("逐条对照", "acceptance.Clause", "acceptance__project"),
    ("备案", "projects.Filing", "project"),
    ("备案提醒", "archives.FilingReminder", "project"),
    ("项目成果", "results.Result", "project"),
    ("成果推广", "results.Reuse", "result__project"),
    ("成果使用情况", "results.UseRecord", "reuse__result__project"),
    ("成果转让", "results.Transfer", "result__project"),
    ("年度运行", "results.OperationYear", "project"),
    ("绩效评价", "results.Evaluation", "project"),
    ("绩效评价指标", "results.EvaluationLine", "evaluation__project"),
    ("下线", "results.Retirement", "project"),
    ("违规", "oversight.Breach", "project"),
    ("协调事项", "oversight.Matter", "project"),
    ("协调事项交办", "oversight.Assignment", "matter__project"),
)
# What hangs on a project and is no part of its file, room or model: why.
LEFT_OUT = {
    "projects.ProjectUserGrant": "who may see it today",
    "projects.Lineage": "of the library: which wishes became one",
    "experts.Panel": "a thread: its draw record, letters and opinions are papers, and lie among them",
    "experts.Seat": "the file of the expert",
    "experts.SeatEvaluation": "the file of the expert",
    "experts.Fee": "the file of the expert",
    "experts.Note": "an expert's own notes",
    "experts.Opinion": "has a file of its own, by name",
    "experts.AddedRecusal": "the file of the expert",
    "experts.Waiver": "the file of the expert",
    "secrecy": "classified: kept apart, on paper",
    "infrastructure": "the registry of systems and clouds outlives the project",
    "sharing": "the catalogue and its grants outlive the project",
    "similarity": "figures of likeness are worked out anew",
    "archives.ArchivePackage": "the package itself",
}

# Threads of their own that belong to a project: their papers, files and events lie in its package too.
THREADS = (
    ("experts.Panel", "project"),
    ("experts.Seat", "panel__project"),
    ("experts.Meeting", "panels__project"),
    ("oversight.Matter", "project"),
)
# Threads that are no part of a project's file, besides those of the rooms left out above: why.
NO_PART = {
    "projects.AnnualList": "of all projects of a year: its line stands among the tables",
    "archives.SocialFiling": "of no project of this register",
}


def threads_of(project: Project) -> list[UUID]:
    """The project's own thread and those that hang on it."""
    found = [project.pk]
    for model, way in THREADS:
        found += apps.get_model(model)._base_manager.filter(**{way: project}).values_list("pk", flat=True)
    return found


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
