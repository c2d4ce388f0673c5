"""The matrix of the plan review and of arguments."""

import pytest
from django.utils import timezone

from experts.models import Absence, Expert, Meeting, Panel, Seat
from experts.states import SeatState
from projects.states import Stage
from reviews.models import BodyOpinion
from tests.experts.pool import post_of
from tests.journey import Journey
from tests.matrix_tools import judge, own_process, try_walks
from tests.reviews.story import Discussion, Review
from workflow.engine import perform

KEYS = ("experts.meeting", "experts.seat", "reviews.argument", "reviews.bodyopinion", "reviews.reviewround")
pytestmark = own_process("reviews")


def _review(city):
    journey = Journey(city)
    journey.to(Stage.PRE_APPROVED)
    return Review(journey)


def again(city):
    """A plan that did not pass: the next round's draft answers the remarks first."""
    review = _review(city)
    review.open()
    review.submit()
    review.convene()
    review.answer_all(conclusion="disagree", score=50, overall="须重做")
    review.conclude("fail")
    review.sign()
    yield [review.open()]


def amended(city):
    review = _review(city)
    yield [review.open()]
    yield [review.submit(checked=False)]
    yield [review.act("return_for_papers", "office_clerk", reason="缺图")]
    review.submit(checked=False)
    yield [review.act("check_form", "office_clerk")]
    yield [review.convene()]
    yield [review.panel.meeting]
    review.answer_all(conclusion="agree_with_changes")
    Meeting.objects.update(starts_at=timezone.now())
    meeting = review.panel.meeting
    words = {"host": "何喆", "points": ["通过"], "present": [seat.pk for seat in review.seats()]}
    yield [perform(meeting, "hold", post=review.city.office_clerk, data=words)]
    yield [review.demand("细化接口")]
    yield [review.answer_remarks()]
    yield [review.panel.chair]
    review.verify(review.panel.chair)
    yield [review.round]
    yield [review.conclude("amend")]
    yield [review.sign()]


def seated(city):
    """One stands aside, one cannot come, one is absent when the chair opens."""
    review = _review(city)
    review.open()
    review.submit()
    review.convene()
    first, second, *_others = review.seats()
    yield [first]
    yield [review.declare(first)]
    for seat, step, who in ((first, "recuse", post_of(first.expert)), (second, "release", city.office_clerk)):
        # While nobody can follow the place stays vacant, and the clerk fills it later.
        day = timezone.localdate(review.panel.meeting_at)
        Absence.objects.bulk_create(Absence(expert=one, starts_on=day, ends_on=day) for one in Expert.objects.all())
        left = perform(Seat.objects.get(pk=seat.pk), step, post=who, reason="不能到会")
        Absence.objects.all().delete()
        yield [left]
        yield [perform(left, "replace_seat", post=city.office_clerk)]
    for seat in review.seats(SeatState.INVITED)[:4]:
        review.answer(seat)
    Panel.objects.update(meeting_at=timezone.now())
    chair = Seat.objects.get(pk=review.panel.chair.pk)
    yield [chair]
    perform(chair, "open_early", post=post_of(chair.expert))
    yield review.seats(SeatState.ABSENT)


def asked(city):
    review = _review(city)
    review.journey.project.touches_cii = True
    review.journey.project.save(update_fields=["touches_cii"])
    review.open()
    review.submit()
    body = city.cyberspace.organisation
    for step, who in (("answer", city.cyberspace), ("withdraw", city.office_clerk)):
        data = {"bodies": [body], "question": "请提意见", "due_on": timezone.localdate()}
        review.act("ask_body", "office_clerk", **data)
        found = BodyOpinion.objects.open_().get()
        yield [found]
        words = {"opinion": "agree", "reasons": "", "signer": "唐喆", "signed_on": timezone.localdate()}
        yield [perform(found, step, post=who, data=words, reason="不再需要")]


def argued(city):
    """One issued, one taken back, one that ends with its project."""
    journey = Journey(city)
    journey.to(Stage.LIBRARY)
    discussion = Discussion(journey)
    yield [discussion.ask()]
    discussion.convene()
    discussion.answer_all()
    discussion.sign_group()
    yield [discussion.argument]
    yield [discussion.act("issue", "office_leader")]
    discussion.ask()
    yield [discussion.act("withdraw", "office_clerk", reason="已有论证")]
    discussion.ask()
    journey.act(journey.project, "terminate", "office_leader", reason="不再建设")
    yield [discussion.argument]


def ended(city):
    review = _review(city)
    review.open()
    review.submit()
    review.convene()
    seat, meeting = review.seats()[0], review.panel.meeting
    review.journey.act(review.journey.project, "terminate", "office_leader", reason="不再建设")
    yield [review.round, Seat.objects.get(pk=seat.pk), Meeting.objects.get(pk=meeting.pk)]


@pytest.fixture(scope="module")
def matrix(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        return try_walks(KEYS, [again, amended, seated, asked, argued, ended])


@pytest.mark.parametrize("key", KEYS)
def test_matrix(matrix, key, request):
    judge(key, matrix[key], request)
