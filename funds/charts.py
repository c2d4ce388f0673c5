"""Pictures of money for static/js/charts.js; the table beside each is the truth."""

from collections.abc import Sequence
from typing import Any

from funds.queries import Execution, Flow

WAN = 10_000
MOST = 12


def sankey(flows: Sequence[Flow]) -> dict[str, Any]:
    names = list(dict.fromkeys(name for flow in flows for name in (flow.source, flow.target)))
    links = [{"source": flow.source, "target": flow.target, "value": float(flow.amount / WAN)} for flow in flows]
    return {"kind": "sankey", "unit": "万元", "axis": "资金流向", "categories": names, "series": [], "links": links}


def execution(units: Sequence[Execution]) -> dict[str, Any]:
    """The largest units; each quarter's share of what was given."""
    shown = units[:MOST]

    def rate(unit: Execution, quarter: int) -> float:
        return float(round(unit.quarters[quarter] * 100 / unit.given, 1)) if unit.given else 0.0

    quarters = [
        {"name": f"{quarter + 1} 季度", "data": [rate(unit, quarter) for unit in shown]} for quarter in range(4)
    ]
    return {
        "kind": "stacked",
        "horizontal": True,
        "unit": "%",
        "axis": "单位",
        "categories": [unit.name.removeprefix("广元") for unit in shown],
        "series": quarters,
    }
