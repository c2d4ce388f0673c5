"""The way of one project, acted through the services, each act by the post whose act it is.

A script yields the moment at which it goes on; labels such as "pre.checked" name where a project may stand today.
"""

import datetime
from decimal import Decimal
from typing import Any

from dateutil.relativedelta import relativedelta
from django.utils import timezone

from accounts.models import Post
from documents.services import store_attachment
from projects.choices import ApprovalAct, Category, PreReviewCondition, Verdict
from projects.models import Filing, PreReview, Project
from projects.paths import Path
from projects.services import (
    create_project,
    judge_conditions,
    save_application,
)
from projects.states import Stage
from workflow.parameters import parameter
from workspace.demo import alike, gates, papers, texts
from workspace.demo.budget import budget_lines, source_lines
from workspace.demo.building import Building
from workspace.demo.clock import Halted, Script
from workspace.demo.plans import LEADS, Plan
from workspace.demo.reviewing import Reviewing
from workspace.demo.world import World

CENT = Decimal("0.01")


class ProjectStory(Reviewing, Building):
    """One project. Methods are the parts of its way, in order; every `yield` is a wait."""

    def __init__(self, world: World, plan: Plan) -> None:
        self.world, self.plan, self.city, self.clock = world, plan, world.city, world.clock
        self.random = world.random
        self.clerk, self.leader = world.city.clerk(plan.unit), world.city.leader(plan.unit)
        self.project: Project
        # One of them also applies for the office's own projects; whoever applied does not examine.
        others = [post for post in world.city.office_clerks if post.user_id != self.clerk.user_id]
        self.office_clerk = self.random.choice(others)
        self.office_leader = world.city.posts["office_leader"]

    # --- how a story waits and ends ----------------------------------------------------------------------------------

    def until(self, label: str, low: int, high: int) -> datetime.datetime:
        """Some working days from now; the last act before today's place waits for its day."""
        days = self.random.randint(low, (low + high) // 2 if self.plan.halt else high)
        if self.plan.trouble == "slow":
            days = int(days * 1.8) + 3
        moment = self.clock.after(days)
        if self.plan.halt == label and self.plan.settle:
            moment = max(moment, self.clock.at(self.plan.settle))
        return moment

    def strays(self, one_in: int) -> bool:
        """Now and then something takes longer; not where the project has a place to reach until today."""
        return not self.plan.halt and self.world.one_in(one_in)

    def here(self, label: str) -> None:
        """Stop where the project shall stand today."""
        if self.plan.halt == label:
            raise Halted

    def act(self, obj: Any, step: str, post: Post, *, reason: str = "", **data: Any) -> Any:
        return self.world.act(obj, step, post, reason=reason, **data)

    def refresh(self) -> Project:
        self.project = Project.objects.select_related("unit", "application").get(pk=self.project.pk)
        return self.project

    def attach(self, obj: Any, slot: str, title: str, *lines: str, scanned: bool = False) -> None:
        make = papers.scan if scanned else papers.pdf
        name = self.plan.name
        store_attachment(
            upload=make(f"{title}", f"项目：{name}", f"单位：{self.clerk.organisation.name}", *lines),
            thread_id=obj.thread_id,
            subject=obj,
            slot=slot,
            post=self.clerk,
        )

    # --- the whole way -----------------------------------------------------------------------------------------------

    def way(self) -> Script:
        yield self.clock.at(self.plan.start)
        yield from self.apply()
        yield from self.wait_for_list()
        if self.plan.path == Path.SELF:
            self.amount = self.budget = self.plan.amount
            yield from self.review()
        else:
            yield from self.pre_review()
            yield from self.gate_and_review()
        yield from self.build()
        yield from self.acceptance()
        yield from self.filing()

    # --- application -------------------------------------------------------------------------------------------------

    def apply(self) -> Script:
        application = self.draft()
        self.here("app.draft")
        yield self.until("app.unit_review", 2, 9)
        application = self.act(application, "submit", self.clerk)
        self.here("app.unit_review")
        if self.strays(8):
            yield self.until("", 1, 3)
            application = self.act(
                application, "unit_return", self.leader, reason="预算测算依据不足，先与财务科核对。"
            )
            yield self.until("", 1, 5)
            application = self.act(application, "submit", self.clerk)
        yield self.until("app.checking", 1, 3)
        application = self.act(application, "unit_approve", self.leader)
        self.here("app.checking")
        yield from self.returns(application)
        application = yield from self.check(application)
        self.here("app.deciding")
        yield self.until(self.plan.halt if self.plan.halt in ("app.refused", "library") else "", 1, 5)
        if self.plan.trouble == "early":
            self.act(self.project, "withdraw", self.clerk, reason=self.random.choice(texts.WITHDRAWALS))
            raise Halted
        if self.plan.halt == "app.refused" or self.plan.trouble == "refused":
            self.act(application, "refuse", self.office_leader, reason=self.random.choice(texts.REFUSALS))
            raise Halted
        self.act(application, "admit", self.office_leader, planned_year=self.plan.year, note="同意入库。")
        self.here("library")

    def draft(self) -> Any:
        plan, rng = self.plan, self.random
        self.project = create_project(
            post=self.clerk,
            name=plan.name,
            category=plan.category,
            nature=plan.nature,
            path=plan.path,
            investor=self.city.organisations.get(plan.investor),
            touches_cii="专网" in plan.name or "云平台" in plan.name or "骨干" in plan.name,
        )
        application = self.project.application
        starts = datetime.date(plan.year, rng.randint(3, 5), 1)
        ends = starts + relativedelta(months=rng.randint(8, 13))
        contact, phone = self.clerk.user.display_name, self.clerk.user.phone
        fields = texts.application_fields(rng, plan.subject, plan.name, plan.category, contact, phone)
        fields |= {"starts_on": starts, "ends_on": ends}
        application = save_application(
            application=application,
            post=self.clerk,
            version=0,
            fields=fields,
            project_fields={},
            budget_lines=budget_lines(plan.amount, plan.category),
            sources=source_lines(plan, rng),
            lines=texts.content_lines(fields, starts, ends),
        )
        for slot, title in (
            ("proposal", "项目建议书"),
            ("implementation_plan", "项目组织实施计划"),
            ("feasibility", "可行性研究报告"),
        ):
            self.attach(application, slot, f"{plan.name}{title}", fields["need"], fields["goals"], fields["content"])
        return application

    def returns(self, application: Any) -> Script:
        """Returned for papers: by some never, by some twice."""
        times = self.random.choices((0, 1, 2), (70, 23, 7))[0]
        if self.plan.halt:
            times = int(self.plan.halt == "app.returned")
        for _ in range(times):
            yield self.until("app.returned", 2, 6)
            reason = self.random.choice(texts.RETURNS)
            application = self.act(application, "return_for_papers", self.office_clerk, reason=reason)
            self.here("app.returned")
            yield self.until("", 3, 14)
            application = self.act(application, "submit", self.clerk)
            yield self.until("", 1, 2)
            application = self.act(application, "unit_approve", self.leader)

    def check(self, application: Any) -> Script:
        yield self.until("app.deciding" if self.plan.halt != "withdrawn" else "withdrawn", 2, 7)
        if self.plan.halt == "withdrawn":
            self.act(self.project, "withdraw", self.clerk, reason=texts.WITHDRAWALS[0])
            raise Halted
        application = self.act(application, "pass_check", self.office_clerk, note="材料齐全，符合入库条件。")
        if self.strays(20):
            yield self.until("", 1, 3)
            application = self.act(application, "send_back", self.office_leader, reason="请再核对与在建平台是否重复。")
            yield self.until("app.deciding", 1, 4)
            application = self.act(application, "pass_check", self.office_clerk, note="已核对，无重复建设。")
        return application

    # --- the list ----------------------------------------------------------------------------------------------------

    def wait_for_list(self) -> Script:
        for year in range(self.plan.year, self.plan.year + 3):
            if year not in self.world.list_days:
                raise Halted
            day = self.world.list_days[year]
            if day < timezone.localdate():
                continue
            yield self.clock.at(day + datetime.timedelta(days=self.random.randint(2, 6)))
            if self.refresh().stage == Stage.LISTED:
                break
        else:
            raise Halted
        self.here("listed")
        if self.plan.trouble == "withdrawn":
            yield self.until("", 5, 60)
            self.act(self.project, "withdraw", self.clerk, reason=self.random.choice(texts.WITHDRAWALS))
            raise Halted

    # --- pre-review --------------------------------------------------------------------------------------------------

    def pre_review(self) -> Script:
        if self.plan.settle:
            # Slow to begin: so that today's place is reached near today.
            yield max(
                self.clock.after(3),
                self.clock.at(self.plan.settle - datetime.timedelta(days=LEADS[self.plan.halt.partition(".")[0]])),
            )
        yield self.until("pre.draft", 2, 8 if self.plan.halt else 35)
        self.act(self.project, "apply_pre_review", self.clerk)
        pre_review = self.project.prereviews.open_().get()
        self.here("pre.draft")
        yield self.until("pre.submitted", 1, 5)
        pre_review = self.act(pre_review, "submit", self.clerk, statement="项目已列入年度清单，材料齐备，申请预审。")
        if self.plan.halt == "pre.submitted":
            self.begin_to_argue()
        self.here("pre.submitted")
        if self.plan.halt == "pre.returned" or self.strays(5):
            yield self.until("pre.returned", 2, 8)
            reason = "缺少资金来源证明（预算批复或上级补助文件）；等级保护定级报告未附专家意见。"
            pre_review = self.act(pre_review, "return_for_papers", self.office_clerk, reason=reason)
            self.here("pre.returned")
            yield self.until("", 3, 12)
            self.attach(pre_review, "supplement", f"{self.plan.name}资金来源证明")
            pre_review = self.act(pre_review, "submit", self.clerk, statement="已补充资金来源证明和定级报告。")
        refused = self.plan.halt == "pre.refused" or self.plan.trouble == "pre_refused"
        if self.plan.halt in ("pre.refused", "pre.checked"):
            yield from self.argue("revise" if refused else "pass")
        pre_review = yield from self.judge(pre_review, refused=refused)
        yield self.until(
            self.plan.halt if self.plan.halt in ("pre.refused", "pre_approved", "pre.closed") else "", 1, 5
        )
        if self.plan.halt == "pre.closed" or self.plan.trouble == "terminated_pre":
            if self.plan.halt:
                self.ask_experts()
            self.act(self.project, "terminate", self.office_leader, reason=texts.TERMINATIONS[1])
            raise Halted
        if refused:
            reason = "第1.5项可行性论证不充分，未说明与省级系统的关系；请重新论证后再次申请。"
            self.act(pre_review, "refuse", self.office_leader, reason=reason)
            self.here("pre.refused")
            yield self.until("", 15, 30)
            self.act(self.project, "apply_pre_review", self.clerk)
            pre_review = self.project.prereviews.open_().get()
            self.act(pre_review, "submit", self.clerk, statement="已按意见重新论证，第二次申请预审。")
            pre_review = yield from self.judge(pre_review, refused=False)
            yield self.until("", 1, 4)
        self.approve(pre_review)
        self.here("pre_approved")

    def judge(self, pre_review: PreReview, *, refused: bool) -> Script:
        if self.world.one_in(4) or self.plan.halt == "pre.submitted" or self.project.touches_cii:
            gates.consult(self, pre_review)
        yield self.until("pre.checked", 3, 11)
        verdicts = {}
        for code in PreReviewCondition.values:
            verdict, remark = Verdict.YES, ""
            if refused and code == PreReviewCondition.FEASIBLE:
                verdict, remark = Verdict.NO, "论证报告未回应与省级统建系统的边界。"
            elif code == PreReviewCondition.SECURITY and self.plan.category == Category.SOFT:
                verdict, remark = Verdict.NOT_APPLICABLE, "软课题不采购设备。"
            elif code == PreReviewCondition.PRINCIPLE and self.world.one_in(4):
                remark = "须在实施阶段落实共享接口。"
            verdicts[code] = (verdict, remark)
        judge_conditions(pre_review=pre_review, verdicts=verdicts, post=self.office_clerk)
        note = "第1.5项不符合，建议不予批复。" if refused else "七项条件、四项要求均符合，建议批复。"
        alike.settle(self)
        pre_review = self.act(pre_review, "pass_check", self.office_clerk, note=note)
        self.here("pre.checked")
        return pre_review

    def approve(self, pre_review: PreReview) -> None:
        plan = self.plan
        # The office cuts a little from every fourth.
        amount = (plan.amount * Decimal("0.95")).quantize(CENT) if self.world.one_in(4) else plan.amount
        until = timezone.localdate() + relativedelta(months=int(parameter("pre_approval_months")))
        demands = (
            "依托市政务云部署，不另建机房；按要求编制资源目录并接入市数据共享与交换平台；落实网络安全等级保护制度；"
            "技术方案报我委评审通过后方可实施。"
        )
        alike.settle(self)
        self.act(pre_review, "approve", self.office_leader, amount=amount, valid_until=until, demands=demands)
        self.amount = amount

    # --- gate and plan review ----------------------------------------------------------------------------------------

    def gate_and_review(self) -> Script:
        """In either order: article 10 asks the gate for the pre-approval only."""
        halt = self.plan.halt
        review_first = halt.startswith("round.") or (halt not in ("approved",) and self.world.one_in(3))
        if review_first:
            yield from self.review()
            yield from self.gate()
        else:
            yield from self.gate()
            yield from self.review()

    def gate(self) -> Script:
        yield self.until("approved", 4, 20)
        today = timezone.localdate()
        amount = (self.amount * Decimal("0.9")).quantize(CENT) if self.world.one_in(6) else self.amount
        self.budget = amount
        number = self.random.randint(20, 890)
        scan = papers.scan(f"{self.plan.name}批复", f"批准金额 {amount:,.2f} 元", f"{today:%Y年%m月%d日}")
        data = {"approved_on": today, "amount": amount, "note": "", "scan": scan}
        if self.plan.path == Path.TENDER:
            code = f"{today.year}-5108{self.random.randint(10, 99)}-65-01-{self.random.randint(100000, 999999)}"
            data |= {
                "act": ApprovalAct.FEASIBILITY,
                "number": f"广发改审〔{today.year}〕{number}号",
                "project_code": code,
            }
            self.act(self.project, "approve_project", self.city.posts["drc"], **data)
        else:
            gates.enter_budget_line(self)
            data |= {"act": ApprovalAct.PROCUREMENT, "number": f"广财采核〔{today.year}〕{number}号"}
            self.act(self.project, "approve_procurement", self.city.posts["finance"], **data)
        if self.refresh().revise_by and self.plan.halt != "approved":
            gates.revise_content(self)
        self.here("approved")

    # --- filing ------------------------------------------------------------------------------------------------------

    def filing(self) -> Script:
        yield self.until("filing.draft", 2, 12)
        self.act(self.project, "apply_filing", self.clerk)
        filing = Filing.objects.get(project=self.project)
        self.attach(filing, "filing_papers", f"{self.plan.name}备案材料")
        self.here("filing.draft")
        yield self.until("filing.submitted", 1, 3)
        filing = self.act(filing, "submit", self.clerk, statement="验收已通过，报请备案。")
        self.here("filing.submitted")
        if self.plan.halt == "filing.returned" or self.strays(9):
            yield self.until("filing.returned", 2, 5)
            filing = self.act(
                filing, "return_for_papers", self.office_clerk, reason="缺少运维移交清单和源代码托管证明。"
            )
            self.here("filing.returned")
            yield self.until("", 2, 8)
            filing = self.act(filing, "submit", self.clerk, statement="已补充移交清单。")
        yield self.until("filed", 2, 9)
        self.act(filing, "confirm", self.office_clerk)
        self.close_accounts()
        self.here("filed")
        if self.world.one_in(12):
            return
        yield self.until("", 1, 10)
        self.act(self.project, "put_in_use", self.clerk)
        yield from self.release_retention()
