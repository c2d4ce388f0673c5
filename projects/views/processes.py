"""Pre-review, filing, and the gates of 发改委 and 财政局."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST
from django.views.generic import DetailView, TemplateView

from accounts.access import RolesMixin, for_roles
from accounts.roles import OFFICE_ROLES, UNIT_ROLES, Role
from documents.models import Document
from projects import queries, services
from projects.choices import PreReviewCondition, Verdict
from projects.exports import COLUMNS, OVERDUE, SUPERVISION, attempt_columns, rows_of
from projects.filters import AttemptFilter
from projects.models import Filing
from projects.states import PreReviewState
from workflow.errors import Conflict, Forbidden
from workflow.exports import FORMATS, Column, ExportedList, export_columns
from workflow.panel import build_panel

READERS = (*UNIT_ROLES, *OFFICE_ROLES, Role.DRC, Role.FINANCE, Role.CITY_GOVERNMENT, Role.LEADING_GROUP)
# The longest late on the page; the file has all.
SHOWN = 100
CHOICES = (Verdict.YES, Verdict.NO, Verdict.NOT_APPLICABLE)


class AttemptList(RolesMixin, ExportedList):
    """Attempts of one kind, the longest waiting first where one state is asked for."""

    roles = READERS
    paginate_by = 25
    context_object_name = "attempts"
    rows = None

    def get_queryset(self):
        self.filter = AttemptFilter(self.request.GET, self.rows(self.request.post))
        oldest_first = bool(self.request.GET.get("state"))
        return self.filter.qs.order_by("state_since" if oldest_first else "-state_since", "pk")

    def get_context_data(self, **kwargs):
        return super().get_context_data(filter=self.filter, **kwargs)


class PreReviewList(AttemptList):
    template_name = "projects/prereview_list.html"
    rows = staticmethod(queries.pre_reviews)
    export_name = "预审"
    export_columns = attempt_columns(
        Column("第几次", lambda row: row.attempt),
        Column("批复金额（元）", lambda row: row.amount),
        Column("有效期至", lambda row: row.valid_until),
    )


class FilingList(AttemptList):
    template_name = "projects/filing_list.html"
    rows = staticmethod(queries.filings)
    export_name = "备案"
    export_columns = attempt_columns()


class AttemptPage(RolesMixin, DetailView):
    """What the pages of a pre-review and of a filing share: panel, papers, submissions."""

    roles = READERS

    def get_context_data(self, **kwargs):
        obj, post = self.object, self.request.post
        return super().get_context_data(
            panel_steps=build_panel(obj, post),
            documents=Document.objects.visible_to(post).about(obj),
            submissions=queries.submissions_of(obj),
            events=queries.events_of(obj, post),
            may_attach=obj.may_attach(post),
            **kwargs,
        )


class PreReviewPage(AttemptPage):
    template_name = "projects/prereview.html"
    context_object_name = "pre_review"

    def get_queryset(self):
        related = ("project__application", "checked_by__user")
        return queries.pre_reviews(self.request.post).select_related(*related)

    def get_context_data(self, **kwargs):
        pre_review, post = self.object, self.request.post
        kwargs.setdefault("checks", queries.checks(pre_review))
        kwargs.setdefault("board", queries.board(pre_review))
        judging = post.role == Role.OFFICE_CLERK and pre_review.state == PreReviewState.SUBMITTED
        advices = queries.advices(pre_review.project, post)
        return super().get_context_data(judging=judging, choices=CHOICES, advices=advices, **kwargs)


@require_POST
@for_roles(Role.OFFICE_CLERK)
def judge(request, pk):
    """One row (`only`) or all that were typed; what is good is kept, what is wrong is shown again as it was typed."""
    found = queries.pre_reviews(request.post).select_related("project__application", "checked_by__user")
    pre_review = get_object_or_404(found, pk=pk)
    only = request.POST.get("only", "")
    codes = [only] if only in PreReviewCondition.values else PreReviewCondition.values
    try:
        errors = _judge_rows(request, pre_review, codes)
    except Conflict as conflict:
        return render(request, "409.html", {"message": conflict.message, "object": pre_review}, status=409)
    except Forbidden as refusal:
        raise PermissionDenied(refusal.message) from refusal
    if errors:
        return _show_again(request, pre_review, errors)
    messages.success(request, "审查结论已保存。")
    return redirect(pre_review.get_absolute_url() + (f"#condition-{only}" if only else ""))


def _judge_rows(request, pre_review, codes):
    typed = {}
    for code in codes:
        verdict = request.POST.get(f"verdict_{code}", "")
        if verdict in Verdict.values:
            typed[code] = (verdict, request.POST.get(f"remark_{code}", "").strip()[:300])
    return services.judge_conditions(pre_review=pre_review, verdicts=typed, post=request.post)


def _show_again(request, pre_review, errors):
    view = PreReviewPage(request=request, object=pre_review, kwargs={"pk": pre_review.pk})
    checks = queries.checks(pre_review)
    for check in checks:
        check.verdict = request.POST.get(f"verdict_{check.code}", check.verdict)
        check.remark = request.POST.get(f"remark_{check.code}", check.remark)
        check.error = errors.get(check.code, "")
    context = view.get_context_data(checks=checks)
    return render(request, PreReviewPage.template_name, context, status=422)


class FilingPage(AttemptPage):
    template_name = "projects/filing.html"
    context_object_name = "filing"

    def get_queryset(self):
        return Filing.objects.visible_to(self.request.post).select_related("project__unit")


class TenderList(AttemptList):
    template_name = "projects/tender_list.html"
    rows = staticmethod(queries.tenders)
    export_name = "招标备案"
    export_columns = attempt_columns()


class TenderPage(AttemptPage):
    template_name = "projects/tender.html"
    context_object_name = "tender"

    def get_queryset(self):
        return queries.tenders(self.request.post)

    def get_context_data(self, **kwargs):
        rounds = sorted(self.object.rounds.all(), key=lambda one: -one.number)
        return super().get_context_data(rounds=rounds, **kwargs)


class Gate(RolesMixin, TemplateView):
    """For 发改委 and 财政局: may I approve, yes or no, because. Those that wait, or those that were looked for."""

    roles = (Role.DRC, Role.FINANCE)
    template_name = "projects/gate.html"

    def get(self, request, *args, **kwargs):
        if (form := request.GET.get("export", "")) in FORMATS:
            return export_columns(form, "审批办理", rows_of(self.found()), COLUMNS)
        return super().get(request, *args, **kwargs)

    def words(self):
        return self.request.GET.get("q", "").strip()[:100]

    def found(self):
        post, words = self.request.post, self.words()
        return queries.found_at_gate(post, words) if words else queries.waiting_at_gate(post)

    def get_context_data(self, **kwargs):
        post, words, found = self.request.post, self.words(), self.found()
        page = Paginator(found, 20).get_page(self.request.GET.get("page"))
        rows = queries.gate_rows(page.object_list, post)
        glance = rows[0] if words and len(rows) == 1 else None
        return super().get_context_data(words=words, page_obj=page, rows=rows, glance=glance, **kwargs)


class Supervision(RolesMixin, TemplateView):
    """What is late on a body's path, and what was noted; the office reads along (article 5)."""

    roles = (Role.DRC, Role.FINANCE, *OFFICE_ROLES)
    template_name = "projects/supervision.html"

    def get(self, request, *args, **kwargs):
        """Two lists, so two files: `?export=xlsx` what is late, `&of=notes` what was noted."""
        form, post = request.GET.get("export", ""), request.post
        if form not in FORMATS:
            return super().get(request, *args, **kwargs)
        if request.GET.get("of") == "notes":
            return export_columns(form, "监督记录", queries.supervision_notes(post), SUPERVISION)
        return export_columns(form, "逾期事项", queries.overdue(post), OVERDUE)

    def get_context_data(self, **kwargs):
        post = self.request.post
        page = Paginator(queries.supervision_notes(post), 50).get_page(self.request.GET.get("page"))
        overdue = queries.overdue(post)
        return super().get_context_data(overdue=overdue[:SHOWN], late_count=len(overdue), page_obj=page, **kwargs)
