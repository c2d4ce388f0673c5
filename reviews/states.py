"""The lifecycle of one round of plan review (article 11), and the step of the project that opens it."""

from django.db.models import TextChoices

from projects.paths import Way, on_way
from projects.states import BEFORE_BUILD, ENDED, Stage
from reviews import permits, rules
from workflow.machines import Kind, Machine, Step


class RoundState(TextChoices):
    DRAFT = "draft", "准备方案"
    SUBMITTED = "submitted", "形式审查"
    RETURNED = "returned", "退回补正"
    CONVENED = "convened", "专家评审"
    CONCLUDED = "concluded", "待签发"
    ISSUED = "issued", "已出具意见"
    CLOSED = "closed", "随项目结束"


R = RoundState
OVER = (R.ISSUED, R.CLOSED)
_planned = on_way(Way.PLAN_REVIEW)


def _alive(obj):
    """The steps of a round end with its project."""
    return _planned(obj) and obj.project.stage not in ENDED


ROUND = Machine(
    key="reviews.reviewround",
    states=R,
    field="state",
    clocks={
        R.SUBMITTED: "clock.plan_check", R.RETURNED: "clock.papers_awaited", R.CONVENED: "clock.panel",
        R.CONCLUDED: "clock.opinion",
    },
    steps=(
        Step(
            "submit", "提交方案", "11", 1, (R.DRAFT, R.RETURNED), R.SUBMITTED, permits.PROJECT_CLERK,
            rules=(rules.ADMITTED, rules.MATTERS_STATED, rules.PAPERS_THERE), effect="reviews.services.after_submitted",
            exists=_alive, consequence="方案送市信息办审查，审查期间不能修改。", done="已提交方案，等待信息办形式审查。",
        ),
        Step(
            "return_for_papers", "退回补正", "11", 2, (R.SUBMITTED,), R.RETURNED, permits.OFFICE_CLERK, kind=Kind.RETURN,
            effect="reviews.services.after_returned", exists=_alive, awaits=(),
            consequence="退回申报单位补正；请一次性告知全部需要补正的内容。", done="已退回补正，已通知申报单位。",
        ),
        Step(
            "convene", "组织专家评审", "11", 3, (R.SUBMITTED,), R.CONVENED, permits.OFFICE_CLERK, rules=(rules.DRAWABLE,),
            form="experts.forms.ConveneForm", effect="reviews.services.after_convened", exists=_alive,
            consequence="系统随机抽取专家并即时通知；候选名单、种子和顺序记入抽取记录，不能更改。",
            done="已抽取专家并发出通知，等待专家回避声明和意见。",
        ),
        Step(
            "redraw", "取消本次评审", "6", 4, (R.CONVENED,), R.SUBMITTED, permits.OFFICE_CLERK, kind=Kind.RETURN, awaits=(),
            rules=(rules.STILL_SEALED,), effect="reviews.services.after_redraw", exists=_alive,
            consequence="本次专家组解散，材料停止开放；抽取记录保留，须重新组织评审。", done="已取消本次评审，请重新组织专家评审。",
        ),
        Step("opinions_in", "专家意见齐", "11", 5, (R.CONVENED,), None, permits.OFFICE_CLERK, system=True, kind=Kind.FACT),
        Step(
            "conclude", "形成评审结论", "11", 6, (R.CONVENED,), R.CONCLUDED, permits.OFFICE_CLERK,
            rules=(rules.ALL_IN, rules.FOLLOWS_FIGURES), form="reviews.forms.ConcludeForm",
            effect="reviews.services.after_concluded", exists=_alive, waits=lambda r: r.opened_at is not None,
            consequence="送信息办负责人签发；签发前申报单位看不到结论和专家姓名。", done="已形成评审结论，送负责人签发。",
        ),
        Step(
            "sign", "签发评审意见", "11", 7, (R.CONCLUDED,), R.ISSUED, permits.SIGNER, effect="reviews.services.after_signed",
            exists=_alive, consequence="将编号出具评审意见并通知申报单位；结论为通过的，项目可以进入后续环节。",
            done="已出具评审意见 {o.opinion_number}，已通知申报单位。",
        ),
        Step(
            "send_back", "退回重拟", "11", 8, (R.CONCLUDED,), R.CONVENED, permits.OFFICE_LEADER, kind=Kind.RETURN, awaits=(),
            effect="reviews.services.after_sent_back", exists=_alive, consequence="退回经办人重新形成结论；专家意见不变。",
            done="已退回重拟，已通知经办人。",
        ),
        Step("close", "随项目结束", "11", 9, (R.DRAFT, R.SUBMITTED, R.RETURNED, R.CONVENED, R.CONCLUDED), R.CLOSED,
             permits.OFFICE_CLERK, system=True),
    ),
)  # fmt: skip


def _waits(project):
    """After the pre-approval where there is one on the way, else from the list on; the unit may begin earlier."""
    ready = project.stage in (Stage.PRE_APPROVED, Stage.APPROVED) or (
        project.stage == Stage.LISTED and not on_way(Way.PRE_REVIEW)(project)
    )
    return ready and not project.plan_approved_at and not project.has_open("review_rounds")


APPLY_PLAN_REVIEW = Step(
    "apply_plan_review", "申请方案评审", "11", 25, BEFORE_BUILD, None, permits.UNIT_CLERK,
    rules=(rules.PLAN_NOT_PASSED, rules.NO_OPEN_ROUND), effect="reviews.services.open_round", kind=Kind.FACT,
    exists=_planned, awaits=(Stage.LISTED, Stage.PRE_APPROVED, Stage.APPROVED), waits=_waits,
    consequence="将建立方案评审，填写方案要点并上传技术（设计）方案后提交信息办。", done="已建立方案评审，请填写方案要点并上传方案。",
)  # fmt: skip
