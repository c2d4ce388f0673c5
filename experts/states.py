"""The lifecycle of one seat on a panel: states, then a table of steps."""

from django.db.models import TextChoices

from experts import permits, rules
from projects.states import ENDED
from workflow.machines import Kind, Machine, Step


class SeatState(TextChoices):
    INVITED = "invited", "待回避声明"
    DECLARED = "declared", "评审中"
    SUBMITTED = "submitted", "已提交意见"
    RECUSED = "recused", "回避，待递补"
    DECLINED = "declined", "不参加，待递补"
    REPLACED = "replaced", "已递补"
    CLOSED = "closed", "随评审结束"


S = SeatState
ACTIVE = (S.INVITED, S.DECLARED, S.SUBMITTED)
VACANT = (S.RECUSED, S.DECLINED)


def _alive(seat):
    """A project that has ended takes its panels with it."""
    return seat.panel.project.stage not in ENDED


SEAT = Machine(
    key="experts.seat",
    states=S,
    field="state",
    clocks={S.INVITED: "clock.opinion", S.DECLARED: "clock.panel", S.RECUSED: "clock.opinion", S.DECLINED: "clock.opinion"},
    steps=(
        Step(
            "declare", "作出回避声明", "6", 1, (S.INVITED,), S.DECLARED, permits.OWN_SEAT, rules=(rules.PANEL_NOT_OVER,),
            form="experts.forms.DeclareForm", effect="experts.services.after_declared", exists=_alive,
            consequence="声明后即可查阅评审材料；发现应当回避的情形，随时可以申请回避。", done="已作出回避声明，评审材料已开放。",
        ),
        Step(
            "submit_opinion", "提交评审意见", "6", 2, (S.DECLARED,), S.SUBMITTED, permits.OWN_SEAT,
            rules=(rules.OPINION_WHOLE, rules.OPINION_CONCLUDED, rules.PANEL_NOT_OVER),
            effect="experts.services.after_opinion_submitted", exists=_alive,
            consequence="意见随即密封，不能再修改；全部专家提交之前，任何人（包括信息办）都看不到您的意见和评分。",
            done="意见已密封。全部专家提交后统一开启。",
        ),
        Step(
            "recuse", "申请回避", "6", 3, ACTIVE, S.RECUSED, permits.OWN_SEAT, kind=Kind.END, awaits=(),
            rules=(rules.PANEL_SEALED, rules.PANEL_NOT_OVER), effect="experts.services.after_left", exists=_alive,
            consequence="您将退出本次评审，材料立即停止开放，由信息办按原抽取顺序递补。", done="已回避，材料已停止开放，已通知信息办。",
        ),
        Step(
            "decline", "不能参加", "6", 4, (S.INVITED, S.DECLARED), S.DECLINED, permits.OWN_SEAT, kind=Kind.END, awaits=(),
            rules=(rules.PANEL_SEALED, rules.PANEL_NOT_OVER), effect="experts.services.after_left", exists=_alive,
            consequence="您将退出本次评审，由信息办按原抽取顺序递补。", done="已记录不能参加，已通知信息办。",
        ),
        Step(
            "release", "免去席位", "6", 5, (S.INVITED, S.DECLARED), S.DECLINED, permits.OFFICE_CLERK, kind=Kind.END, awaits=(),
            rules=(rules.PANEL_SEALED, rules.PANEL_NOT_OVER), effect="experts.services.after_left", exists=_alive,
            consequence="用于联系不上、临时不能到会等情形；材料立即停止开放，须再递补一名专家。", done="已免去席位，请递补专家。",
        ),
        Step(
            "replace_seat", "递补专家", "6", 6, VACANT, S.REPLACED, permits.OFFICE_CLERK,
            rules=(rules.PANEL_SEALED, rules.PANEL_NOT_OVER, rules.RESERVE), effect="experts.services.after_seat_replaced",
            exists=_alive, consequence="按抽取时的种子和顺序，由下一名符合名额和回避要求的专家递补。",
            done="已按原抽取顺序递补，已通知专家。",
        ),
        Step("close", "随评审结束", "6", 9, (S.INVITED, S.DECLARED, *VACANT), S.CLOSED, permits.OFFICE_CLERK, system=True),
    ),
)  # fmt: skip
