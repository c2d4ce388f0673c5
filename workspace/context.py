"""What stands around every page: the navigation of a post, its counts, its notices. Nothing is asked until shown."""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from accounts.models import Post, User
from accounts.roles import ADMIN_ROLES, OFFICE_ROLES, UNIT_ROLES, Role
from workflow import inbox
from workflow.models import Notice

PRODUCT = "广元市信息化项目管理系统"

BODIES = (Role.DRC, Role.FINANCE, Role.CYBERSPACE, Role.SECRECY)
LEADERS = (Role.CITY_GOVERNMENT, Role.LEADING_GROUP)
EVERYBODY = tuple(Role)
SEES_PROJECTS = (*UNIT_ROLES, *OFFICE_ROLES, *BODIES, *LEADERS)


@dataclass(frozen=True)
class Item:
    """One line of the navigation: its words, icon, address by name, and the roles that may use it."""

    label: str
    icon: str
    name: str
    roles: tuple[str, ...]
    # Models ("app/model") whose record pages stand under this line, and whose waiting ones are counted beside it.
    records: tuple[str, ...] = ()


# By job, not by table. The order is the order of the regulation.
NAVIGATION: tuple[tuple[str, tuple[Item, ...]], ...] = (
    (
        "办理",
        (
            Item("待办", "inbox", "workspace:home", EVERYBODY),
            Item("我的评审", "clipboard-check", "experts:my_seats", (Role.EXPERT,), ("experts/seat",)),
            Item(
                "项目", "folder", "projects:project_list", SEES_PROJECTS, ("projects/project", "projects/application")
            ),
            Item("滚动库", "stack-2", "projects:library", (*UNIT_ROLES, *OFFICE_ROLES, *LEADERS)),
            Item("年度清单", "list-check", "projects:annual_lists", SEES_PROJECTS, ("projects/annuallist",)),
            Item(
                "预审",
                "zoom-scan",
                "projects:prereview_list",
                (*UNIT_ROLES, *OFFICE_ROLES, Role.DRC, Role.FINANCE),
                ("projects/prereview", "projects/extension"),
            ),
            Item(
                "会签",
                "messages",
                "projects:consultation_list",
                (*OFFICE_ROLES, *BODIES, Role.UNIT_LEADER),
                ("projects/consultation",),
            ),
            Item("审批办理", "rubber-stamp", "projects:gate", (Role.DRC, Role.FINANCE)),
            Item(
                "招标备案",
                "scale",
                "projects:tender_list",
                (*UNIT_ROLES, *OFFICE_ROLES, Role.DRC),
                ("projects/tender",),
            ),
            Item("监督", "eye", "projects:supervision", (*OFFICE_ROLES, Role.DRC, Role.FINANCE)),
            Item(
                "评审",
                "gavel",
                "reviews:round_list",
                (*UNIT_ROLES, *OFFICE_ROLES),
                ("reviews/reviewround", "reviews/argument", "experts/panel"),
            ),
            Item("评审会", "calendar-event", "experts:meeting_list", OFFICE_ROLES, ("experts/meeting",)),
            Item(
                "评审征询",
                "message",
                "reviews:bodyopinion_list",
                (Role.CYBERSPACE, Role.SECRECY),
                ("reviews/bodyopinion",),
            ),
            Item("县区项目", "map-pin", "reviews:county_list", (*OFFICE_ROLES, *LEADERS)),
            Item("专家", "users", "experts:expert_list", OFFICE_ROLES, ("experts/expert", "experts/waiver")),
            Item(
                "专家入库",
                "user-plus",
                "experts:enrolment_list",
                (*UNIT_ROLES, *OFFICE_ROLES, Role.EXPERT),
                ("experts/enrolment",),
            ),
            Item(
                "验收",
                "circle-check",
                "acceptance:acceptance_list",
                (*UNIT_ROLES, *OFFICE_ROLES),
                ("acceptance/acceptance",),
            ),
            Item(
                "变更",
                "arrows-exchange",
                "changes:changerequest_list",
                (*UNIT_ROLES, *OFFICE_ROLES, *LEADERS, Role.DRC, Role.FINANCE),
                ("changes/changerequest",),
            ),
            Item(
                "查重",
                "copy",
                "similarity:likeness_list",
                (*OFFICE_ROLES, Role.LEADING_GROUP),
                ("similarity/likeness", "similarity/splitgroup"),
            ),
            Item(
                "月度调度",
                "calendar-event",
                "building:board",
                (*UNIT_ROLES, *OFFICE_ROLES, *LEADERS),
                ("building/milestone",),
            ),
            Item(
                "项目成果",
                "certificate",
                "results:result_list",
                (*UNIT_ROLES, *OFFICE_ROLES, *LEADERS),
                ("results/reuse", "results/transfer", "results/operation"),
            ),
            Item(
                "违规与整改",
                "alert-triangle",
                "oversight:breach_list",
                (*UNIT_ROLES, *OFFICE_ROLES, *LEADERS, Role.DRC, Role.FINANCE),
                ("oversight/breach",),
            ),
            Item(
                "协调事项",
                "messages",
                "oversight:matter_list",
                (Role.UNIT_LEADER, *OFFICE_ROLES, *BODIES, *LEADERS),
                ("oversight/matter", "oversight/assignment"),
            ),
            Item("备案", "archive", "projects:filing_list", (*UNIT_ROLES, *OFFICE_ROLES), ("projects/filing",)),
            Item(
                "社会投资备案",
                "archive",
                "archives:social_list",
                (*UNIT_ROLES, *OFFICE_ROLES, *LEADERS),
                ("archives/socialfiling",),
            ),
            Item("逾期未备案", "clock", "archives:late_filings", (*UNIT_ROLES, *OFFICE_ROLES, *LEADERS)),
            Item(
                "涉密登记",
                "lock",
                "secrecy:register",
                (*UNIT_ROLES, *OFFICE_ROLES, Role.SECRECY),
                ("secrecy/classification", "secrecy/protection"),
            ),
        ),
    ),
    (
        "资源与资金",
        (
            Item(
                "资源共享",
                "share",
                "sharing:resource_list",
                (*UNIT_ROLES, *OFFICE_ROLES, *BODIES, *LEADERS),
                (
                    "sharing/informationresource",
                    "sharing/sharingrequest",
                    "sharing/grant",
                    "sharing/doubt",
                    "sharing/adaptationorder",
                    "sharing/sourcecase",
                    "sharing/sourceopinion",
                    "sharing/collection",
                ),
            ),
            Item(
                "基础设施",
                "server",
                "infrastructure:platform_list",
                (*UNIT_ROLES, *OFFICE_ROLES, Role.CYBERSPACE, Role.LEADING_GROUP),
                (
                    "infrastructure/allocation",
                    "infrastructure/migration",
                    "infrastructure/visit",
                    "infrastructure/finding",
                    "infrastructure/plan",
                    "infrastructure/incident",
                    "infrastructure/servicechange",
                    "infrastructure/purchase",
                ),
            ),
            Item(
                "资金",
                "cash",
                "funds:contract_list",
                (*UNIT_ROLES, *OFFICE_ROLES, Role.FINANCE),
                ("funds/contract", "funds/paymentrequest", "funds/contractacceptance"),
            ),
        ),
    ),
    (
        "查看",
        (
            Item("看板", "chart-bar", "workspace:dashboard", (*OFFICE_ROLES, *LEADERS, Role.DRC, Role.FINANCE)),
            Item(
                "文号簿",
                "list-numbers",
                "documents:ledger",
                (*OFFICE_ROLES, Role.AUDIT_ADMIN),
                ("documents/document",),
            ),
        ),
    ),
    (
        "管理",
        (
            Item(
                "机构与岗位",
                "building",
                "accounts:post_list",
                ADMIN_ROLES,
                ("accounts/people", "accounts/organisations"),
            ),
            Item(
                "机构改革",
                "arrows-exchange",
                "changes:reform_list",
                (*ADMIN_ROLES, *OFFICE_ROLES),
                ("changes/reform",),
            ),
            Item("工作移交", "users", "changes:handover", (Role.UNIT_LEADER, Role.OFFICE_LEADER)),
            Item(
                "时限与标准",
                "list-check",
                "workflow:parameter_list",
                (*ADMIN_ROLES, *OFFICE_ROLES),
                ("workflow/parameters",),
            ),
            Item(
                "工作日", "calendar-event", "workflow:workdays", (*ADMIN_ROLES, *OFFICE_ROLES), ("workflow/workdays",)
            ),
            Item("审计", "history", "workflow:audit_list", (Role.AUDIT_ADMIN,)),
        ),
    ),
)


@dataclass(frozen=True)
class NavItem:
    label: str
    icon: str
    url: str
    active: bool
    count: int = 0
    # There are more than these; counting ends where listing does.
    more: bool = False


@dataclass(frozen=True)
class NavGroup:
    label: str
    items: list[NavItem]


class Frame:
    product = PRODUCT

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        # An error page may be drawn before the middleware has run.
        self.post: Post | None = getattr(request, "post", None)
        self.posts: list[Post] = getattr(request, "posts", [])
        self.is_demo: bool = settings.DEMO_MODE

    @cached_property
    def home_url(self) -> str:
        return reverse("workspace:home")

    @cached_property
    def search_url(self) -> str:
        return reverse("workspace:search")

    @cached_property
    def user(self) -> User | None:
        user = getattr(self.request, "user", None)
        return user if isinstance(user, User) else None

    @property
    def signed_in(self) -> bool:
        return self.user is not None

    @cached_property
    def words(self) -> str:
        """What was searched for."""
        return self.request.GET.get("q", "") if self.request.path == self.search_url else ""

    @property
    def is_exported(self) -> bool:
        """Is the page a list that is a file as well? Asked of the view's class: what a template looks up and does not
        find is written to the log at DEBUG with all that the page shows, a key that is shown once among it."""
        found = self.request.resolver_match
        return bool(found and getattr(getattr(found.func, "view_class", None), "export_columns", ()))

    @cached_property
    def inbox_count(self) -> int:
        return len(inbox.of_request(self.request)) if self.post else 0

    @property
    def inbox_more(self) -> bool:
        return bool(self.post and inbox.of_request(self.request).cut)

    @cached_property
    def notices_count(self) -> int:
        if self.user is None:
            return 0
        return Notice.objects.filter(user=self.user, read_at__isnull=True).count()

    @cached_property
    def nav(self) -> list[NavGroup]:
        if self.post is None:
            return []
        mine = [item for _label, items in NAVIGATION for item in items if self.post.role in item.roles]
        urls = {item: reverse(item.name) for item in mine}
        here = self._here(urls)
        groups = (
            NavGroup(label, [self._line(item, url, item == here) for item in items if (url := urls.get(item))])
            for label, items in NAVIGATION
        )
        return [group for group in groups if group.items]

    @cached_property
    def waiting(self) -> Counter[str]:
        """How many things of each model wait for this post."""
        return Counter(task.obj._meta.label_lower for task in inbox.of_request(self.request))

    def _line(self, item: Item, url: str, active: bool) -> NavItem:
        cut = inbox.of_request(self.request).cut
        if item.name == "workspace:home":
            return NavItem(item.label, item.icon, url, active, self.inbox_count, bool(cut))
        models = {model.replace("/", ".") for model in item.records}
        count = sum(self.waiting[model] for model in models)
        return NavItem(item.label, item.icon, url, active, count, bool(cut & models))

    def _here(self, urls: dict[Item, str]) -> Item | None:
        """The line with the longest address that the present one stands under."""
        path = self.request.path
        under = [(len(url), item) for item, url in urls.items() if path == url]
        for item, url in urls.items():
            covered = [f"/{model}/" for model in item.records] + ([url] if url != self.home_url else [])
            under += [(len(prefix), item) for prefix in covered if path.startswith(prefix)]
        return max(under, key=lambda found: found[0], default=(0, None))[1]


def frame(request: HttpRequest) -> dict[str, Frame]:
    """Context processor."""
    return {"frame": Frame(request)}
