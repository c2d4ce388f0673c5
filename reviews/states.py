"""The lifecycle of one round of plan review (article 11), and the step of the project that opens it."""

from django.db.models import Q, TextChoices

from experts.permits import OWN_SEAT
from experts.rules import GROUP_SIGNED, PAPERS_IN_TIME, SESSION_BEGUN, STILL_IMPARTIAL
from experts.states import CONVENING, AskedFor, SeatState, has_drawn
from projects.paths import Way, on_way, with_way
from projects.states import BEFORE_BUILD, ENDED, Stage, under_way
from reviews import permits, rules
from workflow.machines import Kind, Machine, Step


class RoundState(TextChoices):
    DRAFT = "draft", "准备方案"
    SUBMITTED = "submitted", "形式审查"
    RETURNED = "returned", "退回补正"
    CONVENED = "convened", "专家评审"
    AMENDING = "amending", "修改方案"
    VERIFYING = "verifying", "核对修改"
    AMENDED = "amended", "修改已落实"
    CONCLUDED = "concluded", "待签发"
    ISSUED = "issued", "已出具意见"
    CLOSED = "closed", "随项目结束"


class ArgumentState(TextChoices):
    ASKED = "asked", "待组织"
    CONVENED = "convened", "论证中"
    ISSUED = "issued", "已出具意见"
    WITHDRAWN = "withdrawn", "已撤销"
    CLOSED = "closed", "随项目结束"


class BodyOpinionState(TextChoices):
    ASKED = "asked", "待答复"
    ANSWERED = "answered", "已答复"
    WITHDRAWN = "withdrawn", "已撤回征询"


R = RoundState
B = BodyOpinionState
G = ArgumentState
ARGUMENT_OVER = (G.ISSUED, G.WITHDRAWN, G.CLOSED)
OVER = (R.ISSUED, R.CLOSED)
_planned = on_way(Way.PLAN_REVIEW)


def _alive(obj):
    """The steps of a round end with its project."""
    return _planned(obj) and obj.project.stage not in ENDED


def _is_drawn(obj):
    return _alive(obj) and has_drawn(obj)


def _is_not_drawn(obj):
    return _alive(obj) and not has_drawn(obj)


def _answers_earlier(obj):
    return _alive(obj) and obj.earlier_remarks().exists()


def _asks_bodies(obj):
    """Article 5 gives a say in a plan to 网信办 on critical infrastructure, to 保密局 on what is classified."""
    return _alive(obj) and (obj.project.touches_cii or obj.project.is_classified)


ROUND = Machine(
    key="reviews.reviewround",
    states=R,
    field="state",
    clocks={
        R.SUBMITTED: "clock.plan_check", R.RETURNED: "clock.papers_awaited", R.CONVENED: "clock.panel",
        R.AMENDING: "clock.remarks", R.VERIFYING: "clock.opinion", R.AMENDED: "clock.opinion", R.CONCLUDED: "clock.opinion",
    },
    elsewhere={R.CONVENED: "评审专家", R.VERIFYING: "提出意见的专家"},
    steps=(
        Step(
            "submit", "提交方案", "11", 1, (R.DRAFT, R.RETURNED), R.SUBMITTED, permits.PROJECT_CLERK,
            rules=(rules.ADMITTED, rules.MATTERS_STATED, rules.PAPERS_THERE, rules.EARLIER_ANSWERED),
            effect="reviews.services.after_submitted", exists=_alive, consequence="方案送市信息办审查，审查期间不能修改。", done="已提交方案，等待信息办形式审查。",
        ),
        Step(
            "answer_earlier", "答复上一轮专家意见", "11", 14, (R.DRAFT, R.RETURNED), None, permits.PROJECT_CLERK, kind=Kind.FACT,
            rules=(rules.ALL_ANSWERED,), form="reviews.forms.AnswerForm", effect="reviews.services.after_earlier_answered",
            exists=_answers_earlier, awaits=(), consequence="答复随本轮方案送专家评审；提交方案之前可以修改。",
            done="已答复上一轮专家意见。",
        ),
        Step(
            "return_for_papers", "退回补正", "11", 2, (R.SUBMITTED,), R.RETURNED, permits.OFFICE_CLERK, kind=Kind.RETURN,
            effect="reviews.services.after_returned", exists=_alive, awaits=(),
            consequence="退回申报单位补正；请一次性告知全部需要补正的内容。", done="已退回补正，已通知申报单位。",
        ),
        Step(
            "check_form", "通过形式审查", "11", 0, (R.SUBMITTED,), None, permits.OFFICE_CLERK, kind=Kind.FACT,
            rules=(rules.MATTERS_STATED, rules.PAPERS_THERE), form="reviews.forms.FormalCheckForm",
            exists=lambda r: _alive(r) and r.checked_at is None,
            consequence="调研、需求分析和五项内容齐备，可以组织专家评审；有缺项的请退回补正。", done="已通过形式审查，请组织专家评审。",
        ),
        Step(
            "ask_body", "征求网信办、保密局意见", "5", 15, (R.SUBMITTED, R.CONVENED, R.AMENDING, R.VERIFYING, R.AMENDED), None,
            permits.OFFICE_CLERK, kind=Kind.FACT, form="reviews.forms.AskBodyForm", effect="reviews.services.after_body_asked",
            exists=_asks_bodies, awaits=(), consequence="该单位在其页面答复；形成评审结论前须收到答复或撤回征询。", done="已征求意见，等待答复。",
        ),
        Step(
            "convene", "组织专家评审", "11", 3, (R.SUBMITTED,), R.CONVENED, permits.OFFICE_CLERK,
            rules=(rules.FORM_CHECKED, rules.BODIES_ASKED, rules.DRAWABLE, PAPERS_IN_TIME), form="experts.forms.ConveneForm",
            effect="reviews.services.after_convened", exists=_alive, waits=lambda: Q(checked_at__isnull=False),
            consequence=CONVENING, done="{o.panel.after_convening}",
        ),
        Step(
            "redraw", "取消本次评审", "6", 4, (R.CONVENED,), R.SUBMITTED, permits.OFFICE_CLERK, kind=Kind.RETURN, awaits=(),
            rules=(rules.STILL_SEALED,), effect="reviews.services.after_redraw", exists=_is_not_drawn,
            consequence="冻结的候选名单作废，名单记录保留，须重新组织评审。", done="已取消本次评审，请重新组织专家评审。",
        ),
        Step(
            "dissolve", "解散专家组", "6", 16, (R.CONVENED,), R.SUBMITTED, permits.OFFICE_LEADER, kind=Kind.RETURN, awaits=(),
            rules=(rules.STILL_SEALED,), effect="reviews.services.after_redraw", exists=_is_drawn,
            consequence="抽取以后由负责人决定：本次专家组解散，材料停止开放；抽取记录和理由保留，由经办人重新组织评审。",
            done="已解散专家组，请经办人重新组织专家评审。",
        ),
        Step("opinions_in", "专家意见齐", "11", 5, (R.CONVENED,), None, permits.OFFICE_CLERK, system=True, kind=Kind.FACT),
        Step(
            "demand_changes", "要求修改后通过", "11", 10, (R.CONVENED,), R.AMENDING, permits.OFFICE_CLERK,
            rules=(SESSION_BEGUN, rules.ALL_IN, GROUP_SIGNED, rules.MAY_PASS_AMENDED, rules.REMARKS_TAKEN), form="reviews.forms.DemandForm",
            effect="reviews.services.after_demanded", exists=_alive, awaits=(),
            consequence="专家意见逐条编号送申报单位，由其逐条答复并上传修改后的方案；不送的写明理由；全部核对落实后才出具评审意见。",
            done="已将专家意见逐条送申报单位，等待答复和修改后的方案。",
        ),
        Step(
            "answer_remarks", "答复意见并提交修改方案", "11", 11, (R.AMENDING,), R.VERIFYING, permits.PROJECT_CLERK,
            rules=(rules.NEW_PLAN, rules.ALL_ANSWERED), form="reviews.forms.AnswerForm",
            effect="reviews.services.after_answered", exists=_alive,
            consequence="答复和修改后的方案送提出意见的专家或组长逐条核对。", done="已提交答复，等待专家逐条核对。",
        ),
        Step("remarks_closed", "意见全部落实", "11", 12, (R.VERIFYING,), R.AMENDED, permits.OFFICE_CLERK, system=True),
        Step("remarks_reopened", "意见未落实，退回修改", "11", 13, (R.VERIFYING,), R.AMENDING, permits.OFFICE_CLERK,
             system=True, kind=Kind.RETURN),
        Step(
            "conclude", "形成评审结论", "11", 6, (R.CONVENED, R.AMENDED), R.CONCLUDED, permits.OFFICE_CLERK,
            rules=(SESSION_BEGUN, rules.ALL_IN, rules.BODIES_ANSWERED, GROUP_SIGNED, rules.REMARKS_CLOSED, rules.FOLLOWS_FIGURES),
            form="reviews.forms.ConcludeForm", effect="reviews.services.after_concluded", exists=_alive,
            waits=lambda: Q(opened_at__isnull=False),
            consequence="送信息办负责人签发；签发前申报单位看不到结论和专家姓名。", done="已形成评审结论，送负责人签发。",
        ),
        Step(
            "sign", "签发评审意见", "11", 7, (R.CONCLUDED,), R.ISSUED, permits.SIGNER,
            rules=(SESSION_BEGUN, GROUP_SIGNED, rules.OVERRIDE_APPROVED, rules.NO_OPEN_REMARK), form="reviews.forms.SignForm", effect="reviews.services.after_signed", exists=_alive, consequence="将编号出具评审意见并通知申报单位；结论为通过的，项目可以进入后续环节。",
            done="已出具评审意见 {o.opinion_number}，已通知申报单位。",
        ),
        Step(
            "send_back", "退回重拟", "11", 8, (R.CONCLUDED,), R.CONVENED, permits.OFFICE_LEADER, kind=Kind.RETURN, awaits=(),
            effect="reviews.services.after_sent_back", exists=_alive, consequence="退回经办人重新形成结论；专家意见不变。",
            done="已退回重拟，已通知经办人。",
        ),
        Step("close", "随项目结束", "11", 9, (R.DRAFT, R.SUBMITTED, R.RETURNED, R.CONVENED, R.AMENDING, R.VERIFYING, R.AMENDED,
                                           R.CONCLUDED), R.CLOSED, permits.OFFICE_CLERK, system=True),
    ),
)  # fmt: skip


BODY_OPINION = Machine(
    key="reviews.bodyopinion",
    states=B,
    field="state",
    clocks={B.ASKED: "clock.consultation"},
    steps=(
        Step(
            "answer", "答复意见", "5", 1, (B.ASKED,), B.ANSWERED, permits.ASKED_BODY, form="projects.forms.OpinionForm",
            effect="reviews.services.after_body_answered", consequence="意见送信息办，随评审永久保存；答复后不能更改。",
            done="已答复，已送信息办。",
        ),
        Step(
            "remind", "催办", "5", 2, (B.ASKED,), None, permits.OFFICE_CLERK, kind=Kind.FACT, awaits=(),
            effect="reviews.services.after_body_reminded", consequence="向被征询单位再发一次通知。", done="已催办。",
        ),
        Step(
            "withdraw", "撤回征询", "5", 3, (B.ASKED,), B.WITHDRAWN, permits.OFFICE_CLERK, kind=Kind.END, awaits=(),
            consequence="不再等待该单位的意见；征询记录保留。", done="已撤回征询。",
        ),
        Step("close", "随评审结束", "5", 9, (B.ASKED,), B.WITHDRAWN, permits.OFFICE_CLERK, system=True),
    ),
)  # fmt: skip


def _not_ended(argument):
    return argument.project.stage not in ENDED


# 论证 (articles 6, 10): convened, sealed and signed as a review is, but the experts' word stands for itself. Nobody
# drafts a conclusion, and the paper binds nobody; what is asked is waited for.
ARGUMENT = Machine(
    key="reviews.argument",
    states=G,
    field="state",
    clocks={G.ASKED: "clock.plan_check", G.CONVENED: "clock.panel"},
    steps=(
        Step(
            "convene", "组织专家论证", "6", 1, (G.ASKED,), G.CONVENED, permits.OFFICE_CLERK,
            rules=(rules.DRAWABLE, PAPERS_IN_TIME), form="experts.forms.ConveneForm",
            effect="reviews.services.after_argument_convened", exists=_not_ended,
            consequence=CONVENING, done="{o.panel.after_convening}",
        ),
        Step("opinions_in", "专家意见齐", "6", 2, (G.CONVENED,), None, permits.OFFICE_CLERK, system=True, kind=Kind.FACT),
        Step(
            "issue", "签发论证意见", "6", 3, (G.CONVENED,), G.ISSUED, permits.ARGUMENT_SIGNER,
            rules=(SESSION_BEGUN, rules.ALL_IN, GROUP_SIGNED), effect="reviews.services.after_argument_issued", exists=_not_ended,
            waits=lambda: Q(opened_at__isnull=False),
            consequence="将编号出具专家论证意见，结论按专家意见统计得出，供入库和预审决定参考；此后公布专家姓名。",
            done="已出具专家论证意见：{o.outcome}。",
        ),
        Step(
            "withdraw", "撤销论证", "6", 4, (G.ASKED, G.CONVENED), G.WITHDRAWN, permits.OFFICE, kind=Kind.END, awaits=(),
            rules=(rules.STILL_SEALED,), effect="reviews.services.after_argument_withdrawn", exists=_not_ended,
            consequence="不再等待专家论证，专家组解散、材料停止开放；理由和抽取记录保留。", done="已撤销专家论证。",
        ),
        Step("close", "随项目结束", "6", 9, (G.ASKED, G.CONVENED), G.CLOSED, permits.OFFICE_CLERK, system=True),
    ),
)  # fmt: skip


def _arguable(project):
    """From the hand-in until the list has led to a 预审批复, and wherever a pre-review is under way."""
    if not on_way(Way.LIBRARY)(project) or project.submitted_at is None:
        return False
    return project.stage in (Stage.DRAFT, Stage.LIBRARY, Stage.LISTED) or project.has_open("prereviews")


ASK_ARGUMENT = Step(
    "ask_argument", "提请专家论证", "6", 24, (Stage.DRAFT, *BEFORE_BUILD, Stage.BUILDING, Stage.COMPLETED), None,
    permits.OFFICE, rules=(rules.NO_OPEN_ARGUMENT,), form="reviews.forms.AskArgumentForm",
    effect="reviews.services.open_argument", kind=Kind.FACT, awaits=(), exists=_arguable,
    consequence="由专家库随机抽取的专家论证必要性和可行性；完成或撤销之前，不作入库决定和预审批复。",
    done="已提请专家论证，请经办人组织。",
)  # fmt: skip


def _waits():
    """After the pre-approval where there is one on the way, else from the list on; the unit may begin earlier."""
    early = Q(stage=Stage.LISTED) & with_way(Way.PRE_REVIEW)
    return ~early & Q(plan_approved_at__isnull=True) & ~under_way("review_rounds")


APPLY_PLAN_REVIEW = Step(
    "apply_plan_review", "申请方案评审", "11", 25, BEFORE_BUILD, None, permits.UNIT_CLERK,
    rules=(rules.PLAN_NOT_PASSED, rules.NO_OPEN_ROUND), effect="reviews.services.open_round", kind=Kind.FACT,
    exists=_planned, awaits=(Stage.REPORTED, Stage.LISTED, Stage.PRE_APPROVED, Stage.APPROVED), waits=_waits,
    consequence="将建立方案评审，填写方案要点并上传技术（设计）方案后提交信息办。", done="已建立方案评审，请填写方案要点并上传方案。",
)  # fmt: skip

# A fact that this room adds to a seat: the author of a remark, or the chair, judges its answer.
VERIFY_REMARKS = Step(
    "verify_remarks", "核对修改情况", "11", 20, (SeatState.SUBMITTED,), None, OWN_SEAT, kind=Kind.FACT,
    rules=(STILL_IMPARTIAL,), form="reviews.forms.VerifyForm", effect="reviews.services.after_verified", exists=lambda seat: seat.asked_for == AskedFor.VERIFY,
    consequence="逐条认定已落实或须再修改；全部落实后信息办才能出具评审意见。", done="已记录核对结果。",
)  # fmt: skip
