"""A project's whole way through the real services, step by step.

`Journey(city, path).walk()` yields after every act, so that a test can look at each state that exists on the way
(tests/test_matrix.py does), or stop where it wants to (`to("pre_approved")`).
"""

import datetime
from collections.abc import Iterator
from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from documents.services import store_attachment
from projects.choices import ApprovalAct, BudgetKind, PreReviewCondition, SourceKind
from projects.models import BudgetLine, SourceLine
from projects.paths import Path
from projects.services import add_to_list, create_list, create_project, judge_condition, save_application
from tests.city import City
from workflow.engine import perform

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj " + (
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)

TEXTS = {
    "contact": "王经办",
    "phone": "0839-3260001",
    "present": "现有系统建于2016年，数据分散在六个科室。",
    "need": "群众办事需多次往返，亟需统一平台。",
    "goals": "一网通办率由40%提高到90%；平均办理时间由5个工作日降到1个工作日。",
    "content": "统一受理平台、数据汇聚模块、移动端。",
    "platforms": ["gov_cloud", "exchange"],
    "systems_connected": "省一体化政务服务平台",
    "security_level": "3",
    "plan": "一季度采购，二季度开发，三季度试运行。",
}


def paper(name: str, mark: str = "") -> SimpleUploadedFile:
    """A small real PDF; `mark` makes its content (and so its hash) its own."""
    return SimpleUploadedFile(name, PDF + mark.encode(), content_type="application/pdf")


class Journey:
    """One project of one department on one path; sums in yuan."""

    def __init__(
        self, city: City, path: str = Path.PROCUREMENT, *, name="智慧交通一体化平台", budget: int = 1_500_000
    ):
        self.city, self.path, self.name, self.budget = city, path, name, Decimal(budget)
        self.year = timezone.localdate().year
        self.project = None
        self.annual_list = None

    # --- small helpers -----------------------------------------------------------------------------------------------

    def act(self, obj, name, who, **data):
        """Perform a step as the post `who`; the reason, where given, is no data."""
        reason = data.pop("reason", "")
        done = perform(obj, name, post=self.city.posts[who], data=data, reason=reason)
        self.project.refresh_from_db()
        return done

    def attach(self, obj, slot, who="applicant"):
        store_attachment(
            upload=paper(f"{slot}.pdf", f"{slot} {obj.pk}"),
            thread_id=obj.thread_id,
            subject=obj,
            slot=slot,
            post=self.city.posts[who],
        )

    def to(self, stage: str):
        """Walk until the project stands in a stage; returns the project."""
        for _ in self.walk():
            if self.project.stage == stage:
                return self.project
        raise AssertionError(f"{self.path} never reaches {stage}")

    def live(self) -> list:
        """Every object with a machine that exists by now."""
        found = [self.project, self.project.application, *self.project.prereviews.all(), *self.project.filings.all()]
        if self.annual_list is not None:
            self.annual_list.refresh_from_db()
            found.append(self.annual_list)
        return found

    # --- the way -------------------------------------------------------------------------------------------------------

    def walk(self) -> Iterator[str]:
        yield from self.apply()
        yield from self.enlist()
        yield from self.pre_review()

    def draft(self):
        """A complete draft."""
        post = self.city.applicant
        self.project = create_project(post=post, name=self.name, category="application", nature="new", path=self.path)
        application = self.project.application
        today = timezone.localdate()
        fields = {**TEXTS, "starts_on": today, "ends_on": today + datetime.timedelta(days=200)}
        save_application(application=application, post=post, version=0, fields=fields)
        application.refresh_from_db()
        BudgetLine.objects.create(
            application=application, kind=BudgetKind.DEVELOPMENT, name="平台开发", unit_price=self.budget, count=1
        )
        SourceLine.objects.create(application=application, kind=SourceKind.CITY, year=self.year, amount=self.budget)
        for slot in ("proposal", "implementation_plan", "feasibility"):
            self.attach(application, slot)
        return application

    def apply(self):
        application = self.draft()
        yield "draft"
        application = self.act(application, "submit", "applicant")
        yield "submitted"
        application = self.act(application, "unit_return", "unit_leader", reason="预算说明不清")
        yield "returned by the unit"
        application = self.act(application, "submit", "applicant")
        application = self.act(application, "unit_approve", "unit_leader")
        yield "left the unit"
        application = self.act(application, "return_for_papers", "office_clerk", reason="可研缺少论证意见")
        application = self.act(application, "submit", "applicant")
        application = self.act(application, "unit_approve", "unit_leader")
        application = self.act(application, "pass_check", "office_clerk", note="材料齐全")
        yield "checked"
        self.act(application, "admit", "office_leader", planned_year=self.year, note="同意")
        self.project = type(self.project).objects.get(pk=self.project.pk)
        yield "admitted"

    def enlist(self):
        self.annual_list = create_list(year=self.year, ceiling=Decimal(50_000_000), post=self.city.office_clerk)
        add_to_list(annual_list=self.annual_list, projects=[self.project], post=self.city.office_clerk)
        yield "list drafted"
        self.annual_list = self.act(self.annual_list, "submit", "office_leader")
        yield "list submitted"
        meeting = {"meeting": "市政府第12次常务会议", "approved_on": timezone.localdate()}
        self.annual_list = self.act(self.annual_list, "approve", "city_government", struck=[], **meeting)
        yield "list approved"

    def pre_review(self):
        self.act(self.project, "apply_pre_review", "applicant")
        pre_review = self.project.prereviews.get()
        yield "pre-review opened"
        pre_review = self.act(pre_review, "submit", "applicant", statement="申请预审")
        yield "pre-review submitted"
        pre_review = self.act(pre_review, "return_for_papers", "office_clerk", reason="缺少资金来源证明")
        yield "pre-review returned"
        pre_review = self.act(pre_review, "submit", "applicant", statement="已补充")
        for code in PreReviewCondition.values:
            judge_condition(pre_review=pre_review, code=code, verdict="yes", remark="", post=self.city.office_clerk)
        pre_review = self.act(pre_review, "pass_check", "office_clerk", note="符合条件")
        yield "pre-review checked"
        until = timezone.localdate() + datetime.timedelta(days=365)
        self.act(pre_review, "approve", "office_leader", amount=self.budget, valid_until=until, demands="")
        yield "pre-approved"

    def approve(self):
        step, who = ("approve_project", "drc") if self.path == Path.TENDER else ("approve_procurement", "finance")
        act = ApprovalAct.FEASIBILITY if self.path == Path.TENDER else ApprovalAct.PROCUREMENT
        self.act(
            self.project,
            step,
            who,
            act=act,
            number="广财采〔2026〕1号",
            project_code="2026-510800-00-01",
            approved_on=timezone.localdate(),
            amount=self.budget,
        )
        yield "approved by the gate"
        if self.path == Path.TENDER:
            day = timezone.localdate()
            self.act(
                self.project,
                "file_tender",
                "office_clerk",
                method="公开招标",
                agency="四川某招标代理有限公司",
                noticed_on=day - datetime.timedelta(days=30),
                medium="四川省公共资源交易信息网",
                opened_on=day - datetime.timedelta(days=5),
                winner="四川某信息技术有限公司",
                amount=self.budget - 1000,
            )
            yield "tender filed"
