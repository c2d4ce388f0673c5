"""Five years in order: a heap of (moment, script). The process clock stands at the moment of the script that acts."""

import bisect
import datetime
import heapq
import itertools
import random
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager, suppress

import time_machine
from django.utils import timezone

from workflow.audit import unit_of_work
from workflow.workdays import NO_NOTICES, is_workday

Script = Generator[datetime.datetime, None, None]
OPENS, MORNING, NOON = datetime.time(8, 40), 190, 320
SITTINGS = 100
PAUSE = datetime.timedelta(minutes=4)


class Halted(Exception):
    """A script has come to where its project shall stand today."""


class Clock:
    """Runs scripts until `end`. A script yields the moment at which it wants to go on."""

    def __init__(self, *, end: datetime.datetime, seed: int) -> None:
        self.end = end
        self.random = random.Random(seed)
        self._heap: list[tuple[datetime.datetime, int, Script]] = []
        self._order = itertools.count()
        self._traveller: time_machine.Coordinates | None = None
        self.acts = 0
        # Looked up some ten thousand times: worked out once.
        first = end.date() - datetime.timedelta(days=366 * 6)
        days = (first + datetime.timedelta(days=place) for place in range(366 * 9))
        self._workdays = [day for day in days if is_workday(day, NO_NOTICES)]

    @contextmanager
    def travelling(self, start: datetime.datetime) -> Iterator[None]:
        """Time stands still between acts: what the database keeps is what the story says."""
        with time_machine.travel(start.astimezone(datetime.UTC), tick=False) as traveller:
            self._traveller = traveller
            yield
        self._traveller = None

    def add(self, script: Script) -> None:
        """Begin a script: it acts only from its first `yield` on, which names its first moment."""
        self._go_on(script)

    def run(self, passed: Callable[[datetime.datetime], None] = lambda moment: None) -> None:
        """Until nothing is left to do; `passed` hears of the time reached, transaction by transaction."""
        while self._heap:
            # Several sittings a transaction: their events are appended to the audit chain together, in their order.
            with unit_of_work():
                for _ in range(min(SITTINGS, len(self._heap))):
                    moment, _order, script = heapq.heappop(self._heap)
                    self.move(moment)
                    self._go_on(script)
            passed(moment)

    def move(self, moment: datetime.datetime) -> None:
        """Never backwards: an act that took a minute of the story pushes the next one on."""
        assert self._traveller is not None
        self._traveller.move_to(max(moment, timezone.now()).astimezone(datetime.UTC))

    def minute(self) -> None:
        """The next act of the same sitting."""
        if timezone.now() + datetime.timedelta(seconds=60) < self.end:
            assert self._traveller is not None
            self._traveller.shift(self.random.randint(20, 59))
        self.acts += 1

    def pause(self) -> None:
        """Some minutes until another person's act in the same matter: no chance, so no other story moves."""
        if timezone.now() + PAUSE < self.end:
            assert self._traveller is not None
            self._traveller.shift(PAUSE)

    def _go_on(self, script: Script) -> None:
        moment = None
        with suppress(StopIteration, Halted):
            moment = next(script)
        if moment is not None and moment < self.end:
            heapq.heappush(self._heap, (moment, next(self._order), script))

    # --- moments -----------------------------------------------------------------------------------------------------

    def after(self, days: int) -> datetime.datetime:
        """So many working days from now, at some time of the office day."""
        today = timezone.localdate()
        return self.at(self._workdays[bisect.bisect_right(self._workdays, today) + days - 1] if days else today)

    def at(self, day: datetime.date) -> datetime.datetime:
        """Some time of the office day; the next working day where this is none."""
        day = self._workdays[bisect.bisect_left(self._workdays, day)]
        minute = self.random.randint(0, MORNING + 210)
        minute += 80 if minute > MORNING else 0  # noon
        moment = datetime.datetime.combine(day, OPENS, timezone.get_current_timezone())
        return moment + datetime.timedelta(minutes=minute, seconds=self.random.randint(0, 59))

    def morning(self, day: datetime.date) -> datetime.datetime:
        """Ten o'clock of that day or the next working day: no chance, so no other story moves."""
        day = self._workdays[bisect.bisect_left(self._workdays, day)]
        return datetime.datetime.combine(day, datetime.time(10), timezone.get_current_timezone())
