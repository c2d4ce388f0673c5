"""Excel as offices live in it, and units that apply together: a few acts that show every state."""

from typing import Any

from accounts.models import Post
from accounts.roles import OrgKind, Role
from documents.sheets.services import take_in
from projects.models import Application, SourceLine
from projects.services import invite_participant
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


def show_participants(city: City) -> None:
    """One draft with four units asked: one agrees, one declines, one is taken out, one has not answered."""
    lead = city.posts["applicant"]
    own = Application.objects.filter(state="draft", project__unit=lead.organisation, sources__isnull=False)
    application = own.order_by("created_at").last()
    leaders = Post.objects.filter(role=Role.UNIT_LEADER, organisation__kind=OrgKind.DEPARTMENT)
    rows = []
    for leader in leaders.exclude(organisation=lead.organisation).order_by("pk")[:4]:
        row = invite_participant(application=application, unit=leader.organisation, task="本部门数据汇聚", post=lead)
        rows.append((row, leader))
    (agreed, leader), (declined, other), (removed, _third), _fourth = rows
    SourceLine.objects.create(
        application=application, kind="city", year=2027, amount=120_000, holder=agreed.unit, position=2
    )
    perform(agreed, "confirm", post=leader)
    perform(declined, "decline", post=other, reason="本年度部门预算未安排，建议下年共建。")
    perform(removed, "take_out", post=lead, reason="该部门数据可由共享平台取得。")
