from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.access import RolesMixin, for_roles
from accounts.roles import OFFICE_ROLES, Role
from documents import queries, services
from documents.going_back import back_to
from documents.models import NumberEntry
from documents.registry import SERIES
from workflow.errors import Conflict, Forbidden
from workflow.exports import CHUNK, Column, ExportedList
from workflow.numbers import asked_number


class Ledger(RolesMixin, ExportedList):
    """The ledger of numbers, with its own proof that none is missing."""

    roles = (*OFFICE_ROLES, Role.AUDIT_ADMIN)
    template_name = "documents/ledger.html"
    context_object_name = "entries"
    paginate_by = 50
    export_name = "文号簿"
    export_columns = (
        Column("文号", lambda row: row[0].text, 28),
        Column("取号时间", lambda row: f"{timezone.localtime(row[0].at):%Y-%m-%d %H:%M}", 18),
        Column("文书或用途", lambda row: row[1] or row[0].holder, 50),
        Column("来源", lambda row: row[0].get_origin_display()),
        Column("取号人", lambda row: row[0].by.user.display_name if row[0].by else ""),
        Column("状态", lambda row: "作废" if row[0].void else "有效"),
        Column("作废原因", lambda row: row[0].reason, 40),
    )

    def get_queryset(self):
        year = self.request.GET.get("year", "")
        self.year = asked_number(year, None, least=1000, most=9999)
        chosen = self.request.GET.get("series", "")
        self.series = chosen if chosen in SERIES else ""
        return queries.ledger(series=self.series, year=self.year)

    def export_rows(self):
        """Each entry with the title of its paper, where the post may read it."""
        seen = queries.visible_documents(self.get_queryset(), self.request.post)
        for entry in self.get_queryset().iterator(chunk_size=CHUNK):
            yield entry, entry.document.title if entry.document_id in seen else ""

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        lines = queries.series_lines(year=self.year)
        typed = {name: self.request.POST.get(name, "") for name in ("series", "text", "holder")}
        return context | {
            "typed": typed,
            "lines": lines,
            "gaps": any(line.gaps for line in lines),
            "years": queries.years(),
            "choices": queries.series_choices(),
            "year": self.year,
            "series": self.series,
            "visible": queries.visible_documents(context["entries"], self.request.post),
            "may_void": self.request.post.role == Role.OFFICE_LEADER,
            "may_take": self.request.post.role in OFFICE_ROLES,
        }


@require_POST
@for_roles(Role.OFFICE_LEADER)
def void_entry(request: HttpRequest, pk: int) -> HttpResponse:
    """A number that must not be used; it stays in the ledger with its reason."""
    entry = get_object_or_404(NumberEntry, pk=pk)
    try:
        services.void_number(entry=entry, reason=request.POST.get("reason", ""), post=request.post)
        messages.success(request, f"{entry.text} 已作废，仍保留在文号簿中。")
    except Conflict as conflict:
        messages.info(request, conflict.message)
    except Forbidden as refusal:
        raise PermissionDenied(refusal.message) from refusal
    return redirect(back_to(request, "documents:ledger"))


@for_roles(*OFFICE_ROLES)
def reserve(request: HttpRequest) -> HttpResponse:
    """The next number of a series for a paper that is made outside of the system."""
    if request.method != "POST":
        return _ledger(request)
    series = request.POST.get("series", "")
    if series not in SERIES or not SERIES[series].prefix:
        messages.error(request, "请选择要预留的字号。")
        return _again(request)
    return _take(
        request,
        lambda: services.reserve_number(series=series, holder=request.POST.get("holder", ""), post=request.post),
        "已预留 {}，请用于所写的文书；不用的，由负责人作废。",
    )


@for_roles(*OFFICE_ROLES)
def outside(request: HttpRequest) -> HttpResponse:
    """A number that another system gave."""
    if request.method != "POST":
        return _ledger(request)
    return _take(
        request,
        lambda: services.record_outside_number(
            text=request.POST.get("text", ""), holder=request.POST.get("holder", ""), post=request.post
        ),
        "已登记外来文号 {}。",
    )


def _take(request: HttpRequest, act, words: str) -> HttpResponse:
    try:
        entry = act()
    except ValidationError as refusal:
        for message in refusal.messages:
            messages.error(request, message)
        return _again(request)
    except Conflict as conflict:
        messages.error(request, conflict.message)
        return _again(request)
    messages.success(request, words.format(entry.text))
    return redirect("documents:ledger")


def _ledger(request: HttpRequest) -> HttpResponse:
    """Where the filter and the pages of a refused answer lead: they keep the address under which it was given."""
    return redirect(f"{reverse('documents:ledger')}?{request.GET.urlencode()}")


def _again(request: HttpRequest) -> HttpResponse:
    """The ledger, with what was typed and refused."""
    page = Ledger()
    page.setup(request)
    answer = page.get(request)
    answer.status_code = 422
    return answer
