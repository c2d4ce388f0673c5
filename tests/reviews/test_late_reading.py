"""Every door of an expert over whom a conflict came: closed at once, said in words; after the opening, too."""

import pytest
from django.urls import reverse

from documents.models import Attachment, Document
from experts.models import Expert, Note, Opinion, Panel, Seat
from experts.services import drop_note, has_access, keep_note, open_paper, take_notes_over
from experts.states import AskedFor, SeatState
from experts.tasks import recuse_late_conflicts as sweep
from projects.models import Participation, Project
from tests.experts.pool import post_of
from tests.reviews.story import signed_paper
from tests.reviews.test_sealing import sign_in
from workflow.engine import perform
from workflow.errors import Forbidden, RuleViolation
from workflow.inbox import inbox
from workflow.models import AuditEvent, Notice

CLOSED = "评审材料和意见已停止开放"


@pytest.fixture
def convened(review):
    review.open()
    review.submit()
    review.convene()
    return review


def conflict_over(review, seat) -> Seat:
    """The expert's unit takes part in the project; no act on the expert, and no worker."""
    other = review.city.other
    Expert.objects.filter(pk=seat.expert_id).update(organisation=other, employer=other.name)
    Participation.objects.create(project=review.journey.project, unit=other, task="提供数据")
    return Seat.objects.select_related("panel__project", "expert__user").get(pk=seat.pk)


def test_every_door_is_closed_before_the_sweep(convened, client):
    seat = convened.declare(convened.seats()[0])
    plan, post = Attachment.objects.get(slot="technical_plan"), post_of(seat.expert)
    note = keep_note(seat=seat, paper=plan, page=1, x=1, y=1, text="接口不清", post=post)
    issued = Document.objects.get(kind="pre_approval")
    sign_in(client, post)
    read = reverse("experts:paper_read", args=[seat.pk, plan.pk])
    drop = reverse("experts:note_drop", args=[seat.pk])
    doors = [
        (client.get, reverse("experts:paper_page", args=[seat.pk, plan.pk, 1]), 403),
        (client.get, read, 403),
        (client.post, read, 403),
        (client.post, reverse("experts:notes_take", args=[seat.pk]), 403),
        (client.post, drop, 403),
        (client.post, reverse("experts:opinion_autosave", args=[seat.pk]), 409),
        (client.post, reverse("experts:opinion_save", args=[seat.pk]), 409),
        (client.get, reverse("documents:attachment_preview", args=[plan.pk]), 404),
        (client.get, plan.get_absolute_url(), 404),
        (client.get, issued.get_absolute_url(), 404),
        (client.get, convened.journey.project.get_absolute_url(), 404),
    ]
    seat = conflict_over(convened, seat)
    for ask, page, status in doors:
        answer = ask(page, {"text": "一", "note": note.pk, "version": 0})
        assert answer.status_code == status, page
        said = answer.json()["message"] if "autosave" in page else answer.content.decode()
        assert status == 404 or CLOSED in said, page
    page = client.get(seat.get_absolute_url()).content.decode()
    assert CLOSED in page
    assert plan.name not in page
    assert "接口不清" not in page
    for act in (open_paper, keep_note):
        more = {"page": 1, "x": 1, "y": 1, "text": "二"} if act is keep_note else {}
        with pytest.raises(Forbidden, match=CLOSED):
            act(seat=seat, paper=plan, post=post, **more)
    for act, what in ((take_notes_over, {"seat": seat}), (drop_note, {"note": Note.objects.get()})):
        with pytest.raises(Forbidden, match=CLOSED):
            act(post=post, **what)
    assert (Note.objects.count(), Opinion.objects.get(seat=seat).version) == (1, 0)
    assert has_access(expert=seat.expert, project=convened.journey.project), "the grant itself goes with the seat"
    assert sweep() == 1
    assert Seat.objects.get(pk=seat.pk).state == SeatState.REPLACED
    assert convened.seats()[-1].basis["replaces"] == seat.rank


def test_others_read_on(convened, client):
    first, second, *_ = [convened.declare(seat) for seat in convened.seats()]
    conflict_over(convened, first)
    page = sign_in(client, post_of(second.expert)).get(second.get_absolute_url())
    assert Attachment.objects.get(slot="technical_plan").name in page.content.decode()
    assert Project.objects.visible_to(post_of(second.expert)).exists()


# --- after the opening -----------------------------------------------------------------------------------------------


@pytest.fixture
def opened(convened):
    convened.answer_all()
    return convened


def test_nobody_writes_or_signs_over_a_conflict(opened, client):
    chair = opened.panel.chair
    sign_in(client, post_of(chair.expert))
    page = chair.step_url("write_group")
    assert 'data-table="opinions"' in client.get(page).content.decode()
    conflict_over(opened, chair)
    for answer in (client.get(page), client.post(page, {"points": "可行〔1〕"})):
        assert answer.status_code == 403
        assert "参与单位人员" in answer.content.decode()
        assert 'data-table="opinions"' not in answer.content.decode()
    with pytest.raises(RuleViolation, match="参与单位人员"):
        perform(chair, "write_group", post=post_of(chair.expert), data={"points": [{"text": "可行", "ranks": [1]}]})


def test_the_opinion_stands_and_another_leads(opened, client):
    chair = opened.panel.chair
    conflict_over(opened, chair)
    assert (sweep(), sweep()) == (1, 0)
    seat = Seat.objects.get(pk=chair.pk)
    assert (seat.state, seat.found_conflict, seat.is_chair) == (SeatState.SUBMITTED, "参与单位人员", False)
    assert opened.panel.tally().number == 5, "what is known is not taken out again"
    assert not has_access(expert=seat.expert, project=opened.journey.project)
    told = Notice.objects.filter(user=opened.city.office_clerk.user, text__contains="请研究是否重新评审")
    assert told.count() == 1
    event = AuditEvent.objects.get(subject_id=str(seat.pk), content__action="find_conflict")
    assert (event.user, event.content.reason) == (None, "参与单位人员")
    new = opened.panel.chair
    assert (new.rank, new.asked_for) == (2, AskedFor.WRITE)
    assert inbox(post_of(seat.expert)) == []
    assert CLOSED in sign_in(client, post_of(seat.expert)).get(seat.get_absolute_url()).content.decode()
    office = sign_in(client, opened.city.office_clerk).get(opened.panel.get_absolute_url()).content.decode()
    assert "意见开启后查明应当回避：参与单位人员" in office
    opened.write_group()
    assert opened.panel.unsigned() == 4
    perform(opened.panel, "sign_on_paper", post=opened.city.office_clerk, data=signed_paper(opened.panel, "档案柜 3"))
    signed = [one["signed"] for one in Document.objects.get(kind="group_opinion").context["experts"]]
    assert signed.count("纸质签署，存档案柜 3") == 4
    assert signed[1] == "意见开启后查明应当回避，未签署"
    opened.conclude("pass")


def test_the_last_signature_that_was_waited_for_is_waited_for_no_longer(opened):
    opened.write_group()
    *others, last = opened.seats()
    for seat in others:
        perform(seat, "sign_group", post=post_of(seat.expert), data={"dissent": ""})
    assert not Document.objects.filter(kind="group_opinion").exists()
    conflict_over(opened, last)
    assert sweep() == 1
    assert Document.objects.filter(kind="group_opinion").count() == 1
    assert Panel.objects.get(pk=opened.panel.pk).unsigned() == 0


def test_the_chair_verifies_for_one_who_must_not(opened, client):
    author = opened.seats()[0]
    opened.demand("补充测算")
    opened.answer_remarks()
    assert opened.panel.chair.pk == author.pk
    page = author.step_url("verify_remarks")
    assert sign_in(client, post_of(author.expert)).get(page).status_code == 200
    conflict_over(opened, author)
    assert client.get(page).status_code == 403
    assert sweep() == 1
    assert client.get(page).status_code == 404
    chair = opened.panel.chair
    assert (chair.rank, chair.asked_for) == (2, AskedFor.VERIFY)
    opened.verify(chair)
    opened.conclude("amend")
