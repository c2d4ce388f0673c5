"""How an expert works: evaluated once, by the office, after the end; figures say nothing of fewer than five cases."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from experts.figures import figures_of
from experts.models import Expert, Panel, SeatEvaluation
from experts.services import close_panel, evaluate_seat, save_opinion
from tests.experts.pool import declared_panel, make_pool, post_of
from tests.reviews.story import opinion_content
from workflow.engine import perform
from workflow.errors import Conflict, Forbidden
from workflow.models import Parameter


def sat(city, *, late=(), low=(), over=True) -> Panel:
    """A panel of the five, all in; those of `late` two days after the meeting, those of `low` twenty below."""
    panel = declared_panel(city.office_clerk)
    for seat in panel.seats.select_related("expert__user"):
        content = opinion_content(panel, score=60 if seat.expert in low else 80)
        save_opinion(seat=seat, post=post_of(seat.expert), version=0, content=content)
        perform(seat, "submit_opinion", post=post_of(seat.expert))
    day = timezone.now() + datetime.timedelta(days=2)
    panel.seats.filter(expert__in=late).update(submitted_at=day)
    if over:
        close_panel(panel=panel, post=city.office_clerk)
    return Panel.objects.get(pk=panel.pk)


def shown(expert: Expert) -> dict[str, str]:
    return {figure.label: figure.shown for figure in figures_of(expert)}


def test_figures_of_five_reviews_and_none_of_four(city):
    pool = make_pool(city.pool, 5)
    Parameter.objects.filter(key="expert.same_day").update(value=9)
    one = pool[0]
    for number in range(4):
        panel = sat(city, late=[one] if number < 2 else [], low=[one])
        evaluate_seat(seat=panel.seats.get(expert=one), marks=4, note="", post=city.office_clerk)
    few = "不足 5 次，不作统计"
    assert shown(one) == {
        "参加评审": "4 次",
        "应邀率": few,
        "迟交率": few,
        "评分偏离（均值）": few,
        "履职评价": few,
    }
    panel = sat(city, low=[one])
    evaluate_seat(seat=panel.seats.get(expert=one), marks=5, note="点评细致", post=city.office_clerk)
    # Four give 80 and one 60: the mean is 76.
    assert shown(one) == {
        "参加评审": "5 次",
        "应邀率": "100%",
        "迟交率": "40%",
        "评分偏离（均值）": "16.0 分",
        "履职评价": "4.2 分",
    }
    assert shown(pool[1])["评分偏离（均值）"] == "4.0 分"


def test_the_office_evaluates_once_and_after_the_end(city, client):
    pool = make_pool(city.pool, 5)
    panel = sat(city)
    seat = panel.seats.get(expert=pool[0])
    page = reverse("experts:seat_evaluate", args=[seat.pk])
    client.force_login(city.office_clerk.user, backend="django.contrib.auth.backends.ModelBackend")
    client.post(page, {"marks": "9"})
    assert not SeatEvaluation.objects.exists()
    assert client.post(page, {"marks": "5", "note": "点评细致"}).status_code == 302
    assert client.post(page, {"marks": "1"}).status_code == 409
    assert SeatEvaluation.objects.get().marks == 5
    assert "点评细致" in client.get(pool[0].get_absolute_url()).content.decode()
    with pytest.raises(Forbidden):
        evaluate_seat(seat=panel.seats.get(expert=pool[1]), marks=5, note="", post=city.office_leader)
    Parameter.objects.filter(key="expert.same_day").update(value=9)
    running = sat(city, over=False)
    with pytest.raises(Conflict, match="评审结束后"):
        evaluate_seat(seat=running.seats.get(expert=pool[1]), marks=5, note="", post=city.office_clerk)
