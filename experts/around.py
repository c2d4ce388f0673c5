"""The bodies round a project, and what each is to it: their people stand aside (article 6)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from accounts.models import Organisation
from experts.bodies import department_of, same_name
from projects import rooms
from projects.models import Project, TenderRound


@dataclass
class Bodies:
    """Bodies of a project → what they are to it: organisations by id, the project's own as people write them, and the
    parents and subordinates of these by their whole names."""

    units: dict[Any, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    relatives: dict[str, str] = field(default_factory=dict)

    def why(self, organisation_id: Any, name: str) -> str:
        """What a body is to the project; "" when nothing."""
        if why := self.units.get(organisation_id, ""):
            return why
        if why := next((why for known, why in self.names.items() if same_name(known, name)), ""):
            return why
        if organisation_id is not None:
            # Known by its row: 市政府办 is another body than its parent 市政府, although named after it.
            return ""
        return next((why for known, why in self.relatives.items() if department_of(name, known)), "")


def bodies_around(project: Project, more: Iterable[str] = ()) -> Bodies:
    """Applicant, participants, investor, builders, supervisor, tester and who else is under contract, with the parents
    and subordinates of each."""
    parts = project.participations.of_the_project().select_related("unit")
    own: dict[Any, str] = {one.unit_id: "参与单位" for one in parts} | {project.unit_id: "项目申报单位"}
    units = [project.unit, *(one.unit for one in parts)]
    if project.investor is not None:
        own[project.investor.pk] = "投资建设单位"
        units.append(project.investor)
    named = [(name, own[unit.pk]) for unit in units for name in _names(unit)]
    winners = TenderRound.objects.filter(tender__project=project).exclude(winner="").values_list("winner", flat=True)
    named += [(project.supervisor, "监理单位"), (project.tester, "测评单位")]
    named += rooms.bodies_of(project)
    named += [(name, "承建单位") for name in (*winners, *more)]
    around = Bodies()
    for name, why in named:
        if name.strip():
            around.names.setdefault(name, why)
    known = Organisation.objects.filter(Q(pk__in=own) | Q(name__in=around.names)).prefetch_related("children")
    direct = [(body, own.get(body.pk) or around.names[body.name]) for body in known.select_related("parent")]
    around.units = {body.pk: why for body, why in direct}
    for body, why in direct:
        kin = [(body.parent, f"{why}的上级单位")] if body.parent else []
        for relative, what in (*kin, *((child, f"{why}的下属单位") for child in body.children.all())):
            around.units.setdefault(relative.pk, what)
            around.relatives.setdefault(relative.name, what)
    return around


def _names(unit: Organisation) -> tuple[str, str]:
    return unit.name, unit.short_name
