"""Panels at work: the draw, declarations, recusals, opinions; then the office's conclusion and signature."""

import datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from experts.aspects import AspectVerdict, OpinionConclusion, Purpose, groups_of
from experts.forms import STATEMENT
from experts.models import Panel, Seat
from experts.purposes import budget_of
from experts.services import save_opinion
from experts.states import SeatState
from projects.choices import Category
from reviews.choices import Conclusion
from reviews.forms import DEMANDS
from reviews.models import BodyOpinion, ReviewRound
from reviews.remarks import left_out
from reviews.services import save_plan
from workspace.demo import papers, texts
from workspace.demo.arguing import Arguing, argued_points
from workspace.demo.clock import Halted, Script
from workspace.demo.opinions import (
    ASKED,
    BAD,
    CHANGES,
    GOOD,
    NOTHING_ASKED,
    OVERALL,
    SET_ASIDE,
    accepted_points,
    voice,
)

PLACES = ("市政务中心 4 楼第二会议室", "市经信委 6 楼会议室", "广元市云计算大数据中心会议室")
AMENDED = ("round.amending", "round.verifying")
PROCESSES = "受理—审核—办理—办结—归档五个环节，线下流转改为线上，减少两个审核节点；涉及数据按目录共享。"


class Reviewing(Arguing):
    """The part of a project's story that experts sit in. Mixed into ProjectStory."""

    plan: Any
    world: Any
    city: Any
    random: Any
    clerk: Any
    here: Any
    strays: Any
    attach: Any

    def review(self) -> Script:
        """Rounds until the plan has passed; some plans need a second one."""
        first = self.world.random.choices(("pass", "revise"), (82, 18))[0]
        if self.plan.halt == "round.revise" or self.plan.trouble == "revise":
            first = "revise"
        elif self.plan.halt:
            first = "pass"
        yield from self.one_round(first)
        if first == "revise":
            self.here("round.revise")
            yield self.until("", 10, 25)
            yield from self.one_round("pass")
        self.here("plan_passed")

    def one_round(self, outcome: str) -> Script:
        round_ = yield from self.hand_in_plan()
        round_ = yield from self.panel_sits(round_, outcome, "round")
        yield from self.end_round(round_)

    def end_round(self, round_: ReviewRound) -> Script:
        """From the opened opinions to the signature."""
        self.group_speaks(round_.panel)
        yield self.until("round.concluded", 1, 4)
        conclusion = round_.panel.tally().suggested
        if conclusion == Conclusion.AMEND:
            round_ = yield from self.amend(round_)
        asides = [
            {**one, "reason": voice(SET_ASIDE, one["rank"] or 0) if one["asks"] else NOTHING_ASKED}
            for one in round_.untaken()
            if conclusion == Conclusion.PASS or not one["asks"]
        ]
        drafted = {
            "conclusion": conclusion,
            "demands": DEMANDS,
            "amount": self.project_amount(),
            "asides": asides,
        }
        round_ = self.act(round_, "conclude", self.office_clerk, **drafted)
        self.here("round.concluded")
        if self.strays(25):
            yield self.until("", 1, 2)
            round_ = self.act(round_, "send_back", self.office_leader, reason="意见第2条请写明须补充的测算依据。")
            yield self.until("", 1, 2)
            round_ = self.act(round_, "conclude", self.office_clerk, **drafted)
        yield self.until(self.plan.halt if self.plan.halt in ("round.revise", "plan_passed") else "", 1, 4)
        self.act(round_, "sign", self.office_leader)
        if self.world.every(8, "thanks"):
            self.act(Panel.objects.get(pk=round_.panel_id), "send_thanks", self.office_clerk)

    def group_speaks(self, panel: Panel) -> None:
        """The chair writes, the members sign on the paper of the meeting."""
        chair = panel.active_seats().select_related("expert").get(is_chair=True)
        words = {Purpose.ARGUMENT: argued_points, Purpose.ACCEPTANCE: accepted_points}.get(
            Purpose(panel.purpose), self.group_opinion
        )
        ranks = list(panel.active_seats().order_by("rank").values_list("rank", flat=True))
        lines = words(panel.tally().suggested).splitlines()
        points = [
            {"text": text, "ranks": sorted({*ranks[place % 3 : place % 3 + 2]})} for place, text in enumerate(lines)
        ]
        self.act(chair, "write_group", self.expert_post(chair), points=points)
        signatures = dict.fromkeys(panel.to_sign().values_list("pk", flat=True), "")
        scan = papers.scan("专家组意见签字页", f"项目：{panel.project.name}", f"会议：{panel.meeting_at:%Y-%m-%d}")
        paper = "信息办档案室 评审卷"
        self.act(panel, "sign_on_paper", self.office_clerk, scan=scan, paper=paper, signatures=signatures)

    def amend(self, round_: ReviewRound) -> Script:
        """The remarks go to the unit, are answered with a new plan, and judged by the chair."""
        chair = round_.panel.active_seats().select_related("expert").get(is_chair=True)
        asked = round_.untaken()
        asking = [one for one in asked if one["asks"]]
        remarks = list({one["text"]: one for one in reversed(asking)}.values())
        same = "与其他专家的意见相同，合并答复。"
        asides = [{**one, "reason": same if one["asks"] else NOTHING_ASKED} for one in left_out(asked, remarks)]
        round_ = self.act(round_, "demand_changes", self.office_clerk, remarks=remarks, asides=asides)
        self.here("round.amending")
        yield self.until("", 2, 6)
        self.attach(
            round_,
            "technical_plan",
            f"{self.plan.name}技术方案V{round_.number}.1",
            *self.plan.subject.modules,
            "已按专家意见修改。",
        )
        answers = {
            number: {
                "adopted": "adopted",
                "answer": "已按意见补充，详见修改后的方案。",
                "place": f"第{number % 7 + 2}章",
            }
            for number in range(1, len(remarks) + 1)
        }
        answers[1] |= {"adopted": "partly", "answer": "容量按三年增长测算，五年增长列入二期。"}
        round_ = self.act(round_, "answer_remarks", self.clerk, answers=answers)
        self.here("round.verifying")
        yield self.until("", 1, 2)
        verdicts = {number: {"verdict": "closed", "note": ""} for number in answers}
        chair.refresh_from_db()
        self.act(chair, "verify_remarks", self.expert_post(chair), verdicts=verdicts)
        return type(round_)._base_manager.select_related("panel", "project").get(pk=round_.pk)

    def project_amount(self) -> Decimal:
        return min(getattr(self, "amount", self.plan.amount), self.plan.amount)

    def hand_in_plan(self) -> Script:
        yield self.until("round.draft", 4, 20)
        self.act(self.project, "apply_plan_review", self.clerk)
        round_ = ReviewRound.objects.open_().get(project=self.project)
        subject = self.plan.subject
        save_plan(
            obj=round_,
            post=self.clerk,
            version=round_.version,
            fields={
                "survey": f"走访{self.clerk.organisation.name}各科室和服务窗口，座谈三次，需求清单经书面确认。",
                "present": subject.present,
                "needs": subject.need,
                "processes": PROCESSES,
                "goals": "\n".join(subject.goals[:4]),
                "content": "\n".join(subject.modules)
                + "\n技术路线：微服务架构，部署于市政务云；安全：按等级保护要求同步规划、建设、验收、运行。",
            },
        )
        self.attach(round_, "technical_plan", f"{self.plan.name}技术方案V{round_.number}.0", *subject.modules)
        self.here("round.draft")
        yield self.until("round.submitted", 1, 4)
        self.answer_last_round(round_)
        round_ = self.act(round_, "submit", self.clerk)
        self.here("round.submitted")
        if self.plan.halt == "round.returned" or self.strays(8):
            yield self.until("round.returned", 2, 5)
            reason = "方案未载明现有系统数据迁移方式；请补充网络拓扑和等级保护定级说明。"
            round_ = self.act(round_, "return_for_papers", self.office_clerk, reason=reason)
            self.here("round.returned")
            yield self.until("", 3, 10)
            self.attach(round_, "other", f"{self.plan.name}数据迁移和定级说明")
            round_ = self.act(round_, "submit", self.clerk)
        return round_

    def answer_last_round(self, round_: ReviewRound) -> None:
        """What the experts found wanting is answered with the new plan."""
        if numbers := list(round_.earlier_remarks().values_list("number", flat=True)):
            answer = {"adopted": "adopted", "answer": "已重写相应章节并补充测算依据。", "place": "第3章、第6章"}
            self.act(round_, "answer_earlier", self.clerk, answers=dict.fromkeys(numbers, answer))

    def found_whole(self, round_: ReviewRound) -> ReviewRound:
        """The office's own look before experts are called; 网信办 is heard on critical infrastructure."""
        round_ = self.act(round_, "check_form", self.office_clerk)
        if self.project.touches_cii:
            body = self.city.organisations["cyberspace"]
            due = timezone.localdate() + datetime.timedelta(days=7)
            question = "请就关键信息基础设施安全保护措施提出意见。"
            self.act(round_, "ask_body", self.office_clerk, bodies=[body], question=question, due_on=due)
            asked = BodyOpinion.objects.open_().get(round=round_)
            words = {"opinion": "agree", "reasons": "", "signer": "唐喆", "signed_on": timezone.localdate()}
            self.act(asked, "answer", self.city.posts["cyberspace"], **words)
        return round_

    def panel_sits(self, convening: Any, outcome: str, label: str) -> Script:
        """Draw, declarations, opinions: for a plan ("round"), a finished work ("acc"), a question ("argument")."""
        yield self.until(f"{label}.convened", 2, 6)
        if label == "round":
            convening = self.found_whole(convening)
        meeting = self.clock.after(5)
        quotas = {"security": 1, "finance": 1} if self.plan.category != Category.SOFT else {"business": 1}
        halts = self.plan.halt == f"{label}.convened"
        room = {"meeting_at": meeting, "place": self.random.choice(PLACES), "size": 5, "quotas": quotas, "reserves": 2}
        convening = self.freeze(convening, **room)
        if halts and self.world.every(3, "frozen list"):
            # The list lies frozen and waits for the second person.
            raise Halted
        self.draw_by_two(convening)
        if halts:
            yield self.until("", 1, 2)
            self.half_a_panel(convening.panel)
            raise Halted
        if label == "round" and self.world.every(8, "invitations"):
            self.act(Panel.objects.get(pk=convening.panel_id), "send_invitations", self.office_clerk)
        yield from self.declarations(convening.panel)
        if self.plan.halt == f"{label}.closed":
            self.act(self.project, "terminate", self.office_leader, reason=texts.TERMINATIONS[1])
            raise Halted
        yield max(meeting, self.until(f"{label}.opened", 0, 1))
        self.opinions(convening.panel, outcome)
        self.here(f"{label}.opened")
        return type(convening)._base_manager.select_related("panel", "project").get(pk=convening.pk)

    # --- seats -------------------------------------------------------------------------------------------------------

    def expert_post(self, seat: Seat) -> Any:
        return self.world.expert_posts[seat.expert.user_id]

    def seats(self, panel: Panel, *states: str) -> list[Seat]:
        return list(
            panel.seats.filter(state__in=states)
            .select_related("expert__user", "panel__project", "opinion")
            .order_by("rank")
        )

    def declarations(self, panel: Panel) -> Script:
        """Declared within days; now and then one stands aside, and the next of the order has followed at once."""
        yield self.until("", 1, 2)
        invited = self.seats(panel, SeatState.INVITED)
        leaves = self.world.one_in(10)
        for seat in invited[1:] if leaves else invited:
            self.declare(seat)
        if leaves:
            step, reason = self.random.choice(
                (("recuse", "曾参与该单位的前期咨询，申请回避。"), ("decline", "会议当日另有授课任务，不能参加。"))
            )
            self.act(invited[0], step, self.expert_post(invited[0]), reason=reason)
            yield self.until("", 0, 1)
            for follower in self.seats(panel, SeatState.INVITED):
                self.declare(follower)

    def declare(self, seat: Seat) -> None:
        self.act(seat, "declare", self.expert_post(seat), statement=STATEMENT, no_conflict=True)

    def half_a_panel(self, panel: Panel) -> None:
        """As one finds it on an ordinary morning: some have declared, one has written, one has stood aside."""
        first, second, third, *_rest = self.seats(panel, SeatState.INVITED)
        self.declare(first)
        self.declare(second)
        self.give_opinion(first, "pass")
        if self.world.one_in(2):
            self.act(third, "recuse", self.expert_post(third), reason="与申报单位有在研合作项目，申请回避。")

    def opinions(self, panel: Panel, outcome: str) -> None:
        for seat in self.seats(panel, SeatState.DECLARED):
            self.give_opinion(seat, outcome)

    def give_opinion(self, seat: Seat, outcome: str) -> None:
        rng, post = self.random, self.expert_post(seat)
        good, purpose = outcome == "pass", seat.panel.purpose
        good_words, bad_words = GOOD[purpose], voice(BAD[purpose], seat.rank)
        amends = good and (self.plan.halt in AMENDED or self.plan.amount % 3 == 0)
        # Of a plan whatever is met in part only asks for something, and every such remark is answered.
        partly, asked = (0.1 if amends else 0.02, ASKED) if purpose == Purpose.PLAN_REVIEW else (0.2, good_words)
        aspects = {}
        for aspect in seat.panel.aspects:
            low = not good and aspect.code in ("design", "money", "function", "contract", "feasible")
            verdict = AspectVerdict.PARTLY if rng.random() < partly else AspectVerdict.MET
            words = good_words if verdict == AspectVerdict.MET else asked
            text = voice(words[aspect.code], seat.rank) if verdict != AspectVerdict.MET or rng.random() < 0.6 else ""
            aspects[aspect.code] = {
                "verdict": AspectVerdict.NOT_MET if low else verdict,
                "score": rng.randint(45, 62) if low else rng.randint(80, 96) if good else rng.randint(66, 78),
                "text": bad_words if low else text,
            }
        conclusion = OpinionConclusion.AGREE if good else OpinionConclusion.DISAGREE
        overall = voice(OVERALL[purpose], seat.rank) if good else bad_words
        if amends and (self.plan.halt in AMENDED or rng.random() < 0.5):
            conclusion = OpinionConclusion.AGREE_WITH_CHANGES
            overall = voice(CHANGES, seat.rank) if purpose == Purpose.PLAN_REVIEW else overall
        content = {
            "aspects": aspects,
            **self.further_answers(seat.panel),
            "overall": overall,
            "conclusion": conclusion,
        }
        version = getattr(getattr(seat, "opinion", None), "version", 0)
        save_opinion(seat=seat, post=post, version=version, content=content)
        self.act(seat, "submit_opinion", post)

    def further_answers(self, panel: Panel) -> dict[str, Any]:
        """Nothing is wanting in what the members are asked besides; the budget's lines are fair."""
        checks = {code: "yes" for group in groups_of(panel.purpose) for code, _label in group.checks}
        return {"checks": checks, "budget": {key: {"verdict": "fair"} for key, *_rest in budget_of(panel)}}

    def group_opinion(self, conclusion: str) -> str:
        if conclusion in (Conclusion.PASS, Conclusion.AMEND):
            rows = (
                "方案符合全市信息化规划，建设必要性充分。",
                "总体架构和技术路线合理，建设内容明确，指标可考核。",
                "建议补充容量测算依据，细化数据共享目录和接口清单。",
                "按等级保护和商用密码应用要求完善安全设计。",
                "专家组同意方案通过评审。",
            )
        else:
            rows = (
                "方案对现有系统的利用分析不足，与在建系统边界不清。",
                "资金测算依据不充分，部分设备配置偏高。",
                "请按专家意见修改后重新评审。",
            )
        return "\n".join(rows)
