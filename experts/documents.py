"""What stands in the papers of a panel: 专家抽取记录, the group's words, lists of fees."""

import datetime
from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from experts.models import Expert, Fee, Field, Meeting, Panel, Seat
from experts.sealing import unseal
from experts.states import DrawMode, SeatState

ANSWERS = {
    "absent": "未提交意见",
    "invited": "已通知",
    "declared": "参加",
    "submitted": "参加",
    "recused": "回避",
    "declined": "不能参加",
    "replaced": "已递补",
    "closed": "已结束",
}


def draw_record_context(panel: Panel) -> dict[str, Any]:
    names = dict(Field.objects.values_list("code", "name"))
    quotas = [
        {"field": names.get(code, code), "quota": count, "candidates": sum(code in c.fields for c in panel.pool())}
        for code, count in panel.quotas.items()
    ] or [{"field": "不限领域", "quota": panel.size, "candidates": len(panel.candidates)}]
    return {
        "project_number": panel.project.number,
        "project_name": panel.project.name,
        "unit": panel.project.unit.name,
        "purpose": panel.get_purpose_display(),
        "drawn_at": when_in_words(panel.drawn_at),
        "place": f"系统抽取（{panel.get_mode_display()}）",
        "quotas": quotas,
        "candidates": len(panel.candidates),
        "candidates_sha256": panel.candidates_hash,
        "seed": panel.seed,
        "order": [
            _line(seat)
            for seat in panel.seats.select_related("expert__user").prefetch_related("expert__fields").order_by("rank")
        ],
        "drawers": [str(panel.drawn_by.user)],
        "algorithm": panel.algorithm,
        "commitments": _promises(panel),
        "absent": len(panel.absent),
        "earlier": [
            {"on": timezone.localdate(one.created_at), "reason": one.cancelled_for} for one in panel.earlier()
        ],
        "witness": panel.witness,
        "avoided": [{"name": one["name"], "reason": one["reason"]} for one in panel.excluded],
    }


def _line(seat: Any) -> dict[str, Any]:
    expert: Expert = seat.expert
    return {
        "position": seat.rank,
        "name": expert.name,
        "unit": expert.employer,
        "field": expert.field_names(),
        "answer": "，".join(ANSWERS[state] for state in (seat.left_as, seat.state) if state)
        if seat.state == SeatState.REPLACED
        else ANSWERS[seat.state],
        "reason": seat.left_reason,
    }


def group_opinion_context(panel: Panel) -> dict[str, Any]:
    """The 专家组意见 with its signatures and dissents; the conclusion is the one that the figures suggest."""
    tally = panel.tally()
    return {
        "project_number": panel.project.number,
        "project_name": panel.project.name,
        "unit": panel.project.unit.name,
        "purpose": panel.get_purpose_display(),
        "held_on": timezone.localdate(panel.meeting_at),
        "place": panel.place,
        "examined": "专家组审阅材料、听取汇报，各自独立提出意见并密封，全部提交后统一开启，经讨论形成如下意见。",
        "opinion": panel.words(),
        "conclusion": tally.suggested_label if tally else "",
        "attendance": _attendance(panel),
        "experts": members_of(panel),
        "dissent": "\n".join(panel.dissents()),
        "avoided": [{"name": one["name"], "reason": one["reason"]} for one in panel.excluded],
    }


def leader_first(seat: Seat) -> tuple[bool, int]:
    return (not seat.is_chair, seat.rank)


def members_of(panel: Panel) -> list[dict[str, Any]]:
    """The group as it stands at the foot of its papers, the chair first, each with how they signed its opinion."""
    seats = panel.active_seats().select_related("expert__user").prefetch_related("expert__fields")
    return [
        {
            "name": seat.expert.name,
            "unit": seat.expert.employer,
            "title": seat.expert.title,
            "field": seat.expert.field_names(),
            "is_leader": seat.is_chair,
            "signed": _signature(panel, seat),
        }
        for seat in sorted(seats, key=leader_first)
    ]


def _signature(panel: Panel, seat: Seat) -> str:
    """ "" where the place stays open for the pen."""
    if seat.found_conflict and seat.signed_at is None:
        return "意见开启后查明应当回避，未签署"
    if seat.signed_at is None:
        return ""
    if seat.signed_on_paper:
        group = panel.group_opinion()
        return f"纸质签署，存{group.paper}" if group and group.paper else "纸质签署"
    return f"已于{timezone.localdate(seat.signed_at)}网上签署"


def _attendance(panel: Panel) -> list[dict[str, Any]]:
    """Who came by the minutes; while there are none, who handed in an opinion. Who was missing, and why."""
    groups: dict[str, list[str]] = {"到会": [], "参加评审": [], "未到会，已提交意见": [], "缺席": []}
    minutes = panel.meeting if panel.meeting and panel.meeting.held_at else None
    due = (SeatState.SUBMITTED, SeatState.DECLARED, SeatState.INVITED, SeatState.ABSENT)
    for seat in panel.seats.filter(state__in=due).select_related("expert__user").order_by("rank"):
        name = f"{seat.expert.name}（{seat.left_reason}）" if seat.left_reason else seat.expert.name
        if minutes and str(seat.pk) in minutes.present:
            groups["到会"].append(name)
        elif seat.state == SeatState.SUBMITTED:
            groups["未到会，已提交意见" if minutes else "参加评审"].append(name)
        else:
            groups["缺席"].append(name)
    return [{"how": how, "number": len(names), "names": "、".join(names)} for how, names in groups.items() if names]


def minutes_context(meeting: Meeting) -> dict[str, Any]:
    """Who came stands by project; who did not, with the reason that is known."""
    there = set(meeting.present)
    present, absent = [], []
    for panel in meeting.agenda():
        seats = list(panel.active_seats().select_related("expert__user").order_by("rank"))
        names = [seat.expert.name for seat in seats if str(seat.pk) in there]
        away = [seat.expert.name for seat in seats if str(seat.pk) not in there]
        present.append({"body": f"《{panel.project.name}》评审专家", "names": "、".join(names)})
        if away:
            absent.append({"body": f"《{panel.project.name}》评审专家", "names": "、".join(away)})
    return {
        "topic": f"{meeting.title}{meeting.get_purpose_display()}",
        "held_on": timezone.localdate(meeting.starts_at),
        "place": meeting.room,
        "chair": meeting.host,
        "points": meeting.points,
        "present": present,
        "absent": absent,
    }


def _letter(panel: Panel, seat: Seat) -> dict[str, Any]:
    return {
        "project_number": panel.project.number,
        "project_name": panel.project.name,
        "unit": seat.expert.name,
        "employer": seat.expert.employer,
        "purpose": panel.get_purpose_display(),
        "held_at": when_in_words(panel.meeting_at),
        "place": panel.meeting.room if panel.meeting else panel.place,
    }


def when_in_words(moment: datetime.datetime) -> str:
    local = timezone.localtime(moment)
    return f"{local.year}年{local.month}月{local.day}日{local.hour}时{local.minute:02d}分"


def invitation_context(panel: Panel, seat: Seat) -> dict[str, Any]:
    return {**_letter(panel, seat), "owner": panel.project.unit.name, "is_chair": seat.is_chair}


def thanks_context(panel: Panel, seat: Seat) -> dict[str, Any]:
    return {**_letter(panel, seat), "is_chair": seat.is_chair}


def fee_list_context(panel: Panel, fees: Sequence[Fee]) -> dict[str, Any]:
    """For the finance section: what each gets; of the account the last four, the rest stands sealed."""
    return {
        "project_number": panel.project.number,
        "project_name": panel.project.name,
        "unit": panel.project.unit.name,
        "purpose": panel.get_purpose_display(),
        "held_on": timezone.localdate(panel.meeting_at),
        "rows": [
            {
                "name": fee.seat.expert.name,
                "employer": fee.seat.expert.employer,
                "title": fee.seat.expert.title,
                "length": str(fee.get_length_display()),
                "amount": fee.amount,
                "tax": fee.tax,
                "net": fee.net,
                "account": _last_four(fee.seat.expert),
            }
            for fee in fees
        ],
    }


def _last_four(expert: Expert) -> str:
    try:
        return unseal(expert.account)[-4:] or "未登记"
    except ValueError:
        # Sealed with an earlier key: the list is made all the same.
        return "不能读取"


def _promises(panel: Panel) -> list[dict[str, str]]:
    """Who committed to what, and what was revealed; or the public value."""
    if panel.mode == DrawMode.TWO_PERSONS:
        return [
            {"who": f"经办人 {panel.drawn_by.user}", "commitment": panel.commitment, "phrase": panel.phrase},
            {"who": f"监督人 {panel.witness}", "commitment": panel.witness_commitment, "phrase": panel.witness_phrase},
        ]
    if panel.mode == DrawMode.PUBLIC:
        return [{"who": panel.public_source, "commitment": "", "phrase": panel.public_value}]
    return []
