"""Who provides an element, who collects it, where that collides (article 19)."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from accounts.models import Organisation, Post
from projects.models import DataItem as Row
from projects.models import Project
from projects.states import LIVE
from sharing.elements import Doubled, doubled
from sharing.models import (
    Collection,
    DataElement,
    DataItem,
    ElementSource,
    InformationResource,
    SourceCase,
)
from sharing.models.elements import OPEN_CASES
from sharing.names import Match, Names

FEW = 30


@dataclass
class ElementLine:
    """One element: its source today, who provides it, which projects would collect it."""

    element: DataElement
    source: ElementSource | None
    providers: dict[Any, str] = field(default_factory=dict)
    projects: dict[Any, str] = field(default_factory=dict)
    # What is taken for the element although it is written otherwise: name → why.
    alike: dict[str, str] = field(default_factory=dict)
    open_case: bool = False

    @property
    def collides(self) -> bool:
        return not self.element.generic and self.source is None and len(self.providers) + len(self.projects) > 1

    @property
    def standing(self) -> str:
        if self.element.generic:
            return "通用字段"
        if self.open_case:
            return "认定中"
        return "多源冲突" if self.collides else "已定数源" if self.source else "无冲突"

    def say(self, name: str, match: Match) -> None:
        if name not in (match.word, self.element.name):
            self.alike[name] = match.reason


def element_lines(post: Post | None) -> list[ElementLine]:
    """Every element with what stands in the catalogue and in applications; the number of queries is constant."""
    today, known = timezone.localdate(), Names()
    elements = DataElement.objects.visible_to(post).prefetch_related("sources__body")
    lines = {one.pk: ElementLine(one, one.source_on(today)) for one in elements}
    for name, provider, short in _provided(post).values_list(*ITEM).distinct():
        if (match := known.find(name)) and match.element.pk in lines:
            lines[match.element.pk].providers[provider] = short
            lines[match.element.pk].say(name, match)
    for name, project, title in _collecting(post).values_list(*COLLECTED):
        if (match := known.find(name)) and match.element.pk in lines:
            lines[match.element.pk].projects[project] = title
            lines[match.element.pk].say(name, match)
    for pk in SourceCase.objects.filter(state__in=OPEN_CASES).values_list("element", flat=True):
        if pk in lines:
            lines[pk].open_case = True
    return sorted(lines.values(), key=lambda line: (not line.collides, line.element.name))


COLLECTED = ("name", "application__project", "application__project__name")
ITEM = ("name", "resource__provider", "resource__provider__short_name")


def _provided(post: Post | None) -> Any:
    """Ordered by nothing, so that it may be made distinct."""
    seen = InformationResource.objects.visible_to(post).published()
    return DataItem.objects.filter(resource__in=seen).order_by()


def _collecting(post: Post | None) -> Any:
    seen = Project.objects.visible_to(post).filter(is_classified=False, stage__in=LIVE)
    return Row.objects.filter(direction=Row.Direction.COLLECT, application__project__in=seen)


@dataclass(frozen=True)
class Unnamed:
    """Names that are no element yet and mean the same, by how many bodies they are provided."""

    names: list[str]
    bodies: int


def unnamed(post: Post | None) -> list[Unnamed]:
    """What two bodies or more provide under one name, or under names that are alike, most used first."""
    known = Names()
    alike: dict[str, tuple[set[str], set[Any]]] = defaultdict(lambda: (set(), set()))
    for name, provider in _provided(post).values_list("name", "resource__provider").distinct():
        if known.find(name) is None:
            names, bodies = alike[known.form(name)[0]]
            names.add(name)
            bodies.add(provider)
    found = [Unnamed(sorted(names), len(bodies)) for names, bodies in alike.values() if len(bodies) > 1]
    return sorted(found, key=lambda one: (-one.bodies, one.names))[:FEW]


def _meanings(element: DataElement, post: Post | None) -> tuple[dict[str, str], dict[str, str]]:
    """Names of the catalogue and of applications that mean the element, each with its reason."""
    known = Names()
    provided = _provided(post).values_list("name", flat=True).distinct()
    collected = _collecting(post).order_by().values_list("name", flat=True).distinct()
    return known.meaning(element, provided), known.meaning(element, collected)


def element_page(element: DataElement, post: Post | None) -> dict[str, Any]:
    provided, collected = _meanings(element, post)
    providers = _provided(post).filter(name__in=provided).select_related("resource__provider").order_by("pk")
    projects = _collecting(post).filter(name__in=collected).select_related("application__project__unit")
    return {
        "words": list(element.names.exclude(word=element.name).values_list("word", flat=True)),
        "providers": [(one, provided[one.name]) for one in providers],
        "collecting": [(one, collected[one.name]) for one in projects],
        "sources": element.sources.select_related("body", "resource"),
        "source": element.source_on(),
        "cases": SourceCase.objects.visible_to(post).filter(element=element).select_related("proposed"),
    }


def bodies_of(element: DataElement, post: Post | None) -> Any:
    """Every body that provides the element or would collect it: those that are asked."""
    provided, collected = _meanings(element, post)
    providers = _provided(post).filter(name__in=provided).values("resource__provider")
    collectors = _collecting(post).filter(name__in=collected).values("application__project__unit")
    return Organisation.objects.filter(Q(pk__in=providers) | Q(pk__in=collectors))


def resources_of(element: DataElement) -> Any:
    """Published resources that provide the element, under whatever name."""
    published = InformationResource.objects.published()
    items = DataItem.objects.filter(resource__in=published).order_by().values_list("name", flat=True).distinct()
    return published.filter(items__name__in=Names().meaning(element, items)).distinct()


def cases(post: Post | None) -> Any:
    rows = SourceCase.objects.visible_to(post).select_related("element", "proposed", "body").annotate(
        asked=Count("opinions"), given=Count("opinions", filter=Q(opinions__state="given"))
    )  # fmt: skip
    return rows.order_by("-created_at", "pk")


@dataclass(frozen=True)
class ProjectItem:
    found: Doubled
    collection: Collection | None


def project_items(project: Project) -> list[ProjectItem]:
    known = {one.element_id: one for one in project.collections.all()}
    return [ProjectItem(one, known.get(one.element.pk)) for one in doubled(project)]


def collections_of(project: Project, post: Post | None) -> Any:
    return Collection.objects.visible_to(post).filter(project=project).select_related("project__unit", "element")
