"""A clerk leaves: one act gives what is in his hands alone to a colleague (article 5)."""

import pytest
from django.core.exceptions import ValidationError

from accounts.roles import Role
from changes.services import hand_over
from experts.states import PanelState
from tests.experts.pool import make_pool
from tests.experts.test_two_persons import CLERK, WATCH, freeze, left_unit, say
from tests.factories import again, make_org, make_post, make_project, signed_in
from workflow.errors import Forbidden
from workflow.models import AuditEvent

pytestmark = pytest.mark.django_db


def test_one_act_hands_over_everything_and_leaves_nothing_behind(db):
    leaver = make_post(Role.APPLICANT)
    projects = [make_project(leaver), make_project(leaver), make_project(leaver)]
    for project in projects:
        project.application.contact = leaver.user.display_name
        project.application.save(update_fields=["contact"])
    hidden = projects[2]
    type(hidden).objects.filter(pk=hidden.pk).update(is_classified=True)
    taker, leader = make_post(Role.APPLICANT, leaver.organisation), make_post(Role.UNIT_LEADER, leaver.organisation)
    client = signed_in(leader)
    page = client.get(f"/changes/handover/?leaver={leaver.pk}").content.decode()
    assert projects[0].name in page
    assert hidden.name not in page
    data = {"leaver": leaver.pk, "taker": taker.pk, "why": "调离"}
    assert client.post("/changes/handover/", data).status_code == 302
    assert {again(one.application).contact for one in projects[:2]} == {taker.user.display_name}
    # 保密局 says who may know of the third.
    assert again(hidden.application).contact == leaver.user.display_name
    second = client.post("/changes/handover/", data)
    assert (second.status_code, "没有需要移交的事项" in second.content.decode()) == (422, True)
    event = AuditEvent.objects.filter(subject_type="projects.application", content__action="amend").first()
    assert event.content.changes["contact"][0] == leaver.user.display_name


def test_nobody_hands_over_in_another_body(db):
    leaver, taker = make_post(Role.APPLICANT), make_post(Role.APPLICANT)
    stranger = make_post(Role.UNIT_LEADER, make_org("广元市教育局"))
    with pytest.raises(ValidationError):
        hand_over(leaver=leaver, taker=taker, why="调离", post=stranger)
    assert (
        signed_in(stranger)
        .post("/changes/handover/", {"leaver": leaver.pk, "taker": taker.pk, "why": "x"})
        .status_code
        == 422
    )


@pytest.fixture
def committed(city):
    """Both know their own word only; the list waits for the clerk's."""
    make_pool(city.pool, 12)
    return say(freeze(city, left_unit()), "witness_commit", city.office_leader, phrase=WATCH)


def test_a_draw_that_waits_for_its_clerk_goes_on_with_another(committed, city):
    taker = make_post(Role.OFFICE_CLERK, city.office)
    moved = hand_over(leaver=city.office_clerk, taker=taker, why="退休", post=city.office_leader)
    assert moved.moved == {"待抽取的专家名单": 1}
    with pytest.raises(Forbidden):
        say(committed, "clerk_reveal", city.office_clerk, phrase=CLERK)
    # The word was told to the colleague; another than the one committed to is refused as ever.
    say(committed, "clerk_reveal", taker, phrase=CLERK)
    panel = say(committed, "witness_reveal", city.office_leader, phrase=WATCH)
    assert (panel.state, panel.drawn_by, panel.replay()) == (PanelState.DRAWN, taker, [])


def test_who_watches_a_draw_does_not_take_it_over(city):
    make_pool(city.pool, 12)
    taker = make_post(Role.OFFICE_CLERK, city.office)
    panel = say(freeze(city, left_unit()), "witness_commit", taker, phrase=WATCH)
    data = {"leaver": city.office_clerk.pk, "taker": taker.pk, "why": "退休"}
    answer = signed_in(city.office_leader).post("/changes/handover/", data)
    assert (answer.status_code, "监督人" in answer.content.decode()) == (422, True)
    assert again(panel).drawn_by == city.office_clerk
