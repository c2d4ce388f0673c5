"""Who provides an element, who collects it, where that collides (article 19)."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from accounts.models import Organisation, Post
from projects.models import DataItem as Row
from projects.models import Project
from projects.states import LIVE
from sharing.elements import Doubled, doubled, plain
from sharing.models import (
    Collection,
    DataElement,
    DataItem,
    ElementName,
    ElementSource,
    InformationResource,
    SourceCase,
)
from sharing.models.elements import OPEN_CASES

FEW = 30


@dataclass
class ElementLine:
    """One element: its source today, who provides it, which projects would collect it."""

    element: DataElement
    source: ElementSource | None
    providers: dict[Any, str] = field(default_factory=dict)
    projects: dict[Any, str] = field(default_factory=dict)
    open_case: bool = False

    @property
    def collides(self) -> bool:
        return not self.element.generic and self.source is None and len(self.providers) + len(self.projects) > 1


def element_lines(post: Post | None) -> list[ElementLine]:
    """Every element with what stands in the catalogue and in applications; the number of queries is constant."""
    today = timezone.localdate()
    elements = DataElement.objects.visible_to(post).prefetch_related("names", "sources__body")
    lines = {one.pk: ElementLine(one, one.source_on(today)) for one in elements}
    words = {name.word: element.pk for element in elements for name in element.names.all()}
    for name, provider, short in _provided(post).filter(name__in=words).values_list(*ITEM):
        lines[words[name]].providers[provider] = short
    for name, project, title in _collecting(post).values_list(
        "name", "application__project", "application__project__name"
    ):
        if pk := words.get(plain(name)):
            lines[pk].projects[project] = title
    for pk in SourceCase.objects.filter(state__in=OPEN_CASES).values_list("element", flat=True):
        if pk in lines:
            lines[pk].open_case = True
    return sorted(lines.values(), key=lambda line: (not line.collides, line.element.name))


COLLECTED = ("name", "application__project", "application__project__name")
ITEM = ("name", "resource__provider", "resource__provider__short_name")


def _provided(post: Post | None) -> Any:
    seen = InformationResource.objects.visible_to(post).published()
    return DataItem.objects.filter(resource__in=seen)


def _collecting(post: Post | None) -> Any:
    seen = Project.objects.visible_to(post).filter(is_classified=False, stage__in=LIVE)
    return Row.objects.filter(direction=Row.Direction.COLLECT, application__project__in=seen)


def unnamed(post: Post | None) -> list[dict[str, Any]]:
    """Names that two bodies or more provide and that are no element yet, most used first."""
    rows = _provided(post).exclude(name__in=ElementName.objects.values("word")).values("name")
    rows = rows.annotate(bodies=Count("resource__provider", distinct=True)).filter(bodies__gt=1)
    return list(rows.order_by("-bodies", "name")[:FEW])


def element_page(element: DataElement, post: Post | None) -> dict[str, Any]:
    words = list(element.names.values_list("word", flat=True))
    projects = _collecting(post).filter(name__in=words).select_related("application__project__unit")
    return {
        "words": [word for word in words if word != element.name],
        "providers": _provided(post).filter(name__in=words).select_related("resource__provider"),
        "collecting": projects,
        "sources": element.sources.select_related("body", "resource"),
        "source": element.source_on(),
        "cases": SourceCase.objects.visible_to(post).filter(element=element).select_related("proposed"),
    }


def bodies_of(element: DataElement, post: Post | None) -> Any:
    """Every body that provides the element or would collect it: those that are asked."""
    words = list(element.names.values_list("word", flat=True))
    providers = _provided(post).filter(name__in=words).values("resource__provider")
    collectors = _collecting(post).filter(name__in=words).values("application__project__unit")
    return Organisation.objects.filter(Q(pk__in=providers) | Q(pk__in=collectors))


def cases(post: Post | None, state: str = "") -> Any:
    rows = SourceCase.objects.visible_to(post).select_related("element", "proposed", "body").annotate(
        asked=Count("opinions"), given=Count("opinions", filter=Q(opinions__state="given"))
    )  # fmt: skip
    rows = rows.order_by("-created_at", "pk")
    return rows.filter(state=state) if state else rows


@dataclass(frozen=True)
class ProjectItem:
    found: Doubled
    collection: Collection | None


def project_items(project: Project) -> list[ProjectItem]:
    known = {one.element_id: one for one in project.collections.all()}
    return [ProjectItem(one, known.get(one.element.pk)) for one in doubled(project)]


def collections_of(project: Project, post: Post | None) -> Any:
    return Collection.objects.visible_to(post).filter(project=project).select_related("project__unit", "element")
