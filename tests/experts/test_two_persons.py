"""The draw by two persons' words: commitment, revealing, replay (also without the product), races."""

import copy
import datetime
import json
import subprocess
import sys
import threading
from collections import Counter
from hashlib import sha256
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from documents.models import Document
from experts.models import Absence, Panel, Seat
from experts.queries import replay_export
from experts.services import close_panel, convene, release_unanswered
from experts.services.seats import unanswered
from experts.states import PanelState, SeatState
from experts.tasks import sweep_unanswered
from tests.city import two_persons_draw
from tests.experts.pool import make_pool, post_of
from tests.factories import make_project
from workflow.engine import perform
from workflow.errors import Forbidden, RuleViolation
from workflow.models import AuditContent

SCRIPT = Path(__file__).resolve().parents[2] / "docs" / "replay_draw.py"
CLERK, WATCH = "春分后的第一场雨落在利州", "嘉陵江水位四百八十米"


def left_unit(name=""):
    project = make_project(name=name)
    type(project).objects.filter(pk=project.pk).update(submitted_at=timezone.now())
    return project


def freeze(city, project, **more):
    when = timezone.now() + datetime.timedelta(days=3)
    data = {"meeting_at": when, "place": "三楼会议室", "size": 5, "quotas": {"security": 1}, "phrase": CLERK, **more}
    data.setdefault("mode", "two_persons")
    return convene(project=project, purpose="plan_review", post=city.office_clerk, **data)


def say(panel, step, post, **data):
    return perform(panel, step, post=post, data=data)


def draw_by_two(city, panel):
    say(panel, "witness_commit", city.office_leader, phrase=WATCH)
    say(panel, "clerk_reveal", city.office_clerk, phrase=CLERK)
    return say(panel, "witness_reveal", city.office_leader, phrase=WATCH)


@pytest.fixture
def frozen(city):
    make_pool(city.pool, 12)
    return freeze(city, left_unit(), reserves=2)


def test_nobody_knows_the_seed_before_both_have_spoken(frozen, city, client):
    assert frozen.state == PanelState.FROZEN
    assert frozen.seed == ""
    event = AuditContent.objects.get(action="freeze")
    assert event.changes["hash"] == frozen.candidates_hash
    assert event.changes["commitment"] == frozen.commitment
    with pytest.raises(Forbidden):
        say(frozen, "witness_commit", city.office_clerk, phrase=WATCH)
    client.force_login(city.office_leader.user, backend="django.contrib.auth.backends.ModelBackend")
    text = client.get(frozen.get_absolute_url()).content.decode()
    assert "名单已冻结" in text
    assert "专家01" not in text, "no name before the draw"
    say(frozen, "witness_commit", city.office_leader, phrase=WATCH)
    with pytest.raises(RuleViolation, match="不一致"):
        say(frozen, "clerk_reveal", city.office_clerk, phrase=CLERK + "。")
    say(frozen, "clerk_reveal", city.office_clerk, phrase=CLERK)
    with pytest.raises(RuleViolation, match="不一致"):
        say(frozen, "witness_reveal", city.office_leader, phrase=CLERK)
    assert not Seat.objects.exists()
    panel = say(frozen, "witness_reveal", city.office_leader, phrase=WATCH)
    assert panel.state == PanelState.DRAWN
    assert panel.seats.count() == 5
    assert panel.replay() == []
    text = client.get(panel.get_absolute_url()).content.decode()
    assert CLERK in text
    assert "后备（按抽取顺序和名额" in text
    trail = json.dumps(list(AuditContent.objects.values("action", "changes")), ensure_ascii=False)
    assert trail.index('"freeze"') < trail.index(CLERK), "the phrase stands in the trail after the list"


def test_the_draw_is_replayed_on_a_page_and_without_the_product(frozen, city, client, tmp_path):
    panel = draw_by_two(city, frozen)
    seat = panel.seats.first()
    perform(seat, "decline", post=post_of(seat.expert), reason="出差")
    client.force_login(city.office_leader.user, backend="django.contrib.auth.backends.ModelBackend")
    page = reverse("experts:panel_replay", args=[panel.pk])
    assert 'data-replay="identical"' in client.get(page).content.decode()
    exported = client.get(page, {"format": "json"}).json()
    assert exported == json.loads(json.dumps(replay_export(Panel.objects.get(pk=panel.pk))))
    assert "专家0" not in json.dumps(exported, ensure_ascii=False)

    def outside(data):
        (tmp_path / "draw.json").write_text(json.dumps(data, ensure_ascii=False))
        done = subprocess.run(
            [sys.executable, "-I", SCRIPT, tmp_path / "draw.json"], capture_output=True, text=True, check=False
        )
        return done.returncode, done.stdout

    code, said = outside(exported)
    assert (code, "一致：" in said) == (0, True)
    for change in (
        {"candidates": exported["candidates"][1:]},
        {"seed": "0" * 64},
        {"phrases": ["另一个口令另一个", WATCH]},
        {"selected": exported["selected"][::-1]},
        {"quotas": {"law": 4}},
    ):
        code, said = outside({**copy.deepcopy(exported), **change})
        assert code == 1, change
        assert "不" in said


def test_the_same_words_over_the_same_list_are_another_draw(city, tmp_path):
    make_pool(city.pool, 40)
    panels = [freeze(city, left_unit(), quotas={}) for _ in range(6)]
    assert len({panel.candidates_hash for panel in panels}) == 1
    drawn = [draw_by_two(city, panel) for panel in panels]
    assert len({panel.seed for panel in drawn}) == 6
    assert len({tuple(panel.seats.values_list("expert_id", flat=True)) for panel in drawn}) == 6
    later = timezone.now() + datetime.timedelta(hours=2)
    asked = [
        freeze(city, left_unit(), quotas={}, mode="public", public_source="双色球", public_at=later) for _ in (1, 2)
    ]
    Panel.objects.filter(mode="public").update(public_at=timezone.now())
    assert len({say(panel, "enter_value", city.office_leader, value="03,11").seed for panel in asked}) == 2


def test_a_panel_of_the_first_version_is_still_replayed(frozen, city, tmp_path):
    """Its seed had no panel in it; page and script know it by the name of its algorithm."""
    Panel.objects.filter(pk=frozen.pk).update(algorithm="sha256-order/1")
    panel = draw_by_two(city, frozen)
    assert panel.seed == sha256(f"{panel.candidates_hash}|{CLERK}|{WATCH}".encode()).hexdigest()
    assert panel.replay() == []
    told = tmp_path / "draw.json"
    for algorithm, code in (("sha256-order/1", 0), ("sha256-order/2", 1), ("sha256-order/3", 1)):
        told.write_text(json.dumps({**replay_export(panel), "algorithm": algorithm}))
        assert subprocess.run([sys.executable, SCRIPT, told], check=False, capture_output=True).returncode == code
    panel.algorithm = "sha256-order/2"
    assert panel.replay() != []


def test_the_system_draws_only_where_the_rule_of_the_day_lets_it(city):
    make_pool(city.pool, 9)
    project = left_unit()
    assert freeze(city, project, mode="system").is_drawn, "the tests' city lets it"
    two_persons_draw()
    for data in ({"mode": "system"}, {"mode": "two_persons", "phrase": ""}, {"mode": "public"}):
        with pytest.raises(RuleViolation) as refusal:
            freeze(city, project, **data)
        assert refusal.value.verdicts[0].rule.code == "draw.by_two"
    data = {"meeting_at": timezone.now(), "place": "三楼", "size": 5, "quotas": {}}
    with pytest.raises(RuleViolation):
        convene(project=project, purpose="acceptance", post=city.office_clerk, **data)
    assert Panel.objects.count() == 1


def test_a_public_value_that_nobody_knew(city):
    make_pool(city.pool, 9)
    later = timezone.now() + datetime.timedelta(hours=2)
    panel = freeze(city, left_unit(), mode="public", public_source="双色球2026135期", public_at=later)
    with pytest.raises(RuleViolation, match="才产生"):
        say(panel, "enter_value", city.office_leader, value="03,11,18,22,27,31")
    Panel.objects.filter(pk=panel.pk).update(public_at=timezone.now())
    with pytest.raises(Forbidden):
        say(panel, "enter_value", city.office_clerk, value="03,11,18,22,27,31")
    panel = say(panel, "enter_value", city.office_leader, value="03,11,18,22,27,31")
    assert panel.replay() == []
    panel.public_value = "03,11,18,22,27,32"
    assert panel.replay() != []


def test_the_database_wants_another_person(frozen, city):
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE experts_panel SET witness_post_id = drawn_by_id")
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE experts_panel SET state = 'drawn'")


def test_who_became_busy_after_the_freezing_is_passed_over(frozen, city):
    # Not those of the field that has a quota: too few of them would be another story.
    busy = [one["id"] for one in frozen.candidates if "security" not in one["fields"]][:4]
    day = timezone.localdate(frozen.meeting_at)
    Absence.objects.bulk_create(Absence(expert_id=one, starts_on=day, ends_on=day) for one in busy)
    panel = draw_by_two(city, frozen)
    assert {one["id"] for one in panel.absent} == set(busy)
    assert not {str(seat.expert_id) for seat in panel.seats.all()} & set(busy)
    assert panel.replay() == []


def test_no_answer_makes_room_for_the_next(frozen, city):
    panel = draw_by_two(city, frozen)
    first, second, third, *_rest = panel.seats.all()
    perform(first, "accept", post=post_of(first.expert))
    perform(second, "accept_by_phone", post=city.office_clerk)
    perform(third, "declare", post=post_of(third.expert), data={"statement": "无", "no_conflict": True})
    assert not unanswered().exists()
    Seat.objects.update(created_at=timezone.now() - datetime.timedelta(hours=49))
    assert sweep_unanswered() == 2
    assert panel.seats.filter(state=SeatState.REPLACED, left_reason__contains="未答复").count() == 2
    assert panel.active_seats().count() == 5
    assert Panel.objects.get(pk=panel.pk).replay() == []
    assert sweep_unanswered() == 0


def test_the_record_holds_the_answers(frozen, city):
    panel = draw_by_two(city, frozen)
    seat = panel.seats.last()
    perform(seat, "recuse", post=post_of(seat.expert), reason="亲属任职")
    release_unanswered(seat=panel.seats.first())
    close_panel(panel=panel, post=city.office_clerk)
    context = Document.objects.get(kind="draw_record").context
    assert context["commitments"][0]["phrase"] == CLERK
    assert {line["answer"] for line in context["order"]} >= {"回避，已递补", "不能参加，已递补"}


@pytest.mark.django_db(transaction=True)
def test_thirty_drawing_at_once_share_nobody_beyond_their_day():
    """Real threads, one meeting day, a pool of twelve that may sit twice a day: four panels at most."""
    from tests.city import build_city

    city = build_city()
    make_pool(city.pool, 12)
    moment = timezone.now() + datetime.timedelta(days=4)
    panels = [freeze(city, left_unit(name=f"项目{number}"), meeting_at=moment, quotas={}) for number in range(30)]
    for panel in panels:
        say(panel, "witness_commit", city.office_leader, phrase=WATCH)
        say(panel, "clerk_reveal", city.office_clerk, phrase=CLERK)
    start, said = threading.Barrier(30), []

    def draw(panel):
        try:
            start.wait()
            say(panel, "witness_reveal", city.office_leader, phrase=WATCH)
            said.append("drawn")
        except RuleViolation:
            said.append("infeasible")
        finally:
            connection.close()

    threads = [threading.Thread(target=draw, args=(panel,)) for panel in panels]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sat = Counter(Seat.objects.values_list("expert_id", flat=True))
    assert max(sat.values()) <= 2
    drawn = Panel.objects.filter(state=PanelState.DRAWN)
    assert 2 <= drawn.count() == Counter(said)["drawn"] <= 4
    assert len(said) == 30
    assert all(panel.replay() == [] for panel in drawn)
