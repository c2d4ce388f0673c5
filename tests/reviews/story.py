"""A plan review through the real services, for tests and for the journey."""

from django.utils import timezone

from documents.services import store_attachment
from experts.aspects import groups_of
from experts.models import Seat
from experts.purposes import budget_of
from experts.services import save_opinion
from experts.states import SeatState
from reviews.models import ReviewRound
from reviews.services import save_plan
from tests.experts.pool import make_pool, post_of
from tests.journey import paper as scan
from workflow.engine import perform
from workflow.workdays import add_working_days

STATEMENT = "本人与本项目没有利害关系。"
MATTERS = {
    "survey": "走访五个科室，发放问卷四十份，需求已书面确认。",
    "present": "现有系统三套，数据分散。",
    "needs": "统一受理、统一调度。",
    "processes": "受理、派单、办结、评价。",
    "goals": "一网通办率达到90%。",
    "content": "平台、数据、安全三部分。",
}
OPINION = "同意该方案，建议细化接口设计。"


def answered(panel):
    """Further answers and budget lines of which nothing is found wanting."""
    checks = {code: "yes" for group in groups_of(panel.purpose) for code, _label in group.checks}
    return {"checks": checks, "budget": {key: {"verdict": "fair", "cut": ""} for key, *_rest in budget_of(panel)}}


def opinion_content(panel, *, score=85, verdict="met", conclusion="agree", text="", overall=OPINION, **more):
    return {
        **answered(panel),
        **more,
        "aspects": {aspect.code: {"verdict": verdict, "score": score, "text": text} for aspect in panel.aspects},
        "overall": overall,
        "conclusion": conclusion,
    }


def meeting_time(days=3):
    """In so many working days, at this hour: what the papers' days before a meeting ask for."""
    now = timezone.localtime()
    day = add_working_days(now.date(), days)
    return now.replace(year=day.year, month=day.month, day=day.day)


def signed_paper(panel, paper="档案柜 1", **dissents):
    """What the clerk hands in of a paper that all who are left have signed."""
    signatures = {seat.pk: dissents.get(f"n{seat.rank}", "") for seat in panel.to_sign()}
    scanned = scan("签字件.pdf", f"signed {panel.pk} {timezone.now()}")
    return {"scan": scanned, "paper": paper, "signatures": signatures}


class Review:
    """One round on a journey's project. The pool must exist, or is made."""

    def __init__(self, journey, *, pool: bool = True):
        self.journey, self.city = journey, journey.city
        if pool:
            make_pool(self.city.pool)

    @property
    def round(self) -> ReviewRound:
        return ReviewRound.objects.filter(project=self.journey.project).order_by("-number").first()

    @property
    def panel(self):
        return self.round.panel

    def act(self, name, who, **data):
        return self.journey.act(self.round, name, who, **data)

    def open(self):
        self.journey.act(self.journey.project, "apply_plan_review", "applicant")
        now = self.round
        save_plan(obj=now, post=self.city.applicant, version=now.version, fields=MATTERS)
        self.journey.attach(self.round, "technical_plan")
        return self.round

    def submit(self, *, checked=True):
        """Handed in, and, unless the test wants to do it itself, found whole by the office."""
        if self.round.earlier_remarks().filter(adopted="").exists():
            self.answer_earlier()
        handed_in = self.act("submit", "applicant")
        return self.act("check_form", "office_clerk") if checked else handed_in

    def convene(self, size=5, days=0, **quotas):
        """For a meeting at once, which is urgent and says so; or in so many working days."""
        return self.act(
            "convene",
            "office_clerk",
            meeting_at=meeting_time(days) if days else timezone.now(),
            urgent_reason="" if days else "汛期应急，当日评审",
            place="三楼会议室",
            size=size,
            quotas=quotas,
            witness="监督人",
        )

    def seats(self, *states):
        rows = Seat.objects.filter(panel=self.panel).select_related("expert__user", "panel__project")
        return list(rows.filter(state__in=states or SeatState.values).order_by("rank"))

    def declare(self, seat):
        return perform(seat, "declare", post=post_of(seat.expert), data={"statement": STATEMENT, "no_conflict": True})

    def write(self, seat, **content):
        version = getattr(getattr(seat, "opinion", None), "version", 0)
        return save_opinion(
            seat=seat, post=post_of(seat.expert), version=version, content=opinion_content(seat.panel, **content)
        )

    def answer(self, seat, **content):
        if seat.state == SeatState.INVITED:
            seat = self.declare(seat)
        self.write(seat, **content)
        return perform(Seat.objects.get(pk=seat.pk), "submit_opinion", post=post_of(seat.expert))

    def answer_all(self, **content):
        for seat in self.seats(SeatState.INVITED, SeatState.DECLARED):
            self.answer(seat, **content)

    def write_group(self, *points):
        """The chair writes what the group says, on what the chair's own opinion says; everybody signs on paper."""
        chair = self.panel.chair
        lines = [
            {"text": text, "ranks": [chair.rank]} for text in points or ("方案完整、合理、可行。", "应细化接口设计。")
        ]
        return perform(chair, "write_group", post=post_of(chair.expert), data={"points": lines})

    def sign_on_paper(self, paper="档案柜 1", **dissents):
        """Whoever has not signed in the site stands on the paper; `dissents` by rank as n2="…"."""
        data = signed_paper(self.panel, paper, **dissents)
        return perform(self.panel, "sign_on_paper", post=self.city.office_clerk, data=data)

    def sign_group(self):
        if self.panel.is_open and self.panel.group_opinion() is None:
            self.write_group()
            self.sign_on_paper()

    def demand(self, *remarks):
        """The remarks go to the unit; without any given, those that the experts wrote."""
        self.sign_group()
        rows = [{"seat": None, "aspect": "", "text": text} for text in remarks]
        return self.act(
            "demand_changes", "office_clerk", **({"remarks": rows, "asides": self.asides()} if rows else {})
        )

    def asides(self, reason="属一般性建议，不影响方案"):
        """Whatever the experts asked for, and why no change is asked."""
        return [{**one, "reason": reason} for one in self.round.untaken()]

    def answer_earlier(self, adopted="adopted"):
        """What the experts of the last round found wanting, before the next plan is handed in."""
        answer = {"adopted": adopted, "answer": "方案已重写该部分", "place": "第二章"}
        answers = {one.number: answer for one in self.round.earlier_remarks()}
        return self.act("answer_earlier", "applicant", answers=answers)

    def answer_remarks(self, adopted="adopted"):
        place = "" if adopted == "not" else "第三章第12页"
        answers = {
            one.number: {"adopted": adopted, "answer": "已按意见修改", "place": place}
            for one in self.round.remarks.to_answer()
        }
        store_attachment(
            upload=scan("新方案.pdf", f"new plan {self.round.pk} {timezone.now()}"),
            thread_id=self.round.thread_id,
            subject=self.round,
            slot="technical_plan",
            post=self.city.applicant,
        )
        return self.act("answer_remarks", "applicant", answers=answers)

    def verify(self, seat, **verdicts):
        """`seat` judges all that it may; `verdicts` by number as n1="reopened"."""
        waiting = [one for one in self.round.remarks.to_verify() if one.may_verify(seat)]
        judged = {
            one.number: {"verdict": verdicts.get(f"n{one.number}", "closed"), "note": "尚未写明"} for one in waiting
        }
        return perform(seat, "verify_remarks", post=post_of(seat.expert), data={"verdicts": judged})

    def conclude(self, conclusion="pass", who="office_clerk", **more):
        self.sign_group()
        tally = self.panel.tally()
        if tally and conclusion not in (tally.suggested, "amend"):
            more = {"override_reason": "专家组会上一致要求重新评审", **more}
        if conclusion == "pass":
            more = {"asides": self.asides(), **more}
        data = {
            **more,
            "conclusion": conclusion,
            "demands": "同步建设安全体系。",
        }
        return self.act("conclude", who, **{"amount": self.journey.budget, **data})

    def sign(self, who="office_leader"):
        words = {"override_approval": "同意专家组意见"} if self.round.override_reason else {}
        return self.act("sign", who, **words)

    def whole(self, conclusion="pass"):
        self.open()
        self.submit()
        self.convene()
        self.answer_all()
        self.conclude(conclusion)
        return self.sign()


class Discussion(Review):
    """An argument 论证 on a journey's project: the same experts, the same hands, another question."""

    @property
    def argument(self):
        return self.journey.project.arguments.order_by("-number").first()

    @property
    def panel(self):
        return self.argument.panel

    def act(self, name, who, **data):
        return self.journey.act(self.argument, name, who, **data)

    def ask(self, who="office_clerk"):
        self.journey.act(self.journey.project, "ask_argument", who, question="省平台能否扩展实现？")
        return self.argument
