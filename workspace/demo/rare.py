"""What happens seldom, each once and as of today: an extension, a revocation, a lifted conflict, an expert who comes
and one who goes, matters that are over. Chance would show them in a large demonstration only."""

from typing import Any

from dateutil.relativedelta import relativedelta
from django.utils import timezone

from accounts.models import Post
from accounts.roles import Role
from accounts.services import give_post
from experts.models import Enrolment, Expert, Meeting, Seat
from experts.queries import pool_for
from experts.services import ask_waiver
from oversight.models import Assignment, Breach, Matter
from projects.models import PreReview, Project
from projects.paths import Builder, Path
from projects.states import Stage
from workflow.workdays import add_working_days
from workspace.demo.arguing import QUESTION
from workspace.demo.people import person


class Rare:
    """One pass over the finished years; a state for which no object offers itself stays out."""

    def __init__(self, world: Any) -> None:
        self.act, self.posts = world.act, world.city.posts
        self.clerk, self.leader = world.city.posts["office_clerk"], world.city.posts["office_leader"]

    def show(self) -> None:
        self.extend()
        self.revoke()
        self.consult()
        self.argue()
        self.lift_conflicts()
        self.change_the_pool()
        self.finish_matters()
        self.hold_a_meeting()

    def _pre_approved(self) -> list[Project]:
        rows = Project.objects.filter(stage=Stage.PRE_APPROVED, suspended_at=None).exclude(path=Path.SERVICE)
        return list(rows.select_related("unit").order_by("pre_approved_at", "pk"))

    def _clerk_of(self, project: Project) -> Post:
        return Post.objects.current().filter(role=Role.APPLICANT, organisation=project.unit).order_by("pk")[0]

    def extend(self) -> None:
        """Up to four ask for more time: granted, refused, checked, just applied for."""
        for project, last in zip(self._pre_approved(), ("grant", "refuse", "pass_check", ""), strict=False):
            until = project.pre_approved_until + relativedelta(months=3)
            data = {"why": "采购文件须按新的预算标准重新编制，预计顺延三个月。", "until": until}
            self.act(project, "apply_extension", self._clerk_of(project), **data)
            extension = project.extensions.get()
            if last:
                extension = self.act(extension, "pass_check", self.clerk, note="延期理由属实，建议同意。")
            if last == "grant":
                self.act(extension, "grant", self.leader, until=until)
            elif last == "refuse":
                self.act(extension, "refuse", self.leader, reason="项目进度安排不实，按原有效期办理。")

    def revoke(self) -> None:
        """The last of those that were pre-approved and not extended."""
        free = [one for one in self._pre_approved() if not one.extensions.exists()]
        approved = PreReview.objects.filter(project__in=free[-1:], state="approved").first()
        if approved is not None:
            self.act(approved, "revoke", self.leader, reason="申报的建设内容与省级统建系统重复，经核实撤销批复。")

    def consult(self) -> None:
        """A question that nobody has answered yet."""
        waiting = PreReview.objects.filter(state="submitted").order_by("state_since").last()
        if waiting is not None:
            due = add_working_days(timezone.localdate(), 5)
            bodies = [self.posts["finance"].organisation]
            self.act(waiting, "consult", self.clerk, bodies=bodies, question="请就资金来源提出意见。", due_on=due)

    def argue(self) -> None:
        """Two questions to experts before anybody decides: one just asked, one taken back."""
        rows = Project.objects.filter(
            stage__in=(Stage.LIBRARY, Stage.LISTED), builder=Builder.DEPARTMENT, arguments=None
        )
        rows = rows.order_by("-admitted_at", "pk")
        for project, back in zip(rows[:2], ("", "省厅已组织同类论证，结论可用。"), strict=False):
            self.act(project, "ask_argument", self.leader, question=QUESTION)
            if back:
                self.act(project.arguments.get(), "withdraw", self.leader, reason=back)

    def lift_conflicts(self) -> None:
        """Three findings that the office asks to lift: one lifted, one kept, one waiting for the second person."""
        answers = ["approve_waiver", "refuse_waiver", ""]
        for project in Project.objects.filter(stage=Stage.PRE_APPROVED).select_related("unit").order_by("pk"):
            for aside in pool_for(project).excluded:
                found = next((one for one in aside.findings if one.liftable), None)
                if found is None or not answers:
                    continue
                reason = "该专家所在处室与项目无业务往来，本领域可用专家不足。"
                waiver = ask_waiver(
                    project=project, expert=aside.expert, code=found.code, reason=reason, post=self.clerk
                )
                step = answers.pop(0)
                if step:
                    self.act(waiver, step, self.leader, reason="利害关系明显，仍应回避。")

    def change_the_pool(self) -> None:
        """Who was checked gets an account and is in the pool; one who has no seat leaves it."""
        enrolment = Enrolment.objects.filter(state="checked").order_by("pk").first()
        if enrolment is not None:
            user = person("expert_new", enrolment.name)
            user.save()
            post = Post(user=user, role=Role.EXPERT, organisation=self.posts["expert01"].organisation)
            give_post(post=post, by=self.posts["security_admin"])
            self.act(enrolment, "enrol", self.leader, user=user)
        leaving = Expert.objects.filter(status="active").exclude(seats__panel__closed_at=None).order_by("-pk").first()
        if leaving is not None:
            self.act(leaving, "retire", self.clerk, reason="本人退休，申请退出专家库。")

    def finish_matters(self) -> None:
        """One matter is over with its answers accepted, another is withdrawn with the open ones dropped."""
        group = self.posts["leading_group"]
        breach = Breach.objects.filter(state="open").order_by("-pk").first()
        if breach is not None:
            clerk = self._clerk_of(breach.project)
            self.act(breach, "report_remedy", clerk, remedy_done="招标备案表和公告截图已补报。")
        ended, withdrawn = (*Matter.objects.order_by("pk")[:2], None, None)[:2]
        if ended is not None:
            for one in ended.assignments.select_related("body"):
                self.accept(one, group)
            self.act(Matter.objects.get(pk=ended.pk), "close", group, conclusion="各单位均已完成对接。")
        if withdrawn is not None:
            self.act(withdrawn, "withdraw", group, reason="改由专题会议部署。")

    def accept(self, assignment: Assignment, group: Post) -> None:
        if assignment.state == "waiting":
            roles = (Role.UNIT_LEADER, Role.FINANCE)
            answerer = Post.objects.current().filter(organisation=assignment.body, role__in=roles).first()
            if answerer is None:
                return
            assignment = self.act(assignment, "answer", answerer, answer="已完成对接，清单随文报送。")
        self.act(assignment, "accept", group)

    def hold_a_meeting(self) -> None:
        """The minutes of the last meeting that has begun and is not over."""
        begun = Meeting.objects.filter(state="planned", starts_at__lte=timezone.now()).order_by("-starts_at")
        for meeting in begun[:5]:
            present = list(Seat.objects.filter(panel__meeting=meeting).active().values_list("pk", flat=True))
            if not meeting.short_of_quorum(present):
                points = ["方案总体可行。", "请申报单位按专家意见逐条答复。"]
                self.act(meeting, "hold", self.clerk, host="邓明", present=present, points=points)
                return


def fill_rare(world: Any) -> None:
    Rare(world).show()
