"""Reads of plan review and arguments. All go through `visible_to(post)`; queries do not grow with rows."""

from typing import Any

from django.db.models import Count, Q, Sum

from accounts.models import Post
from accounts.roles import OrgKind, Role
from documents.models import Attachment
from experts.models import Panel
from experts.queries import my_seats
from experts.states import AskedFor
from projects.models import BudgetLine, Project, visible_projects
from projects.paths import Builder
from projects.states import ENDED
from reviews.difference import compare, text_of
from reviews.models import Argument, BodyOpinion, Remark, ReviewRound
from reviews.states import ArgumentState, BodyOpinionState, RoundState
from workflow.audit import read_once
from workflow.models import Submission


def rounds_of(project: Project, post: Post | None):
    """The attempts of one project, newest first, for its page."""
    seen = ReviewRound.objects.visible_to(post).filter(project=project)
    return seen.select_related("project__unit", "concluded_by", "convened_by", "panel").order_by("-number")


def arguments_of(project: Project, post: Post | None):
    """What experts were asked about the project before anybody decided on it, newest first."""
    seen = Argument.objects.visible_to(post).filter(project=project)
    return seen.select_related("project__unit", "convened_by", "panel").order_by("-number")


def attempts_of(project: Project, post: Post | None) -> list[Any]:
    """All that experts sat over before the building: rounds of the plan review, then arguments."""
    return [*rounds_of(project, post), *arguments_of(project, post)]


def argument_list(post: Post | None):
    return Argument.objects.visible_to(post).select_related("project__unit", "panel").order_by("-state_since", "pk")


def argument_advice(project: Project, post: Post | None):
    """Laid before whoever judges the application or the pre-review; None where nobody was asked."""
    return list(arguments_of(project, post).exclude(state=ArgumentState.WITHDRAWN)) or None


def known_of_arguments(project: Project) -> list[tuple[str, str]]:
    """A fact beside the condition 1.5 of the pre-review (经过可行性研究和论证)."""
    rows = project.arguments.exclude(state=ArgumentState.WITHDRAWN).order_by("number")
    return [(f"第 {one.number} 次专家论证", one.outcome) for one in rows]


def argument_material(panel: Panel) -> dict[str, Any]:
    """What an expert of an argument reads: the question, the application and its papers."""
    papers = Attachment.objects.current().filter(thread_id=panel.project_id)
    application = getattr(panel.project, "application", None)
    return {"argument": panel.argument, "application": application, "papers": papers}


def round_list(post: Post | None):
    return ReviewRound.objects.visible_to(post).select_related("project__unit", "panel").order_by("-state_since", "pk")


def may_report_county(post: Post | None) -> bool:
    return post is not None and post.role == Role.APPLICANT and post.organisation.kind == OrgKind.COUNTY


def county_projects(post: Post | None):
    """Article 16: what the counties have brought, and how far it came."""
    seen = Project.objects.visible_to(post).filter(builder=Builder.COUNTY).select_related("unit")
    return seen.prefetch_related("review_rounds").order_by("unit__county", "unit__name", "-created_at")


def county_figures(post: Post | None) -> list[dict[str, Any]]:
    """By county: how many, in review, passed, begun, and the sum."""
    passed, begun = Q(plan_approved_at__isnull=False), Q(build_started_at__isnull=False)
    rows = Project.objects.visible_to(post).filter(builder=Builder.COUNTY).exclude(stage__in=ENDED).order_by()
    return list(
        rows.values("unit__county")
        .annotate(
            number=Count("pk"),
            passed=Count("pk", filter=passed),
            begun=Count("pk", filter=begun),
            total=Sum("declared_sum"),
        )
        .order_by("unit__county")
    )


def material(panel: Panel) -> dict[str, Any]:
    """What an expert of this panel reads: the plan in five matters and its papers."""
    found = ReviewRound.objects.filter(panel=panel).select_related("project__unit").first()
    if found is None:
        return {"round": None, "papers": [], "earlier": [], "remarks": []}
    others = Attachment.objects.current().filter(thread_id=panel.project_id)
    others = others.exclude(subject_type=ReviewRound._meta.label_lower)
    return {
        "round": found,
        "papers": found.papers(),
        "earlier": others,
        "remarks": found.earlier_remarks(),
        "certificates": found.certificates.all(),
        "body_opinions": found.body_opinions.filter(state=BodyOpinionState.ANSWERED).select_related("body"),
    }


def body_opinions(post: Post | None):
    """What was asked of 网信办 and 保密局, open ones first."""
    seen = BodyOpinion.objects.visible_to(post).select_related("round__project__unit", "body", "answered_by__user")
    return seen.order_by("state", "due_on", "pk")


def ready_for_experts(post: Post | None):
    """Formally checked, not convened yet: what a meeting may treat."""
    seen = ReviewRound.objects.visible_to(post).filter(state=RoundState.SUBMITTED, checked_at__isnull=False)
    return seen.select_related("project__unit", "project__created_by").order_by("checked_at", "pk")


def lines_to_judge(panel: Panel) -> list[tuple[str, str, Any]]:
    """The budget's lines, each to be judged by every expert; the same for all of a panel."""

    def lines() -> list[tuple[str, str, Any]]:
        found = BudgetLine.objects.filter(application__project=panel.project_id)
        return [(str(line.pk), line.name, line.amount) for line in found]

    return read_once(f"lines to judge {panel.pk}", lines)


def who_sits(obj: ReviewRound | Argument):
    """The seats of its panel, with names, the chair first. The caller has asked who may read them."""
    if obj.panel is None:
        return []
    seats = obj.panel.active_seats().select_related("expert__user").prefetch_related("expert__fields")
    return sorted(seats, key=lambda seat: (not seat.is_chair, seat.rank))


def remarks_of(obj: ReviewRound, post: Post | None):
    """The 采纳情况对照表 of a round; the page shows authors to whom the names are open."""
    seen = Remark.objects.visible_to(post).filter(round=obj)
    return seen.select_related("seat__expert__user", "verified_by__user").order_by("number")


def rounds_to_verify(post: Post | None):
    """Rounds in which this expert is asked to judge answers now; of projects that are open to them."""
    asked = my_seats(post).filter(asked_for=AskedFor.VERIFY, panel__closed_at=None)
    rounds = ReviewRound.objects.filter(visible_projects(post, "project__"), state=RoundState.VERIFYING)
    return rounds.filter(panel__in=asked.values("panel"))


def difference_of(obj: ReviewRound) -> dict[str, Any]:
    """First handed in ↔ now. The files are compared where both have words."""
    first = Submission.objects.about(obj).order_by("-number").first()
    before = first.content if first else {}
    matters = [(label, compare(str(before.get(name, "")), text)) for name, label, text in obj.matters()]
    plans = list(obj.papers().filter(slot="technical_plan").order_by("uploaded_at"))
    old, new = (plans[0], plans[-1]) if len(plans) > 1 else (None, None)
    words = (text_of(old), text_of(new)) if old and new else ("", "")
    return {
        "matters": [(label, pieces) for label, pieces in matters if any(one.kind != "same" for one in pieces)],
        "old": old,
        "new": new,
        "pieces": compare(*words) if all(words) else [],
        "readable": all(words),
    }
