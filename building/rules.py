"""Security in step with build, acceptance and operation (11); an agent for major projects (14)."""

import datetime
from typing import Any

from django.utils import timezone

from building.planning import Replan, is_fixed, replan
from projects.paths import Builder
from projects.rules import wan
from workflow.numbers import asked_number
from workflow.parameters import parameter
from workflow.rules import NOT_ASKED, Rule

YEAR = datetime.timedelta(days=365)


def _project(obj: Any) -> Any:
    return getattr(obj, "project", obj)


def level_of(project: Any) -> int:
    """What was recorded while building, else what the application said; 0 where nothing is graded."""
    record, application = getattr(project, "security_record", None), getattr(project, "application", None)
    text = record.level if record else getattr(application, "security_level", "")
    return asked_number(text, 0)


def _from(demand: str, project: Any) -> int:
    """The level from which security is filed, or assessed, by the rule of the day the project began."""
    return int(parameter(f"security.{demand}_from", timezone.localdate(project.created_at)))


def _planned(obj: Any, post: Any, data: Any) -> str:
    application = getattr(obj, "application", None)
    if application is None or obj.builder == Builder.COUNTY:
        return ""
    if not application.security_level:
        return "申报时没有确定安全等级"
    if level_of(obj) >= _from("assessed", obj) and not application.crypto_note.strip():
        return "等保三级以上，没有密码应用方案"
    return ""


def lacks(project: Any) -> list[str]:
    """What security still lacks before acceptance, in words."""
    level, record = level_of(project), getattr(project, "security_record", None)
    if level < _from("filed", project):
        return []
    found = []
    if record is None or record.filed_on is None:
        found.append("等保备案证明")
    if level >= _from("assessed", project):
        if record is None or record.assessed_on is None:
            found.append("等保测评")
        elif record.outcome == "bad":
            found.append("合格的等保测评（测评结论为差）")
        if record is None or record.crypto_on is None:
            found.append("密码应用安全性评估")
        elif record.crypto == "not":
            found.append("合格的密码评估（结论为不符合）")
    return [*found, *_equipment(project, record)]


def _equipment(project: Any, record: Any) -> list[str]:
    rows = list(project.key_equipment.all())
    if not rows:
        return [] if record and record.no_key_equipment else ["网络关键设备和安全产品清单"]
    return [f"“{row.name}”的有效证书（{row.valid_until} 到期）" for row in rows if row.lapsed]


def _built(obj: Any, post: Any, data: Any) -> str:
    project = _project(obj)
    if project.builder == Builder.COUNTY:
        return NOT_ASKED
    missing = lacks(project)
    return f"安全未同步到位，尚缺：{'、'.join(missing)}" if missing else ""


def _running(obj: Any, post: Any, data: Any) -> str:
    if found := _built(obj, post, data):
        return found
    if obj.builder == Builder.COUNTY or level_of(obj) < _from("assessed", obj):
        return ""
    record = getattr(obj, "security_record", None)
    if record is None or record.assessed_on is None:
        return "等保尚未测评"
    if record.assessed_on + YEAR >= timezone.localdate():
        return ""
    return f"等保测评于 {record.assessed_on} 完成，已过一年，应当复测"


def is_major(project: Any) -> bool:
    """By the threshold of the day it began, or by the leader's flag."""
    limit = parameter("major_project_threshold", timezone.localdate(project.created_at))
    return project.declared_sum >= limit or hasattr(project, "major_mark")


def _agent(obj: Any, post: Any, data: Any) -> str:
    if obj.builder == Builder.COUNTY or not is_major(obj):
        return NOT_ASKED
    if obj.contracts.filter(kind="agent").exclude(state="terminated").exists():
        return ""
    states = set(obj.agency_waivers.values_list("state", flat=True))
    if "accepted" in states:
        return ""
    waits = "，不引入的理由待信息办负责人认可" if "asked" in states else "，或者说明理由报信息办负责人认可"
    return f"重大项目（{wan(obj.declared_sum)}）原则上应当引入代理委托：登记代理合同{waits}"


def _reached_stays(obj: Any, post: Any, data: Any) -> str:
    """What is reached is a fact that money may hang on (article 22); the person in charge may be named anew."""
    plan = replan(obj, data["rows"]) if "rows" in data else Replan()
    lost = [one for one in plan.removed if one.done_on]
    lost += [one for one, parts in plan.changed if one.done_on and parts.keys() - {"responsible"}]
    return f"{'、'.join(f'“{one.name}”' for one in lost)}已完成，不能删去或改名、改期" if lost else ""


def _none_falls(obj: Any, post: Any, data: Any) -> str:
    if not is_fixed(obj) or "rows" not in data:
        return ""
    lost = [one for one in replan(obj, data["rows"]).removed if not one.done_on]
    return f"已经开工，不能删去{'、'.join(f'“{one.name}”' for one in lost)}；可以写明理由调整" if lost else ""


def _replan_explained(obj: Any, post: Any, data: Any) -> str:
    if not is_fixed(obj) or "rows" not in data or data.get("why", "").strip():
        return ""
    return "已经开工，调整里程碑须写明理由" if replan(obj, data["rows"]).touches else ""


def _mend_security(obj: Any) -> str:
    return _project(obj).step_url("record_security")


REACHED_STAYS = Rule("milestone.reached", "12", "已完成的节点保持不变", _reached_stays)
NONE_FALLS = Rule("milestone.stays", "12", "开工后节点不删去", _none_falls)
REPLAN_EXPLAINED = Rule("milestone.reason", "12", "开工后调整的，写明理由", _replan_explained)
SECURITY_PLANNED = Rule("security.planned", "11", "安全与项目同步规划：已定级，有密码应用方案", _planned)
SECURITY_BUILT = Rule(
    "security.built", "11", "安全与项目同步建设、同步验收：等保、密码评估、关键设备证书", _built, mend=_mend_security
)
# The office may open an acceptance that nobody reported; a pass needs it all the same.
SECURITY_PASSED = SECURITY_BUILT.where(lambda obj, data: data.get("conclusion") == "pass", typed=("conclusion",))
SECURITY_RUNNING = Rule("security.running", "11", "安全与项目同步运行：测评在有效期内", _running, mend=_mend_security)
AGENT = Rule(
    "build.agent",
    "14",
    "重大项目已引入代理委托，或理由已获认可",
    _agent,
    mend=lambda obj: obj.step_url("ask_agency_waiver"),
)
