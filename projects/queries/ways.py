"""The table of ways, and the way of one project."""

import datetime
from dataclasses import dataclass

from projects.choices import UPPER_SOURCES
from projects.models import FilingKind, Project
from projects.paths import ACTS, ADDED, BEGINNINGS, WAYS, Beginning, Builder, Lane, Money, Path, Way, way_of
from projects.states import ENDED, FilingState


@dataclass(frozen=True)
class WayStep:
    """One step in the picture; `acts` in the order of the lanes, "" where a lane does nothing."""

    label: str
    article: str
    paper: str
    acts: list[str]
    parallel: bool = False


@dataclass(frozen=True)
class WayPicture:
    builder: str
    path: str
    beginning: Beginning
    steps: list[WayStep]


# In either order or at once (mission.md).
PARALLEL = frozenset({Way.PLAN_REVIEW, Way.APPROVAL_DRC, Way.APPROVAL_FINANCE})
TOGETHER = "可同时办理"


def ways() -> list[WayPicture]:
    """The table of projects/paths.py, as it is."""
    pictures = []
    for (builder, path), steps in WAYS.items():
        drawn, together = [], len(PARALLEL.intersection(steps)) > 1
        for step in steps:
            drawn.append(_drawn(step, parallel=together and step in PARALLEL))
        pictures.append(
            WayPicture(str(Builder(builder).label), str(Path(path).label), BEGINNINGS[(builder, path)], drawn)
        )
    return pictures


def _drawn(step: Way, *, parallel: bool = False) -> WayStep:
    article, paper, acts = ACTS[step]
    return WayStep(str(step.label), article, paper, [acts.get(lane, "") for lane in Lane], parallel)


def added_by_money() -> list[tuple[str, list[WayStep]]]:
    """The third axis: whose money, and the steps that it adds to every way."""
    return [(str(Money(money).label), [_drawn(step) for step in steps]) for money, steps in ADDED.items()]


@dataclass(frozen=True)
class Stop:
    label: str
    state: str
    date: datetime.datetime | None = None
    note: str = ""


# The fact by which a step of the way is over, and the number that came with it.
FACTS: dict[Way, tuple[str, str]] = {
    Way.APPLY: ("submitted_at", ""),
    Way.LIBRARY: ("admitted_at", ""),
    Way.LIST: ("listed_at", ""),
    Way.PRE_REVIEW: ("pre_approved_at", "pre_approval_number"),
    Way.PLAN_REVIEW: ("plan_approved_at", "plan_opinion_number"),
    Way.APPROVAL_DRC: ("approved_at", "approval_number"),
    Way.APPROVAL_FINANCE: ("approved_at", "approval_number"),
    Way.TENDER_FILING: ("tender_filed_at", "tender_filing_number"),
    Way.BUILD: ("completed_at", ""),
    Way.CONTRACT_ACCEPTANCE: ("completed_at", ""),
    Way.ACCEPTANCE: ("accepted_at", "certificate_number"),
    Way.FILING: ("filed_at", "filing_number"),
}


def stops(project: Project) -> list[Stop]:
    """The whole way with its dates, and last what its money adds; of a project that ended, where it did."""
    way = way_of(project)
    left = [step for step in way if not getattr(project, FACTS[step][0])]
    if project.stage in ENDED:
        return [_ended_stop(project, step, left) for step in way]
    now = {left[0]} if left else set()
    if now & PARALLEL:
        now = {step for step in left if step in PARALLEL}
    return [*(_stop(project, step, now) for step in way), *_beside(project)]


def _beside(project: Project) -> list[Stop]:
    """同时备案 of a project with money of the nation or the province: due from the library on (article 13)."""
    application = getattr(project, "application", None)
    if application is None or Way.FILING not in way_of(project):
        return []
    if not any(line.kind in UPPER_SOURCES for line in application.sources.all()):
        return []
    label = str(Way.EARLY_FILING.label)
    if (filing := project.filings.filter(kind=FilingKind.EARLY, state=FilingState.CONFIRMED).first()) is not None:
        return [Stop(label, "done", filing.state_since, filing.number)]
    return [Stop(label, "current" if project.admitted_at else "todo")]


def _done(project: Project, step: Way) -> Stop | None:
    fact, number = FACTS[step]
    moment = getattr(project, fact)
    return Stop(str(step.label), "done", moment, getattr(project, number) if number else "") if moment else None


def _stop(project: Project, step: Way, now: set[Way]) -> Stop:
    if done := _done(project, step):
        return done
    if step in now:
        begun = project.build_started_at if step == Way.BUILD else None
        note = "已开工" if begun else (TOGETHER if len(now) > 1 else "")
        return Stop(str(step.label), "current", begun, note)
    return Stop(str(step.label), "todo")


def _ended_stop(project: Project, step: Way, left: list[Way]) -> Stop:
    if done := _done(project, step):
        return done
    if step == left[0]:
        return Stop(str(step.label), "ended", project.ended_at, project.state_label)
    return Stop(str(step.label), "skipped")
