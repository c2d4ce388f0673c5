"""Reuse of a result and the permission to hand one on (15); evaluation after a year, and the end of a system."""

import datetime

from django.apps import apps
from django.db.models import Exists, OuterRef, TextChoices
from django.utils import timezone

from projects.paths import Way, on_way
from projects.permits import OFFICE_CLERK, PROJECT_CLERK, UNIT_CLERK
from projects.permits import OFFICE_LEADER as LEADER
from projects.states import Stage
from results import permits, rules
from workflow.machines import Kind, Machine, Step


class ReuseState(TextChoices):
    PROPOSED = "proposed", "待信息办决定"
    PROMOTED = "promoted", "待所有单位支持"
    SUPPORTED = "supported", "已提供支持"
    IN_USE = "in_use", "使用中"
    DECLINED = "declined", "不予推广"


class TransferState(TextChoices):
    ASKED = "asked", "待所有单位表示"
    AGREED = "agreed", "待信息办许可"
    PERMITTED = "permitted", "许可转让"
    REFUSED = "refused", "不予许可"
    TRANSFERRED = "transferred", "已转让"


# Whose body has the result.
USING = (ReuseState.PROMOTED, ReuseState.SUPPORTED, ReuseState.IN_USE)

U, T = ReuseState, TransferState

REUSE = Machine(
    key="results.reuse",
    states=U,
    field="state",
    clocks={U.PROPOSED: "clock.opinion", U.PROMOTED: "clock.opinion"},
    steps=(
        Step(
            "promote", "决定推广使用", "15", 1, (U.PROPOSED,), U.PROMOTED, permits.OFFICE_LEADER,
            rules=(rules.OWNED_BY_UNIT, rules.OTHER_BODY, rules.ADMINISTRATIVE), effect="results.services.after_promoted",
            consequence="通知所有单位提供支持；使用单位不得擅自转让。", done="已决定推广，已通知所有单位提供支持。",
        ),
        Step(
            "decline", "不予推广", "15", 2, (U.PROPOSED,), U.DECLINED, permits.OFFICE_LEADER, kind=Kind.END,
            consequence="就此结束。", done="已决定不予推广。",
        ),
        Step(
            "support", "提供支持", "15", 3, (U.PROMOTED,), U.SUPPORTED, permits.OWNER_CLERK, form="results.forms.SupportForm",
            effect="results.services.after_supported", consequence="登记移交的代码、文档和技术支持。",
            done="已登记支持情况，已通知使用单位。",
        ),
        Step(
            "record_use", "登记使用情况", "15", 4, (U.SUPPORTED, U.IN_USE), U.IN_USE, permits.USER_CLERK,
            form="results.forms.UseForm", effect="results.services.keep_use", awaits=(U.SUPPORTED,),
            consequence="登记使用情况和成效；使用中可以逐次登记。", done="已登记使用情况。",
        ),
    ),
)  # fmt: skip

TRANSFER = Machine(
    key="results.transfer",
    states=T,
    field="state",
    clocks={T.ASKED: "clock.opinion", T.AGREED: "clock.opinion"},
    steps=(
        Step(
            "agree", "同意转让", "15", 1, (T.ASKED,), T.AGREED, permits.OWNER_LEADER,
            consequence="送信息办许可。", done="已同意，等待信息办许可。",
        ),
        Step(
            "oppose", "不同意转让", "15", 2, (T.ASKED,), T.REFUSED, permits.OWNER_LEADER, kind=Kind.END,
            effect="results.services.after_decided", consequence="就此结束，成果不得转让。", done="已表示不同意。",
        ),
        Step(
            "permit", "许可转让", "15", 3, (T.AGREED,), T.PERMITTED, permits.OFFICE_LEADER, form="results.forms.PermitForm",
            effect="results.services.after_decided", consequence="使用单位可以按许可的范围转让。", done="已许可转让。",
        ),
        Step(
            "refuse", "不予许可", "15", 4, (T.AGREED,), T.REFUSED, permits.OFFICE_LEADER, kind=Kind.END,
            effect="results.services.after_decided", consequence="成果不得转让。", done="已决定不予许可。",
        ),
        Step(
            "hand_on", "登记转让", "15", 5, (T.PERMITTED,), T.TRANSFERRED, permits.USER, rules=(rules.WITHIN_PERMIT,),
            effect="results.services.after_handed_on", awaits=(),
            consequence="一次许可只转让一次；通知所有单位和信息办。", done="已登记转让，在许可范围内有效。",
        ),
    ),
)  # fmt: skip


class EvaluationState(TextChoices):
    DRAFT = "draft", "填报"
    SUBMITTED = "submitted", "信息办审核"
    RETURNED = "returned", "退回补正"
    CONFIRMED = "confirmed", "已评价"


class RetirementState(TextChoices):
    ASKED = "asked", "待信息办同意"
    APPROVED = "approved", "办理下线"
    DONE = "done", "已下线"
    REFUSED = "refused", "不同意下线"


E, X = EvaluationState, RetirementState
AFTER = (Stage.ACCEPTED, Stage.FILED)

EVALUATION = Machine(
    key="results.evaluation",
    states=E,
    field="state",
    clocks={E.DRAFT: "clock.papers_awaited", E.SUBMITTED: "clock.opinion", E.RETURNED: "clock.papers_awaited"},
    steps=(
        Step(
            "fill", "填写评价内容", "21", 1, (E.DRAFT, E.RETURNED), None, PROJECT_CLERK, kind=Kind.FACT, awaits=(),
            form="results.forms.EvaluationForm", effect="results.services.keep_evaluation",
            consequence="逐项填写指标的实际值、用户、共享数据和费用。", done="已保存评价内容。",
        ),
        Step(
            "submit", "提交绩效评价", "21", 2, (E.DRAFT, E.RETURNED), E.SUBMITTED, PROJECT_CLERK,
            rules=(rules.EVALUATION_WHOLE,), effect="results.services.after_evaluation_submitted",
            consequence="送信息办审核并评定等次。", done="已提交，等待信息办评价。",
        ),
        Step(
            "return_for_papers", "退回补正", "21", 3, (E.SUBMITTED,), E.RETURNED, OFFICE_CLERK, kind=Kind.RETURN, awaits=(),
            effect="results.services.after_evaluation_decided", consequence="退回申报单位补正。", done="已退回补正。",
        ),
        Step(
            "confirm", "评定等次", "21", 4, (E.SUBMITTED,), E.CONFIRMED, LEADER, form="results.forms.GradeForm",
            effect="results.services.after_evaluation_decided",
            consequence="评价结果通知申报单位和市财政局，作为安排运维和续建资金的参考。", done="已评定等次，已通知申报单位和市财政局。",
        ),
    ),
)  # fmt: skip

RETIREMENT = Machine(
    key="results.retirement",
    states=X,
    field="state",
    clocks={X.ASKED: "clock.opinion"},
    steps=(
        Step(
            "approve", "同意下线", "7", 1, (X.ASKED,), X.APPROVED, LEADER, effect="results.services.after_retirement_decided",
            consequence="申报单位按承诺保存数据后办理下线。", done="已同意下线，已通知申报单位。",
        ),
        Step(
            "refuse", "不同意下线", "7", 2, (X.ASKED,), X.REFUSED, LEADER, kind=Kind.END,
            effect="results.services.after_retirement_decided", consequence="系统继续运行。", done="已不同意下线。",
        ),
        Step(
            "finish", "登记下线", "7", 3, (X.APPROVED,), X.DONE, PROJECT_CLERK, form="results.forms.RetiredForm",
            rules=(rules.OFF_IN_TIME,),
            effect="results.services.release_resources",
            consequence="登记数据保存情况；本项目占用的云资源随即释放。", done="已下线，释放资源 {o.released} 项。",
        ),
    ),
)  # fmt: skip


def _in_use(project):
    in_use = project.in_use_at is not None and project.retired_on is None
    return on_way(Way.ACCEPTANCE)(project) and in_use


def _year_over():
    evaluations = apps.get_model("results.evaluation").objects.filter(project=OuterRef("pk"))
    return rules.year_over() & ~Exists(evaluations)


def _since_the_year(project):
    """Somebody waits from the day the year was over, not from the acceptance."""
    return datetime.datetime.combine(rules.year_over_on(project), datetime.time(), timezone.get_current_timezone())


PROJECT_STEPS = (
    Step(
        "begin_evaluation", "开展绩效评价", "21", 151, AFTER, None, UNIT_CLERK, rules=(rules.USED_A_YEAR,), kind=Kind.FACT,
        awaits=AFTER, waits=_year_over, since=_since_the_year, due=rules.evaluation_due, exists=_in_use, effect="results.services.open_evaluation",
        consequence="投入使用满一年后，对照指标评价用户、共享数据和费用。", done="已建立绩效评价，请逐项填写。",
    ),
    Step(
        "record_operation", "登记年度运行", "23", 152, AFTER, None, UNIT_CLERK, rules=(rules.YEAR_WAS_USED, rules.PRICE_EXPLAINED), kind=Kind.FACT,
        awaits=(), exists=_in_use, form="results.forms.OperationForm", effect="results.services.keep_operation",
        consequence="每年一行；续签时与上年的价款、数量和质量对照。", done="已登记年度运行。",
    ),
    Step(
        "ask_retirement", "申请系统下线", "7", 153, AFTER, None, UNIT_CLERK, rules=(rules.NOT_RETIRING,), kind=Kind.FACT,
        awaits=(), exists=_in_use, form="results.forms.RetirementForm", effect="results.services.ask_retirement",
        consequence="送信息办同意；同意后保存数据、释放资源。", done="已申请下线，等待信息办同意。",
    ),
)  # fmt: skip
