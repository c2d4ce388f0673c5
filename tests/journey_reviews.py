"""The part of a journey (tests/journey.py) that experts sit for."""

from collections.abc import Iterator

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.models import Post, User
from accounts.roles import Role
from experts.aspects import groups_of
from experts.models import Expert, Field
from experts.purposes import budget_of
from experts.services import save_opinion
from reviews.services import save_plan
from workflow.engine import perform


class Reviews:
    """Mixed into `Journey`: the pool, a sitting, and the review of the plan."""

    def pool(self, number: int = 12) -> None:
        """Experts of different units; the city's own `expert` is not among them: one who was not drawn."""
        if Expert.objects.exists():
            return
        field = Field.objects.get_or_create(code="software", defaults={"name": "软件"})[0]
        for index in range(number):
            post = self._expert_post(index)
            expert = Expert.objects.create(user=post.user, employer=f"四川第{index}研究所", title="高级工程师")
            expert.fields.add(field)

    def _expert_post(self, index: int) -> Post:
        user = User.objects.create_user(f"expert{index:02d}", password="test-2026-gy", display_name=f"专家{index:02d}")
        return Post.objects.create(user=user, role=Role.EXPERT, organisation=self.city.pool)

    def sit(self, panel, conclusion: str) -> Iterator[str]:
        """All judge; where the office concludes, the group speaks."""
        yield from self.give_opinions(panel, conclusion)
        if panel.purpose in ("plan_review", "acceptance"):
            self.speak(panel)
        yield "opinions in"

    def give_opinions(self, panel, conclusion: str) -> Iterator[str]:
        """All seats of a panel declare, one recuses and is replaced, all seal an opinion."""
        first = panel.seats.order_by("rank").first()
        perform(first, "recuse", post=self._post_of(first), reason="与承建单位有合作")
        yield "an expert recused and was replaced"
        for seat in panel.active_seats().order_by("rank"):
            perform(seat, "declare", post=self._post_of(seat), data={"statement": "无利害关系", "no_conflict": True})
        yield "experts declared"
        for seat in panel.active_seats().order_by("rank"):
            aspects = {a.code: {"verdict": "met", "score": 88, "text": "可行"} for a in panel.aspects}
            checks = {code: "yes" for group in groups_of(panel.purpose) for code, _label in group.checks}
            budget = {key: {"verdict": "fair"} for key, *_rest in budget_of(panel)}
            said = {"overall": "同意通过。", "conclusion": conclusion}
            content = {"aspects": aspects, "checks": checks, "budget": budget, **said}
            save_opinion(seat=seat, post=self._post_of(seat), version=0, content=content)
            perform(seat, "submit_opinion", post=self._post_of(seat))

    def speak(self, panel, dissent: str = "") -> None:
        """The chair writes; the paper of the meeting has everybody's signature, and the last one's dissent."""
        chair = panel.active_seats().get(is_chair=True)
        points = [{"text": "方案完整、合理、可行。", "ranks": [chair.rank]}]
        perform(chair, "write_group", post=self._post_of(chair), data={"points": points})
        seats = list(panel.to_sign())
        signatures = dict.fromkeys((seat.pk for seat in seats), "") | {seats[-1].pk: dissent}
        scan = SimpleUploadedFile(
            "签字件.pdf", b"%PDF-1.4\n" + str(panel.pk).encode() + b"\n%%EOF\n", content_type="application/pdf"
        )
        paper = {"scan": scan, "paper": "档案柜 1", "signatures": signatures}
        perform(panel, "sign_on_paper", post=self.city.office_clerk, data=paper)

    def _post_of(self, seat) -> Post:
        return Post.objects.get(user=seat.expert.user, role=Role.EXPERT)

    def convened(self) -> dict:
        """At once, for a reason: papers speak of a meeting that has taken place."""
        room = {"meeting_at": timezone.now(), "urgent_reason": "汛期应急，当日开会", "place": "市经信委三楼会议室"}
        return {**room, "size": 5, "quotas": {}, "witness": "监督员"}

    def plan(self):
        """A round with the five matters and its paper."""
        self.act(self.project, "apply_plan_review", "applicant")
        review = self.project.review_rounds.order_by("-number").first()
        matters = {
            name: f"{name}：方案已载明。" for name in ("survey", "present", "needs", "processes", "goals", "content")
        }
        save_plan(obj=review, post=self.city.applicant, version=0, fields=matters)
        review.refresh_from_db()
        self.attach(review, "technical_plan")
        return review

    def review(self):
        self.pool()
        review = self.plan()
        yield "round opened"
        review = self.act(review, "submit", "applicant")
        yield "plan submitted"
        review = self.act(review, "return_for_papers", "office_clerk", reason="缺少业务流程图")
        yield "plan returned"
        review = self.act(review, "submit", "applicant")
        review = self.act(review, "check_form", "office_clerk")
        review = self.act(review, "convene", "office_clerk", **self.convened())
        review = type(review).objects.get(pk=review.pk)
        yield "panel drawn"
        yield from self.sit(review.panel, "agree")
        review = type(review).objects.get(pk=review.pk)
        asides = [{**one, "reason": "评价性意见，不涉及修改"} for one in review.untaken()]
        data = {"conclusion": "pass", "amount": self.budget, "demands": "", "asides": asides}
        review = self.act(review, "conclude", "office_clerk", **data)
        yield "review concluded"
        self.act(review, "sign", "office_leader")
        yield "opinion issued"
