"""From the approval to the certificate: tender, contract, money, progress, acceptance."""

import datetime
import random
from decimal import Decimal
from typing import Any

from django.utils import timezone

from acceptance.choices import Conclusion, Delivered, Part, PartVerdict
from acceptance.models import Acceptance, Trial
from acceptance.rules import trial_demanded
from acceptance.services import keep_results, keep_verification, save_report
from funds.choices import PaymentKind
from funds.models import Contract
from projects.paths import Path, Way
from projects.rooms import sharing_lines
from workflow.engine import perform
from workspace.demo import alike, buying, gates, papers, texts
from workspace.demo.clock import Halted, Script
from workspace.demo.spending import MAIN_AT_MOST, Spending, part_of

CENT = Decimal("0.01")
THRESHOLD = 1_000_000


class Building(Spending):
    """The part of a project's story between gate and filing. Mixed into ProjectStory."""

    plan: Any
    project: Any
    world: Any
    clock: Any
    city: Any
    random: Any
    clerk: Any
    leader: Any
    office_clerk: Any
    office_leader: Any
    budget: Decimal
    act: Any
    until: Any
    here: Any
    strays: Any
    attach: Any
    panel_sits: Any
    group_speaks: Any

    def build(self) -> Script:
        plan, rng = self.plan, self.random
        place = rng.randrange(len(texts.SUPPLIERS))
        share = rng.randint(880, 960)
        share = min(share, MAIN_AT_MOST) if plan.amount > THRESHOLD else share
        amount = (self.budget * Decimal(share) / 1000).quantize(CENT)
        if plan.path == Path.TENDER:
            yield self.until("tender_filed", 22, 35)
            gates.file_tender(self, texts.SUPPLIERS[place], amount)
            self.here("tender_filed")
        if plan.amount > THRESHOLD:
            bodies = {"supervisor": rng.choice(texts.SUPERVISORS), "tester": rng.choice(texts.TESTERS)}
            self.act(self.project, "name_bodies", self.clerk, **bodies)
        yield self.until("", 8, 30)
        self.give_first(amount)
        contract = self.sign_contract(place, amount)
        self.hire()
        yield self.until("building", 2, 10)
        months = 4 if plan.halt else rng.randint(5, 9)
        planned = timezone.localdate() + datetime.timedelta(days=30 * months)
        if plan.halt == "building" and rng.random() < 0.3:
            planned = timezone.localdate() + datetime.timedelta(days=rng.randint(3, 8))
        alike.settle(self)
        self.act(self.project, "start_build", self.clerk, planned_end=planned)
        self.here("building")
        self.pay(contract, part_of(amount, "0.30"), PaymentKind.ADVANCE)
        yield from self.progress(contract, months)

    def progress(self, contract: Contract, months: int) -> Script:
        notes = texts.PROGRESS[1::2] if self.plan.amount < THRESHOLD else texts.PROGRESS
        days = months * 20 // (len(notes) + 1)
        for place, (percent, done, problems) in enumerate(notes):
            yield self.until("", max(2, days // 2), days + 4)
            self.act(self.project, "note_progress", self.clerk, percent=percent, done=done, problems=problems)
            if place == len(notes) // 2:
                self.pay(contract, part_of(contract.amount, "0.30"), PaymentKind.PROGRESS)
                self.pay_hired(PaymentKind.PROGRESS)
            if self.plan.trouble == "terminated" and place == 1:
                for one in Contract.objects.filter(project=self.project, state="active"):
                    settled = {"settled_sum": one.paid_total, "reason": texts.TERMINATIONS[0]}
                    self.act(one, "terminate", self.leader, **settled)
                self.act(self.project, "terminate", self.office_leader, reason=texts.TERMINATIONS[0])
                raise Halted
        self.contract = contract

    # --- acceptance --------------------------------------------------------------------------------------------------

    def acceptance(self) -> Script:
        outcome = "rectify" if self.plan.halt == "acc.rectify" or self.strays(9) else "pass"
        yield from self.one_acceptance(outcome)
        if outcome == "rectify":
            self.here("acc.rectify")
            yield self.until("", 10, 20)
            yield from self.one_acceptance("pass")
        self.here("accepted")
        yield self.until("", 5, 15)
        self.pay_acceptance()

    def one_acceptance(self, outcome: str) -> Script:
        if trial_demanded(self.project):
            yield from self.try_out()
        yield self.until("acc.draft", 3, 15)
        acceptance = self.report(outcome)
        self.here("acc.draft")
        yield self.until("acc.reported", 1, 6)
        acceptance = self.act(acceptance, "report", self.clerk)
        self.here("acc.reported")
        if self.plan.halt == "acc.returned" or self.strays(10):
            yield self.until("acc.returned", 2, 6)
            acceptance = self.act(
                acceptance, "return_for_papers", self.office_clerk, reason="缺少用户试用意见和培训记录，请补充。"
            )
            self.here("acc.returned")
            yield self.until("", 3, 9)
            self.attach(acceptance, "other", f"{self.plan.name}用户试用意见")
            acceptance = self.act(acceptance, "report", self.clerk)
        if verdicts := {item.pk: (True, "现场核实") for item in acceptance.items_to_answer()}:
            keep_verification(obj=acceptance, post=self.office_clerk, data={"verdicts": verdicts})
        acceptance = yield from self.panel_sits(acceptance, "pass" if outcome == "pass" else "revise", "acc")
        self.group_speaks(acceptance.panel)
        yield self.until("acc.concluded", 1, 4)
        acceptance = self.act(acceptance, "conclude", self.office_clerk, **self.findings(outcome))
        self.here("acc.concluded")
        yield self.until(self.plan.halt if self.plan.halt in ("accepted", "acc.rectify") else "", 1, 4)
        self.act(acceptance, "sign", self.office_leader)

    def try_out(self) -> Script:
        """初验 and trial of a large project: most for its whole time, every third shortened on the unit's report."""
        if hasattr(self.refresh(), "trial"):
            return
        today, chance = timezone.localdate(), random.Random(f"trial {self.project.number}")
        data = {
            "examined_on": today,
            "begun_on": today,
            "members": f"{self.clerk.organisation.name}：王建国\n{self.project.supervisor}：李蓉\n承建单位：周明",
            "verdict": PartVerdict.PARTLY,
            "opinion": "按合同建成，主要功能符合要求，同意试运行。",
            "problems": "报表导出偏慢，试运行期间优化。",
            "paper": papers.pdf(f"{self.plan.name}初验报告", "初验基本合格，同意试运行。"),
        }
        perform(self.project, "begin_trial", post=self.clerk, data=data)
        trial = Trial.objects.get(project=self.project)
        yield self.clock.morning(today + datetime.timedelta(days=chance.randint(12, 25)))
        incident = {"happened_on": timezone.localdate(), "text": "高峰时段接口超时。", "measure": "扩容后恢复。"}
        perform(trial, "note_incident", post=self.clerk, data=incident)
        report = "累计运行期间可用率99.9%，登记故障一次，已处置；初验遗留问题已解决，各项指标达到要求。"
        if chance.random() < 1 / 3:
            yield self.clock.morning(trial.may_be_shortened_on + datetime.timedelta(days=chance.randint(8, 20)))
            asked = {"report": report, "why": "汛期将至，须在汛前正式启用。"}
            perform(trial, "ask_shorter", post=self.clerk, data=asked)
            perform(trial, "shorten", post=self.office_leader, reason="运行平稳，遗留问题已解决，同意缩短。")
        else:
            yield self.clock.morning(trial.may_end_on)
            perform(trial, "finish", post=self.clerk, data={"report": report})

    def buyers_accept(self) -> None:
        """Each contract that builds has the buyer's 验收书 before the office is asked."""
        if Way.CONTRACT_ACCEPTANCE not in self.refresh().way:
            return
        for contract in self.project.contracts.standing().filter(kind__in=("main", "services")):
            if not contract.is_accepted():
                buying.accept(contract, self.clerk, self.leader)

    def secure(self) -> None:
        """等保 and 密码评估 as the level asks; half of them use key equipment, with its certificates."""
        today, chance = timezone.localdate(), random.Random(f"equipment {self.project.number}")
        level, bare = self.project.application.security_level or "none", chance.random() < 0.5
        data = {"level": level, "no_key_equipment": bare}
        if level in ("2", "3", "4"):
            data |= {"filed_on": today, "filing_number": f"5108{today:%y}{self.project.number[-5:]}"}
        if level in ("3", "4"):
            data |= {"assessed_on": today, "assessor": "四川省信息工程测评中心", "outcome": "good"}
            data |= {"crypto_on": today, "crypto_assessor": "四川省密码测评中心", "crypto": "met"}
        perform(self.project, "record_security", post=self.clerk, data=data)
        if not bare:
            rows = texts.key_equipment(chance, today)
            perform(self.project, "list_equipment", post=self.clerk, data={"rows": rows})

    def measured(self, acceptance: Acceptance, outcome: str) -> dict[int, tuple[str, str, bool]]:
        """A figure for each promise; where the acceptance asks for rectification the first one falls short."""
        chance, tester = random.Random(f"measured {self.project.number}"), self.project.tester
        rows = {}
        for place, one in enumerate(acceptance.results.all()):
            met = outcome == "pass" or place > 0
            rows[one.pk] = (texts.measured(one.promised, chance, met=met), tester or "四川省信息工程测评中心", met)
        return rows

    def report(self, outcome: str) -> Acceptance:
        self.secure()
        self.buyers_accept()
        self.act(self.project, "apply_acceptance", self.clerk)
        acceptance = Acceptance.objects.open_().get(project=self.project)
        subject = self.plan.subject
        save_report(
            acceptance=acceptance,
            post=self.clerk,
            version=acceptance.version,
            fields={
                "built": "\n".join(f"{module}（已完成）" for module in subject.modules[:4]),
                "selfcheck": "资料齐全；合同和招标文件内容全部履行；功能、性能、安全达到指标；"
                "已挂接共享目录并提供接口；软件正版、档案归集等要求已落实。",
                "indicators": "\n".join(f"{goal}：已达到（第三方测评）" for goal in subject.goals[:4]),
                "completed_on": timezone.localdate(),
            },
            answers={item.pk: "已完成整改并附复测记录。" for item in acceptance.items_to_answer()},
        )
        keep_results(obj=acceptance, post=self.clerk, data={"rows": self.measured(acceptance, outcome)})
        done = {"delivered": "已按约定交付", "evidence": "测试报告、现场查验", "verdict": Delivered.WHOLE}
        acceptance.clauses.update(**done)
        for paper in acceptance.demanded_papers():
            self.attach(acceptance, paper.slot, f"{self.plan.name}{paper.label.partition('（')[0]}")
        return acceptance

    def items(self) -> list[dict[str, Any]]:
        """What must be mended, each until a day of its own."""
        today = timezone.localdate()
        return [
            {**item, "due_on": today + datetime.timedelta(days=15 * place)}
            for place, item in enumerate(texts.RECTIFICATION, start=1)
        ]

    def findings(self, outcome: str) -> dict[str, Any]:
        good = outcome == "pass"
        data: dict[str, Any] = {
            "conclusion": Conclusion.PASS if good else Conclusion.RECTIFY,
            "items": [] if good else self.items(),
        }
        for part in Part.values:
            data[f"verdict_{part}"] = PartVerdict.MET
            data[f"finding_{part}"] = "经查验，符合要求。"
        if not good:
            data["verdict_function"] = PartVerdict.PARTLY
            data["finding_function"] = "一项指标的实测值未达到承诺值，整改后复测。"
        if missing := [line for line in sharing_lines(self.project) if not line.ok]:
            data["verdict_sharing"] = PartVerdict.PARTLY
            data["finding_sharing"] = f"{missing[0].what}：{missing[0].state}，投入使用前补办。"
        for part in Part.values:
            data[f"examiner_{part}"], data[f"evidence_{part}"] = "验收组", "验收资料、现场演示"
        return data
