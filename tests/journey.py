"""A project's whole way through the real services, step by step.

`Journey(city, path).walk()` yields after every act, so that a test can look at each state that exists on the way
(tests/test_matrix.py does), or stop where it wants to (`to("pre_approved")`).
"""

import datetime
from collections.abc import Iterator
from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from acceptance.choices import Part
from acceptance.services import save_report
from documents.services import store_attachment
from funds.codes import check_letter
from projects.choices import ApprovalAct, BudgetKind, PreReviewCondition, SourceKind
from projects.models import BudgetLine, SourceLine
from projects.paths import Path, Way, on_way
from projects.services import add_to_list, create_list, create_project, judge_conditions, save_application
from tests.city import City
from tests.factories import content_lines, tender_after, tender_before
from tests.funds.money import buyer_accepts
from tests.journey_ends import Ends
from tests.journey_reviews import Reviews
from workflow.engine import perform

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj " + (
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)

TEXTS = {
    "contact": "王经办",
    "phone": "0839-3260001",
    "legal_basis": "《四川省政务信息化发展规划》",
    "crypto_note": "采用国密算法，按规定做密码应用安全性评估。",
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


class Journey(Reviews, Ends):
    """One project of one department on one path; sums in yuan."""

    def __init__(
        self, city: City, path: str = Path.PROCUREMENT, *, name="智慧交通一体化平台", budget: int = 1_500_000
    ):
        self.city, self.path, self.name, self.budget = city, path, name, Decimal(budget)
        self.year = timezone.localdate().year
        self.project = None
        self.annual_list = None

    # --- small helpers

    def act(self, obj, name, who, /, **data):
        """Perform a step as the post `who`; the reason, where given, is no data."""
        reason = data.pop("reason", "")
        done = perform(obj, name, post=self.city.posts[who], data=data, reason=reason)
        self.project.refresh_from_db()
        return done

    def judge(self, pre_review, verdict, remark=""):
        """The clerk's same verdict on all eleven."""
        verdicts = dict.fromkeys(PreReviewCondition.values, (verdict, remark))
        judge_conditions(pre_review=pre_review, verdicts=verdicts, post=self.city.office_clerk)

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
        project = self.project
        found = [project, project.application, *project.prereviews.all(), *project.filings.all()]
        found += [*project.review_rounds.all(), *project.acceptances.all(), *project.change_requests.all()]
        found += [seat for panel in project.panels.all() for seat in panel.seats.all()]
        if self.annual_list is not None:
            self.annual_list.refresh_from_db()
            found.append(self.annual_list)
        return found

    # --- the way

    def walk(self) -> Iterator[str]:
        yield from self.apply()
        yield from self.enlist()
        yield from self.pre_review()
        yield from self.review()
        yield from self.approve()
        yield from self.build()
        yield from self.accept()
        yield from self.file()

    def draft(self):
        """A complete draft."""
        post = self.city.applicant
        self.project = create_project(post=post, name=self.name, category="application", nature="new", path=self.path)
        application = self.project.application
        today = timezone.localdate()
        fields = {**TEXTS, "starts_on": today, "ends_on": today + datetime.timedelta(days=200)}
        save_application(application=application, post=post, version=0, fields=fields, lines=content_lines(today))
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
        self.judge(pre_review, "yes")
        pre_review = self.act(pre_review, "pass_check", "office_clerk", note="符合条件")
        yield "pre-review checked"
        until = timezone.localdate() + datetime.timedelta(days=365)
        self.act(pre_review, "approve", "office_leader", amount=self.budget, valid_until=until, demands="")
        yield "pre-approved"

    def approve(self):
        if self.path != Path.TENDER:
            line = {"book": self.path, "year": self.year, "number": "2026-017", "amount": self.budget, "note": ""}
            self.act(self.project, "enter_budget_line", "finance", **line)
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
            yield from self.tender()

    def tender(self):
        self.act(self.project, "apply_tender", "applicant")
        tender = self.act(self.project.tender, "submit_before", "applicant", **tender_before())
        tender = self.act(tender, "file_before", "office_clerk")
        tender = self.act(tender, "submit_after", "applicant", **tender_after(self.budget - 1000))
        self.act(tender, "file", "office_clerk")
        yield "tender filed"

    # --- build, acceptance, filing

    def contract(self, amount=None) -> dict:
        day = timezone.localdate()
        head = "91510800MA6200001"
        return {
            "kind": "main",
            "number": f"HT-{self.project.number}",
            "name": "平台建设合同",
            "contractor": "四川某信息技术有限公司",
            "contractor_code": head + check_letter(head),
            "amount": amount or self.budget - 1000,
            "signed_on": day,
            "starts_on": day,
            "ends_on": day + datetime.timedelta(days=200),
            "outsourced": False,
            **({"awarded_on": day} if on_way(Way.CONTRACT_ACCEPTANCE)(self.project) else {}),
        }

    def indicator(self, amount=None, use="construction", **fields):
        """Money for the building, from 财政局."""
        data = {"number": "广财预〔2026〕8号", "source": SourceKind.CITY, "year": self.year, "use": use, **fields}
        self.act(self.project, "register_indicator", "finance", amount=amount or self.budget - 2000, **data)
        return self.project.indicators.order_by("pk").last()

    def build(self):
        self.act(self.project, "name_bodies", "applicant", supervisor="四川某监理有限公司", tester="四川某测评中心")
        self.act(self.project, "register_contract", "applicant", **self.contract())
        yield "contract registered"
        if self.budget >= 5_000_000:
            self.act(self.project, "ask_agency_waiver", "applicant", why="本单位有专职技术管理力量")
            self.act(self.project.agency_waivers.get(), "accept", "office_leader")
        ends = timezone.localdate() + datetime.timedelta(days=200)
        self.act(self.project, "start_build", "applicant", planned_end=ends)
        yield "building"
        self.act(self.project, "note_progress", "applicant", percent=100, done="全部完成", problems="")

    def security(self) -> dict:
        """等保, 密码评估, key equipment: what the acceptance of a level 3 system asks for."""
        today = timezone.localdate()
        return {
            "level": "3", "filed_on": today, "filing_number": "51080026001", "assessed_on": today, "outcome": "good",
            "assessor": "四川某测评中心", "crypto_on": today, "crypto_assessor": "四川某密评机构", "crypto": "met",
            "no_key_equipment": True,
        }  # fmt: skip

    def secure(self):
        self.act(self.project, "record_security", "applicant", **self.security())

    def examined(self, **fields) -> dict:
        """初验, and the trial from today on."""
        today = timezone.localdate()
        members = "王建国（建设单位）\n李蓉（监理单位）\n周明（承建单位）"
        data = {"examined_on": today, "begun_on": today, "members": members, "verdict": "met", "problems": ""}
        return {**data, "opinion": "按合同建成，同意试运行。", "paper": paper("初验报告.pdf"), **fields}

    def buyers_accept(self):
        """The buyer's 验收书 of each contract that builds, where its path asks for one."""
        if not on_way(Way.CONTRACT_ACCEPTANCE)(self.project):
            return
        for contract in self.project.contracts.standing().filter(kind__in=("main", "services")):
            if not contract.is_accepted():
                buyer_accepts(contract, self.city.applicant, self.city.unit_leader)

    def report(self):
        """An acceptance with its report, papers, and answers to what the last one demanded."""
        self.secure()
        self.buyers_accept()
        self.act(self.project, "apply_acceptance", "applicant")
        acceptance = self.project.acceptances.order_by("-attempt").first()
        fields = {
            "built": "按合同建成。",
            "selfcheck": "五部分自查合格。",
            "indicators": "一网通办率 92%。",
            "completed_on": timezone.localdate(),
        }
        answers = {item.pk: "已整改" for item in acceptance.items_to_answer()}
        save_report(acceptance=acceptance, post=self.city.applicant, version=0, fields=fields, answers=answers)
        rows = {one.pk: (one.promised[-4:], "四川某测评中心", True) for one in acceptance.results.all()}
        self.act(acceptance, "record_results", "applicant", rows=rows)
        self.act(acceptance, "record_clauses", "applicant", rows=self.clauses(acceptance))
        for slot in ("completion", "supervision", "testing", "rectification"):
            self.attach(acceptance, slot)
        return type(acceptance).objects.get(pk=acceptance.pk)

    def clauses(self, acceptance) -> list[dict]:
        """Every line of the table, delivered; each contract has one."""
        rows = list(acceptance.clauses.values("reference", "agreed"))
        named = " ".join(row["reference"] for row in rows)
        rows += [
            {"reference": f"合同 {one.number}", "agreed": one.name}
            for one in acceptance.building_contracts()
            if one.number not in named
        ]
        return [{**row, "delivered": "已交付并查验", "evidence": "验收测试记录", "verdict": "whole"} for row in rows]

    def accept(self, conclusion: str = "pass"):
        acceptance = self.report()
        yield "acceptance opened"
        acceptance = self.act(acceptance, "report", "applicant")
        yield "completion reported"
        acceptance = self.act(acceptance, "return_for_papers", "office_clerk", reason="监理报告缺页")
        yield "acceptance returned"
        acceptance = self.act(acceptance, "report", "applicant")
        if verdicts := {item.pk: (True, "") for item in acceptance.items_to_answer()}:
            self.act(acceptance, "verify_items", "office_clerk", verdicts=verdicts)
        acceptance = self.act(acceptance, "convene", "office_clerk", **self.convened())
        acceptance = type(acceptance).objects.get(pk=acceptance.pk)
        yield "acceptance panel drawn"
        yield from self.sit(acceptance.panel, "agree")
        acceptance = type(acceptance).objects.get(pk=acceptance.pk)
        acceptance = self.act(acceptance, "conclude", "office_clerk", **self.findings(conclusion))
        yield "acceptance concluded"
        self.act(acceptance, "sign", "office_leader")
        yield "certificate issued"

    def findings(self, conclusion: str) -> dict:
        data = {"conclusion": conclusion, "opinion": "同意。", "items": []}
        if conclusion == "rectify":
            today = timezone.localdate()
            later = today + datetime.timedelta(days=20)
            data["items"] = [
                {"part": "law", "problem": "没有应急预案", "demand": "补充应急预案", "due_on": today},
                {"part": "papers", "problem": "接口文档不全", "demand": "完善接口文档", "due_on": later},
            ]
        for part in Part.values:
            data |= {f"verdict_{part}": "met", f"finding_{part}": "合格"}
            data |= {f"examiner_{part}": "验收专家组", f"evidence_{part}": "验收资料、现场查验记录"}
        return data

    def file(self):
        self.act(self.project, "apply_filing", "applicant")
        filing = self.project.filings.get()
        yield "filing opened"
        filing = self.act(filing, "submit", "applicant", statement="")
        yield "filing submitted"
        filing = self.act(filing, "return_for_papers", "office_clerk", reason="缺结算书")
        yield "filing returned"
        filing = self.act(filing, "submit", "applicant", statement="已补")
        self.act(filing, "confirm", "office_clerk")
        yield "filed"
        self.act(self.project, "put_in_use", "applicant")
        yield "in use"
