from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.access import RolesMixin, for_roles
from accounts.roles import OFFICE_ROLES, UNIT_ROLES, Role
from building import queries
from building.models import Chase
from building.services import chase
from projects.exports import OF_PROJECT
from workflow.exports import Column, ExportedList, local_day

READERS = (*UNIT_ROLES, *OFFICE_ROLES, Role.LEADING_GROUP, Role.CITY_GOVERNMENT)
MONTHS = 6


class Board(RolesMixin, ExportedList):
    """月度调度: every project that is being built, its five cells or its silence."""

    roles = READERS
    template_name = "building/board.html"
    context_object_name = "rows"
    export_name = "月度调度"
    export_columns = (
        *OF_PROJECT,
        Column("填报", lambda row: "已填报" if row.report else "未填报"),
        Column("进度（%）", lambda row: row.report and row.report.progress),
        Column("本月完成", lambda row: row.report and row.report.done, 40),
        Column("下月计划", lambda row: row.report and row.report.coming, 40),
        Column("问题和协调", lambda row: row.report and row.report.problems, 40),
        Column("资金", lambda row: row.report and row.report.money, 28),
        Column("逾期（天）", lambda row: row.days_late),
        Column(
            "逾期事项和责任人", lambda row: "；".join(f"{one.what}（{one.who}）{one.days} 天" for one in row.late), 40
        ),
        Column("催办", lambda row: _chased(row), 30),
    )

    def get_queryset(self):
        this, asked = queries.month_of(), self.request.GET.get("month", "")
        self.months = [this]
        for _ in range(MONTHS - 1):
            self.months.append(queries.last_month(self.months[-1]))
        self.month = next((one for one in self.months if f"{one:%Y-%m}" == asked), this)
        return queries.board(self.request.post, self.month)

    def get_context_data(self, **kwargs):
        may_urge = self.request.post.role in OFFICE_ROLES and self.month == self.months[0]
        silent = sum(row.report is None for row in self.object_list)
        owing = sum(row.owes for row in self.object_list)
        counts = {"owing": owing, "silent": silent, "over": len(self.object_list) - owing}
        return super().get_context_data(month=self.month, months=self.months, may_urge=may_urge, **counts, **kwargs)


def _chased(row: queries.BoardRow) -> str:
    return "；".join(f"{local_day(one.at)} {one.get_kind_display()}" for one in row.chases)


@require_POST
@for_roles(*OFFICE_ROLES)
def urge(request: HttpRequest) -> HttpResponse:
    """By hand what the clock does by itself; nobody is urged twice in a month."""
    told = chase(month=queries.month_of(timezone.localdate()), kind=Chase.Kind.URGE, post=request.post)
    messages.success(
        request, f"已催办 {told} 个未填报的项目。" if told else "没有需要催办的项目，未填报的都已催办过。"
    )
    return redirect("building:board")
