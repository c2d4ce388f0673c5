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
from building.models import AgencyWaiver, SecurityRecord
from building.rules import is_major
from funds.codes import check_letter
from funds.duties import bought
from funds.models import Contract, Indicator
from funds.rules.budget import source_limits
from projects.paths import Path, Way, on_way
from projects.rooms import sharing_lines
from workflow.engine import perform
from workspace.demo import gates, texts
from workspace.demo.clock import Halted, Script

CENT = Decimal("0.01")
THRESHOLD = 1_000_000


class Building:
    """The part of a project's story between gate and filing. Mixed into ProjectStory."""

    plan: Any
    project: Any
    world: Any
    clock: Any
    city: Any
    random: Any
    clerk: Any
    office_clerk: Any
    office_leader: Any
    budget: Decimal
    act: Any
    until: Any
    here: Any
    strays: Any
    attach: Any
    panel_sits: Any

    def build(self) -> Script:
        plan, rng = self.plan, self.random
        place = rng.randrange(len(texts.SUPPLIERS))
        amount = (self.budget * Decimal(rng.randint(880, 960)) / 1000).quantize(CENT)
        if plan.path == Path.TENDER:
            yield self.until("tender_filed", 22, 35)
            gates.file_tender(self, texts.SUPPLIERS[place], amount)
            self.here("tender_filed")
        if plan.amount > THRESHOLD:
            bodies = {"supervisor": rng.choice(texts.SUPERVISORS), "tester": rng.choice(texts.TESTERS)}
            self.act(self.project, "name_bodies", self.clerk, **bodies)
        yield self.until("", 8, 30)
        self.give_indicator(amount)
        contract = self.sign_contract(place, amount)
        yield self.until("building", 2, 10)
        months = 4 if plan.halt else rng.randint(5, 9)
        planned = timezone.localdate() + datetime.timedelta(days=30 * months)
        if plan.halt == "building" and rng.random() < 0.3:
            planned = timezone.localdate() + datetime.timedelta(days=rng.randint(3, 8))
        if is_major(self.refresh()):
            # Its reason stands accepted: the demonstration asks no third contract of the story.
            waiver = AgencyWaiver.objects.create(
                project=self.project, created_by=self.clerk, reason="本单位设有信息中心，具备自行管理能力。"
            )
            perform(waiver, "accept", post=self.office_leader)
        self.act(self.project, "start_build", self.clerk, planned_end=planned)
        self.here("building")
        self.pay(contract, "0.30", "预付款")
        yield from self.progress(contract, months)

    def sign_contract(self, place: int, amount: Decimal) -> Contract:
        today = timezone.localdate()
        head = f"9151080{place}MA6{place}XK2{place}C"[:17].ljust(17, "7")
        number = f"GYXX-{today.year}-{self.random.randint(1000, 9999)}"
        # Its own chance, as below; a tender's award stands in its filing.
        award = {"awarded_on": today - datetime.timedelta(days=random.Random(f"award {number}").randint(2, 7))}
        self.act(
            self.project,
            "register_contract",
            self.clerk,
            kind=Contract.Kind.MAIN,
            number=number,
            name=f"{self.plan.name}建设合同",
            contractor=texts.SUPPLIERS[place],
            contractor_code=head + check_letter(head),
            amount=amount,
            signed_on=today,
            starts_on=today,
            ends_on=today + datetime.timedelta(days=365),
            outsourced=self.world.one_in(3),
            **(award if on_way(Way.CONTRACT_ACCEPTANCE)(self.project) else {}),
        )
        contract = Contract.objects.get(project=self.project, number=number)
        # Its own chance; one in eight forgets, for the list of what is late.
        if bought(contract) and random.Random(number).random() > 0.125:
            perform(contract, "publish", post=self.clerk, data={"published_on": today, "medium": "四川政府采购网"})
            perform(contract, "file_copy", post=self.clerk, data={"filed_on": today})
        return contract

    def give_indicator(self, amount: Decimal) -> None:
        """By the sources that the application names, each in its share."""
        # Its own chance, and no minute of the story: everything after stays where it was.
        chance, today, left = random.Random(self.project.number), timezone.localdate(), amount
        limits = sorted(source_limits(self.project).items(), key=lambda pair: pair[1])
        total = sum(limit for _source, limit in limits)
        for place, (source, limit) in enumerate(limits, start=1):
            # The largest takes what the fen leave.
            share = left if place == len(limits) else (amount * limit / total).quantize(CENT)
            left -= share
            data = {
                "number": f"广财预〔{today.year}〕{chance.randint(1, 400)}号",
                "source": source,
                "year": today.year,
                "use": "construction",
                "amount": share,
            }
            perform(self.project, "register_indicator", post=self.city.posts["finance"], data=data)

    def pay(self, contract: Contract, share: str, note: str) -> None:
        today = timezone.localdate()
        for indicator in Indicator.objects.filter(project=self.project, use=contract.use):
            self.act(
                self.project,
                "register_payment",
                self.clerk,
                contract=contract,
                indicator=indicator,
                amount=(indicator.amount * Decimal(share)).quantize(CENT),
                paid_on=today,
                note=note,
            )

    def progress(self, contract: Contract, months: int) -> Script:
        notes = texts.PROGRESS[1::2] if self.plan.amount < THRESHOLD else texts.PROGRESS
        days = months * 20 // (len(notes) + 1)
        for place, (percent, done, problems) in enumerate(notes):
            yield self.until("", max(2, days // 2), days + 4)
            self.act(self.project, "note_progress", self.clerk, percent=percent, done=done, problems=problems)
            if place == len(notes) // 2:
                self.pay(contract, "0.30", "进度款")
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
        self.pay(self.contract, "0.35", "验收款")

    def one_acceptance(self, outcome: str) -> Script:
        yield self.until("acc.draft", 3, 15)
        acceptance = self.report()
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
        yield self.until("acc.concluded", 1, 4)
        acceptance = self.act(acceptance, "conclude", self.office_clerk, **self.findings(outcome))
        self.here("acc.concluded")
        yield self.until(self.plan.halt if self.plan.halt in ("accepted", "acc.rectify") else "", 1, 4)
        self.act(acceptance, "sign", self.office_leader)

    def try_out(self) -> None:
        """初验 and trial of a large project; here the leader has always shortened it."""
        if hasattr(self.refresh(), "trial"):
            return
        today = timezone.localdate()
        data = {
            "examined_on": today,
            "begun_on": today,
            "opinion": "按合同建成，同意试运行。",
            "members": "建设、监理、承建单位",
        }
        trial = {"post": self.clerk, "data": data}
        perform(self.project, "begin_trial", **trial)
        reason = "系统已在两个科室试用三个月，运行平稳，同意缩短。"
        trial = Trial.objects.get(project=self.project)
        incident = {"happened_on": today, "text": "高峰时段接口超时。", "measure": "扩容后恢复。"}
        perform(trial, "note_incident", post=self.clerk, data=incident)
        perform(trial, "shorten", post=self.office_leader, reason=reason)

    def secure(self) -> None:
        """等保 and 密码评估 as the level asks; written down at once, nothing of it has a lifecycle."""
        today = timezone.localdate()
        level = self.project.application.security_level or "none"
        data = {"level": level, "no_key_equipment": True, "post": self.clerk}
        if level in ("2", "3", "4"):
            data |= {"filed_on": today, "filing_number": f"5108{today:%y}{self.project.number[-5:]}"}
        if level in ("3", "4"):
            data |= {"assessed_on": today, "assessor": "四川省信息工程测评中心", "outcome": "good"}
            data |= {"crypto_on": today, "crypto_assessor": "四川省密码测评中心", "crypto": "met"}
        SecurityRecord.objects.update_or_create(project=self.project, defaults=data)

    def report(self) -> Acceptance:
        if trial_demanded(self.project):
            self.try_out()
        self.secure()
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
                "settled_sum": self.contract.amount,
            },
            answers={item.pk: "已完成整改并附复测记录。" for item in acceptance.items_to_answer()},
        )
        rows = {one.pk: ("达到承诺值", "四川省信息工程测评中心", True) for one in acceptance.results.all()}
        keep_results(obj=acceptance, post=self.clerk, data={"rows": rows})
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
            "opinion": "验收组听取了汇报，查看了系统演示，审阅了资料。\n"
            + ("项目完成合同全部内容，同意通过验收。" if good else "项目基本完成合同内容，须按要求整改后再次验收。"),
            "items": [] if good else self.items(),
        }
        for part in Part.values:
            data[f"verdict_{part}"] = PartVerdict.MET
            data[f"finding_{part}"] = "经查验，符合要求。"
        if missing := [line for line in sharing_lines(self.project) if not line.ok]:
            data["verdict_sharing"] = PartVerdict.PARTLY
            data["finding_sharing"] = f"{missing[0].what}：{missing[0].state}，投入使用前补办。"
        for part in Part.values:
            data[f"examiner_{part}"], data[f"evidence_{part}"] = "验收组", "验收资料、现场演示"
        return data
