"""A project's sum in budget lines and in sources of money, to the fen."""

from decimal import Decimal
from typing import Any

from projects.choices import BudgetKind, Category, SourceKind
from workspace.demo.plans import Plan


def budget_lines(amount: Decimal, category: str) -> list[dict[str, Any]]:
    """Lines with unit price × count that add up to the sum to the fen."""
    shares = {
        Category.EQUIPMENT: (
            (BudgetKind.HARDWARE, "服务器及终端设备", 0.6, 12),
            (BudgetKind.SOFTWARE, "系统软件", 0.2, 4),
        ),
        Category.NETWORK: (
            (BudgetKind.HARDWARE, "网络与前端设备", 0.55, 20),
            (BudgetKind.INTEGRATION, "综合布线与集成", 0.2, 1),
        ),
        Category.SECURITY: ((BudgetKind.HARDWARE, "安全设备", 0.4, 3), (BudgetKind.SERVICE, "安全服务（年）", 0.3, 1)),
        Category.SOFT: ((BudgetKind.SERVICE, "调研与报告编制", 0.7, 1), (BudgetKind.SERVICE, "专家咨询", 0.1, 10)),
        Category.RESOURCE: (
            (BudgetKind.SERVICE, "数据采集加工", 0.5, 100),
            (BudgetKind.SOFTWARE, "数据管理软件", 0.2, 1),
        ),
    }.get(
        category,
        ((BudgetKind.DEVELOPMENT, "应用软件开发（人月）", 0.5, 10), (BudgetKind.SOFTWARE, "支撑软件", 0.15, 2)),
    )
    rows = [
        (kind, name, (amount * Decimal(str(share)) / count).quantize(Decimal(100)), count)
        for kind, name, share, count in shares
    ]
    if amount > 1_000_000:
        rows.append((BudgetKind.SUPERVISION, "信息工程监理", (amount * Decimal("0.025")).quantize(Decimal(100)), 1))
        rows.append((BudgetKind.TESTING, "第三方测评", (amount * Decimal("0.02")).quantize(Decimal(100)), 1))
    rest = amount - sum(price * count for _kind, _name, price, count in rows)
    rows.append((BudgetKind.INTEGRATION, "系统集成与实施", rest, 1))
    return [{"kind": kind, "name": name, "unit_price": price, "count": count} for kind, name, price, count in rows]


def source_lines(plan: Plan, rng: Any) -> list[dict[str, Any]]:
    """City money for most; larger ones over two years, some with a grant from above."""
    rows: list[tuple[str, int, Decimal, str]] = []
    left = plan.amount
    if rng.random() < 0.25:
        kind = SourceKind.PROVINCE if rng.random() < 0.7 else SourceKind.NATION
        grant = (left * Decimal("0.4")).quantize(Decimal(100))
        rows.append((kind, plan.year, grant, "上级专项补助"))
        left -= grant
    if plan.amount > 2_000_000:
        later = (left * Decimal("0.4")).quantize(Decimal(100))
        rows.append((SourceKind.CITY, plan.year + 1, later, "次年安排"))
        left -= later
    rows.insert(0, (SourceKind.CITY, plan.year, left, "部门预算"))
    return [{"kind": kind, "year": year, "amount": amount, "note": note} for kind, year, amount, note in rows]
