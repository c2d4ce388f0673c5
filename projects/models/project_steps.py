"""What each step of a project sets: fields of its own row and nothing else.

A step of the table (projects/states/project.py) that leaves the row as it is has no method here.
"""

from django.utils import timezone

from projects.choices import ApprovalAct
from projects.states import PROJECT
from workflow.parameters import parameter
from workflow.workdays import add_working_days, day_start


class ProjectSteps:
    """The facts of a project as its steps write them; mixed into `Project`."""

    @PROJECT.step("leave_unit")
    def leave_unit(self, *, post, data):
        self.submitted_at = self.submitted_at or timezone.now()
        self.declared_sum = data["declared_sum"]
        self.planned_end = data["planned_end"]
        self.touches_cii = data["touches_cii"]

    @PROJECT.step("report")
    def report(self, *, post, data):
        self.submitted_at = timezone.now()
        self.declared_sum = data["declared_sum"]

    @PROJECT.step("admit")
    def admit(self, *, post, data):
        self.admitted_at = timezone.now()
        self.planned_year = data["planned_year"]

    @PROJECT.step("refuse")
    def refuse(self, *, post, data):
        self.ended_at = timezone.now()

    @PROJECT.step("lapse")
    def lapse(self, *, post, data):
        self.ended_at = timezone.now()

    @PROJECT.step("enlist")
    def enlist(self, *, post, data):
        self.listed_at = timezone.now()
        self.planned_year = data["year"]

    @PROJECT.step("delist")
    def delist(self, *, post, data):
        self.listed_at = None

    @PROJECT.step("leave_library")
    def leave_library(self, *, post, data):
        self.ended_at = timezone.now()

    @PROJECT.step("defer_entry")
    def defer_entry(self, *, post, data):
        self.planned_year = data["planned_year"]

    @PROJECT.step("merge_entry")
    def merge_entry(self, *, post, data):
        self.ended_at = timezone.now()

    @PROJECT.step("split_entry")
    def split_entry(self, *, post, data):
        self.ended_at = timezone.now()

    @PROJECT.step("pre_approve")
    def pre_approve(self, *, post, data):
        self._record_pre_approval(data)

    def _record_pre_approval(self, data):
        self.pre_approved_at = timezone.now()
        self.pre_approval_number = data["number"]
        self.pre_approved_until = data["until"]
        self.reviewed_sum = data["amount"] if self.plan_sum is None else min(data["amount"], self.plan_sum)

    @PROJECT.step("approve_plan")
    def approve_plan(self, *, post, data):
        self.plan_approved_at = timezone.now()
        self.plan_opinion_number = data["number"]
        self.plan_sum = data["amount"]
        self.reviewed_sum = self.plan_sum if self.reviewed_sum is None else min(self.reviewed_sum, self.plan_sum)

    @PROJECT.step("record_contract")
    def record_contract(self, *, post, data):
        self.contract_sum = data["contract_sum"]

    @PROJECT.step("complete")
    def complete(self, *, post, data):
        self.completed_at = timezone.now()

    @PROJECT.step("accept")
    def accept(self, *, post, data):
        self.accepted_at = timezone.now()
        self.certificate_number = data["number"]

    @PROJECT.step("file")
    def file(self, *, post, data):
        self.filed_at = timezone.now()
        self.filing_number = data["number"]

    @PROJECT.step("amend")
    def amend(self, *, post, data):
        for name, value in data.items():
            setattr(self, name, value)

    @PROJECT.step("supersede_approval")
    def supersede_approval(self, *, post, data):
        """The gates close again; the papers and the audit trail keep the old numbers."""
        self.pre_approved_at, self.pre_approval_number, self.pre_approved_until = None, "", None
        self.approved_at, self.approval_number, self.revise_by = None, "", None
        # What the experts approved was of the old sum; the new 预审批复 says what may be spent.
        self.plan_sum = None

    @PROJECT.step("supersede_gate")
    def supersede_gate(self, *, post, data):
        """Another path: the act of the old body and its tender fall, the 预审批复 stands."""
        self.path = data["path"]
        self.approved_at, self.approval_number, self.project_code, self.revise_by = None, "", "", None
        self.tender_filed_at, self.tender_filing_number = None, ""

    @PROJECT.step("suspend")
    def suspend(self, *, post, data):
        self.suspended_at = timezone.now()
        self.suspended_until = data.get("resume_by")

    @PROJECT.step("resume")
    def resume(self, *, post, data):
        """The days of the standstill are given back: to the validity of the 预审批复, and to the building's end."""
        stood = timezone.localdate() - timezone.localdate(self.suspended_at)
        if self.pre_approved_until:
            self.pre_approved_until += stood
        self.planned_end = data.get("planned_end") or (self.planned_end and self.planned_end + stood)
        self.suspended_at = self.suspended_until = None

    @PROJECT.step("renew_pre_approval")
    def renew_pre_approval(self, *, post, data):
        self._record_pre_approval(data)

    @PROJECT.step("extend_pre_approval")
    def extend_pre_approval(self, *, post, data):
        self.pre_approved_until = data["until"]

    @PROJECT.step("reapprove_project")
    def reapprove_project(self, *, post, data):
        self._record_gate(data)

    @PROJECT.step("reapprove_procurement")
    def reapprove_procurement(self, *, post, data):
        self._record_gate(data)

    @PROJECT.step("approve_project")
    def approve_project(self, *, post, data):
        self._record_gate(data)

    @PROJECT.step("approve_procurement")
    def approve_procurement(self, *, post, data):
        self._record_gate(data)

    def _record_gate(self, data):
        # The day of the act, not of its entry: validity and clocks are counted from it.
        self.approved_at = day_start(data["approved_on"])
        self.approval_number = data["number"]
        self.project_code = data.get("project_code", "")
        self._set_budget(data["amount"], self.reviewed_sum)

    def _set_budget(self, amount, before):
        """The budget follows the act; less than before asks the unit to revise the content until a day."""
        self.budget_sum = amount
        if before is not None and amount < before:
            days = int(parameter("clock.revision"))
            self.revise_by = add_working_days(timezone.localdate(), days)

    @PROJECT.step("add_act")
    def add_act(self, *, post, data):
        self.project_code = data.get("project_code") or self.project_code
        if data["act"] == ApprovalAct.DESIGN:
            # 概算 is the sum that counts from now on.
            self._set_budget(data["amount"], self.budget_sum)

    @PROJECT.step("reduce_sum")
    def reduce_sum(self, *, post, data):
        self._set_budget(data["amount"], self.budget_sum)

    @PROJECT.step("revise_content")
    def revise_content(self, *, post, data):
        self.revise_by = None

    @PROJECT.step("file_tender")
    def file_tender(self, *, post, data):
        self.tender_filed_at = timezone.now()
        self.tender_filing_number = data["number"]

    @PROJECT.step("name_bodies")
    def name_bodies(self, *, post, data):
        self.supervisor = data["supervisor"]
        self.tester = data["tester"]

    @PROJECT.step("start_build")
    def start_build(self, *, post, data):
        self.build_started_at = timezone.now()
        self.planned_end = data.get("planned_end") or self.planned_end

    @PROJECT.step("approve_use")
    def approve_use(self, *, post, data):
        self.use_approved_at = timezone.now()

    @PROJECT.step("put_in_use")
    def put_in_use(self, *, post, data):
        self.in_use_at = timezone.now()

    @PROJECT.step("retire")
    def retire(self, *, post, data):
        self.retired_on = data["off_on"]

    @PROJECT.step("withdraw")
    def withdraw(self, *, post, data):
        self.ended_at = timezone.now()

    @PROJECT.step("terminate")
    def terminate(self, *, post, data):
        self.ended_at = timezone.now()
