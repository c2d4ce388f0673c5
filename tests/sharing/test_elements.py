"""One number, one source: collisions, cases, and the project that would collect it again (article 19)."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from projects.models import Application, DataItem, PreReview, Project
from projects.paths import Path
from sharing.elements import doubled
from sharing.models import Collection, DataElement, ElementSource
from sharing.names import Names
from sharing.queries.elements import element_lines
from sharing.services import save_element, settle_collection
from tests.city import build_city
from tests.factories import Hands as ProjectHands
from tests.factories import make_org, make_project, signed_in, submit_application
from tests.journey import Journey
from tests.sharing.hands import Sides, case_of, element, item
from workflow.engine import perform
from workflow.errors import Conflict, RuleViolation
from workflow.models import AuditContent
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


def test_a_new_application_is_held_at_its_own_check_already():
    project = submit_application(make_project())
    clerk = ProjectHands(project).clerk
    DataItem.objects.create(application=project.application, name="身份证的编号", position=9)
    one = save_element(element=DataElement(name="身份证号"), names=["身份证号"], post=clerk)
    ElementSource.objects.create(element=one, body=make_org("广元市公安局"), valid_from=timezone.localdate())
    with pytest.raises(RuleViolation, match="略去“的”“编号”“号”后与“身份证号”相同"):
        perform(project.application, "pass_check", post=clerk, data={"note": "属实"})
    settle_collection(project=project, element=one, reason="", post=project.created_by)
    perform(project.application, "pass_check", post=clerk, data={"note": "属实"})


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


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("证件号码", "同名"),
        ("身份证号", "同义名称"),
        ("证件 号码（必填）", "统一全半角、空格和括注后与“证件号码”相同"),
        ("证件的编号", "略去“的”“编号”“号码”后与“证件号码”相同"),
        ("身份证", "略去“号”后与“身份证号”相同"),
        ("ＩＣ卡号", "略去“号”后与“ic卡”相同"),
        ("证件照片", None),
        ("号码", None),
    ],
)
def test_names_that_are_written_otherwise_are_told_with_the_reason(db, name, reason):
    city = build_city()
    one = element(city, words=("身份证号", "ic卡"))
    match = Names().find(name)
    assert (match and match.reason) == reason
    assert match is None or match.element == one


def test_a_form_that_two_elements_share_tells_nothing_and_the_rules_are_the_offices_data():
    city = build_city()
    one, other = element(city, "户编号", ()), element(city, "病历号", ())
    element(city, "病历编号", ())
    assert Names().find("病历") is None
    assert Names().find("病历号").element == other
    assert Names().find("户") is None
    assert Names().find("户编码") is None
    clerk, url = signed_in(city.office_clerk), "/sharing/elements/names/"
    assert signed_in(city.applicant).get(url).status_code == 403
    assert "编号" in clerk.get(url).content.decode()
    assert clerk.post(url, {"within": "的", "ending": "非常非常非常非常长的词尾"}).status_code == 422
    assert clerk.post(url, {"within": "之", "ending": "号"}).status_code == 302
    assert AuditContent.objects.filter(action="remove", label="删除名称归一规则").count() == 3
    assert Names().find("病历编号").reason == "同名"
    assert Names().find("户之编号").element == one


def test_a_collision_under_other_words_is_found_in_the_catalogue_and_holds_the_application():
    city = build_city()
    one = element(city, "证件号码", ())
    published_by(city, city.stranger, city.strange_leader, "户籍人口")
    sides = Sides(city)
    sides.published("救助人口", items=[item("证件编号"), item("家庭 住址")])
    sides.giver, sides.giver_leader = city.applicant, city.unit_leader
    sides.published("低保人口", items=[item("证件的号码"), item("家庭住址")])
    clerk = signed_in(city.office_clerk)
    page = clerk.get("/sharing/elements/").content.decode()
    line = element_lines(city.office_clerk)[0]
    assert (line.collides, sorted(line.alike)) == (True, ["证件的号码", "证件编号"])
    assert 'data-alike="证件编号"' in page
    assert "家庭 住址、家庭住址" in page
    assert "略去“编号”“号码”后与“证件号码”相同" in clerk.get(one.get_absolute_url()).content.decode()
    project = Project.objects.create(name="救助平台", unit=city.unit, category="application", path="tender")
    application = Application.objects.create(project=project)
    DataItem.objects.create(application=application, name="证件编号", position=1)
    ElementSource.objects.create(element=one, body=city.other, valid_from=timezone.localdate())
    (found,) = doubled(project)
    assert (found.item, found.reason) == ("证件编号", "略去“编号”“号码”后与“证件号码”相同")
    page = signed_in(city.applicant).get(f"/sharing/project/{project.pk}/items/").content.decode()
    assert found.reason in page


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
