"""招标备案 (article 13(二)): the unit files before and after its tender; failed rounds and doubts are kept."""

from django.db.models import TextChoices

from projects import permits, rules
from workflow.machines import Kind, Machine, Step


class TenderState(TextChoices):
    PREPARING = "preparing", "准备招标"
    SUBMITTED = "submitted", "招标前核对"
    TENDERING = "tendering", "招标中"
    DOUBTED = "doubted", "质疑投诉处理中"
    RESULT = "result", "招标结果核对"
    FILED = "filed", "已备案"
    CLOSED = "closed", "随项目结束"


T = TenderState
TENDER = Machine(
    key="projects.tender",
    states=T,
    field="state",
    # No clock while a doubt is open: the office waits with the unit.
    clocks={T.SUBMITTED: "clock.tender_check", T.RESULT: "clock.tender_check"},
    steps=(
        Step(
            "submit_before", "提交招标前备案", "13", 1, (T.PREPARING,), T.SUBMITTED, permits.PROJECT_CLERK,
            rules=(rules.TENDER_GATE, rules.TENDER_AFTER_PLAN, rules.TENDER_APPROVED, rules.OPENING_PERIOD, rules.BEFORE_PAPERS),
            form="projects.forms.TenderBeforeForm", effect="projects.services.after_tender_before",
            consequence="送信息办核对招标范围、方式、组织形式、代理机构和公告。", done="已提交招标前备案，等待信息办核对。",
        ),
        Step(
            "file_before", "招标前备案", "13", 2, (T.SUBMITTED,), T.TENDERING, permits.OFFICE_CLERK,
            effect="projects.services.after_before_filed", consequence="申报单位可以招标；结果出来后补齐招标结果部分。",
            done="招标前备案已办理，已通知申报单位。",
        ),
        Step(
            "return_before", "退回补正", "13", 3, (T.SUBMITTED,), T.PREPARING, permits.OFFICE_CLERK, kind=Kind.RETURN,
            effect="projects.services.after_tender_returned", consequence="退回申报单位补正。", done="已退回补正，已通知申报单位。",
        ),
        Step(
            "fail", "登记流标", "13", 4, (T.TENDERING,), T.PREPARING, permits.PROJECT_CLERK, awaits=(), kind=Kind.RETURN,
            effect="projects.services.after_tender_failed",
            consequence="本轮招标作为流标保留，另开一轮，重新办理招标前备案。", done="已登记流标，新一轮已建立。",
        ),
        Step(
            "raise_doubt", "登记质疑投诉", "13", 5, (T.TENDERING, T.RESULT), T.DOUBTED, permits.PROJECT_CLERK, awaits=(),
            form="projects.forms.DoubtForm", effect="projects.services.keep_doubt",
            consequence="处理期间各项期限停止计算，直到答复。", done="已登记质疑投诉，期限停止计算。",
        ),
        Step(
            "settle_doubt", "登记质疑答复", "13", 6, (T.DOUBTED,), T.TENDERING, permits.PROJECT_CLERK,
            rules=(rules.DOUBT_ANSWERED_IN_TIME,), form="projects.forms.DoubtAnswerForm",
            effect="projects.services.settle_doubt", consequence="期限继续计算。", done="已登记答复，期限继续计算。",
        ),
        Step(
            "submit_after", "提交招标结果", "13", 7, (T.TENDERING,), T.RESULT, permits.PROJECT_CLERK,
            rules=(rules.OPENING_PERIOD, rules.CANDIDATES_PUBLIC, rules.AWARD_SUM, rules.REPORT_PERIOD, rules.CONTRACT_PERIOD,
                   rules.AFTER_PAPERS),
            form="projects.forms.TenderAfterForm", effect="projects.services.after_tender_result",
            consequence="送信息办核对开标、公示、中标和合同情况。", done="已提交招标结果，等待信息办备案。",
        ),
        Step(
            "return_after", "退回补正", "13", 8, (T.RESULT,), T.TENDERING, permits.OFFICE_CLERK, kind=Kind.RETURN,
            effect="projects.services.after_tender_returned", consequence="退回申报单位补正。", done="已退回补正，已通知申报单位。",
        ),
        Step(
            "file", "办理招标备案", "13", 9, (T.RESULT,), T.FILED, permits.OFFICE_CLERK,
            effect="projects.services.after_tender_filed", consequence="将编号出具招标备案表。", done="已办理招标备案 {o.number}。",
        ),
        # The project came back to this path after another.
        Step("reopen", "重新招标", "13", 10, (T.FILED, T.CLOSED), T.PREPARING, permits.PROJECT_CLERK, system=True),
        Step("close", "随项目结束", "13", 20, (T.PREPARING, T.SUBMITTED, T.TENDERING, T.DOUBTED, T.RESULT), T.CLOSED,
             permits.PROJECT_CLERK, system=True),
    ),
)  # fmt: skip
