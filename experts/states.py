"""The lifecycles of this room: a panel's draw, one seat on it, the lifting of a conflict."""

from django.db.models import Q, TextChoices
from django.utils import timezone

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
    ABSENT = "absent", "未提交，缺席"
    CLOSED = "closed", "随评审结束"


class MeetingState(TextChoices):
    PLANNED = "planned", "待召开"
    HELD = "held", "已召开"
    CLOSED = "closed", "已结束"


class MeetingWay(TextChoices):
    PLACE = "place", "现场"
    VIDEO = "video", "视频"
    BOTH = "both", "现场和视频"


class DrawMode(TextChoices):
    """Where the seed comes from."""

    TWO_PERSONS = "two_persons", "两人承诺、揭示"
    PUBLIC = "public", "事先约定的公开数值"
    SYSTEM = "system", "系统随机数"


class PanelState(TextChoices):
    FROZEN = "frozen", "名单已冻结"
    COMMITTED = "committed", "两人已承诺"
    REVEALED = "revealed", "一人已揭示"
    DRAWN = "drawn", "已抽取"
    CLOSED = "closed", "已结束"


class AskedFor(TextChoices):
    WRITE = "write", "起草专家组意见"
    SIGN = "sign", "签署专家组意见"
    VERIFY = "verify", "核对修改情况"


class WaiverState(TextChoices):
    ASKED = "asked", "待批准"
    APPROVED = "approved", "已解除"
    REFUSED = "refused", "不予解除"


S = SeatState
P = PanelState
W = WaiverState
M = MeetingState
ACTIVE = (S.INVITED, S.DECLARED, S.SUBMITTED)
VACANT = (S.RECUSED, S.DECLINED)
# From the declaration on.
READING = (S.DECLARED, S.SUBMITTED)


def _alive(seat):
    """A project that has ended takes its panels with it."""
    return seat.panel.project.stage not in ENDED


def _convened_alive(panel):
    return panel.project.stage not in ENDED


def _by_two(panel):
    return panel.lead_id is None and panel.mode == DrawMode.TWO_PERSONS and _convened_alive(panel)


def _by_value(panel):
    return panel.lead_id is None and panel.mode == DrawMode.PUBLIC and _convened_alive(panel)


class EnrolmentState(TextChoices):
    APPLIED = "applied", "已申请"
    CHECKED = "checked", "已审核"
    ENROLLED = "enrolled", "已入库"
    REFUSED = "refused", "不予入库"


class ExpertStatus(TextChoices):
    ACTIVE = "active", "在库"
    SUSPENDED = "suspended", "暂停"
    RETIRED = "retired", "退出"


N = EnrolmentState
X = ExpertStatus

ENROLMENT = Machine(
    key="experts.enrolment",
    states=N,
    field="state",
    clocks={N.APPLIED: "clock.enrolment", N.CHECKED: "clock.enrolment"},
    steps=(
        Step(
            "pass_check", "审核通过", "6", 1, (N.APPLIED,), N.CHECKED, permits.OFFICE_CLERK,
            effect="experts.services.after_enrolment_checked",
            consequence="核对姓名、单位、职称和专业领域无误，送负责人批准入库。", done="已审核，送负责人批准入库。",
        ),
        Step(
            "enrol", "批准入库", "6", 2, (N.CHECKED,), N.ENROLLED, permits.ENROLLER, form="experts.forms.EnrolForm",
            rules=(rules.NOT_YET_IN_POOL,), effect="experts.services.after_enrolled",
            consequence="专家随即在库，可以被抽取；聘期按现行规定计算。", done="已批准入库。",
        ),
        Step(
            "refuse", "不予入库", "6", 3, (N.APPLIED, N.CHECKED), N.REFUSED, permits.OFFICE, kind=Kind.END, awaits=(),
            effect="experts.services.after_enrolment_refused", consequence="申请就此结束；理由告知申请人或推荐单位。",
            done="已决定不予入库，已告知理由。",
        ),
    ),
)  # fmt: skip


EXPERT = Machine(
    key="experts.expert",
    states=X,
    field="status",
    steps=(
        Step(
            "suspend", "暂停", "6", 1, (X.ACTIVE,), X.SUSPENDED, permits.OFFICE_CLERK, kind=Kind.RETURN, awaits=(),
            consequence="暂停期间不参加抽取；已在进行的评审不受影响。", done="已暂停，不再参加抽取。",
        ),
        Step(
            "resume", "恢复", "6", 2, (X.SUSPENDED,), X.ACTIVE, permits.OFFICE_CLERK, awaits=(),
            consequence="恢复后可以被抽取。", done="已恢复在库。",
        ),
        Step(
            "renew", "续聘", "6", 3, (X.ACTIVE,), None, permits.OFFICE_CLERK, form="experts.forms.RenewForm", kind=Kind.FACT,
            awaits=(), consequence="聘期延至所填日期；到期未续聘的不参加抽取。", done="已续聘至 {o.term_until}。",
        ),
        Step(
            "retire", "退出专家库", "6", 4, (X.ACTIVE, X.SUSPENDED), X.RETIRED, permits.OFFICE_CLERK, kind=Kind.END, awaits=(),
            rules=(rules.NO_SEAT_UNDER_WAY,), consequence="退出后不再参加抽取；历史评审记录保留。", done="已退出专家库。",
        ),
        Step(
            "rejoin", "重新入库", "6", 5, (X.RETIRED,), X.ACTIVE, permits.OFFICE_LEADER, awaits=(),
            consequence="重新在库，可以被抽取。", done="已重新入库。",
        ),
    ),
)  # fmt: skip


def _to_sign(panel):
    return panel.opened_at is not None and panel.closed_at is None


def _sits(panel):
    return panel.is_drawn and panel.opened_at is None and panel.closed_at is None


def _was_open(panel):
    return panel.opened_at is not None


def _chairs(seat):
    return seat.is_chair and seat.asked_for in (AskedFor.WRITE, AskedFor.SIGN)


def _has_met():
    return Q(panel__meeting_at__lte=timezone.now())


def _signs(seat):
    return seat.asked_for == AskedFor.SIGN


# What convening does, in whatever room; where the seed comes from is chosen in its form.
CONVENING = (
    "候选名单随即冻结并公布校验值；按所选的种子来源抽取（两人承诺的，双方揭示后抽取；采用公开数值的，数值产生后抽取），"
    "抽取后通知专家。名单、种子和顺序记入抽取记录，不能更改。"
)


def has_drawn(convening):
    """Who sits is known to whoever convened it: another draw would be a choice among draws, and no clerk's."""
    return convening.panel is not None and convening.panel.is_drawn


PANEL = Machine(
    key="experts.panel",
    states=P,
    field="state",
    clocks={P.FROZEN: "clock.draw", P.COMMITTED: "clock.draw", P.REVEALED: "clock.draw"},
    steps=(
        Step(
            "witness_commit", "监督人承诺", "6", 1, (P.FROZEN,), P.COMMITTED, permits.WITNESS, form="experts.forms.CommitForm",
            exists=_by_two, consequence="系统只保存口令的校验值，揭示之前任何人都看不到口令；请记牢，揭示时须原样输入。",
            done="监督人已承诺。请经办人揭示口令。",
        ),
        Step(
            "clerk_reveal", "经办人揭示", "6", 2, (P.COMMITTED,), P.REVEALED, permits.DRAWER, rules=(rules.CLERK_PHRASE,),
            form="experts.forms.RevealForm", exists=_by_two, consequence="口令随即公开并记入抽取记录，不能更改。",
            done="经办人已揭示。请监督人揭示，随即抽取。",
        ),
        Step(
            "witness_reveal", "监督人揭示并抽取", "6", 3, (P.REVEALED,), P.DRAWN, permits.SAME_WITNESS,
            rules=(rules.WITNESS_PHRASE, rules.STILL_DRAWABLE, rules.DAYS_LEFT), form="experts.forms.RevealForm",
            effect="experts.services.after_drawn", exists=_by_two,
            consequence="由专家组编号、候选名单校验值和两个口令算出种子，随即抽取并通知专家。", done="已抽取专家并发出通知，等待答复和回避声明。",
        ),
        Step(
            "enter_value", "录入公开数值并抽取", "6", 4, (P.FROZEN,), P.DRAWN, permits.WITNESS,
            rules=(rules.VALUE_EXISTS, rules.STILL_DRAWABLE, rules.DAYS_LEFT), form="experts.forms.ValueForm",
            effect="experts.services.after_drawn", exists=_by_value,
            consequence="由专家组编号、候选名单校验值和公开数值算出种子，随即抽取并通知专家；数值不能更改。",
            done="已抽取专家并发出通知，等待答复和回避声明。",
        ),
        Step(
            "sign_on_paper", "登记纸质签署", "6", 5, (P.DRAWN,), None, permits.OFFICE_CLERK,
            rules=(rules.SESSION_BEGUN, rules.GROUP_WRITTEN, rules.NOT_ALL_SIGNED, rules.ON_PAPER),
            form="experts.forms.PaperSignForm", effect="experts.services.after_signed_on_paper", kind=Kind.FACT, awaits=(),
            exists=_to_sign, consequence="勾选的专家记为已在纸质意见上签字，通知其本人；扫描件随专家组保存，原件按登记的位置备查。",
            done="已登记纸质签署。",
        ),
        Step("follow_draw", "随同组抽取", "6", 6, (P.FROZEN,), P.DRAWN, permits.WITNESS, system=True,
             effect="experts.services.after_followed"),
        Step(
            "remind", "催请专家", "6", 7, (P.DRAWN,), None, permits.OFFICE_CLERK, kind=Kind.FACT, awaits=(), exists=_sits,
            rules=(rules.SOMEBODY_TO_REMIND,), effect="experts.services.after_reminded",
            consequence="向尚未答复、声明或提交意见的专家各发一次提醒。", done="已提醒尚未办理的专家。",
        ),
        Step(
            "send_invitations", "出具邀请函", "6", 8, (P.DRAWN,), None, permits.OFFICE_CLERK, kind=Kind.FACT, awaits=(),
            exists=_sits, rules=(rules.LETTER_LACKING,), effect="experts.services.after_invitations_sent",
            consequence="为每位在席专家编号出具邀请函，专家在“我的评审”中查看。", done="已出具邀请函。",
        ),
        Step(
            "send_thanks", "出具感谢信", "6", 10, (P.DRAWN, P.CLOSED), None, permits.OFFICE_CLERK, kind=Kind.FACT, awaits=(),
            exists=_was_open, rules=(rules.THANKS_LACKING,), effect="experts.services.after_thanks_sent",
            consequence="为每位提交了意见的专家出具感谢信，送其本人。", done="已出具感谢信。",
        ),
        Step("close", "评审结束", "6", 9, (P.FROZEN, P.COMMITTED, P.REVEALED, P.DRAWN), P.CLOSED, permits.OFFICE_CLERK,
             system=True),
    ),
)  # fmt: skip


MEETING = Machine(
    key="experts.meeting",
    states=M,
    field="state",
    steps=(
        Step(
            "hold", "登记会议纪要", "11", 1, (M.PLANNED,), M.HELD, permits.OFFICE_CLERK, form="experts.forms.HoldForm",
            rules=(rules.MEETING_BEGUN, rules.QUORUM_THERE), effect="experts.services.after_held",
            waits=lambda: Q(starts_at__lte=timezone.now()),
            consequence="出具会议纪要；到会人员、议定事项随即固定。", done="已登记会议纪要。",
        ),
        Step(
            "move", "变更时间地点", "11", 2, (M.PLANNED,), None, permits.OFFICE_CLERK, form="experts.forms.MoveForm", kind=Kind.FACT,
            awaits=(), rules=(rules.NOT_PAST, rules.MOVED_IN_TIME), effect="experts.services.after_moved",
            consequence="通知全体专家和申报单位；新的日子有专家不能参加的，会议页面和通知逐一列出，请免去席位并递补。",
            done="已变更并通知专家。{o.clash_words}",
        ),
        Step("close", "随评审结束", "11", 9, (M.PLANNED,), M.CLOSED, permits.OFFICE_CLERK, system=True),
    ),
)  # fmt: skip


WAIVER = Machine(
    key="experts.waiver",
    states=W,
    field="state",
    clocks={W.ASKED: "clock.draw"},
    steps=(
        Step(
            "approve_waiver", "批准解除回避", "6", 1, (W.ASKED,), W.APPROVED, permits.SECOND_PERSON,
            effect="experts.services.after_waiver_approved",
            consequence="该专家就此情形可以参加本项目的抽取；其他回避情形不受影响。", done="已批准解除回避，已通知申请人。",
        ),
        Step(
            "refuse_waiver", "不予解除", "6", 2, (W.ASKED,), W.REFUSED, permits.SECOND_PERSON, kind=Kind.END,
            effect="experts.services.after_waiver_refused", consequence="该专家继续回避。", done="已决定不予解除，已通知申请人。",
        ),
    ),
)  # fmt: skip


def _may_open(seat):
    return seat.is_chair and seat.panel.opened_at is None and _alive(seat)


def _unanswered(seat):
    return seat.accepted_at is None and _alive(seat)


SEAT = Machine(
    key="experts.seat",
    states=S,
    field="state",
    clocks={S.INVITED: "clock.opinion", S.DECLARED: "clock.panel", S.RECUSED: "clock.opinion", S.DECLINED: "clock.opinion"},
    steps=(
        Step(
            "accept", "答复参加", "6", 10, (S.INVITED,), None, permits.OWN_SEAT,
            rules=(rules.PANEL_NOT_OVER, rules.NO_LATE_CONFLICT), kind=Kind.FACT, awaits=(), exists=_unanswered,
            consequence="答复记入抽取记录；查阅材料前还须作回避声明。",
            done="已答复参加，请作回避声明后查阅材料。",
        ),
        Step(
            "accept_by_phone", "登记电话答复参加", "6", 11, (S.INVITED,), None, permits.OFFICE_CLERK, kind=Kind.FACT, awaits=(),
            rules=(rules.PANEL_NOT_OVER, rules.NO_LATE_CONFLICT), exists=_unanswered,
            consequence="专家在电话中答复参加的，由经办人登记；回避声明仍由本人作出。", done="已登记电话答复。",
        ),
        Step(
            "no_answer", "逾期未答复", "6", 12, (S.INVITED,), S.DECLINED, permits.OFFICE_CLERK, system=True, kind=Kind.END,
            effect="experts.services.after_left", exists=_unanswered,
        ),
        Step(
            "declare", "作出回避声明", "6", 1, (S.INVITED,), S.DECLARED, permits.OWN_SEAT,
            rules=(rules.PANEL_NOT_OVER, rules.NO_LATE_CONFLICT), form="experts.forms.DeclareForm", effect="experts.services.after_declared", exists=_alive,
            consequence="声明后即可查阅评审材料；发现应当回避的情形，随时可以申请回避。", done="已作出回避声明，评审材料已开放。",
        ),
        Step(
            "submit_opinion", "提交评审意见", "6", 2, (S.DECLARED,), S.SUBMITTED, permits.OWN_SEAT,
            rules=(rules.OPINION_WHOLE, rules.OPINION_CONCLUDED, rules.PANEL_NOT_OVER, rules.NO_LATE_CONFLICT),
            effect="experts.services.after_opinion_submitted", exists=_alive,
            consequence="意见随即密封，不能再修改；全部专家提交之前，任何人（包括信息办）都看不到您的意见和评分。",
            done="意见已密封。全部专家提交后统一开启。",
        ),
        Step(
            "open_early", "提前开启意见", "11", 15, (S.SUBMITTED,), None, permits.OWN_SEAT, kind=Kind.FACT, awaits=(),
            rules=(rules.SESSION_BEGUN, rules.QUORUM_SEALED, rules.PANEL_NOT_OVER, rules.NO_LATE_CONFLICT), exists=_may_open,
            effect="experts.services.after_opened_early",
            consequence="已提交的意见随即全部开启；未提交的专家记为缺席，材料停止开放，其意见不再计入。",
            done="已开启意见，请起草专家组意见。",
        ),
        Step("miss", "缺席", "11", 16, (S.INVITED, S.DECLARED), S.ABSENT, permits.OFFICE_CLERK, system=True, kind=Kind.END),
        Step(
            "write_group", "起草专家组意见", "11", 13, (S.SUBMITTED,), None, permits.OWN_SEAT,
            rules=(rules.SESSION_BEGUN, rules.PANEL_NOT_OVER, rules.STILL_IMPARTIAL, rules.POINTS_SOURCED),
            form="experts.forms.GroupForm", effect="experts.services.after_group_written", kind=Kind.FACT, exists=_chairs, waits=_has_met,
            consequence="随即送全体专家签署；再次起草的，已签署的须重新签署。", done="专家组意见已送全体专家签署。",
        ),
        Step(
            "sign_group", "签署专家组意见", "11", 14, (S.SUBMITTED,), None, permits.OWN_SEAT,
            rules=(rules.SESSION_BEGUN, rules.PANEL_NOT_OVER, rules.STILL_IMPARTIAL),
            form="experts.forms.SignGroupForm", effect="experts.services.after_group_signed", kind=Kind.FACT, exists=_signs,
            consequence="签署后不能撤回；有不同意见的请写明，将原样记入评审意见。", done="已签署专家组意见。",
        ),
        Step(
            "recuse", "申请回避", "6", 3, ACTIVE, S.RECUSED, permits.OWN_SEAT, kind=Kind.END, awaits=(),
            rules=(rules.PANEL_SEALED, rules.PANEL_NOT_OVER), effect="experts.services.after_left", exists=_alive,
            consequence="您将退出本次评审，材料立即停止开放，由后备专家按原抽取顺序递补。", done="已回避，材料已停止开放，已通知信息办。",
        ),
        # Known after the opening: the opinion stands with the others, its author does nothing more.
        Step("find_conflict", "意见开启后查明回避情形", "6", 17, (S.SUBMITTED,), None, permits.OFFICE_CLERK, system=True,
             kind=Kind.FACT, rules=(rules.PANEL_NOT_OVER,), effect="experts.services.after_conflict_found"),
        Step(
            "decline", "不能参加", "6", 4, (S.INVITED, S.DECLARED), S.DECLINED, permits.OWN_SEAT, kind=Kind.END, awaits=(),
            rules=(rules.PANEL_SEALED, rules.PANEL_NOT_OVER), effect="experts.services.after_left", exists=_alive,
            consequence="您将退出本次评审，由后备专家按原抽取顺序递补。", done="已记录不能参加，已通知信息办。",
        ),
        Step(
            "release", "免去席位", "6", 5, ACTIVE, S.DECLINED, permits.OFFICE_CLERK, kind=Kind.END, awaits=(),
            rules=(rules.PANEL_SEALED, rules.PANEL_NOT_OVER), effect="experts.services.after_left", exists=_alive,
            consequence="用于联系不上、临时不能到会等情形；材料立即停止开放，按原抽取顺序递补；已提交的意见不再计入。", done="已免去席位；有后备专家的，已按原抽取顺序递补。",
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
