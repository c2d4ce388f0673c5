"""Indicators and the final account (articles 21, 22)."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils import timezone

from accounts.models import Post
from accounts.roles import Role
from funds.choices import ChangeKind
from funds.models import FinalAccount, Indicator, IndicatorChange
from funds.uses import by_use
from projects.models import Project
from projects.notices import tell_role, tell_unit
from workflow.errors import Conflict

FIELDS = ("number", "source", "year", "use")


def keep_indicator(*, obj: Project, post: Post, data: Mapping[str, Any]) -> Indicator:
    fields = {name: data[name] for name in FIELDS}
    indicator = Indicator.objects.create(
        project=obj, initial=data["amount"], amount=data["amount"], registered_by=post, **fields
    )
    tell_unit(obj, f"《{obj.name}》下达预算指标 {indicator.number}：{indicator.amount} 元")
    return indicator


def change_indicator(*, obj: Project, post: Post, data: Mapping[str, Any]) -> None:
    """追加, 追减, 结转: money that was carried over stands under the next year."""
    indicator = Indicator.objects.select_for_update(of=("self",)).get(pk=data["indicator"].pk)
    kind, amount = data["kind"], data["amount"]
    delta = amount if kind == ChangeKind.ADD else -amount
    if indicator.left + delta < 0:
        raise Conflict(f"该指标余额 {indicator.left} 元，不足 {amount} 元（《办法》第二十二条）。")
    _move(indicator, kind, delta, data["basis"], post)
    if kind == ChangeKind.CARRY:
        Indicator.objects.create(
            project=obj,
            number=indicator.number,
            source=indicator.source,
            year=indicator.year + 1,
            use=indicator.use,
            initial=amount,
            amount=amount,
            carried_from=indicator,
            registered_by=post,
        )
    tell_unit(obj, f"《{obj.name}》预算指标 {indicator.number} {ChangeKind(kind).label} {amount} 元")


def _move(indicator: Indicator, kind: str, delta: Decimal, reason: str, post: Post) -> None:
    IndicatorChange.objects.create(indicator=indicator, kind=kind, delta=delta, reason=reason, post=post)
    indicator.amount += delta
    indicator.save(update_fields=["amount"])


def keep_account(*, obj: Project, post: Post, data: Mapping[str, Any]) -> None:
    """决算, use by use: what was given beyond what was settled for the same use goes back."""
    lines = by_use(obj)
    given = sum((line.given for line in lines), Decimal(0))
    settled = sum((line.settled for line in lines), Decimal(0))
    FinalAccount.objects.create(
        project=obj, total=settled, settled=settled, given=given, balance=given - settled, reported_by=post
    )
    tell_role(obj, f"《{obj.name}》已报竣工财务决算，结余 {given - settled} 元", Role.FINANCE)


def return_balance(*, obj: Project, post: Post, data: Mapping[str, Any]) -> None:
    """Take each use's balance out of what is left for that use, the latest year first; what is still owed stays."""
    account = FinalAccount.objects.select_for_update(of=("self",)).get(project=obj)
    if account.returned_on is not None:
        raise Conflict("结余已经收回。")
    indicators = list(obj.indicators.select_for_update(of=("self",)).order_by("-year", "pk"))
    for line in by_use(obj):
        account.returned += _take_back([one for one in indicators if one.use == line.use], line.balance, post)
    account.returned_on = timezone.localdate()
    account.save(update_fields=["returned", "returned_on"])
    tell_unit(obj, f"《{obj.name}》结余资金 {account.returned} 元已收回")


def _take_back(indicators: list[Indicator], balance: Decimal, post: Post) -> Decimal:
    wanted = balance
    for indicator in indicators:
        take = min(indicator.left, wanted)
        if take > 0:
            _move(indicator, ChangeKind.RETURN, -take, "竣工财务决算结余", post)
            wanted -= take
    return balance - wanted
