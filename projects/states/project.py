"""The project itself: it only moves forward, or ends."""

from django.apps import apps
from django.db.models import Exists, OuterRef, Q, TextChoices
from django.utils import timezone

from projects import permits, rules
from projects.choices import UPPER_SOURCES
from projects.paths import Way, gated, on_way, with_way
from workflow.machines import Kind, Machine, Step


class Stage(TextChoices):
    """The project itself only moves forward, or ends."""

    DRAFT = "draft", "申报中"
    REPORTED = "reported", "县区项目"
    LIBRARY = "library", "在滚动库"
    LISTED = "listed", "列入年度清单"
    PRE_APPROVED = "pre_approved", "已预审批复"
    APPROVED = "approved", "已审批"
    BUILDING = "building", "建设中"
    COMPLETED = "completed", "已完工待验收"
    ACCEPTED = "accepted", "验收通过"
    FILED = "filed", "已备案"
    REFUSED = "refused", "不予入库"
    WITHDRAWN = "withdrawn", "已撤回"
    TERMINATED = "terminated", "已终止"


LIVE = (
    Stage.DRAFT,
    Stage.REPORTED,
    Stage.LIBRARY,
    Stage.LISTED,
    Stage.PRE_APPROVED,
    Stage.APPROVED,
    Stage.BUILDING,
    Stage.COMPLETED,
    Stage.ACCEPTED,
    Stage.FILED,
)
ENDED = (Stage.REFUSED, Stage.WITHDRAWN, Stage.TERMINATED)
# Ended, perhaps after money was given: what was done is settled and paid, the rest goes back (article 22).
GIVEN_UP = (Stage.WITHDRAWN, Stage.TERMINATED)
BEFORE_BUILD = (Stage.REPORTED, Stage.LIBRARY, Stage.LISTED, Stage.PRE_APPROVED, Stage.APPROVED)

# While money may be spent, 发改委 and 财政局 supervise (article 5).
SUPERVISED = (Stage.PRE_APPROVED, Stage.APPROVED, Stage.BUILDING, Stage.COMPLETED, Stage.ACCEPTED)
SUPERSEDABLE = (Stage.PRE_APPROVED, Stage.APPROVED, Stage.BUILDING, Stage.COMPLETED)


SUSPENDABLE = (*BEFORE_BUILD, Stage.BUILDING, Stage.COMPLETED)


def _stands_still(project):
    return project.suspended_at is not None


def _goes_on(project):
    return project.suspended_at is None


def lapsed(project):
    """The 预审批复 ran out before the gate approved: as good as none (article 10). lateness.lapsed_projects as a Q."""
    until = project.pre_approved_until
    waits = gated(project) and project.approved_at is None and until is not None
    return waits and until < timezone.localdate()


def _pre_review_due(project):
    """On its way, and either the first time, or because a change or its last day has made the old approval void."""
    if not on_way(Way.PRE_REVIEW)(project):
        return False
    return project.stage not in SUPERSEDABLE or project.pre_approved_at is None or lapsed(project)


def _gate_due():
    """Asked of gates only: what has none cannot lapse."""
    stands = Q(pre_approved_until__isnull=True) | Q(pre_approved_until__gte=timezone.localdate())
    return stands & Q(pre_approved_at__isnull=False, approved_at__isnull=True)


def _to_be_decided(way):
    """Condition for the refusal of a body: this gate is on the way, and its act is not recorded."""
    on = on_way(way)
    return lambda project: on(project) and project.pre_approved_at is not None and project.approved_at is None


def _may_be_extended(project):
    return project.pre_approved_until is not None


def _tender_due():
    """None is under way; one that ended with an earlier path is opened again."""
    over = Q(tender__isnull=True) | Q(tender__state__in=("filed", "closed"))
    return over & Q(tender_filed_at__isnull=True)


def _filed_at_once(project):
    """National or provincial money, and not filed yet (article 13)."""
    application = getattr(project, "application", None)
    if application is None or not on_way(Way.FILING)(project):
        return False
    upper = application.sources.filter(kind__in=UPPER_SOURCES).exists()
    return upper and not project.filings.filter(kind="early").exists()


def _revision_due(project):
    return project.revise_by is not None


def may_be_built():
    """Its gate is passed; where there is none, its plan: somebody waits for the contract and the start."""
    gate = with_way(Way.APPROVAL_DRC, Way.APPROVAL_FINANCE)
    return (gate & Q(approved_at__isnull=False)) | (~gate & Q(plan_approved_at__isnull=False))


def under_way(attempts):
    """Project.has_open ("prereviews", "filings", …) as a condition of the query."""
    model = apps.get_model("projects.project")._meta.get_field(attempts).related_model
    return Exists(model.objects.open_().filter(project=OuterRef("pk")))


PROJECT = Machine(
    key="projects.project",
    states=Stage,
    field="stage",
    steps=(
        # Facts that the rooms push up.
        Step("leave_unit", "报出", "9", 1, (Stage.DRAFT,), None, permits.UNIT_CLERK, system=True, kind=Kind.FACT),
        Step("admit", "纳入滚动库", "9", 2, (Stage.DRAFT,), Stage.LIBRARY, permits.OFFICE_LEADER, system=True),
        Step("refuse", "不予入库", "9", 3, (Stage.DRAFT,), Stage.REFUSED, permits.OFFICE_LEADER, system=True, kind=Kind.END),
        Step("enlist", "列入年度清单", "9", 4, (Stage.LIBRARY,), Stage.LISTED, permits.CITY_GOVERNMENT, system=True),
        Step("pre_approve", "取得预审批复", "10", 5, (Stage.LISTED,), Stage.PRE_APPROVED, permits.OFFICE_LEADER, system=True),
        Step("approve_plan", "方案评审通过", "11", 6, BEFORE_BUILD, None, permits.OFFICE_LEADER, system=True, kind=Kind.FACT),
        Step("record_contract", "登记合同", "22", 7, (*BEFORE_BUILD, Stage.BUILDING, Stage.COMPLETED), None, permits.UNIT_CLERK,
             system=True, kind=Kind.FACT),
        Step("complete", "完工", "12", 8, (Stage.BUILDING,), Stage.COMPLETED, permits.UNIT_CLERK, system=True),
        Step("accept", "验收通过", "12", 9, (Stage.COMPLETED,), Stage.ACCEPTED, permits.OFFICE_LEADER, system=True),
        Step("file", "备案", "13", 10, (Stage.ACCEPTED,), Stage.FILED, permits.OFFICE_CLERK, system=True),
        Step("retire", "系统下线", "7", 19, (Stage.ACCEPTED, Stage.FILED), None, permits.UNIT_CLERK, system=True, kind=Kind.FACT),
        # Article 16: a county runs its own project; what it reports is the plan, before it builds.
        Step("report", "报送县区项目", "16", 18, (Stage.DRAFT,), Stage.REPORTED, permits.UNIT_CLERK, system=True),
        # A change after the approval (article 10): what was allowed falls, until a new 预审批复 stands.
        Step(
            "amend", "变更项目信息", "10", 11, LIVE, None, permits.OFFICE_LEADER, system=True, kind=Kind.FACT,
            effect="projects.services.after_amended",
        ),
        Step("supersede_approval", "原批复失效", "10", 12, (*BEFORE_BUILD, Stage.BUILDING, Stage.COMPLETED), None,
             permits.OFFICE_LEADER, system=True, kind=Kind.FACT),
        Step("renew_pre_approval", "重新取得预审批复", "10", 13, (*BEFORE_BUILD, Stage.BUILDING, Stage.COMPLETED), None,
             permits.OFFICE_LEADER, system=True, kind=Kind.FACT),
        # Another path (article 10): the new body approves anew.
        Step("supersede_gate", "变更采购路径，原审批失效", "10", 17, (*BEFORE_BUILD, Stage.BUILDING), None,
             permits.OFFICE_LEADER, system=True, kind=Kind.FACT),
        Step("extend_pre_approval", "预审批复延期", "10", 15, BEFORE_BUILD, None, permits.OFFICE_LEADER, system=True,
             kind=Kind.FACT),
        Step("file_tender", "办理招标备案", "13", 16, (*BEFORE_BUILD, Stage.BUILDING, Stage.COMPLETED), None,
             permits.OFFICE_CLERK, system=True, kind=Kind.FACT),
        Step("approve_use", "批准投入使用", "5", 14, LIVE, None, permits.SECRECY, system=True, kind=Kind.FACT),
        # The city government takes it off by a supplement: the one way back, for nothing was built upon it yet.
        Step("delist", "调出年度清单", "9", 160, (Stage.LISTED,), Stage.LIBRARY, permits.CITY_GOVERNMENT, system=True),
        Step("leave_library", "逾期未确认出库", "9", 161, (Stage.LIBRARY,), Stage.WITHDRAWN, permits.OFFICE_CLERK, system=True,
             kind=Kind.END, rules=(rules.LEFT_UNCONFIRMED,)),
        Step("lapse", "逾期未补正退件", "9", 169, (Stage.DRAFT,), Stage.WITHDRAWN, permits.OFFICE_CLERK, system=True,
             kind=Kind.END),
        # What a person does.
        Step(
            "confirm_entry", "确认继续实施", "9", 162, (Stage.LIBRARY,), None, permits.UNIT_CLERK, awaits=(), kind=Kind.FACT,
            effect="projects.services.keep_confirmation",
            consequence="表示本单位仍要实施该项目；每年确认一次，逾期未确认的催告后出库。", done="已确认，一年内有效。",
        ),
        Step(
            "defer_entry", "调整计划年度", "9", 163, (Stage.LIBRARY,), None, permits.UNIT_CLERK, awaits=(), kind=Kind.FACT,
            rules=(rules.NOT_ON_DRAFT,), form="projects.forms.DeferForm", effect="projects.services.after_deferral",
            consequence="改变项目在三年滚动库中的年度，信息办收到通知。", done="已调整到 {o.planned_year} 年。",
        ),
        Step(
            "rate_entry", "评定优先级和成熟度", "9", 164, (Stage.LIBRARY,), None, permits.OFFICE_CLERK, awaits=(),
            kind=Kind.FACT, form="projects.forms.RateForm", effect="projects.services.keep_rating",
            consequence="按评分办法计入滚动库得分。", done="已评定。",
        ),
        Step(
            "merge_entry", "并入其他项目", "9", 165, (Stage.LIBRARY,), Stage.TERMINATED, permits.OFFICE_LEADER, awaits=(),
            kind=Kind.END, rules=(rules.NOT_ON_DRAFT,), form="projects.forms.MergeForm",
            effect="projects.services.after_merge",
            consequence="预算和资金来源并入所选项目，本项目就此结束；来龙去脉保留在两个项目的页面。",
            done="已并入，谱系已保留。",
        ),
        Step(
            "split_entry", "拆分项目", "9", 166, (Stage.LIBRARY,), Stage.TERMINATED, permits.OFFICE_LEADER, awaits=(),
            kind=Kind.END, rules=(rules.NOT_ON_DRAFT, rules.PARTS_NOT_BELOW), form="projects.forms.SplitForm",
            effect="projects.services.after_split",
            consequence="按所列名称和金额建立各部分并留在滚动库，本项目就此结束；谱系保留。", done="已拆分，谱系已保留。",
        ),
        Step(
            "apply_pre_review", "申请预审", "10", 20, (*BEFORE_BUILD, Stage.BUILDING, Stage.COMPLETED), None, permits.UNIT_CLERK,
            awaits=(Stage.LISTED, *SUPERSEDABLE), waits=lambda: ~under_way("prereviews"), exists=_pre_review_due,
            rules=(rules.NO_OPEN_PRE_REVIEW, rules.PARTNERS_AGREED),
            effect="projects.services.open_pre_review", kind=Kind.FACT,
            consequence="将建立预审申请，核对材料后提交信息办。", done="已建立预审申请，请核对材料后提交。",
        ),
        Step(
            "apply_extension", "申请批复延期", "10", 21, (Stage.PRE_APPROVED,), None, permits.UNIT_CLERK, awaits=(), kind=Kind.FACT,
            rules=(rules.EXTENDABLE, rules.BEFORE_EXPIRY), form="projects.forms.ExtensionForm", exists=_may_be_extended,
            effect="projects.services.open_extension", consequence="送信息办审查；同意后有效期顺延。",
            done="已申请延期，等待信息办审查。",
        ),
        Step(
            "approve_project", "记录立项审批", "10", 30, BEFORE_BUILD, Stage.APPROVED, permits.DRC,
            rules=(rules.NOT_APPROVED_YET, rules.PRE_APPROVED, rules.ACT_AFTER_PRE_APPROVAL, rules.APPROVAL_SUM),
            form="projects.forms.ProjectApprovalForm",
            effect="projects.services.keep_approval", awaits=(Stage.PRE_APPROVED, Stage.APPROVED), waits=_gate_due,
            exists=on_way(Way.APPROVAL_DRC),
            consequence="记录后项目可以办理招标；文号、金额和扫描件将永久保存。",
            done="已记录立项审批 {o.approval_number}，已通知申报单位。",
        ),
        Step(
            "approve_procurement", "记录采购核准", "10", 31, BEFORE_BUILD, Stage.APPROVED, permits.FINANCE,
            rules=(rules.NOT_APPROVED_YET, rules.PRE_APPROVED, rules.ACT_AFTER_PRE_APPROVAL, rules.BUDGET_LINE, rules.APPROVAL_SUM),
            form="projects.forms.ProcurementApprovalForm",
            effect="projects.services.keep_approval", awaits=(Stage.PRE_APPROVED, Stage.APPROVED), waits=_gate_due,
            exists=on_way(Way.APPROVAL_FINANCE),
            consequence="记录后项目可以实施采购；文号、金额和扫描件将永久保存。",
            done="已记录采购核准 {o.approval_number}，已通知申报单位。",
        ),
        Step(
            "reapprove_project", "重新记录立项审批", "10", 32, (Stage.BUILDING, Stage.COMPLETED), None, permits.DRC,
            rules=(rules.NOT_APPROVED_YET, rules.PRE_APPROVED, rules.ACT_AFTER_PRE_APPROVAL, rules.APPROVAL_SUM),
            form="projects.forms.ProjectApprovalForm", kind=Kind.FACT,
            effect="projects.services.keep_approval", waits=_gate_due, exists=on_way(Way.APPROVAL_DRC),
            consequence="变更后的审批记入项目；文号、金额和扫描件将永久保存。",
            done="已记录立项审批 {o.approval_number}，已通知申报单位。",
        ),
        Step(
            "reapprove_procurement", "重新记录采购核准", "10", 33, (Stage.BUILDING, Stage.COMPLETED), None, permits.FINANCE,
            rules=(rules.NOT_APPROVED_YET, rules.PRE_APPROVED, rules.ACT_AFTER_PRE_APPROVAL, rules.BUDGET_LINE, rules.APPROVAL_SUM),
            form="projects.forms.ProcurementApprovalForm", kind=Kind.FACT,
            effect="projects.services.keep_approval", waits=_gate_due, exists=on_way(Way.APPROVAL_FINANCE),
            consequence="变更后的核准记入项目；文号、金额和扫描件将永久保存。",
            done="已记录采购核准 {o.approval_number}，已通知申报单位。",
        ),
        Step(
            "enter_budget_line", "登记采购预算", "22", 29, BEFORE_BUILD, None, permits.FINANCE, awaits=(), kind=Kind.FACT,
            form="projects.forms.ProcurementLineForm", effect="projects.services.keep_procurement_line",
            exists=on_way(Way.APPROVAL_FINANCE),
            consequence="记录项目在政府采购预算或政府购买服务预算中的位置；未列入的不得核准。", done="已登记采购预算。",
        ),
        Step(
            "refuse_project", "记录不予立项", "10", 34, SUPERSEDABLE, None, permits.DRC, awaits=(), kind=Kind.RETURN,
            form="projects.forms.DrcRefusalForm", effect="projects.services.keep_gate_refusal",
            exists=_to_be_decided(Way.APPROVAL_DRC),
            consequence="不予审批的决定记入项目，通知申报单位；项目停在当前阶段，改正后可再次报批。",
            done="已记录不予立项，已通知申报单位。",
        ),
        Step(
            "refuse_procurement", "记录不予核准", "10", 35, SUPERSEDABLE, None, permits.FINANCE, awaits=(),
            kind=Kind.RETURN, form="projects.forms.FinanceRefusalForm", effect="projects.services.keep_gate_refusal",
            exists=_to_be_decided(Way.APPROVAL_FINANCE),
            consequence="不予核准的决定记入项目，通知申报单位；项目停在当前阶段，改正后可再次报批。",
            done="已记录不予核准，已通知申报单位。",
        ),
        Step(
            "add_act", "记录后续审批", "10", 36, (Stage.APPROVED, Stage.BUILDING), None, permits.DRC, awaits=(), kind=Kind.FACT,
            rules=(rules.APPROVED_BEFORE, rules.ACT_AFTER_PRE_APPROVAL, rules.APPROVAL_SUM, rules.CUT_ABOVE_CONTRACT),
            form="projects.forms.FurtherActForm", effect="projects.services.keep_further_act", exists=on_way(Way.APPROVAL_DRC),
            consequence="可研、初步设计及概算、招标核准各记一次；概算低于原批准金额的，预算数随之核减。",
            done="已记录后续审批，已通知申报单位。",
        ),
        Step(
            "reduce_sum", "记录评审审减", "22", 37, (Stage.APPROVED, Stage.BUILDING), None, permits.GATES, awaits=(),
            kind=Kind.FACT, rules=(rules.APPROVED_BEFORE, rules.CUT_ABOVE_CONTRACT), form="projects.forms.CutForm",
            effect="projects.services.keep_cut", exists=gated,
            consequence="预算数随即核减，并要求申报单位按核减后的金额修改建设内容。",
            done="已记录评审审减，预算数 {o.budget_sum} 元，已通知申报单位修改内容。",
        ),
        Step(
            "revise_content", "按审减修改内容", "22", 38, (Stage.APPROVED, Stage.BUILDING), None, permits.UNIT_CLERK,
            rules=(rules.REVISION_ADDS_UP, rules.PARTICIPANTS_HOLD), kind=Kind.FACT, form="projects.forms.RevisionForm", effect="projects.services.keep_revision",
            waits=lambda: Q(revise_by__isnull=False), exists=_revision_due,
            consequence="建设内容、分项、预算明细和资金来源改为核减后的，前后永久保留；通知信息办和审批部门，参与单位重新确认。", done="已按审减修改建设内容。",
        ),
        Step(
            "apply_tender", "申请招标备案", "13", 40, (Stage.APPROVED,), None, permits.UNIT_CLERK, kind=Kind.FACT,
            rules=(rules.GATE_PASSED,), waits=_tender_due, exists=on_way(Way.TENDER_FILING),
            effect="projects.services.open_tender",
            consequence="将建立招标备案，分招标前、招标结果两部分报信息办。", done="已建立招标备案，请填写招标前部分。",
        ),
        Step(
            "name_bodies", "确定监理、测评单位", "14", 45, (Stage.LISTED, Stage.PRE_APPROVED, Stage.APPROVED), None,
            permits.UNIT_CLERK, form="projects.forms.BodiesForm", awaits=(), kind=Kind.FACT, exists=on_way(Way.ACCEPTANCE),
            effect="projects.services.after_bodies_named",
            consequence="登记后记入项目；开工前可以更改。", done="已登记监理、测评单位。",
        ),
        Step(
            "start_build", "开工", "11", 50, BEFORE_BUILD, Stage.BUILDING, permits.UNIT_CLERK, rules=rules.START_RULES,
            awaits=(Stage.REPORTED, Stage.LISTED, Stage.APPROVED), waits=may_be_built, exists=on_way(Way.BUILD),
            form="projects.forms.StartBuildForm",
            consequence="项目进入建设阶段。", done="已开工，请按月填写进度。",
        ),
        Step(
            "note_progress", "填写进度", "12", 55, (Stage.BUILDING,), None, permits.UNIT_CLERK, awaits=(), kind=Kind.FACT,
            form="projects.forms.ProgressForm", effect="projects.services.keep_progress", exists=on_way(Way.BUILD),
            consequence="进度记入项目，信息办和领导可见。", done="已记录进度。",
        ),
        Step(
            "apply_filing", "申请备案", "13", 60, (Stage.ACCEPTED,), None, permits.UNIT_CLERK, kind=Kind.FACT,
            waits=lambda: ~under_way("filings"), exists=on_way(Way.FILING), rules=(rules.NO_OPEN_FILING,),
            effect="projects.services.open_filing",
            consequence="将建立备案申请，核对材料后提交信息办。", done="已建立备案申请，请核对材料后提交。",
        ),
        Step(
            "apply_early_filing", "申请同时备案", "13", 61,
            (Stage.LIBRARY, Stage.LISTED, Stage.PRE_APPROVED, Stage.APPROVED, Stage.BUILDING, Stage.COMPLETED), None,
            permits.UNIT_CLERK, kind=Kind.FACT, awaits=(), exists=_filed_at_once, rules=(rules.NO_OPEN_FILING,),
            effect="projects.services.open_early_filing",
            consequence="国家、省安排资金的项目，在办理主办手续的同时报信息办备案；验收后再补齐。",
            done="已建立同时备案，请写明主办手续后提交。",
        ),
        Step(
            "put_in_use", "登记投入使用", "12", 70,
            (Stage.BUILDING, Stage.COMPLETED, Stage.ACCEPTED, Stage.FILED), None, permits.UNIT_CLERK,
            rules=(rules.ACCEPTED, rules.USE_APPROVED, rules.NOT_IN_USE), awaits=(Stage.ACCEPTED, Stage.FILED),
            waits=lambda: Q(in_use_at__isnull=True), kind=Kind.FACT, exists=on_way(Way.ACCEPTANCE),
            consequence="登记系统正式投入使用的日期（试运行不算投入使用）。", done="已登记投入使用。",
        ),
        Step(
            "note_supervision", "记录监督情况", "5", 80, SUPERVISED, None, permits.GATES, awaits=(), kind=Kind.FACT,
            form="projects.forms.SupervisionForm", effect="projects.services.keep_supervision", exists=gated,
            consequence="监督情况记入项目，通知申报单位和信息办；提出要求的，到期未办结的列入逾期清单。",
            done="已记录监督情况。",
        ),
        Step(
            "answer_supervision", "答复监督要求", "5", 81, SUPERVISED, None, permits.UNIT_CLERK, awaits=(), kind=Kind.FACT,
            form="projects.forms.SupervisionAnswerForm", effect="projects.services.keep_supervision_answer", exists=gated,
            consequence="答复送提出要求的部门。", done="已答复监督要求。",
        ),
        Step(
            "close_supervision", "监督事项办结", "5", 82, SUPERVISED, None, permits.GATES, awaits=(), kind=Kind.FACT,
            form="projects.forms.SupervisionCloseForm", effect="projects.services.end_supervision", exists=gated,
            consequence="该监督事项不再列入逾期清单。", done="监督事项已办结。",
        ),
        Step(
            "suspend", "暂停项目", "10", 167, SUSPENDABLE, None, permits.OFFICE_LEADER, awaits=(), kind=Kind.RETURN,
            form="projects.forms.SuspendForm", effect="projects.services.after_suspended", exists=_goes_on,
            consequence="各项时限停止计算，恢复前不能办理后续环节；申报单位、发改委或财政局收到通知。",
            done="已暂停项目，各项时限停止计算。",
        ),
        Step(
            "resume", "恢复项目", "10", 168, SUSPENDABLE, None, permits.OFFICE_LEADER, awaits=(), kind=Kind.FACT,
            form="projects.forms.ResumeForm", effect="projects.services.after_resumed", exists=_stands_still,
            consequence="各项时限继续计算；预审批复有效期按暂停天数顺延。", done="已恢复项目，各项时限继续计算。",
        ),
        Step(
            "withdraw", "撤回项目", "9", 90, (Stage.DRAFT, Stage.REPORTED, Stage.LIBRARY, Stage.LISTED, Stage.PRE_APPROVED), Stage.WITHDRAWN,
            permits.UNIT_CLERK, awaits=(), kind=Kind.END, effect="projects.services.end_open_attempts",
            consequence="项目就此结束，不能恢复；已有的文书和过程保留。", done="已撤回项目。",
        ),
        Step(
            "terminate", "终止项目", "10", 95, (*BEFORE_BUILD, Stage.BUILDING, Stage.COMPLETED), Stage.TERMINATED,
            permits.OFFICE_LEADER, awaits=(), kind=Kind.END, effect="projects.services.end_open_attempts",
            consequence="将编号出具项目终止通知书，列明合同结算、在办事项和已出具的文书；项目就此终止，不能恢复。",
            done="已终止项目，已通知申报单位。",
        ),
    ),
)  # fmt: skip
