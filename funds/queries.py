"""The one place where sums of money are asked (articles 21, 22)."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Max, Prefetch, Q, QuerySet, Sum
from django.db.models.functions import ExtractQuarter, ExtractYear
from django.utils import timezone

from accounts.models import Post
from funds.choices import WORKS_AS, ContractKind, Use
from funds.duties import BOUGHT, FILE_COPY, PUBLISH, SIGN, duties_of
from funds.models import Contract, ContractAcceptance, Indicator, Payment, PaymentRequest
from funds.rules.budget import source_limits
from funds.states import OPEN_REQUESTS, ContractState
from projects.choices import Category, SourceKind
from projects.models import Project
from projects.paths import FISCAL_GATE
from projects.queries import Overdue, listable, supervised
from projects.rules import wan
from workflow.models import AuditEvent
from workflow.numbers import TENTH, half_up
from workflow.parameters import SEED_DAY, least, parameters

ZERO = Decimal(0)
# Contracts are read piece by piece for the list of what is late: all of it is said, however much it is.
PIECE = 500


def bodies_under_contract(project: Project) -> list[tuple[str, str]]:
    """Who works or worked for a project, and as what; one whose contract was ended has built a part of it."""
    rows = Contract.objects.filter(project=project).order_by("registered_at").values_list("contractor", "kind")
    return [(contractor, WORKS_AS[ContractKind(kind)]) for contractor, kind in rows]


def attempts_of(project: Any, post: Post | None) -> list[Any]:
    """What is under way in the contracts: its steps come into the project's panel."""
    asked = PaymentRequest.objects.visible_to(post).filter(project=project, state__in=OPEN_REQUESTS)
    buyers = ContractAcceptance.objects.visible_to(post).filter(project=project).exclude(state="issued")
    joins = ("project__unit", "contract")
    return [*asked.select_related(*joins, "indicator"), *buyers.select_related(*joins)]


def contracts(post: Post | None) -> QuerySet[Contract]:
    rows = Contract.objects.visible_to(post).filter(project__in=listable(post))
    return rows.select_related("project__unit").order_by("-signed_on", "-registered_at")


def totals(rows: QuerySet[Contract]) -> dict[str, Any]:
    """Of the list as it is filtered; how much of it is bought as a service is what article 23 asks."""
    out = Q(outsourced=True)
    return rows.order_by().aggregate(
        count=Count("pk"),
        services=Count("pk", filter=out),
        money=Sum("amount", filter=out, default=ZERO),
        paid=Sum("paid_total", default=ZERO),
        # Last: from here on the name means the sum.
        amount=Sum("amount", default=ZERO),
    )


def requests(post: Post | None) -> QuerySet[PaymentRequest]:
    return PaymentRequest.objects.visible_to(post).select_related("project__unit", "contract", "indicator")


def reasons_of(request: PaymentRequest, post: Post | None) -> QuerySet[AuditEvent]:
    """Why it was refused, held or taken back: each act that stated a reason."""
    events = AuditEvent.objects.visible_to(post).about(request).exclude(content__reason="")
    return events.select_related("content").order_by("pk")


def indicators_of(project: Any) -> QuerySet[Indicator]:
    return project.indicators.prefetch_related("changes").order_by("year", "pk")


@dataclass(frozen=True)
class Link:
    """One link of the chain: its sum, and the one before that it may not pass."""

    label: str
    amount: Decimal
    before: Decimal | None
    note: str = ""

    @property
    def share(self) -> int:
        return int(self.amount * 100 / self.before) if self.before else 0

    @property
    def ok(self) -> bool:
        return self.before is None or self.amount <= self.before


def chain_of(project: Project) -> list[Link]:
    """估算 → 清单 → 批准 → 指标 → 合同 → 结算 → 付款申请 → 支付 → 决算 → 交回 of one project.

    What was paid was asked for, or booked by 财政局 itself; what is asked for besides stands in the contracts.
    """
    approved = project.approved_sum if project.listed_at else ZERO
    given = project.indicators.aggregate(total=Sum("amount", default=ZERO))["total"]
    sums = project.contracts.aggregate(
        settled=Sum("settled_sum", default=ZERO),
        paid=Sum("paid_total", default=ZERO),
        asked=Sum(F("asked_total") + F("paid_total"), default=ZERO),
    )
    account = getattr(project, "final_account", None)
    line = project.current_line()
    return [
        Link("申报数", project.declared_sum, None, "入库估算"),
        Link("清单数", line.total if line else ZERO, None, "" if line else "未列入年度清单"),
        Link("批准数", approved, (line.total if line else project.declared_sum) or None),
        Link("预算指标", given, approved),
        Link("合同数", project.contract_sum, approved),
        Link("结算数", sums["settled"], project.contract_sum),
        Link("付款申请", sums["asked"], project.contract_sum, "含已支付和财政直接支付"),
        Link("已支付", sums["paid"], min(given, sums["asked"])),
        Link("决算数", account.total if account else ZERO, account.settled if account else None),
        Link("结余交回", account.returned if account else ZERO, account.balance if account else None),
    ]


@dataclass(frozen=True)
class SourceRow:
    """`limit` is what the application names, None where it names no sources at all."""

    label: str
    limit: Decimal | None
    given: Decimal
    paid: Decimal

    @property
    def left(self) -> Decimal:
        return self.given - self.paid

    @property
    def ok(self) -> bool:
        return self.limit is None or self.given <= self.limit


def by_source(project: Project) -> list[SourceRow]:
    limits = source_limits(project)
    rows = project.indicators.order_by().values("source").annotate(total=Sum("amount"), paid=Sum("paid_total"))
    given = {row["source"]: (row["total"], row["paid"]) for row in rows}
    return [
        SourceRow(str(source.label), limits.get(source, ZERO) if limits else None, *given.get(source, (ZERO, ZERO)))
        for source in SourceKind
        if source in limits or source in given
    ]


def late_duties(post: Post) -> Iterator[Overdue]:
    """Procurement contracts signed, made public or put on record after their day, while they run (article 13).

    The database leaves those that may be late; the day of each is counted here, by the value in force on it.
    """
    rows = Contract.objects.filter(project__in=supervised(post).filter(path__in=FISCAL_GATE).values("pk"))
    # A working day is at least a day, so whoever kept to calendar days needs no counting.
    perhaps = Q(signed_on__gt=_days_after("awarded_on", SIGN))
    for field, key in (("published_on", PUBLISH), ("filed_on", FILE_COPY)):
        perhaps |= Q(**{f"{field}__isnull": True}) | Q(**{f"{field}__gt": _days_after("signed_on", key)})
    rows = rows.filter(perhaps, state=ContractState.ACTIVE, kind__in=BOUGHT)
    value = parameters()
    for contract in rows.select_related("project__unit").iterator(PIECE):
        for duty in duties_of(contract, value):
            if duty.days_late:
                what = f"{duty.what}：{contract.number}"
                yield Overdue(contract.project, what, "13", duty.due, duty.done, contract.get_absolute_url())


def late_payments(post: Post) -> Iterator[Overdue]:
    """Small firms that wait for their money beyond the days of 保障中小企业款项支付条例 after acceptance."""
    passed = Q(acceptances__state="issued", acceptances__conclusion="pass")
    rows = Contract.objects.filter(project__in=supervised(post).values("pk"), small_firm=True).standing()
    rows = rows.filter(paid_total__lt=F("amount")).annotate(passed_on=Max("acceptances__held_on", filter=passed))
    rows = rows.filter(Q(passed_on__isnull=False) | Q(project__accepted_at__isnull=False))
    value, today = parameters(), timezone.localdate()
    for contract in rows.select_related("project__unit").iterator(PIECE):
        since = contract.passed_on or timezone.localdate(contract.project.accepted_at)
        due = since + datetime.timedelta(days=int(value("small_firm_days", max(since, SEED_DAY))))
        owed = contract.left - contract.withheld
        if owed > 0 and due < today:
            what = f"中小企业款项 {wan(owed)} 未付：{contract.number}"
            yield Overdue(contract.project, what, "22", due, page=contract.get_absolute_url())


def _days_after(field: str, key: str) -> Any:
    """By the shortest term that ever was: what another day's value finds in time is sorted out by `duties_of`."""
    return F(field) + datetime.timedelta(days=int(least(key)))


# --- the overview -------------------------------------------------------------------------------------------------


def paid_of(post: Post | None, year: int) -> QuerySet[Payment]:
    """What was paid out of one year's indicators: the sum of head, bars and flow of the overview.

    Of what this post sees, without secrets: figures, charts and exports name no classified project (article 24).
    """
    return Payment.objects.filter(contract__project__in=listable(post), indicator__year=year)


def total_of(rows: QuerySet[Payment]) -> Decimal:
    return rows.order_by().aggregate(total=Sum("amount", default=ZERO))["total"]


def given(post: Post | None, year: int | None = None) -> QuerySet[Indicator]:
    rows = Indicator.objects.filter(project__in=listable(post))
    return rows.filter(year=year) if year else rows


@dataclass(frozen=True)
class Execution:
    """The indicators of one year of one unit: given, paid by quarter (in that year alone), still expected."""

    name: str
    given: Decimal
    quarters: list[Decimal]
    planned: Decimal

    @property
    def paid(self) -> Decimal:
        return sum(self.quarters, ZERO)

    @property
    def rate(self) -> Decimal:
        return half_up(self.paid * 100 / self.given, TENTH) if self.given else ZERO

    @property
    def forecast(self) -> Decimal:
        """By the plans of payment, never more than was given."""
        return min(self.paid + self.planned, max(self.given, self.paid))


def execution(post: Post | None, year: int) -> list[Execution]:
    """By unit, largest first: three queries, whatever the number of units."""
    money: dict[str, Decimal] = {
        row["project__unit__name"]: row["total"]
        for row in given(post, year).order_by().values("project__unit__name").annotate(total=Sum("amount"))
    }
    quarters: dict[str, list[Decimal]] = defaultdict(lambda: [ZERO] * 4)
    rows = paid_of(post, year).order_by().values("contract__project__unit__name", quarter=ExtractQuarter("paid_on"))
    for row in rows.annotate(total=Sum("amount")):
        quarters[row["contract__project__unit__name"]][row["quarter"] - 1] = row["total"]
    planned = _planned(post, year)
    names = {*money, *quarters}
    found = [Execution(name, money.get(name, ZERO), quarters[name], planned.get(name, ZERO)) for name in names]
    return sorted(found, key=lambda one: (-one.given, one.name))


def _planned(post: Post | None, year: int) -> dict[str, Decimal]:
    """What will still be paid in the year: due by the plans until its end, late lines too, or asked for already.

    Asking for a line changes nothing, paying it does. What is due before a year to come is paid before it.
    """
    this_year = timezone.localdate().year
    planned: dict[str, Decimal] = defaultdict(lambda: ZERO)
    if year < this_year:
        return planned
    due = Sum("stages__amount", filter=Q(stages__due_on__year__lte=year), default=ZERO)
    before = Sum("stages__amount", filter=Q(stages__due_on__year__lt=year), default=ZERO)
    rows = Contract.objects.filter(project__in=listable(post)).standing().annotate(due=due, due_before=before)
    for contract in rows.select_related("project__unit").order_by():
        borne = max(min(contract.due, contract.ceiling), contract.committed)
        begun = contract.paid_total if year == this_year else max(contract.due_before, contract.committed)
        planned[contract.project.unit.name] += max(borne - begun, ZERO)
    return planned


@dataclass(frozen=True)
class Flow:
    source: str
    target: str
    amount: Decimal


def flows(post: Post | None, year: int) -> list[Flow]:
    """Source → category → stage of the money (paid, still there), of one year's indicators."""
    rows = given(post, year).order_by().values("source", "project__category")
    into: dict[tuple[str, str], Decimal] = defaultdict(lambda: ZERO)
    stages: dict[tuple[str, str], Decimal] = defaultdict(lambda: ZERO)
    for row in rows.annotate(total=Sum("amount"), paid=Sum("paid_total")):
        source, category = SourceKind(row["source"]).label, Category(row["project__category"]).label
        into[str(source), str(category)] += row["total"]
        stages[str(category), "已支付"] += row["paid"]
        stages[str(category), "未支付"] += row["total"] - row["paid"]
    return [Flow(*pair, amount) for pair, amount in _biggest((*into.items(), *stages.items()))]


def _biggest(items: Iterable[tuple[tuple[str, str], Decimal]]) -> list[tuple[tuple[str, str], Decimal]]:
    return [item for item in items if item[1] > 0]


def outsourced_by_year(post: Post | None) -> Any:
    """Article 23, contracts by the year of their signature: `year`, `count`, `services`, `total`, `money`.

    What builds or is bought as a service; supervision, testing and agents belong to every building, however done.
    """
    rows = contracts(post).filter(kind__in=BOUGHT).order_by().values(year=ExtractYear("signed_on"))
    return rows.annotate(
        count=Count("pk"),
        services=Count("pk", filter=Q(outsourced=True)),
        total=Sum("amount"),
        money=Sum("amount", filter=Q(outsourced=True), default=ZERO),
    )


def uses() -> list[tuple[str, str]]:
    return list(Use.choices)


def with_parts(rows: QuerySet[Contract]) -> QuerySet[Contract]:
    return rows.prefetch_related(
        Prefetch("payments", Payment.objects.select_related("indicator", "reverses")),
        "stages",
        "requests",
        "acceptances",
    )
