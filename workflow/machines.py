"""A lifecycle on one screen: states and a table of steps. The model binds its methods to the table."""

import dataclasses
import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

from django.apps import apps
from django.db.models import Q, QuerySet, TextChoices
from django.utils.module_loading import import_string
from django_fsm import transition

from accounts.permits import Permit
from workflow.rules import Rule


class Kind(StrEnum):
    """What a step does to the way; RETURN and END must state a reason (the database refuses one without)."""

    FORWARD = "forward"
    RETURN = "return"
    END = "end"
    FACT = "fact"


NEEDS_REASON = frozenset({Kind.RETURN, Kind.END})


@dataclass(frozen=True)
class Step:
    """One row of a machine's table.

    `target` None leaves the state as it is (a fact is recorded). `form` and `effect` are dotted paths, so that the
    table may stand below forms and services. `system` steps are facts that another room pushes up: no address, no
    button. `awaits` names the sources in which somebody waits for the step (the inbox); None means all of them, ()
    means that it is possible but nobody waits; `waits` refines that by the object: a condition on its row, made anew
    whenever it is asked (it may speak of today). It names columns of the row, what these point to, and `Exists`, never
    rows that hang on it: a join would give the row twice. `exists` says whether the step is on this object's way at
    all. `since` gives the moment from which somebody waits for it, and `due` its day, where the state does not tell
    (when it began, its clock): a year after something. `aside` is possible at any time, never the next thing: drawn
    after all.
    """

    name: str
    label: str
    article: str
    order: int
    source: tuple[str, ...]
    target: str | None
    permit: Permit
    rules: tuple[Rule, ...] = ()
    form: str = ""
    effect: str = ""
    kind: Kind = Kind.FORWARD
    consequence: str = ""
    done: str = ""
    awaits: tuple[str, ...] | None = None
    waits: Callable[[], Q] | None = None
    system: bool = False
    exists: Callable[[Any], bool] | None = None
    aside: bool = False
    since: Callable[[Any], datetime.datetime | None] | None = None
    due: Callable[[Any], datetime.date | None] | None = None

    @property
    def needs_reason(self) -> bool:
        return self.kind in NEEDS_REASON

    @property
    def waiting_states(self) -> tuple[str, ...]:
        if self.system:
            return ()
        return self.source if self.awaits is None else self.awaits

    @property
    def has_form(self) -> bool:
        return bool(self.form) or self.needs_reason

    def form_class(self) -> type | None:
        return import_string(self.form) if self.form else None

    def run_effect(self, **kwargs: Any) -> None:
        if self.effect:
            import_string(self.effect)(**kwargs)

    def awaited(self, obj: Any) -> bool:
        """Does somebody wait for this step on this very object? One that `Machine.marked` brought knows its answer."""
        if self.waits is None or not self.on_the_way(obj):
            return self.on_the_way(obj)
        if hasattr(obj, self.mark):
            return bool(getattr(obj, self.mark))
        return type(obj)._base_manager.filter(self.waits(), pk=obj.pk).exists()

    @property
    def mark(self) -> str:
        return f"awaits_{self.name}"

    def waited_since(self, obj: Any) -> datetime.datetime:
        began = self.since(obj) if self.since else None
        return began or obj.state_since

    def due_of(self, obj: Any) -> datetime.date | None:
        return self.due(obj) if self.due else None

    def on_the_way(self, obj: Any) -> bool:
        """Does this step exist for this object at all (mission.md: a step not on the way has no button, no URL)?"""
        return self.exists is None or self.exists(obj)


@dataclass
class Machine:
    """`key` is the model's label in lower case; `clocks` maps a state to a parameter that holds working days.

    `elsewhere` maps a state to who acts while it lasts, where that is another machine's step (experts at their seats).
    """

    key: str
    states: type[TextChoices]
    field: str
    steps: tuple[Step, ...]
    clocks: Mapping[str, str] = dataclasses.field(default_factory=dict)
    elsewhere: Mapping[str, str] = dataclasses.field(default_factory=dict)

    def __post_init__(self) -> None:
        orders = [step.order for step in self.steps]
        if len(set(orders)) != len(orders):
            raise ValueError(f"{self.key}: two steps share an order")
        unknown = {s for step in self.steps for s in (*step.source, step.target) if s} - set(self.states.values)
        if unknown:
            raise ValueError(f"{self.key}: unknown states {unknown}")
        REGISTRY[self.key] = self

    @cached_property
    def by_name(self) -> dict[str, Step]:
        return {step.name: step for step in self.steps}

    @property
    def model(self) -> Any:
        return apps.get_model(self.key)

    def add(self, step: Step) -> None:
        """A fact step that a higher room adds to a lower machine (say, opening a review round of a project).

        It leaves the state alone and has no method to bind; its effect lives in the room that adds it. Called in
        `ready()`, so that the lower room never names the higher one.
        """
        if step.target is not None or step.name in self.by_name:
            raise ValueError(f"{self.key}: {step.name} cannot be added")
        self.steps = (*self.steps, step)
        self.__post_init__()
        del self.by_name

    def demand(self, name: str, *rules: Rule) -> None:
        """Rules that a higher room lays upon a step of a lower machine. Called in `ready()`, like `add`."""
        if name not in self.by_name:
            raise ValueError(f"{self.key}: no step {name}")
        self.steps = tuple(
            dataclasses.replace(step, rules=(*step.rules, *rules)) if step.name == name else step
            for step in self.steps
        )
        del self.by_name

    def step(self, name: str) -> Callable:
        """Bind a model's method to its row. The method sets fields of its own object and nothing else."""
        row = self.by_name[name]
        return transition(
            field=self.field,
            source=list(row.source),
            target=row.target,
            permission=row.permit,  # type: ignore[arg-type]  # django-fsm's "user" is our post (docs/adr/0001)
            custom={"step": row, "label": row.label, "order": row.order},
        )

    def marked(self, rows: QuerySet) -> QuerySet:
        """Rows that bring with them which steps somebody waits for: the conditions that a query is filtered by."""
        return rows.annotate(**{step.mark: step.waits() for step in self.steps if step.waits})

    def public_steps(self) -> list[Step]:
        return sorted((step for step in self.steps if not step.system), key=lambda step: step.order)


REGISTRY: dict[str, Machine] = {}


def machine_of(obj: Any) -> Machine:
    return REGISTRY[obj._meta.label_lower]
