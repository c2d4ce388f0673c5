"""One acceptance; rectification or failure ends it, and the unit begins the next (article 12)."""

from django.db.models import DateField, ExpressionWrapper, F, Q, TextChoices
from django.db.models.lookups import LessThanOrEqual
from django.utils import timezone

from acceptance import permits, rules
from experts.rules import GROUP_SIGNED, PANEL_SEALED, SESSION_BEGUN
from experts.states import CONVENING, has_drawn
from projects.paths import Way, on_way
from projects.permits import OFFICE_CLERK, PROJECT_CLERK, UNIT_CLERK
from projects.rules import GATE_PASSED
from projects.states import ENDED, Stage, under_way
from workflow.machines import Kind, Machine, Step


class AcceptanceState(TextChoices):
    DRAFT = "draft", "准备完工材料"
    REPORTED = "reported", "已报完工"
    RETURNED = "returned", "退回补正"
    CONVENED = "convened", "专家验收"
    CONCLUDED = "concluded", "待签发"
    ISSUED = "issued", "已出具结论"


S = AcceptanceState


def _alive(obj):
    return obj.project.stage not in ENDED


def _had_items(obj):
    return _alive(obj) and obj.items_to_answer().exists()


def _by_experts(obj):
    return _alive(obj) and not obj.stands_on


def _offices(obj):
    return _alive(obj) and obj.is_offices()


def _is_drawn(obj):
    return _alive(obj) and has_drawn(obj)


def _is_not_drawn(obj):
    return _alive(obj) and not has_drawn(obj)


def _adopted(obj):
    return _alive(obj) and bool(obj.stands_on)


def _bought(obj):
    return _alive(obj) and on_way(Way.CONTRACT_ACCEPTANCE)(obj)


# Where the buyer's 验收书 stands for the experts, there was no meeting and nothing to sign.
SIGNED_BY_EXPERTS = tuple(rule.where(lambda obj, data: not obj.stands_on) for rule in (SESSION_BEGUN, GROUP_SIGNED))

ACCEPTANCE = Machine(
    key="acceptance.acceptance",
    states=S,
    field="state",
    clocks={
        S.REPORTED: "clock.acceptance_convene", S.RETURNED: "clock.papers_awaited", S.CONVENED: "clock.panel",
        S.CONCLUDED: "clock.opinion",
    },
    elsewhere={S.CONVENED: "验收专家"},
    steps=(
        Step(
            "report", "报告完工", "12", 1, (S.DRAFT, S.RETURNED), S.REPORTED, PROJECT_CLERK,
            rules=(GATE_PASSED, rules.REPORT_WHOLE, rules.PAPERS_THERE, rules.BUYERS_PAPERS, rules.SUPERVISION_PAPERS, rules.ITEMS_ANSWERED, rules.MEASURED, rules.CLAUSES, rules.TRIED,
                   rules.SHARING_REAL),
            effect="acceptance.services.after_reported", exists=_alive,
            consequence="信息办自此计时组织验收；试运行不算投入使用。", done="已报告完工，等待信息办组织验收。",
        ),
        Step(
            "return_for_papers", "退回补正", "12", 2, (S.REPORTED,), S.RETURNED, permits.OFFICE_CLERK, kind=Kind.RETURN,
            effect="acceptance.services.after_returned", exists=_alive, awaits=(),
            consequence="退回申报单位补正；请一次性告知。", done="已退回补正，已通知申报单位。",
        ),
        Step(
            "convene", "组织验收", "12", 3, (S.REPORTED,), S.CONVENED, permits.OFFICE_CLERK, rules=(GATE_PASSED, rules.ITEMS_VERIFIED, rules.DRAWABLE, *rules.STILL_MISSING),
            form="experts.forms.ConveneForm", effect="acceptance.services.after_convened", exists=_alive,
            consequence=CONVENING, done="{o.panel.after_convening}",
        ),
        Step("opinions_in", "专家意见齐", "12", 4, (S.CONVENED,), None, permits.OFFICE_CLERK, system=True, kind=Kind.FACT),
        Step(
            "conclude", "形成验收结论", "12", 5, (S.CONVENED,), S.CONCLUDED, permits.OFFICE_CLERK,
            rules=(SESSION_BEGUN, rules.ALL_IN, GROUP_SIGNED, *rules.VERDICTS, *rules.WHERE_IT_PASSES),
            form="acceptance.forms.ConcludeForm", effect="acceptance.services.after_concluded", exists=_alive,
            waits=lambda: Q(opened_at__isnull=False), consequence="送信息办负责人签发。", done="已形成验收结论，送负责人签发。",
        ),
        Step(
            "sign", "签发验收结论", "12", 6, (S.CONCLUDED,), S.ISSUED, permits.SIGNER, rules=(GATE_PASSED, *SIGNED_BY_EXPERTS), effect="acceptance.services.after_signed",
            exists=_alive, consequence="通过的编号出具验收证书；须整改的编号出具整改通知书；不通过的不得投入使用。",
            done="已签发：{o.conclusion_label} {o.number}",
        ),
        Step(
            "send_back", "退回重拟", "12", 7, (S.CONCLUDED,), S.CONVENED, permits.OFFICE_LEADER, kind=Kind.RETURN, awaits=(),
            effect="acceptance.services.after_sent_back", exists=_by_experts, consequence="退回经办人重新形成结论；专家意见不变。",
            done="已退回重拟。",
        ),
        Step(
            "record_results", "填写指标实测值", "12", 8, (S.DRAFT, S.RETURNED), None, PROJECT_CLERK, kind=Kind.FACT, awaits=(),
            form="acceptance.forms.ResultsForm", effect="acceptance.services.keep_results", exists=_alive,
            consequence="申报时承诺的每项指标：实测值、由谁测量、是否达到。", done="已保存指标实测值。",
        ),
        Step(
            "verify_items", "核实整改", "12", 9, (S.REPORTED,), None, permits.OFFICE_CLERK, kind=Kind.FACT, awaits=(),
            form="acceptance.forms.VerifyForm", effect="acceptance.services.keep_verification", exists=_had_items,
            consequence="逐项核实；全部通过后方可组织再次验收，不通过的退回补正。", done="已记录核实结果。",
        ),
        Step(
            "record_clauses", "逐条对照合同", "12", 10, (S.DRAFT, S.RETURNED), None, PROJECT_CLERK, kind=Kind.FACT, awaits=(),
            form="acceptance.forms.ClausesForm", effect="acceptance.services.keep_clauses", exists=_alive,
            consequence="合同和招标文件的每一条：约定、交付、依据；作为验收组审查的对照表。", done="已保存逐条对照。",
        ),
        # The office by itself, where a unit stays silent; and the buyer's 验收书 instead of experts (a dated switch).
        Step("take_up", "信息办直接组织", "12", 11, (S.DRAFT, S.RETURNED), S.REPORTED, permits.OFFICE_CLERK, system=True,
             kind=Kind.FACT),
        Step(
            "adopt", "以履约验收书为准", "12", 12, (S.REPORTED,), S.CONCLUDED, permits.OFFICE_CLERK, awaits=(),
            rules=(GATE_PASSED, rules.MAY_STAND, rules.ALL_ACCEPTED, rules.ITEMS_VERIFIED, *rules.VERDICTS, *rules.OF_A_PASS),
            form="acceptance.forms.AdoptForm", effect="acceptance.services.after_concluded", exists=_bought,
            consequence="不再另组专家；五部分仍逐项核对，结论为通过，送负责人签发。", done="已形成验收结论，送负责人签发。",
        ),
        Step(
            "redraw", "取消本次验收会", "6", 14, (S.CONVENED,), S.REPORTED, permits.OFFICE_CLERK, kind=Kind.RETURN, awaits=(),
            rules=(PANEL_SEALED,), effect="acceptance.services.after_redraw", exists=_is_not_drawn,
            consequence="冻结的候选名单作废，名单记录保留，须重新组织验收。", done="已取消本次验收会，请重新组织验收。",
        ),
        Step(
            "dissolve", "解散专家组", "6", 17, (S.CONVENED,), S.REPORTED, permits.OFFICE_LEADER, kind=Kind.RETURN, awaits=(),
            rules=(PANEL_SEALED,), effect="acceptance.services.after_redraw", exists=_is_drawn,
            consequence="抽取以后由负责人决定：本次专家组解散，材料停止开放；抽取记录和理由保留，由经办人重新组织验收。",
            done="已解散专家组，请经办人重新组织验收。",
        ),
        Step(
            "reopen", "退回重办", "12", 13, (S.CONCLUDED,), S.REPORTED, permits.OFFICE_LEADER, kind=Kind.RETURN, awaits=(),
            effect="acceptance.services.after_sent_back", exists=_adopted, consequence="退回经办人重新办理。", done="已退回重办。",
        ),
        # What the silent unit did not fill in, the office that opened by itself does: experts judge by these tables.
        Step(
            "measure", "填写指标实测值", "12", 15, (S.REPORTED, S.CONVENED), None, permits.OFFICE_CLERK, kind=Kind.FACT, awaits=(),
            form="acceptance.forms.ResultsForm", effect="acceptance.services.keep_results", exists=_offices,
            consequence="申报时承诺的每项指标：实测值、由谁测量、是否达到；没有实测值的不能评为合格。", done="已保存指标实测值。",
        ),
        Step(
            "compare", "逐条对照合同", "12", 16, (S.REPORTED, S.CONVENED), None, permits.OFFICE_CLERK, kind=Kind.FACT, awaits=(),
            form="acceptance.forms.ClausesForm", effect="acceptance.services.keep_clauses", exists=_offices,
            consequence="合同和招标文件的每一条：约定、交付、依据；没有写明的不能评为合格。", done="已保存逐条对照。",
        ),
    ),
)  # fmt: skip


def _backdated(trial):
    return _alive(trial) and trial.is_backdated


class TrialState(TextChoices):
    RUNNING = "running", "试运行中"
    FINISHED = "finished", "试运行结束"
    SHORTENED = "shortened", "同意缩短"


def _tried():
    """Trial.may_end_on has come."""
    ends = ExpressionWrapper(F("counts_from") + F("days"), output_field=DateField())
    return Q(LessThanOrEqual(ends, timezone.localdate()))


T = TrialState
TRIAL = Machine(
    key="acceptance.trial",
    states=T,
    field="state",
    steps=(
        Step(
            "note_incident", "登记试运行情况", "12", 1, (T.RUNNING,), None, PROJECT_CLERK, kind=Kind.FACT, awaits=(),
            rules=(rules.HAPPENED,), form="acceptance.forms.IncidentForm", effect="acceptance.services.keep_incident", exists=_alive,
            consequence="记入试运行日志。", done="已登记。",
        ),
        Step(
            "finish", "结束试运行", "12", 2, (T.RUNNING,), T.FINISHED, PROJECT_CLERK, rules=(rules.LONG_ENOUGH,),
            form="acceptance.forms.TrialReportForm", waits=_tried, exists=_alive,
            consequence="此后可以报告完工、申请终验；试运行不算投入使用。", done="试运行已结束，可以报告完工。",
        ),
        Step(
            "shorten", "同意缩短试运行", "12", 3, (T.RUNNING,), T.SHORTENED, permits.OFFICE_LEADER, kind=Kind.END,
            rules=(rules.ASKED_SHORTER, rules.LEAST_TRIED), waits=lambda: ~Q(shorten_why=""), exists=_alive,
            consequence="试运行就此结束；理由记入项目。", done="已同意缩短试运行。",
        ),
        Step(
            "ask_shorter", "申请缩短试运行", "12", 4, (T.RUNNING,), None, PROJECT_CLERK, kind=Kind.FACT, awaits=(),
            form="acceptance.forms.ShorterForm", effect="acceptance.services.after_asked_shorter", exists=_alive,
            consequence="连同试运行报告送信息办负责人；满最低天数后方可同意。", done="已申请缩短试运行，等待信息办负责人决定。",
        ),
        # What began before it was entered counts from the entry, unless the office has seen what shows the earlier day.
        Step(
            "confirm_start", "确认试运行起始日", "12", 5, (T.RUNNING,), None, permits.OFFICE_LEADER, kind=Kind.FACT,
            form="acceptance.forms.ConfirmStartForm", effect="acceptance.services.after_start_confirmed", exists=_backdated,
            consequence="试运行自填报的起始日计算；不确认的自登记之日计算。", done="已确认试运行起始日。",
        ),
    ),
)  # fmt: skip


def _is_due():
    """Nobody waits for the completion of a project before its planned day."""
    return Q(planned_end__lte=timezone.localdate())


APPLY_ACCEPTANCE = Step(
    "apply_acceptance", "申请验收", "12", 56, (Stage.BUILDING, Stage.COMPLETED), None, UNIT_CLERK,
    rules=(GATE_PASSED, rules.NO_OPEN),
    kind=Kind.FACT, awaits=(Stage.BUILDING, Stage.COMPLETED), exists=on_way(Way.ACCEPTANCE),
    waits=lambda: ~under_way("acceptances") & (Q(stage=Stage.COMPLETED) | _is_due()),
    effect="acceptance.services.open_acceptance",
    consequence="将建立一次验收，填写完工情况并上传资料后报信息办。", done="已建立验收，请填写完工情况后报告完工。",
)  # fmt: skip

BEGIN_TRIAL = Step(
    "begin_trial", "登记初验并试运行", "12", 57, (Stage.BUILDING, Stage.COMPLETED), None, UNIT_CLERK,
    rules=(GATE_PASSED, rules.NO_TRIAL, rules.EXAMINED_WELL, rules.IN_ORDER), kind=Kind.FACT,
    awaits=(), exists=on_way(Way.ACCEPTANCE), form="acceptance.forms.TrialForm", effect="acceptance.services.begin_trial",
    consequence="初验合格后试运行，自登记之日计算；此前已开始的，须信息办确认起始日。满规定天数方可申请终验，试运行不算投入使用。",
    done="已登记初验，试运行开始。",
)  # fmt: skip

OFFICE_OPENS = Step(
    "office_opens", "直接组织验收", "12", 58, (Stage.BUILDING, Stage.COMPLETED), None, OFFICE_CLERK,
    rules=(GATE_PASSED, rules.UNIT_SILENT), kind=Kind.FACT, awaits=(Stage.BUILDING,), exists=on_way(Way.ACCEPTANCE),
    waits=lambda: _is_due() & rules.long_silent(), form="acceptance.forms.OpenForm",
    effect="acceptance.services.open_by_office",
    consequence="申报单位逾期不报验的，由信息办按现有资料组织验收，并通知申报单位。",
    done="已由信息办直接组织验收，已通知申报单位。",
)  # fmt: skip
