"""One number, one source: collisions, cases, and the project that would collect it again (article 19)."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from projects.models import DataItem, PreReview
from projects.paths import Path
from sharing.elements import doubled
from sharing.models import Collection, ElementSource
from sharing.queries.elements import element_lines
from tests.city import build_city
from tests.factories import signed_in
from tests.journey import Journey
from tests.sharing.hands import Sides, case_of, element, item
from workflow.engine import perform
from workflow.errors import Conflict, RuleViolation
from workflow.panel import build_panel

pytestmark = pytest.mark.django_db


def published_by(city, post, leader, name):
    sides = Sides(city)
    sides.giver, sides.giver_leader = post, leader
    return sides.published(name, items=[item("身份证号")])


def test_a_collision_becomes_a_case_and_the_case_a_source():
    city = build_city()
    one = element(city)
    resource = published_by(city, city.stranger, city.strange_leader, "户籍人口")
    published_by(city, city.applicant, city.unit_leader, "救助人口")
    line = element_lines(city.office_clerk)[0]
    assert (line.collides, len(line.providers)) == (True, 2)
    clerk = signed_in(city.office_clerk)
    answer = clerk.post(
        f"{one.get_absolute_url()}case/", {"proposed": resource.provider_id, "why": "公安为法定登记机关"}
    )
    case = one.cases.get()
    assert answer["Location"] == case.get_absolute_url()
    assert (
        clerk.post(f"{one.get_absolute_url()}case/", {"proposed": resource.provider_id, "why": "再提"}).status_code
        == 422
    )
    with pytest.raises(RuleViolation, match="答复期内"):
        perform(case, "refer", post=city.office_clerk)
    mine = case.opinions.get(unit=city.unit)
    leader = signed_in(city.unit_leader)
    assert leader.post(mine.step_url("give"), {"position": "disagree", "text": ""}).status_code == 422
    assert leader.post(mine.step_url("give"), {"position": "agree", "text": ""}).status_code == 302
    assert signed_in(city.strange_leader).post(mine.step_url("give"), {"position": "agree"}).status_code == 403
    # Whoever lets the days run out is silent; that holds nobody up.
    silent = case.opinions.get(state="asked")
    type(silent).objects.filter(pk=silent.pk).update(state_since=timezone.now() - datetime.timedelta(days=30))
    case = perform(case, "refer", post=city.office_clerk)
    day = timezone.localdate()
    data = {"body": resource.provider_id, "resource": resource.pk, "effective_on": day, "decision": "以公安数据为准"}
    assert signed_in(city.office_leader).post(case.step_url("decide"), data).status_code == 302
    source = ElementSource.objects.get()
    assert (source.body, source.resource, source.valid_from) == (resource.provider, resource, day)
    assert element_lines(city.office_clerk)[0].collides is False


def test_an_application_that_collects_it_again_is_held_until_it_is_settled():
    city = build_city()
    journey = Journey(city, Path.TENDER)
    for _step in journey.walk():
        if PreReview.objects.filter(state="submitted").exists():
            break
    pre_review = PreReview.objects.get()
    one = element(city)
    source = ElementSource.objects.create(element=one, body=city.other, valid_from=timezone.localdate())
    assert doubled(pre_review.project) == []
    DataItem.objects.create(application=journey.project.application, name="身份证号（必填）", position=1)
    journey.project.refresh_from_db()

    def held():
        step = next(s for s in build_panel(pre_review, city.office_clerk) if s.step.name == "pass_check")
        return any(v.rule.code == "source.doubled" and v.blocks for v in step.verdicts)

    assert held()
    page = f"/sharing/project/{journey.project.pk}/items/"
    applicant = signed_in(city.applicant)
    assert source.body.short_name in applicant.get(page).content.decode()
    assert applicant.post(page, {"element": one.pk, "act": "reason", "reason": ""}).status_code == 422
    assert applicant.post(page, {"element": one.pk, "act": "reason", "reason": "现场核实"}).status_code == 302
    assert held()
    kept = Collection.objects.get()
    assert signed_in(city.office_clerk).post(kept.step_url("accept"), {"note": "可"}).status_code == 403
    kept = perform(kept, "reject", post=city.office_leader, reason="可以共享")
    kept = perform(kept, "switch", post=city.applicant)
    assert not held()
    assert signed_in(city.stranger).get(page).status_code == 404
    # An earlier application is judged by the rule of its day.
    kept.delete()
    ElementSource.objects.update(valid_from=timezone.localdate() + datetime.timedelta(days=1))
    assert not held()


def test_one_word_means_one_element_and_generic_ones_have_no_source():
    city = build_city()
    element(city)
    clerk = signed_in(city.office_clerk)
    data = {"name": "号码", "type": "text", "words": "身份证号"}
    page = clerk.post("/sharing/elements/new/", data)
    assert page.status_code == 422
    assert "已是数据元“证件号码”的名称" in page.content.decode()
    assert signed_in(city.applicant).get("/sharing/elements/new/").status_code == 403
    generic = element(city, "更新时间", ())
    generic.generic = True
    generic.save()
    with pytest.raises(Conflict):
        case_of(generic, city)


@pytest.mark.parametrize("path", ["/sharing/elements/", "/sharing/cases/"])
def test_lists_ask_as_much_for_three_as_for_one(path):
    city = build_city()
    client = signed_in(city.office_clerk)
    counts = []
    for names in (("户籍",), ("学籍", "社保")):
        for name in names:
            case_of(element(city, name, ()), city)
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
