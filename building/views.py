import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView

from accounts.access import RolesMixin, for_roles
from accounts.roles import OFFICE_ROLES, UNIT_ROLES, Role
from building import queries
from building.models import Chase
from building.services import chase

READERS = (*UNIT_ROLES, *OFFICE_ROLES, Role.LEADING_GROUP, Role.CITY_GOVERNMENT)
MONTHS = 6


class Board(RolesMixin, TemplateView):
    """月度调度: every project that is being built, its five cells or its silence."""

    roles = READERS
    template_name = "building/board.html"

    def get_context_data(self, **kwargs):
        this, asked = queries.month_of(), self.request.GET.get("month", "")
        months = [this]
        for _ in range(MONTHS - 1):
            months.append(queries.month_of(months[-1] - datetime.timedelta(days=1)))
        month = next((one for one in months if f"{one:%Y-%m}" == asked), this)
        rows = queries.board(self.request.post, month)
        return super().get_context_data(
            month=month,
            months=months,
            rows=rows,
            silent=sum(row.report is None for row in rows),
            may_urge=self.request.post.role in OFFICE_ROLES and month == this,
            **kwargs,
        )


@require_POST
@for_roles(*OFFICE_ROLES)
def urge(request: HttpRequest) -> HttpResponse:
    """By hand what the clock does by itself; nobody is urged twice in a month."""
    told = chase(month=queries.month_of(timezone.localdate()), kind=Chase.Kind.URGE, post=request.post)
    messages.success(
        request, f"已催办 {told} 个未填报的项目。" if told else "没有需要催办的项目，未填报的都已催办过。"
    )
    return redirect("building:board")
