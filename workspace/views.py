"""What a person sees first: what waits, what is found, how the year stands."""

from django.core.paginator import Paginator
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView

from accounts.access import RolesMixin, for_roles
from accounts.roles import OFFICE_ROLES, Role
from accounts.services import take_first_links
from projects.queries import totals
from workflow import inbox
from workflow.exports import export_table
from workflow.numbers import asked_number
from workspace import charts, queries

LEADERS = (*OFFICE_ROLES, Role.LEADING_GROUP, Role.CITY_GOVERNMENT, Role.DRC, Role.FINANCE)
A_PAGE = 30
TABS = ("inbox", "done", "started")


class Home(RolesMixin, TemplateView):
    """待办 / 已办 / 我发起的, and what this post follows."""

    template_name = "workspace/home.html"

    def get_context_data(self, **kwargs):
        tab = self.request.GET.get("tab")
        tab = tab if tab in TABS else "inbox"
        return super().get_context_data(tab=tab, **getattr(self, tab)(), **kwargs)

    def page(self, rows):
        return Paginator(rows, A_PAGE).get_page(self.request.GET.get("page"))

    def inbox(self):
        post = self.request.post
        tasks = inbox.of_request(self.request)
        context = {"tasks": tasks, "page_obj": self.page(tasks), "followed": queries.followed_projects(post)}
        if post.role in LEADERS and (years := queries.years_of_lists(post)):
            year = _this_year(years)
            context |= {"year": year, "figures": _figures(post, year)}
        return context

    def done(self):
        return {"page_obj": self.page(inbox.done(self.request.post))}

    def started(self):
        page = self.page(queries.started(self.request.post))
        page.object_list = queries.fetch_started(list(page.object_list))
        return {"page_obj": page}


class Search(RolesMixin, TemplateView):
    """One box for projects and papers; a whole number goes straight to its page."""

    template_name = "workspace/search.html"

    def get(self, request, *args, **kwargs):
        found = queries.exact(request.post, self.words)
        return redirect(found.get_absolute_url()) if found else super().get(request, *args, **kwargs)

    @property
    def words(self):
        # Nobody searches for more than a hundred letters.
        return self.request.GET.get("q", "").strip()[:100]

    def get_context_data(self, **kwargs):
        post, words = self.request.post, self.words
        projects, documents = queries.find_projects(post, words), queries.find_documents(post, words)
        return super().get_context_data(
            words=words,
            projects=projects[: queries.FOUND],
            project_count=projects.count(),
            documents=documents[: queries.FOUND],
            document_count=documents.count(),
            lists=queries.find_lists(post, words) if words else (),
            **kwargs,
        )


class Dashboard(RolesMixin, TemplateView):
    """The annual list of a year: on time, on budget, and where it is stuck."""

    roles = LEADERS
    template_name = "workspace/dashboard.html"

    def get_context_data(self, **kwargs):
        post, asked = self.request.post, self.request.GET.get("year", "")
        years = queries.years_of_lists(post)
        number = asked_number(asked, 0)
        year = number if number in years else _this_year(years)
        measure = self.request.GET.get("measure")
        measure = measure if measure in charts.MEASURES else "count"
        return super().get_context_data(
            year=year,
            years=years,
            measure=measure,
            figures=_figures(post, year),
            totals=totals(queries.listed_projects(post, year)),
            charts=charts.dashboard_charts(post, year, measure),
            outsourcing=queries.outsourcing(post),
            late=queries.late_list(post, year),
            as_of=timezone.now(),
            **kwargs,
        )


def _this_year(years):
    """This year's list if it is approved, else the latest."""
    this_year = timezone.localdate().year
    return this_year if this_year in years or not years else max(years)


def _figures(post, year):
    """The four figures that answer: on time, on budget. Each with the list behind it."""
    row = queries.figures(post, year)
    ratio = row.contract / row.approved * 100 if row.approved else None
    besides = f"；清单另列续建、运维 {row.others} 项 {row.others_sum / 10000:,.2f} 万元" if row.others else ""
    late_url = charts.list_url(year, late="1")
    return [
        {
            "label": f"{year} 年度清单",
            "value": row.count,
            "unit": "个项目",
            "tone": "",
            "note": f"申报数合计 {row.declared / 10000:,.2f} 万元{besides}",
            "url": charts.list_url(year),
        },
        {
            "label": "按期推进",
            "value": f"{row.on_time / row.count * 100:.0f}%" if row.count else "—",
            "unit": "",
            "note": f"{row.on_time} 个按期",
            "tone": "done",
            "url": charts.list_url(year, late="0"),
        },
        {
            "label": "逾期",
            "value": row.late,
            "unit": "个项目",
            "note": "查看逾期天数和承办人",
            "tone": "late" if row.late else "done",
            "url": late_url,
        },
        {
            "label": "合同与批准金额之比",
            "value": f"{ratio:.1f}%" if ratio is not None else "—",
            "unit": "",
            "tone": "",
            "note": f"合同 {row.contract / 10000:,.2f} 万元，批准 {row.approved / 10000:,.2f} 万元",
            "url": charts.list_url(year, contracted="1"),
        },
    ]


@require_POST
@for_roles(Role.SYSTEM_ADMIN)
def first_links(request):
    """A link for each person who has never signed in, to be handed to them: no password stands in the file."""
    rows = (
        (person.username, person.display_name, "；".join(post.label for post in person.now), link)
        for person, link in take_first_links(by=request.post)
    )
    titles = ("账号", "姓名", "岗位", "首次登录链接（七日内有效，只能用一次）")
    return export_table("xlsx", name="首次登录链接", titles=titles, rows=rows, widths=(20, 16, 50, 80))
