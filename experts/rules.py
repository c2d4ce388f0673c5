"""What must hold before an expert's step. Each check returns "" or what is missing, in Chinese."""

from dataclasses import replace
from typing import Any

from django.urls import reverse
from django.utils import timezone

from experts.aspects import OpinionConclusion
from workflow.parameters import parameter
from workflow.rules import NotYet, Rule, Severity
from workflow.workdays import add_working_days


def _whole(obj: Any, post: Any, data: Any) -> str:
    opinion = getattr(obj, "opinion", None)
    missing = opinion.missing() if opinion is not None else ["全部评审内容"]
    return f"尚缺：{'、'.join(missing)}" if missing else ""


def _concluded(obj: Any, post: Any, data: Any) -> str:
    opinion = getattr(obj, "opinion", None)
    conclusion = getattr(opinion, "conclusion", "")
    return "" if conclusion in OpinionConclusion.values else "尚未选择总体结论"


def _sealed(obj: Any, post: Any, data: Any) -> str:
    return "专家意见已全部提交并开启，不能再变动席位或取消" if obj.panel.opened_at else ""


def _not_over(obj: Any, post: Any, data: Any) -> str:
    return "本次评审已结束" if obj.panel.closed_at else ""


def _no_late_conflict(obj: Any, post: Any, data: Any) -> str:
    why = obj.late_conflict()
    return f"现已查明应当回避的情形：{why}，不能再参加本次评审；有误的，由信息办按两人程序解除" if why else ""


def _reserve(obj: Any, post: Any, data: Any) -> str:
    return obj.panel.why_no_reserve()


def _to_opinion(obj: Any) -> str:
    return reverse("experts:seat", args=[obj.pk]) + "#opinion"


OPINION_WHOLE = Rule(
    "opinion.whole", "6", "每项内容都有结论和 0—100 的评分，其他审查事项和预算各行都已判断", _whole, mend=_to_opinion
)
OPINION_CONCLUDED = Rule("opinion.concluded", "6", "已选择总体结论", _concluded, mend=_to_opinion)
PANEL_SEALED = Rule("panel.sealed", "6", "专家意见尚未开启", _sealed)
PANEL_NOT_OVER = Rule("panel.not_over", "6", "评审尚未结束", _not_over)
NO_LATE_CONFLICT = Rule("panel.no_late_conflict", "6", "抽取以后没有出现应当回避的情形", _no_late_conflict)
# For steps whose page holds the opinions of others.
STILL_IMPARTIAL = replace(NO_LATE_CONFLICT, shuts=True)
RESERVE = Rule("panel.reserve", "6", "按原抽取顺序有可递补的专家", _reserve)

# --- the draw --------------------------------------------------------------------------------------------------------


def _clerk_phrase(obj: Any, post: Any, data: Any) -> str:
    return _kept(obj, obj.commitment, data)


def _witness_phrase(obj: Any, post: Any, data: Any) -> str:
    return _kept(obj, obj.witness_commitment, data)


def _kept(obj: Any, promise: str, data: Any) -> str:
    if obj.commit_to(data["phrase"]) == promise:
        return ""
    return "口令与承诺时的不一致，请核对大小写、空格和标点；确实忘记的，只能取消本次评审重新抽取"


def _value_exists(obj: Any, post: Any, data: Any) -> str:
    if obj.public_at is not None and timezone.now() >= obj.public_at:
        return ""
    when = f"{timezone.localtime(obj.public_at):%Y-%m-%d %H:%M}" if obj.public_at else "约定时间"
    return f"约定的公开数值（{obj.public_source}）在 {when} 才产生"


def _by_two(obj: Any, post: Any, data: Any) -> str:
    """Asked of the convening's data: the panel does not exist yet, and whoever convenes has no other door."""
    mode = data["mode"]
    if mode == "system" and parameter("draw.two_persons"):
        return "现行规定由两人承诺、揭示或用公开数值抽取，不能由系统随机数抽取"
    if mode == "two_persons" and not data.get("phrase"):
        return "两人承诺须先由经办人交出口令的校验值"
    if mode == "public" and not (data.get("public_source") and data.get("public_at")):
        return "须写明采用哪一个公开数值、何时产生"
    return ""


def _still_drawable(obj: Any, post: Any, data: Any) -> str:
    return obj.why_not_drawable()


def _group_written(obj: Any, post: Any, data: Any) -> str:
    return "" if obj.group_opinion() else "组长尚未起草专家组意见"


def _not_all_signed(obj: Any, post: Any, data: Any) -> str:
    return "" if obj.unsigned() else "全体专家已签署"


def _points_sourced(obj: Any, post: Any, data: Any) -> str:
    return unsourced(obj.panel, data["points"])


def unsourced(panel: Any, points: Any) -> str:
    """Each point says on whose opinion it rests; "" where all do."""
    ranks = set(panel.active_seats().values_list("rank", flat=True))
    if not points:
        return "专家组意见至少写一条"
    for point in points:
        if not point["ranks"]:
            return f"“{point['text'][:20]}”没有写明依据哪一席专家的意见，请在行末加〔席位序号〕"
        if unknown := set(point["ranks"]) - ranks:
            return f"“{point['text'][:20]}”所依据的席位 {sorted(unknown)} 不在专家组中"
    return ""


def _group_signed(obj: Any, post: Any, data: Any) -> str:
    """Asked of whatever was convened. What was written is signed, also where the norm asks for no group opinion."""
    panel = obj.panel
    if panel is None or not panel.is_open:
        return NotYet("专家意见开启、组长起草以后判断")
    if panel.group_opinion() is None:
        return "组长尚未起草专家组意见" if parameter("review.group_opinion") else NotYet("现行规定不要求专家组意见")
    left = panel.unsigned()
    return f"专家组意见尚有 {left} 名专家未签署" if left else ""


GROUP_SIGNED = Rule("panel.group_signed", "11", "组长起草的专家组意见已由全体专家签署", _group_signed)
POINTS_SOURCED = Rule(
    "group.sourced", "11", "专家组意见每一条都写明所依据的专家席位", _points_sourced, typed=("points",)
)


def _on_paper(obj: Any, post: Any, data: Any) -> str:
    """The clerk's word alone makes no signature: each has its tick, and the paper is there to be looked at."""
    if not data.get("scan"):
        return "须上传签字件的扫描件"
    given, waiting = set(data.get("signatures", ())), set(obj.to_sign().values_list("pk", flat=True))
    if not given:
        return "请勾选已在纸质意见上签字的专家"
    return "" if given <= waiting else "勾选的专家中有已经签署或不在专家组的"


ON_PAPER = Rule("group.on_paper", "11", "纸质签署有扫描件，逐人勾选", _on_paper, typed=("paper",))
NOT_ALL_SIGNED = Rule("panel.not_all_signed", "11", "尚有专家未签署", _not_all_signed)
GROUP_WRITTEN = Rule("panel.group_written", "11", "组长已起草专家组意见", _group_written)


def _not_yet(obj: Any, post: Any, data: Any) -> str:
    user = data.get("user") or obj.user
    return f"{user} 已在专家库中" if user is not None and hasattr(user, "expert") else ""


def _no_seat(obj: Any, post: Any, data: Any) -> str:
    number = obj.seats.filter(state__in=["invited", "declared"], panel__closed_at=None).count()
    return f"正在参加 {number} 场评审，请先免去席位或待其结束" if number else ""


# --- the sitting -----------------------------------------------------------------------------------------------------


def _meeting_begun(obj: Any, post: Any, data: Any) -> str:
    return _begun(obj.starts_at)


def _session_begun(obj: Any, post: Any, data: Any) -> str:
    """Of a seat, of the panel itself, of whatever was convened: its papers say that the experts have met."""
    panel = getattr(obj, "panel", obj)
    return _begun(panel.meeting_at) if panel is not None else NotYet("组织专家以后判断")


def _begun(moment: Any) -> str:
    return "" if timezone.now() >= moment else f"会议定于 {timezone.localtime(moment):%Y-%m-%d %H:%M}，尚未开始"


def _quorum_there(obj: Any, post: Any, data: Any) -> str:
    return "；".join(obj.short_of_quorum(data["present"]))


def _quorum_sealed(obj: Any, post: Any, data: Any) -> str:
    panel, number = obj.panel, obj.panel.sealed_number()
    return "" if number >= panel.quorum else f"{panel.size} 人中 {number} 人已提交，达到 {panel.quorum} 人方可提前开启"


def _to_remind(obj: Any, post: Any, data: Any) -> str:
    return "" if obj.seats.filter(state__in=["invited", "declared"]).exists() else "专家均已提交意见"


def _letter_lacking(obj: Any, post: Any, data: Any) -> str:
    return "" if obj.without_letter("expert_invitation") else "在席专家均已出具邀请函"


def _thanks_lacking(obj: Any, post: Any, data: Any) -> str:
    return "" if obj.without_letter("expert_thanks") else "已向全体专家出具感谢信"


def _papers_in_time(obj: Any, post: Any, data: Any) -> str:
    """Counted from the draw, which is today or when the public value is there: experts read from their declaration."""
    moment, days = data["meeting_at"], int(parameter("panel_papers_days"))
    if moment is None or data.get("urgent_reason"):
        return ""
    drawn = data.get("public_at") if data.get("mode") == "public" else None
    earliest = add_working_days(timezone.localdate(drawn or timezone.now()), days)
    if timezone.localdate(moment) >= earliest:
        return ""
    return f"会议应在 {earliest} 或以后召开，以便专家有 {days} 个工作日阅读材料；确需提前的，请写明理由"


def _days_left(obj: Any, post: Any, data: Any) -> str:
    """The list may have lain frozen for days. Told and not demanded: the meeting is moved once the group is there."""
    days = int(parameter("panel_papers_days"))
    if obj.meeting_at is None or timezone.localdate(obj.meeting_at) >= add_working_days(timezone.localdate(), days):
        return ""
    day = timezone.localdate(obj.meeting_at)
    return f"会议定在 {day}，今天抽取，专家阅读材料不足 {days} 个工作日；抽取后可将会议改期"


def _not_past(obj: Any, post: Any, data: Any) -> str:
    moment = _another_day(obj, data)
    return "会议时间不能早于现在" if moment is not None and moment < timezone.now() else ""


def _moved_in_time(obj: Any, post: Any, data: Any) -> str:
    """While opinions are written the experts keep their days to read; a later day only gives them more."""
    moment, sent = _another_day(obj, data), obj.sealed_since()
    if moment is None or sent is None or moment > obj.starts_at or data.get("urgent_reason"):
        return ""
    days = int(parameter("panel_papers_days"))
    earliest = add_working_days(timezone.localdate(sent), days)
    if timezone.localdate(moment) >= earliest:
        return ""
    return f"会议应在 {earliest} 或以后召开，以便专家有 {days} 个工作日阅读材料；确需提前的，请写明理由"


def _another_day(meeting: Any, data: Any) -> Any:
    """The new moment; None where only the place changes."""
    moment = data["starts_at"]
    if moment is None or moment == meeting.starts_at.replace(second=0, microsecond=0):
        return None
    return moment


NOT_PAST = Rule("meeting.not_past", "11", "新的会议时间在现在之后", _not_past, typed=("starts_at",))
MOVED_IN_TIME = Rule(
    "meeting.papers_days", "11", "改期后专家仍有规定的工作日阅读材料", _moved_in_time, typed=("starts_at",)
)
PAPERS_IN_TIME = Rule(
    "panel.papers_days", "11", "材料在会前规定的工作日内送达专家", _papers_in_time, typed=("meeting_at",)
)
DAYS_LEFT = Rule("panel.days_left", "11", "抽取后仍有规定的工作日阅读材料", _days_left, severity=Severity.WARN)
MEETING_BEGUN = Rule("meeting.begun", "11", "会议时间已到", _meeting_begun)
QUORUM_THERE = Rule("meeting.quorum", "11", "每个项目的到会专家达到法定人数", _quorum_there, typed=("present",))
SESSION_BEGUN = Rule("panel.session_begun", "11", "会议时间已到", _session_begun)
QUORUM_SEALED = Rule("panel.quorum_sealed", "11", "已提交意见的专家达到法定人数", _quorum_sealed)
SOMEBODY_TO_REMIND = Rule("panel.to_remind", "6", "尚有专家未答复、声明或提交意见", _to_remind)
LETTER_LACKING = Rule("panel.letter_lacking", "6", "尚有专家未出具邀请函", _letter_lacking)
THANKS_LACKING = Rule("panel.thanks_lacking", "6", "尚有专家未出具感谢信", _thanks_lacking)
NOT_YET_IN_POOL = Rule("pool.not_yet", "6", "该账号尚未入库", _not_yet)
NO_SEAT_UNDER_WAY = Rule("pool.no_seat", "6", "没有正在参加的评审", _no_seat)
CLERK_PHRASE = Rule("draw.clerk_phrase", "6", "揭示的口令与经办人的承诺值相符", _clerk_phrase, typed=("phrase",))
WITNESS_PHRASE = Rule("draw.witness_phrase", "6", "揭示的口令与监督人的承诺值相符", _witness_phrase, typed=("phrase",))
VALUE_EXISTS = Rule("draw.value_exists", "6", "公开数值已经产生", _value_exists)
STILL_DRAWABLE = Rule("draw.still_drawable", "6", "冻结名单中当日能参加的专家仍足够抽取", _still_drawable)
BY_TWO = Rule("draw.by_two", "6", "种子由两人承诺、揭示，或用事先约定的公开数值", _by_two)
