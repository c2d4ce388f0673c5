"""One person's own notices in the site."""

from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST
from django.views.generic import ListView

from accounts.access import RolesMixin, for_roles
from workflow.models import Notice


class NoticeList(RolesMixin, ListView):
    template_name = "workflow/notice_list.html"
    context_object_name = "notices"
    paginate_by = 50

    def get_queryset(self):
        return Notice.objects.filter(user=self.request.user)


@for_roles()
def open_notice(request, pk):
    """Mark as read and go where it points."""
    notice = get_object_or_404(Notice, pk=pk, user=request.user)
    if notice.read_at is None:
        notice.read_at = timezone.now()
        notice.save(update_fields=["read_at"])
    safe = url_has_allowed_host_and_scheme(notice.url, None)
    return redirect(notice.url if safe and notice.url else "workflow:notice_list")


@require_POST
@for_roles()
def read_all_notices(request):
    Notice.objects.filter(user=request.user, read_at__isnull=True).update(read_at=timezone.now())
    return redirect("workflow:notice_list")
