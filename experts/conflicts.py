"""Who must not sit on a panel (回避): by work unit, and by the names of those who build, supervise or test."""

from collections.abc import Iterable
from dataclasses import dataclass

from accounts.models import Organisation
from experts.models import Expert
from projects.models import Project, TenderFiling

# A shorter name would be found inside too many others.
SHORTEST = 4


@dataclass(frozen=True)
class Exclusion:
    expert: Expert
    reason: str


def plain(name: str) -> str:
    return "".join(name.split()).replace("（", "(").replace("）", ")")


def same_name(one: str, other: str) -> bool:
    """The same, or one is a department of the other: 市交通局 信息科 inside 市交通局."""
    a, b = plain(one), plain(other)
    if not a or not b:
        return False
    short, long = sorted((a, b), key=len)
    return a == b or (len(short) >= SHORTEST and short in long)


def units_around(project: Project) -> dict[object, str]:
    """Organisation id → why its people do not sit: the unit, its parent, its subordinates."""
    unit = project.unit
    around: dict[object, str] = {unit.pk: "项目申报单位人员"}
    if unit.parent_id:
        around[unit.parent_id] = "项目申报单位的上级单位人员"
    for pk in Organisation.objects.filter(parent_id=unit.pk).values_list("pk", flat=True):
        around[pk] = "项目申报单位的下属单位人员"
    return around


def names_around(project: Project, more: Iterable[str] = ()) -> dict[str, str]:
    """Names as people write them → why."""
    names = {project.unit.name: "项目申报单位人员", project.unit.short_name: "项目申报单位人员"}
    names |= {project.supervisor: "监理单位人员", project.tester: "测评单位人员"}
    winners = TenderFiling.objects.filter(project=project).values_list("winner", flat=True)
    names |= dict.fromkeys([*winners, *more], "承建单位人员")
    return {name: why for name, why in names.items() if name.strip()}


def exclusions(project: Project, experts: Iterable[Expert], names: Iterable[str] = ()) -> list[Exclusion]:
    """Those who must stand aside, each with the reason."""
    by_unit, by_name = units_around(project), names_around(project, names)
    found = []
    for expert in experts:
        reason = by_unit.get(expert.organisation_id, "") or next(
            (why for name, why in by_name.items() if same_name(name, expert.employer)), ""
        )
        if not reason and expert.user_id == getattr(project.created_by, "user_id", None):
            reason = "项目经办人本人"
        if reason:
            found.append(Exclusion(expert, reason))
    return found
