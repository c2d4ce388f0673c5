"""What higher rooms show on a project's page. They register in `ready()`; this room never names them."""

import datetime
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q


@dataclass(frozen=True)
class Room:
    """A tab of the project page.

    `attempts(project, post)` are the sub-processes of this project that the post may see, newest first; those still
    under way bring their steps into the panel. `template` draws the tab with `attempts` and `project`.
    `ended(project=, post=)` runs inside the act that ends the project, and closes what was under way in the room.
    """

    code: str
    title: str
    order: int
    attempts: Callable[[Any, Any], Iterable[Any]]
    template: str
    ended: Callable[..., None] | None = None
    # What the room writes once all is closed: concluded(project=, post=, reason=, closed=[words of what was closed]).
    concluded: Callable[..., None] | None = None
    # Is it shown on the page of a classified register entry, too (article 24)?
    of_register: bool = False


@dataclass(frozen=True)
class Adviser:
    """What a higher room lays before whoever judges an application or a pre-review.

    `advice(project, post)` gives what `template` draws (as `advice`), or None where this post has no business with it.
    `reported(project=)` runs inside the act by which the unit hands its application in.
    """

    code: str
    order: int
    template: str
    advice: Callable[[Any, Any], Any]
    reported: Callable[..., None]
    # Lookups that the room's rules ask of a project: a list that judges many of them fetches these at once.
    prefetch: tuple[str, ...] = ()


_rooms: dict[str, Room] = {}
_advisers: dict[str, Adviser] = {}


def register(room: Room) -> None:
    _rooms[room.code] = room


_inventories: list[Callable[[Any], Iterable[tuple[Any, str]]]] = []


def register_inventory(inventory: Callable[[Any], Iterable[tuple[Any, str]]]) -> None:
    """`inventory(unit)` names the running systems of a unit, (id, name); an application picks out of them."""
    _inventories.append(inventory)


def inventory(unit: Any) -> list[tuple[Any, str]]:
    """Asked once a page: the rows of a form share the answer on the unit's own object."""
    if not hasattr(unit, "_inventory"):
        unit._inventory = [pair for ask in _inventories for pair in ask(unit)]
    return unit._inventory


_critical: list[Callable[[Any], bool]] = []


def register_critical(names_critical: Callable[[Any], bool]) -> None:
    """`names_critical(project)`: whether it changes a system registered as critical, whatever it says itself."""
    _critical.append(names_critical)


def names_critical(project: Any) -> bool:
    return any(ask(project) for ask in _critical)


@dataclass(frozen=True)
class SharingLine:
    """One declaration of a project about data, and what the catalogue says to it (articles 12, 20)."""

    what: str
    ok: bool
    state: str
    url: str = ""


_sharing_checks: list[Callable[[Any], Iterable[SharingLine]]] = []


def register_sharing_check(check: Callable[[Any], Iterable[SharingLine]]) -> None:
    """`check(project)` holds what a project declared against the catalogue; acceptance examines by it."""
    _sharing_checks.append(check)


def sharing_lines(project: Any) -> list[SharingLine]:
    return [line for check in _sharing_checks for line in check(project)]


@dataclass(frozen=True)
class Event:
    """Something in the way of a project that money may wait for: 初验, a milestone (article 22)."""

    key: str
    label: str
    happened: bool


_events: list[Callable[[Any], Iterable[Event]]] = []


def register_events(events: Callable[[Any], Iterable[Event]]) -> None:
    """`events(project)` names what of a room a payment can be tied to; a plan of payments picks out of them."""
    _events.append(events)


def events_of(project: Any) -> list[Event]:
    return [event for ask in _events for event in ask(project)]


_extended: list[Callable[..., None]] = []


def register_extended(extended: Callable[..., None]) -> None:
    """`extended(project=, days=, post=)` runs inside the act that gives the building days: an approved change of its
    period, the end of a standstill."""
    _extended.append(extended)


def give_days(*, project: Any, days: int, post: Any) -> None:
    for extended in _extended:
        extended(project=project, days=days, post=post)


_known: list[tuple[str, Callable[[Any], Iterable[tuple[str, str]]]]] = []


def register_known(condition: str, ask: Callable[[Any], Iterable[tuple[str, str]]]) -> None:
    """`ask(project)` gives (label, value) of what a higher room knows towards one condition of the pre-review."""
    _known.append((condition, ask))


def known_of(project: Any) -> list[tuple[str, tuple[str, str]]]:
    """(condition, (label, value)) of all rooms."""
    return [(condition, fact) for condition, ask in _known for fact in ask(project)]


_budget_notes: list[Callable[[Any], tuple[str, str] | None]] = []


def register_budget_note(note: Callable[[Any], tuple[str, str] | None]) -> None:
    """`note(application)` gives words to stand beside its budget lines, and where one goes on; None where nothing."""
    _budget_notes.append(note)


def budget_notes(application: Any) -> list[tuple[str, str]]:
    return [note for ask in _budget_notes if (note := ask(application))]


_overdue_kinds: list[Callable[[Any], Iterable[Any]]] = []


def register_overdue(kind: Callable[[Any], Iterable[Any]]) -> None:
    """`kind(post)` names what of this room is late on the path of 发改委 or 财政局, as queries.Overdue."""
    _overdue_kinds.append(kind)


def overdue_kinds() -> list[Callable[[Any], Iterable[Any]]]:
    return list(_overdue_kinds)


_late_kinds: list[Callable[[datetime.date], Q]] = []


def register_late(kind: Callable[[datetime.date], Q]) -> None:
    """`kind(today)` is a Q over Project: what of this room is late, beyond the clocks of states."""
    _late_kinds.append(kind)


def late_kinds() -> list[Callable[[datetime.date], Q]]:
    return list(_late_kinds)


def all_rooms() -> list[Room]:
    return sorted(_rooms.values(), key=lambda room: room.order)


def register_adviser(adviser: Adviser) -> None:
    _advisers[adviser.code] = adviser


def all_advisers() -> list[Adviser]:
    return sorted(_advisers.values(), key=lambda adviser: adviser.order)


def asked_of_projects() -> list[str]:
    return [lookup for adviser in all_advisers() for lookup in adviser.prefetch]


_bodies: list[Callable[[Any], Iterable[tuple[str, str]]]] = []


def register_bodies(bodies: Callable[[Any], Iterable[tuple[str, str]]]) -> None:
    """`bodies(project)` gives (name, what it is to the project) of who works for it: contractors, an agent."""
    _bodies.append(bodies)


def bodies_of(project: Any) -> list[tuple[str, str]]:
    return [body for ask in _bodies for body in ask(project)]


_watchers: list[Callable[..., None]] = []


def register_bodies_watcher(watcher: Callable[..., None]) -> None:
    """`watcher(project=)` runs inside every act that changes which bodies a project has to do with."""
    _watchers.append(watcher)


def bodies_changed(project: Any) -> None:
    for watcher in _watchers:
        watcher(project=project)


_closings: list[Callable[[Any], Collection[Any]]] = []


def register_closing(closed: Callable[[Any], Collection[Any]]) -> None:
    """`closed(post)` gives the ids of projects that a grant opened to this expert and a conflict closes again."""
    _closings.append(closed)


def closed_to(post: Any) -> set[Any]:
    """Asked once a request, whose post is read anew: every list and paper of a page shares the answer."""
    if not hasattr(post, "_closed_projects"):
        post._closed_projects = {pk for ask in _closings for pk in ask(post)}
    closed: set[Any] = post._closed_projects
    return closed
