"""Excel as offices live in it: one sheet with errors, one that waits, one dropped, one taken in, one taken back."""

from typing import Any

from documents.sheets.services import take_in
from workflow.engine import perform
from workspace.demo.people import City

KIND = "library-applications"


def _row(unit: str, name: str, amount: Any = "860000") -> list[Any]:
    what = [
        "信息应用系统",
        "扩建",
        "政府采购",
        "",
        "",
        "按年度需求征集表报送。",
        "",
        "扩展移动端和统计分析。",
    ]
    return [unit, name, *what, amount, "市级财政预算", "2027", None, None]


def show_imports(city: City) -> None:
    """Five sheets of the office; only one leaves drafts behind."""
    clerk, unit = city.posts["office_clerk"], city.posts["applicant"].organisation.name

    def sheet(*rows: list[Any]) -> Any:
        raw = [(place, row) for place, row in enumerate(rows, start=2)]
        return take_in(kind=KIND, target_id=None, raw=raw, post=clerk, file_name="2027年需求征集.xlsx")

    sheet(_row(unit, "公务车辆调度平台扩展", "八十六万"), _row("没有的局", "视频会议扩容"))
    sheet(_row(unit, "公务车辆调度平台扩展"))
    perform(sheet(_row(unit, "档案数字化二次加工")), "drop", post=clerk)
    perform(sheet(_row(unit, "窗口叫号系统扩容"), _row(unit, "移动执法终端应用扩展")), "confirm", post=clerk)
    taken = perform(sheet(_row(unit, "值班系统改版")), "confirm", post=clerk)
    perform(taken, "undo", post=clerk)
