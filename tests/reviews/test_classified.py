"""A classified round: 保密局 speaks on 分级保护方案, experts are cleared, and no word leaves the circle (5, 24)."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from documents.models import Document
from experts.models import Expert, Panel
from experts.queries import pool_for
from projects.models import Project
from reviews.models import BodyOpinion, ReviewRound
from tests.factories import grant, make_post
from tests.reviews.test_sealing import sign_in
from workflow.errors import RuleViolation
from workflow.models import Notice

CIRCLE = ("applicant", "unit_leader", "office_clerk", "office_leader")
CLEARED = 6


@pytest.fixture
def secret(review):
    """A project of which four posts and six of the nine experts know, its plan formally checked."""
    project = review.journey.project
    Project.objects.update(is_classified=True, secrecy_level="secret")
    project.refresh_from_db()
    for name in CIRCLE:
        grant(review.city.posts[name].user, project, "clear_project")
    for expert in Expert.objects.order_by("pk")[:CLEARED]:
        grant(expert.user, project, "clear_project")
    review.open()
    review.submit()
    return review


def ask(review, body):
    day = timezone.localdate() + datetime.timedelta(days=5)
    words = {"question": "请就分级保护方案提出意见", "due_on": day}
    review.act("ask_body", "office_clerk", bodies=[body.organisation], **words)
    return BodyOpinion.objects.open_().get()


def test_no_review_without_the_opinion_of_the_bureau(secret, client):
    city = secret.city
    with pytest.raises(RuleViolation, match="分级保护方案须市保密局参与评审"):
        secret.convene()
    asked = ask(secret, city.secrecy)
    assert asked.is_of_secrecy
    secret.convene()
    secret.answer_all()
    with pytest.raises(RuleViolation, match="尚待市保密局答复意见"):
        secret.conclude()
    page = sign_in(client, city.secrecy).get(asked.get_absolute_url()).content.decode()
    assert "分级保护方案" in page
    assert asked.title in client.get(reverse("reviews:bodyopinion_list")).content.decode()
    words = {"opinion": "conditional", "reasons": "须先完成分级保护测评", "signer": "唐喆"}
    assert client.post(asked.step_url("answer"), {**words, "signed_on": timezone.localdate()}).status_code == 302
    clerk = sign_in(client, city.office_clerk)
    assert "须先完成分级保护测评" in clerk.get(secret.round.get_absolute_url()).content.decode()
    secret.conclude()
    secret.sign()
    opinion = Document.objects.get(kind="review_opinion")
    assert opinion.code == "", "nothing of it is verified in public"


def test_only_cleared_experts_are_drawn(secret):
    project = secret.journey.project
    assert len(pool_for(project).candidates) == CLEARED
    aside = {found.code for one in pool_for(project).excluded for found in one.findings}
    assert aside == {"clearance"}
    ask(secret, secret.city.secrecy)
    with pytest.raises(RuleViolation, match="7"):
        secret.convene(size=7)
    secret.convene()
    known = set(Expert.objects.order_by("pk")[:CLEARED].values_list("pk", flat=True))
    assert {seat.expert_id for seat in secret.seats()} <= known


def test_whoever_is_not_cleared_sees_and_hears_nothing(secret, client):
    city, name = secret.city, secret.journey.project.name
    outsiders = [make_post(Role.OFFICE_CLERK), make_post(Role.OFFICE_LEADER), city.cyberspace, city.stranger]
    asked = ask(secret, city.secrecy)
    secret.convene()
    secret.answer_all()
    secret.sign_group()
    pages = [secret.round.get_absolute_url(), secret.panel.get_absolute_url(), asked.get_absolute_url()]
    pages += [secret.panel.meeting.get_absolute_url(), reverse("experts:panel_replay", args=[secret.panel.pk])]
    for post in outsiders:
        sign_in(client, post)
        assert {client.get(page).status_code for page in pages} <= {403, 404}, post.role
        for listed in ("/reviews/", "/experts/meetings/", f"/search/?q={name}"):
            answer = client.get(listed)
            assert answer.status_code == 403 or f">{name}<" not in answer.content.decode(), (post.role, listed)
        assert not ReviewRound.objects.visible_to(post).exists()
        assert not Panel.objects.visible_to(post).exists()
        assert not Notice.objects.filter(user=post.user, text__contains=name).exists()
    assert Notice.objects.filter(user=city.office_clerk.user, text__contains="已全部提交").exists()
