"""Ways of a journey (tests/journey.py) that end early or turn."""

import datetime

from django.utils import timezone

from changes.services import save_change
from workflow.engine import perform


class Ends:
    """Mixed into `Journey`; each is a walk of its own from the beginning."""

    def refused(self):
        """Not admitted to the library."""
        application = self.draft()
        for step, who in (("submit", "applicant"), ("unit_approve", "unit_leader"), ("pass_check", "office_clerk")):
            application = self.act(application, step, who)
        self.act(application, "refuse", "office_leader", reason="重复建设")
        yield "refused"

    def given_back(self):
        """Papers are not brought, and the clock gives it back (退件): a pre-review, and another application."""
        for _ in (*self.apply(), *self.enlist()):
            pass
        self.act(self.project, "apply_pre_review", "applicant")
        pre_review = self.act(self.project.prereviews.get(), "submit", "applicant", statement="")
        pre_review = self.act(pre_review, "return_for_papers", "office_clerk", reason="缺少资金来源证明")
        perform(pre_review, "lapse", post=None, reason="期满未补正", system=True)
        yield "pre-review given back"
        application = self.draft()
        for step, who in (("submit", "applicant"), ("unit_approve", "unit_leader")):
            application = self.act(application, step, who)
        application = self.act(application, "return_for_papers", "office_clerk", reason="可研缺少论证意见")
        perform(application, "lapse", post=None, reason="期满未补正", system=True)
        self.project.refresh_from_db()
        yield "application given back"

    def withdrawn(self):
        """Taken back as a draft."""
        self.draft()
        self.act(self.project, "withdraw", "applicant", reason="并入市级平台")
        yield "withdrawn"

    def pre_review_refused(self):
        """No 预审批复; the second attempt ends with the project."""
        for _ in (*self.apply(), *self.enlist()):
            pass
        self.act(self.project, "apply_pre_review", "applicant")
        pre_review = self.act(self.project.prereviews.get(), "submit", "applicant", statement="")
        self.judge(pre_review, "no", "不符合")
        pre_review = self.act(pre_review, "pass_check", "office_clerk", note="")
        self.act(pre_review, "refuse", "office_leader", reason="资金来源不明确")
        yield "pre-review refused"
        self.pool()
        review = self.act(self.plan(), "submit", "applicant")
        review = self.act(review, "check_form", "office_clerk")
        review = self.act(review, "convene", "office_clerk", **self.convened())
        panel = type(review).objects.get(pk=review.pk).panel
        seat = panel.seats.order_by("rank").last()
        perform(seat, "decline", post=self._post_of(seat), reason="出差")
        yield "an expert declined"
        self.act(self.project, "apply_pre_review", "applicant")
        self.act(self.project, "terminate", "office_leader", reason="规划调整")
        yield "terminated"

    def revoked(self):
        """The 预审批复 is taken back before anything was built."""
        for _ in (*self.apply(), *self.enlist(), *self.pre_review()):
            pass
        self.act(self.project.prereviews.get(), "revoke", "office_leader", reason="资金来源落空")
        yield "pre-approval revoked"

    def _offered(self):
        """Another unit is asked to take the project over, and declines."""
        self.act(self.project, "apply_change", "applicant", kind="unit", why="职能划转")
        change = self.project.change_requests.get(kind="unit")
        fields = {"why": change.why, "new_unit": self.city.strange_leader.organisation}
        change = save_change(change=change, post=self.city.applicant, fields=fields)
        self.attach(change, "basis")
        change = self.act(change, "submit", "applicant")
        change = self.act(change, "hand_on", "unit_leader")
        yield "a change before another unit"
        self.act(change, "decline", "strange_leader", reason="没有相应职能")

    def changed(self):
        """Three requests for another day of completion: allowed, refused, and closed with the project."""
        for _ in (*self.apply(), *self.enlist()):
            pass
        for outcome in ("approve", "refuse", ""):
            self.act(self.project, "apply_change", "applicant", kind="period", why="设备到货推迟")
            change = self.project.change_requests.get(state="draft")
            end = timezone.localdate() + datetime.timedelta(days=300 + 30 * len(outcome))
            fields = {"why": change.why, "new_end": end}
            change = save_change(change=change, post=self.city.applicant, fields=fields)
            yield "a change drafted"
            if not outcome:
                break
            change = self.act(change, "submit", "applicant")
            yield "a change at the unit's leader"
            change = self.act(change, "confirm", "unit_leader")
            yield "a change at the office"
            change = self.act(change, "pass_check", "office_clerk", note="属实")
            yield "a change to be decided"
            self.act(change, outcome, "office_leader", reason="" if outcome == "approve" else "理由不充分")
            yield f"a change: {outcome}"
        yield from self._offered()
        self.act(self.project, "terminate", "office_leader", reason="规划调整")
        yield "terminated with a change under way"
