"""The pages of the review: who may see them, and how many questions they ask."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from reviews.models import ReviewRound
from tests.city import POSTS, two_persons_draw
from tests.reviews.story import meeting_time


def sign_in(client, post):
    client.force_login(post.user, backend="django.contrib.auth.backends.ModelBackend")
    return client


MAY_LIST = {"applicant", "unit_leader", "stranger", "strange_leader", "office_clerk", "office_leader", "leading_group"}


@pytest.mark.parametrize("who", POSTS)
def test_the_list_by_role(review, client, who):
    answer = sign_in(client, review.city.posts[who]).get(reverse("reviews:round_list"))
    assert answer.status_code == (200 if who in MAY_LIST else 403)


def test_a_draft_is_the_units_own(review, client):
    page = review.open().get_absolute_url()
    assert sign_in(client, review.city.applicant).get(page).status_code == 200
    assert sign_in(client, review.city.office_clerk).get(page).status_code == 404
    assert sign_in(client, review.city.stranger).get(page).status_code == 404
    review.submit()
    assert sign_in(client, review.city.office_clerk).get(page).status_code == 200


def test_the_matters_are_typed_saved_and_sent(review, client):
    review.journey.act(review.journey.project, "apply_plan_review", "applicant")
    found = review.round
    sign_in(client, review.city.applicant)
    page = reverse("reviews:round_edit", args=[found.pk])
    assert client.get(page).status_code == 200
    auto = reverse("reviews:round_autosave", args=[found.pk])
    fields = {"present": "a", "needs": "b", "processes": "c", "goals": "d", "content": "e"}
    assert client.post(auto, {**fields, "version": 0}).json()["version"] == 1
    assert client.post(auto, {**fields, "version": 0}).status_code == 409
    assert client.post(page, {**fields, "version": 0}).status_code == 409
    assert client.post(page, {**fields, "version": 1}).status_code == 302
    assert sign_in(client, review.city.unit_leader).get(page).status_code == 403


def test_the_steps_through_their_pages(review, client, time_machine):
    two_persons_draw()
    review.open()
    review.submit()
    sign_in(client, review.city.office_clerk)
    page = review.round.step_url("convene")
    assert "各领域名额" in client.get(page).content.decode()
    when = meeting_time()
    data = {"meeting_at": f"{when:%Y-%m-%dT%H:%M}", "place": "三楼", "size": 5, "quota_security": 1}
    words = {"mode": "two_persons", "phrase": "春分后的第一场雨"}
    assert client.post(page, {**data, **words, "quota_law": 9}).status_code == 422
    assert client.post(page, {**data, "mode": "two_persons"}).status_code == 422
    assert client.post(page, {**data, "mode": "system"}).status_code == 422
    assert client.post(page, {**data, **words}).status_code == 302
    assert review.panel.quotas == {"security": 1}
    panel = review.panel
    assert client.post(panel.step_url("witness_commit"), words).status_code == 403
    sign_in(client, review.city.office_leader)
    assert client.post(panel.step_url("witness_commit"), {"phrase": "嘉陵江水位很高"}).status_code == 422
    assert client.post(panel.step_url("witness_commit"), {"phrase": "嘉陵江水位四百八十"}).status_code == 302
    sign_in(client, review.city.office_clerk)
    assert client.post(panel.step_url("clerk_reveal"), words).status_code == 302
    sign_in(client, review.city.office_leader)
    assert client.get(panel.step_url("witness_reveal")).status_code == 200
    assert client.post(panel.step_url("witness_reveal"), {"phrase": "嘉陵江水位四百八十"}).status_code == 302
    review.answer_all()
    time_machine.move_to(review.panel.meeting_at)
    sign_in(client, review.city.office_clerk)
    review.sign_group()
    page = review.round.step_url("conclude")
    text = client.get(page).content.decode()
    assert "建议结论：通过" in text
    data = {"conclusion": "pass", "amount": "99999999999", "demands": "", "aside_all": "评价性意见"}
    assert client.post(page, data).status_code == 422
    assert client.post(page, {**data, "amount": "1000000"}).status_code == 302
    assert client.get(review.round.get_absolute_url()).status_code == 200
    sign_in(client, review.city.office_leader)
    assert client.post(review.round.step_url("sign")).status_code == 302
    for who in ("applicant", "office_clerk", "leading_group"):
        text = sign_in(client, review.city.posts[who]).get(review.round.get_absolute_url()).content.decode()
        assert review.round.opinion_number in text


def test_the_list_asks_the_same_for_one_and_for_three(review, client):
    review.open()
    review.submit()
    sign_in(client, review.city.office_clerk)
    page = reverse("reviews:round_list")
    client.get(page)
    with CaptureQueriesContext(connection) as one:
        client.get(page)
    project = review.journey.project
    for number in (2, 3):
        project.pk, project.number = uuid.uuid4(), f"GY2026-9000{number}"
        project.save(force_insert=True)
        ReviewRound.objects.create(project=project, number=1, state="submitted", submitted_at=timezone.now())
    with CaptureQueriesContext(connection) as three:
        client.get(page)
    assert len(three) == len(one)
