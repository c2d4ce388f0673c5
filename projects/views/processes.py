"""Pre-review, filing, and the gates of 发改委 and 财政局."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST
from django.views.generic import DetailView, ListView

from accounts.access import RolesMixin, for_roles
from accounts.roles import OFFICE_ROLES, UNIT_ROLES, Role
from documents.models import Attachment, Document
from projects import queries, services
from projects.choices import PreReviewCondition, Verdict
from projects.models import Filing, PreReview
from projects.states import BEFORE_BUILD, FilingState, PreReviewState, Stage
from workflow.errors import Conflict, Forbidden
from workflow.models import Submission
from workflow.panel import build_panel, panel_step

READERS = (*UNIT_ROLES, *OFFICE_ROLES, Role.DRC, Role.FINANCE, Role.CITY_GOVERNMENT, Role.LEADING_GROUP)


class StateListMixin(RolesMixin):
    """A list of sub-processes filtered by state."""

    paginate_by = 25
    states = PreReviewState

    def get_queryset(self):
        rows = self.rows(self.request.post)
        state = self.request.GET.get("state", "")
        return rows.filter(state=state) if state in self.states else rows

    def get_context_data(self, **kwargs):
        return super().get_context_data(states=self.states.choices, **kwargs)


class PreReviewList(StateListMixin, ListView):
    roles = READERS
    template_name = "projects/prereview_list.html"
    context_object_name = "prereviews"
    rows = staticmethod(queries.prereviews)


class FilingList(StateListMixin, ListView):
    roles = READERS
    template_name = "projects/filing_list.html"
    context_object_name = "filings"
    states = FilingState
    rows = staticmethod(queries.filings)


class SubProcessPage(RolesMixin, DetailView):
    """What the pages of a pre-review and of a filing share: panel, papers, attempts."""

    roles = READERS

    def get_context_data(self, **kwargs):
        obj, post = self.object, self.request.post
        return super().get_context_data(
            panel_steps=build_panel(obj, post),
            papers=Attachment.objects.current_for(obj),
            editable=obj.may_attach(post),
            documents=Document.objects.about(obj),
            submissions=Submission.objects.about(obj),
            **kwargs,
        )


class PreReviewPage(SubProcessPage):
    template_name = "projects/prereview.html"
    context_object_name = "pre_review"

    def get_queryset(self):
        return queries.prereviews(self.request.post).select_related(
            "project__unit", "project__application", "checked_by__user"
        )

    def get_context_data(self, **kwargs):
        pre_review, post = self.object, self.request.post
        judging = post.role == Role.OFFICE_CLERK and pre_review.state == PreReviewState.SUBMITTED
        items = {item.code: item for item in pre_review.items.select_related("judged_by__user")}
        known = known_facts(pre_review)
        rows = [
            {"item": items[code], "known": known.get(code, "")} for code in PreReviewCondition.values if code in items
        ]
        return super().get_context_data(
            groups=[
                ("应当符合的条件（第十条第（一）项）", [row for row in rows if row["item"].code.startswith("1.")]),
                (
                    "申报财政性资金的要求（第十条第（二）项）",
                    [row for row in rows if row["item"].code.startswith("2.")],
                ),
            ],
            judging=judging,
            verdicts=Verdict.choices,
            application_papers=Attachment.objects.current_for(pre_review.project.application),
            **kwargs,
        )


def known_facts(pre_review: PreReview) -> dict[str, str]:
    """What the system already knows beside each condition."""
    project = pre_review.project
    application, line = project.application, project.current_line()
    sources = "；".join(
        f"{s.get_kind_display()} {s.year} 年 {s.amount / 10000:,.2f} 万元" for s in application.sources.all()
    )
    missing = application.missing_papers()
    listed = f"{line.annual_list.number or line.annual_list} 第 {line.position} 项" if line else "未列入已审定的清单"
    return {
        PreReviewCondition.PRINCIPLE: "、".join(
            [*application.platform_labels, *([application.systems_connected] if application.systems_connected else [])]
        )
        or f"独立建设，理由：{application.standalone_reason}",
        PreReviewCondition.TARGET: f"预算合计 {application.budget_total() / 10000:,.2f} 万元",
        PreReviewCondition.SECURITY: application.get_security_level_display(),
        PreReviewCondition.LISTED: f"{project.admitted_at:%Y-%m-%d} 入库；{listed}"
        if project.admitted_at
        else "未入库",
        PreReviewCondition.MONEY: sources or "没有写明资金来源",
        PreReviewCondition.PAPERS: f"缺少：{'、'.join(missing)}" if missing else "已提供",
    }


@require_POST
@for_roles(Role.OFFICE_CLERK)
def judge(request, pk):
    """All rows that were typed, at once; what is wrong is said, what is right is kept."""
    pre_review = get_object_or_404(PreReview.objects.visible_to(request.post), pk=pk)
    try:
        for code in PreReviewCondition.values:
            verdict = request.POST.get(f"verdict_{code}", "")
            if verdict in Verdict:
                remark = request.POST.get(f"remark_{code}", "")[:300]
                services.judge_condition(
                    pre_review=pre_review, code=code, verdict=verdict, remark=remark, post=request.post
                )
    except ValidationError as refusal:
        messages.error(request, "；".join(refusal.messages))
    except Conflict as conflict:
        return render(request, "409.html", {"message": conflict.message, "object": pre_review}, status=409)
    except Forbidden as refusal:
        raise PermissionDenied(refusal.message) from refusal
    else:
        messages.success(request, "审查结论已保存。")
    return redirect(pre_review.get_absolute_url())


class FilingPage(SubProcessPage):
    template_name = "projects/filing.html"
    context_object_name = "filing"

    def get_queryset(self):
        return Filing.objects.visible_to(self.request.post).select_related("project__unit")


class Gate(RolesMixin, ListView):
    """For 发改委 and 财政局: may I approve, yes or no, because. Waiting ones first; a look-up finds the rest."""

    roles = (Role.DRC, Role.FINANCE)
    template_name = "projects/gate.html"
    context_object_name = "projects"
    paginate_by = 20

    def get_queryset(self):
        rows = queries.project_rows(self.request.post).filter(stage__in=BEFORE_BUILD)
        words = self.request.GET.get("q", "").strip()
        if not words:
            return rows.filter(stage=Stage.PRE_APPROVED).order_by("state_since")
        found = Q(name__icontains=words) | Q(number__icontains=words) | Q(unit__name__icontains=words)
        return rows.filter(found | Q(pre_approval_number__icontains=words)).order_by("name")

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        name = "approve_project" if self.request.post.role == Role.DRC else "approve_procurement"
        projects = list(context["page_obj"])
        papers = Document.objects.filter(kind="pre_approval", thread_id__in=[project.pk for project in projects])
        by_project = {paper.thread_id: paper for paper in papers}
        return context | {
            "rows": [
                {
                    "project": project,
                    "step": panel_step(project, project.machine.by_name[name], self.request.post),
                    "paper": by_project.get(project.pk),
                }
                for project in projects
                if project.machine.by_name[name].on_the_way(project)
            ]
        }
