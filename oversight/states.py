"""Breaches that are recorded and mended; matters that the leading group gives to bodies, and their answers."""

from django.apps import apps
from django.db.models import Exists, OuterRef, Q, TextChoices
from django.utils import timezone

from oversight import permits, rules
from projects.paths import Way, on_way
from projects.states import LIVE, Stage
from workflow.machines import Kind, Machine, Step


class BreachState(TextChoices):
    OPEN = "open", "待整改"
    REMEDIED = "remedied", "待核查"
    CLOSED = "closed", "已了结"


class MatterState(TextChoices):
    OPEN = "open", "办理中"
    CLOSED = "closed", "已办结"
    WITHDRAWN = "withdrawn", "已撤销"


class AssignmentState(TextChoices):
    WAITING = "waiting", "待答复"
    ANSWERED = "answered", "已答复"
    ACCEPTED = "accepted", "已采纳"
    DROPPED = "dropped", "随事项结束"


B, M, A = BreachState, MatterState, AssignmentState


def _late_and_not_urged():
    return Q(due_on__lt=timezone.localdate(), urged_at__isnull=True)


def _all_answered():
    """Every answer is taken up; somebody closes the matter."""
    assignments = apps.get_model("oversight.assignment").objects.filter(matter=OuterRef("pk"))
    return ~Exists(assignments.filter(state__in=(A.WAITING, A.ANSWERED)))


BREACH = Machine(
    key="oversight.breach",
    states=B,
    field="state",
    clocks={B.REMEDIED: "clock.rectification"},
    steps=(
        Step(
            "report_remedy", "报告整改情况", "12", 1, (B.OPEN,), B.REMEDIED, permits.PROJECT_CLERK,
            form="oversight.forms.RemedyForm", effect="oversight.services.after_remedied",
            consequence="送信息办核查；整改材料请先上传。", done="已报告整改情况，等待信息办核查。",
        ),
        Step(
            "send_back", "退回继续整改", "12", 2, (B.REMEDIED,), B.OPEN, permits.OFFICE_CLERK, kind=Kind.RETURN,
            effect="oversight.services.after_sent_back", consequence="退回申报单位继续整改。", done="已退回继续整改。",
        ),
        Step(
            "close", "了结", "12", 3, (B.REMEDIED,), B.CLOSED, permits.OFFICE_LEADER, rules=(rules.REMEDY_SAID,),
            form="oversight.forms.CloseForm", effect="oversight.services.after_closed",
            consequence="违规记录保留，不再列入未了结事项。", done="已了结，记录保留。",
        ),
        Step(
            "urge", "发督办通知", "12", 4, (B.OPEN,), None, permits.OFFICE_LEADER, rules=(rules.OVERDUE,), kind=Kind.FACT,
            waits=_late_and_not_urged, effect="oversight.services.urge_breach",
            consequence="将编号出具督办通知，送申报单位。", done="已出具督办通知，已通知申报单位。",
        ),
        Step(
            "order", "责令停止使用并整改", "12", 5, (B.OPEN,), None, permits.OFFICE_LEADER, kind=Kind.FACT,
            waits=lambda: Q(ordered_at__isnull=True), exists=lambda breach: breach.kind == "no_acceptance",
            rules=(rules.NOT_ORDERED,), effect="oversight.services.order_stop",
            consequence="将编号出具整改通知：停止使用，限期申请验收。", done="已出具整改通知，已通知申报单位。",
        ),
    ),
)  # fmt: skip

MATTER = Machine(
    key="oversight.matter",
    states=M,
    field="state",
    steps=(
        Step(
            "close", "办结", "5", 1, (M.OPEN,), M.CLOSED, permits.LEADING_GROUP, rules=(rules.ALL_ANSWERED,),
            form="oversight.forms.CloseForm", waits=_all_answered,
            consequence="事项办结，各单位的答复保留。", done="事项已办结。",
        ),
        Step(
            "withdraw", "撤销", "5", 2, (M.OPEN,), M.WITHDRAWN, permits.LEADING_GROUP, kind=Kind.END, awaits=(),
            effect="oversight.services.drop_assignments", consequence="各单位不必再答复；已有的答复保留。", done="事项已撤销。",
        ),
    ),
)  # fmt: skip

ASSIGNMENT = Machine(
    key="oversight.assignment",
    states=A,
    field="state",
    steps=(
        Step(
            "answer", "答复", "5", 1, (A.WAITING,), A.ANSWERED, permits.ASKED_BODY, form="oversight.forms.AnswerForm",
            effect="oversight.services.after_answered", consequence="答复送领导小组。", done="已答复，等待领导小组采纳。",
        ),
        Step(
            "accept", "采纳答复", "5", 2, (A.ANSWERED,), A.ACCEPTED, permits.LEADING_GROUP,
            effect="oversight.services.after_accepted", consequence="该单位的交办事项完成。", done="已采纳答复。",
        ),
        Step(
            "send_back", "退回重新答复", "5", 3, (A.ANSWERED,), A.WAITING, permits.LEADING_GROUP, kind=Kind.RETURN,
            effect="oversight.services.after_answer_returned", consequence="退回该单位重新答复。", done="已退回重新答复。",
        ),
        Step(
            "urge", "发督办通知", "5", 4, (A.WAITING,), None, permits.OFFICE_LEADER, rules=(rules.OVERDUE,), kind=Kind.FACT,
            waits=_late_and_not_urged, effect="oversight.services.urge_assignment",
            consequence="将编号出具督办通知，送该单位。", done="已出具督办通知，已通知该单位。",
        ),
        Step("drop", "随事项结束", "5", 5, (A.WAITING, A.ANSWERED), A.DROPPED, permits.LEADING_GROUP, system=True),
    ),
)  # fmt: skip

# Added to the project's machine when this room opens (apps.py). A draft that has not left its unit concerns nobody.
RECORD_BREACH = Step(
    "record_breach", "记录违规", "10", 87, LIVE, None, permits.RECORDERS, rules=(rules.TRUE_DATE,), kind=Kind.FACT, awaits=(), aside=True,
    form="oversight.forms.BreachForm", effect="oversight.services.keep_breach",
    exists=lambda project: project.submitted_at is not None,
    consequence="按真实日期记录已经发生的违规和整改期限，了结前领导可见；不影响也不代替应当补办的手续。",
    done="已记录违规，已通知申报单位整改。",
)  # fmt: skip

FIND_IN_USE = Step(
    "find_in_use", "查实未经验收投入使用", "12", 88, (Stage.BUILDING, Stage.COMPLETED), None, permits.OFFICE_CLERK,
    rules=(rules.TRUE_DATE, rules.NOT_FOUND_YET), kind=Kind.FACT, awaits=(), aside=True, form="oversight.forms.FoundForm",
    effect="oversight.services.found_in_use", exists=on_way(Way.ACCEPTANCE),
    consequence="记录违规和整改期限，送信息办负责人责令停止使用。", done="已记录违规，待负责人责令整改。",
)  # fmt: skip
