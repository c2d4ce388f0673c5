"""What was asked for at a return: ticked off by the unit; what changed since, for whoever judges it again."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST
from django.views.generic import DetailView

from accounts.access import RolesMixin, for_roles
from accounts.roles import OFFICE_ROLES, UNIT_ROLES, Role
from projects import queries, services
from projects.models import Application, CorrectionItem, CorrectionNotice, PreReview
from workflow.errors import Conflict, Forbidden
from workflow.machines import REGISTRY
from workflow.models import Submission
from workflow.numbers import asked_number

READERS = (*UNIT_ROLES, *OFFICE_ROLES, Role.CITY_GOVERNMENT, Role.LEADING_GROUP)


@require_POST
@for_roles(Role.APPLICANT)
def tick(request, pk):
    """One item is done (or, unticked, is not), with what was done about it."""
    notices = CorrectionNotice.objects.visible_to(request.post)
    item = get_object_or_404(CorrectionItem.objects.filter(notice__in=notices).select_related("notice"), pk=pk)
    done = request.POST.get("done") == "1"
    answer = request.POST.get("answer", "")
    try:
        services.tick_item(item=item, post=request.post, done=done, answer=answer)
    except Forbidden as refusal:
        raise PermissionDenied(refusal.message) from refusal
    except Conflict as conflict:
        return render(request, "409.html", {"message": conflict.message, "object": item.notice.project}, status=409)
    left = item.notice.items.filter(ticked_at__isnull=True).count()
    said = f"“{item.label}”已标为补正，" if done else f"“{item.label}”改为未补正，"
    messages.success(request, said + (f"还有 {left} 项。" if left else "全部事项已补正，可以重新提交。"))
    return redirect(_place(item.notice) + "#corrections")


def _place(notice):
    """Where the list stands that the item was ticked on."""
    obj = REGISTRY[notice.subject_type].model.objects.get(pk=notice.subject_id)
    return obj.edit_url() if hasattr(obj, "edit_url") else obj.get_absolute_url()


class Changes(RolesMixin, DetailView):
    """Two attempts side by side: the last two, or `?to=3` against the one before it."""

    roles = READERS
    template_name = "projects/changes.html"
    context_object_name = "subject"

    def get_context_data(self, **kwargs):
        rows = list(Submission.objects.about(self.object).select_related("opened_by__user").order_by("number"))
        if not rows:
            raise Http404("还没有提交过。")
        wanted = self.request.GET.get("to", "")
        to = asked_number(wanted, len(rows), least=2, most=len(rows))
        found = queries.difference(rows[to - 2], rows[to - 1]) if len(rows) > 1 else None
        return super().get_context_data(
            difference=found,
            submissions=rows,
            to=to,
            notices=CorrectionNotice.objects.about(self.object).prefetch_related("items"),
            **kwargs,
        )


class ApplicationChanges(Changes):
    def get_queryset(self):
        return Application.objects.visible_to(self.request.post).select_related("project__unit")


class PreReviewChanges(Changes):
    def get_queryset(self):
        return PreReview.objects.visible_to(self.request.post).select_related("project__unit")
