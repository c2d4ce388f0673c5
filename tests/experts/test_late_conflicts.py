"""What becomes known after the list was frozen: it ends a seat at once, the next of the order follows, and neither the
draw nor a vacant place takes anybody whom it concerns. No single person makes a conflict vanish."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from experts.models import AddedRecusal, Employment, Expert, Panel, Seat, Tie
from experts.queries import pool_for, reserves_of
from experts.services import add_recusal, ask_waiver, drop_own, has_access, keep_own, save_expert, save_opinion
from experts.states import SeatState
from projects.models import Participation
from tests.experts.pool import make_pool, post_of
from tests.experts.test_two_persons import draw_by_two, freeze, left_unit
from tests.factories import signed_in
from tests.reviews.story import opinion_content
from workflow.engine import perform
from workflow.errors import Conflict, RuleViolation
from workflow.models import AuditEvent, Notice


@pytest.fixture
def frozen(city) -> Panel:
    make_pool(city.pool, 12)
    return freeze(city, left_unit(), quotas={}, reserves=2)


@pytest.fixture
def drawn(frozen, city) -> Panel:
    return draw_by_two(city, frozen)


def declare(seat: Seat) -> Seat:
    return perform(seat, "declare", post=post_of(seat.expert), data={"statement": "无", "no_conflict": True})


def hand_in(seat: Seat) -> Seat:
    seat = declare(seat)
    save_opinion(seat=seat, post=post_of(seat.expert), version=0, content=opinion_content(seat.panel))
    return perform(Seat.objects.get(pk=seat.pk), "submit_opinion", post=post_of(seat.expert))


def kinship(expert: Expert, project) -> Tie:
    tie = Tie(expert=expert, kind="kinship", name=project.unit.name)
    return keep_own(row=tie, label="登记利害关系", post=post_of(expert))


def left_and_followed(seat: Seat) -> bool:
    """Out, without papers, and another sits in the place."""
    now, panel = Seat.objects.get(pk=seat.pk), Panel.objects.get(pk=seat.panel_id)
    assert panel.replay() == []
    gone = now.state == SeatState.REPLACED and not has_access(expert=now.expert, project=panel.project)
    return gone and panel.active_seats().count() == panel.size


def test_a_recusal_that_the_office_adds_takes_the_seat(drawn, city):
    seat = declare(drawn.seats.first())
    assert has_access(expert=seat.expert, project=drawn.project)
    add_recusal(project=drawn.project, expert=seat.expert, reason="担任该单位顾问", post=city.office_clerk)
    assert left_and_followed(seat)
    assert "信息办增加的回避" in Seat.objects.get(pk=seat.pk).left_reason
    assert Notice.objects.filter(user=seat.expert.user, text__contains="应当回避的情形").exists()
    assert Notice.objects.filter(user=city.office_clerk.user, text__contains="已按抽取顺序递补").exists()
    event = AuditEvent.objects.filter(subject_type="experts.seat", subject_id=str(seat.pk), content__action="recuse")
    assert event.get().user is None, "by the system"


def test_what_experts_or_the_office_enter_takes_the_seat(drawn, city):
    first, second, third, *_ = drawn.seats.all()
    kinship(declare(first).expert, drawn.project)
    assert left_and_followed(first)
    department = f"{drawn.project.unit.name}信息科"
    job = Employment(expert=second.expert, employer=department, began_on=datetime.date(2020, 1, 1))
    keep_own(row=job, label="登记任职经历", post=city.office_clerk)
    assert left_and_followed(second)
    third.expert.employer = drawn.project.unit.name
    save_expert(expert=third.expert, fields=third.expert.fields.all(), post=city.office_clerk)
    assert left_and_followed(third)


def test_nobody_declares_or_hands_in_over_a_conflict(drawn, city):
    """Not everything that becomes known is an act on the expert: a unit that joins the project is none."""
    first, second, *_ = drawn.seats.all()
    declare(first)
    for seat in (first, second):
        Tie.objects.create(expert=seat.expert, kind="interest", name=city.other.name)
    Participation.objects.create(project=drawn.project, unit=city.other, task="提供数据")
    for step in ("accept", "declare"):
        with pytest.raises(RuleViolation, match=r"应当回避.*参与单位"):
            perform(second, step, post=post_of(second.expert), data={"statement": "无", "no_conflict": True})
    with pytest.raises(RuleViolation, match=r"应当回避.*参与单位"):
        perform(second, "accept_by_phone", post=city.office_clerk)
    with pytest.raises(RuleViolation, match=r"应当回避.*参与单位"):
        perform(first, "submit_opinion", post=post_of(first.expert))
    waiver = ask_waiver(
        project=drawn.project, expert=second.expert, code="tie", reason="已两清", post=city.office_clerk
    )
    perform(waiver, "approve_waiver", post=city.office_leader)
    assert declare(second).state == SeatState.DECLARED, "lifted by two"


def test_a_reserve_is_judged_again(drawn, city):
    seat = drawn.seats.first()

    def follows():
        return next(expert for expert, ranks in reserves_of(drawn) if seat.rank in ranks)

    first = follows()
    add_recusal(project=drawn.project, expert=first, reason="担任该单位顾问", post=city.office_clerk)
    assert first not in [expert for expert, _ranks in reserves_of(drawn)]
    told = follows()
    perform(seat, "recuse", post=post_of(seat.expert), reason="亲属任职")
    assert drawn.seats.order_by("-rank").first().expert == told
    assert left_and_followed(seat)


def test_who_must_stand_aside_after_the_freezing_is_not_drawn(frozen, city):
    gone = [Expert.objects.get(pk=one["id"]) for one in frozen.candidates[:4]]
    add_recusal(project=frozen.project, expert=gone[0], reason="担任该单位顾问", post=city.office_clerk)
    kinship(gone[1], frozen.project)
    perform(gone[2], "suspend", post=city.office_clerk, reason="出国访学")
    gone[3].employer = frozen.project.unit.name
    save_expert(expert=gone[3], fields=gone[3].fields.all(), post=city.office_clerk)
    panel = draw_by_two(city, frozen)
    assert {one["id"] for one in panel.absent} == {str(one.pk) for one in gone}
    assert not panel.seats.filter(expert__in=gone).exists()
    assert panel.replay() == []


def test_too_few_after_the_freezing_is_said(frozen, city):
    for one in frozen.candidates[:8]:
        AddedRecusal.objects.create(
            project=frozen.project, expert_id=one["id"], reason="顾问", added_by=city.office_clerk
        )
    with pytest.raises(RuleViolation, match="不足 5 人"):
        draw_by_two(city, frozen)


def test_builders_that_were_named_count_to_the_end(city):
    make_pool(city.pool, 12)
    panel = freeze(city, left_unit(), quotas={}, conflicting_names=["四川某承建（集团）公司"])
    one = Expert.objects.get(pk=panel.candidates[0]["id"])
    tie = Tie(expert=one, kind="interest", name="四川某承建(集团)公司")
    keep_own(row=tie, label="登记利害关系", post=post_of(one))
    assert str(one.pk) in {row["id"] for row in draw_by_two(city, panel).absent}


def test_a_sealed_opinion_can_be_released(drawn, city):
    seat = hand_in(drawn.seats.first())
    perform(seat, "release", post=city.office_clerk, reason="身份有误")
    assert left_and_followed(seat)


def test_after_the_opening_the_clerk_is_told(drawn, city):
    seat = hand_in(drawn.seats.first())
    Panel.objects.update(opened_at=timezone.now())
    kinship(seat.expert, drawn.project)
    seat.refresh_from_db()
    assert (seat.state, seat.found_conflict[:4]) == (SeatState.SUBMITTED, "亲属任职")
    assert not has_access(expert=seat.expert, project=drawn.project)
    assert Notice.objects.filter(user=city.office_clerk.user, text__contains="请研究是否重新评审").exists()


# --- taking a conflict away -----------------------------------------------------------------------------------------


def codes(project, expert) -> set[str]:
    found = [one for one in pool_for(project).excluded if one.expert == expert]
    return {finding.code for one in found for finding in one.findings}


def test_no_single_person_drops_what_excludes(city):
    expert, project = make_pool(city.pool, 1)[0], left_unit()
    tie = kinship(expert, project)
    drop, row = reverse("experts:expert_tie_drop", args=[expert.pk]), {"row": tie.pk}
    page = signed_in(post_of(expert)).post(drop, row, follow=True).content.decode()
    tie.refresh_from_db()
    assert tie.until == timezone.localdate()
    assert "仍作为回避依据" in page
    assert codes(project, expert) == {"tie"}
    clerk = signed_in(city.office_clerk)
    assert "另一人批准" in clerk.post(drop, row, follow=True).content.decode()
    assert codes(project, expert) == {"tie"}
    Tie.objects.update(until=timezone.localdate() - datetime.timedelta(days=365 * 4))
    assert codes(project, expert) == set()
    assert clerk.post(drop, row).status_code == 302
    assert not Tie.objects.exists(), "what counts no more may go"


def test_a_job_ends_and_the_former_unit_stays_known(city):
    expert, project = make_pool(city.pool, 1)[0], left_unit()
    job = Employment(expert=expert, employer=project.unit.name, began_on=datetime.date(2020, 1, 1))
    keep_own(row=job, label="登记任职经历", post=post_of(expert))
    signed_in(city.office_clerk).post(reverse("experts:expert_employment_drop", args=[expert.pk]), {"row": job.pk})
    assert Employment.objects.get().ended_on == timezone.localdate()
    assert codes(project, expert) == {"past"}
    Employment.objects.all().delete()
    for employer, found in ((project.unit.name, {"unit"}), ("川北大学", {"past"})):
        expert = Expert.objects.get()
        expert.employer, expert.organisation = employer, None
        save_expert(expert=expert, fields=expert.fields.all(), post=city.office_clerk)
        assert codes(project, expert) == found
    former = Employment.objects.get(organisation=project.unit)
    assert (former.employer, former.ended_on) == (project.unit.name, timezone.localdate())


def test_an_unlifted_line_that_is_no_more_is_refused_by_the_service(city):
    expert = make_pool(city.pool, 1)[0]
    tie = Tie.objects.create(expert=expert, kind="kinship", name="某公司", until=timezone.localdate())
    with pytest.raises(Conflict, match="不能删除"):
        drop_own(row=tie, post=city.office_clerk)
