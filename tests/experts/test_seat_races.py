"""Steps that reach other seats of their panel, at the moment in which those act: one waits, nobody dies."""

import datetime
import threading
import time

import pytest
from django.db import connections
from django.utils import timezone

from experts.models import Panel, Seat
from experts.services import save_opinion, seats
from experts.states import SeatState
from tests.experts.pool import make_pool, post_of
from tests.experts.test_late_conflicts import declare, hand_in
from tests.experts.test_two_persons import draw_by_two, freeze, left_unit
from tests.reviews.story import opinion_content
from workflow.engine import perform
from workflow.errors import Conflict

pytestmark = pytest.mark.django_db(transaction=True)


def written(seat):
    """Declared and written, all but handed in."""
    seat = declare(seat)
    save_opinion(seat=seat, post=post_of(seat.expert), version=0, content=opinion_content(seat.panel))
    return Seat.objects.get(pk=seat.pk)


def test_the_chair_opens_while_the_last_one_hands_in(monkeypatch):
    from tests.city import build_city

    city = build_city()
    make_pool(city.pool, 12)
    panel = draw_by_two(city, freeze(city, left_unit(), quotas={}))
    chair, *others, last = panel.seats.order_by("rank")
    for seat in (chair, *others):
        hand_in(seat)
    last = written(last)
    Panel.objects.update(meeting_at=timezone.now() - datetime.timedelta(minutes=1))
    opening, close_papers, said = threading.Event(), seats.close_papers, []

    def slowly(*gone):
        """The chair has come as far as the others' seats: now the last one hands in."""
        opening.set()
        time.sleep(0.5)
        close_papers(*gone)

    def hand_in_last():
        opening.wait()
        try:
            perform(last, "submit_opinion", post=post_of(last.expert))
        except Exception as answer:
            said.append(type(answer))
        finally:
            connections.close_all()

    monkeypatch.setattr(seats, "close_papers", slowly)
    thread = threading.Thread(target=hand_in_last)
    thread.start()
    perform(Seat.objects.get(pk=chair.pk), "open_early", post=post_of(chair.expert))
    thread.join()
    assert said == [Conflict]
    assert Panel.objects.get(pk=panel.pk).is_open
    assert Seat.objects.get(pk=last.pk).state == SeatState.ABSENT
