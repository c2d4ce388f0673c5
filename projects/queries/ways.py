"""The table of ways, and the way of one project."""

import datetime
from dataclasses import dataclass

from projects.models import Project
from projects.paths import ACTS, BEGINNINGS, WAYS, Beginning, Builder, Lane, Path, Way, way_of
from projects.states import ENDED


@dataclass(frozen=True)
class WayStep:
    """One step in the picture; `acts` in the order of the lanes, "" where a lane does nothing."""

    label: str
    article: str
    paper: str
    acts: list[str]


@dataclass(frozen=True)
class WayPicture:
    builder: str
    path: str
    beginning: Beginning
    steps: list[WayStep]


def ways() -> list[WayPicture]:
    """The table of projects/paths.py, as it is."""
    pictures = []
    for (builder, path), steps in WAYS.items():
        drawn = []
        for step in steps:
            article, paper, acts = ACTS[step]
            drawn.append(WayStep(str(step.label), article, paper, [acts.get(lane, "") for lane in Lane]))
        pictures.append(
            WayPicture(str(Builder(builder).label), str(Path(path).label), BEGINNINGS[(builder, path)], drawn)
        )
    return pictures


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
# In either order or at once (mission.md).
PARALLEL = frozenset({Way.PLAN_REVIEW, Way.APPROVAL_DRC, Way.APPROVAL_FINANCE})
TOGETHER = "可同时办理"


def stops(project: Project) -> list[Stop]:
    """The whole way with its dates; where a project ended, the stop at which it did."""
    way = way_of(project)
    left = [step for step in way if not getattr(project, FACTS[step][0])]
    if project.stage in ENDED:
        return [_ended_stop(project, step, left) for step in way]
    now = {left[0]} if left else set()
    if now & PARALLEL:
        now = {step for step in left if step in PARALLEL}
    return [_stop(project, step, now) for step in way]


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
