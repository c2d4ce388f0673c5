"""招标备案: before and after, periods at their last day, failed rounds, doubts that stop the clocks (article 13)."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.roles import Role
from documents.models import Document
from projects.models import Tender
from projects.paths import Path
from tests import factories as make
from workflow.engine import perform
from workflow.errors import Forbidden, RuleViolation
from workflow.panel import panel_step

pytestmark = pytest.mark.django_db


def day(number):
    return timezone.localdate() + datetime.timedelta(days=number)


@pytest.fixture
def approved():
    return make.bring(make.make_project(path=Path.TENDER, budget=5_000_000), "approved")


@pytest.fixture
def tender(approved):
    return make.open_tender(approved)


def act(tender, step, who="applicant", reason="", **data):
    hands = make.Hands(tender.project)
    return perform(tender, step, post=getattr(hands, who), data=data, reason=reason)


def before(tender, **own):
    return act(tender, "submit_before", **make.tender_before(**own))


def tendering(tender):
    return act(before(tender), "file_before", "clerk")


def after(tender, **own):
    return act(tender, "submit_after", **make.tender_after(4_800_000, **own))


def codes(caught):
    return {verdict.rule.code for verdict in caught.value.verdicts if verdict.blocks}


def warned(tender, step, **data):
    item = panel_step(tender, tender.machine.by_name[step], make.Hands(tender.project).applicant, data)
    return {verdict.rule.code for verdict in item.verdicts if not verdict.ok and not verdict.blocks}


def test_the_whole_filing_ends_in_a_numbered_form_and_opens_the_building(tender):
    filed = act(after(tendering(tender)), "file", "clerk")
    project = make.again(tender.project)
    paper = Document.objects.get(kind="tender_filing")
    assert filed.number == paper.number == project.tender_filing_number
    assert paper.context["winner"] == "四川某信息技术有限公司"
    assert paper.context["method"] == "公开招标（委托招标）"
    assert paper.context["candidates"] == ["四川某信息技术有限公司", "成都某软件有限公司", "绵阳某科技有限公司"]
    assert project.tender_filed_at


@pytest.mark.parametrize(("days", "ok"), [(20, True), (19, False)])
def test_twenty_days_from_the_documents_to_the_opening(tender, days, ok):
    dates = {"documents_on": day(-1), "opening_on": day(days - 1)}
    if ok:
        assert before(tender, **dates).state == "submitted"
    else:
        with pytest.raises(RuleViolation) as caught:
            before(tender, **dates)
        assert codes(caught) == {"tender.opening"}
        assert "不得少于 20 日" in next(v.message for v in caught.value.verdicts if v.blocks)


@pytest.mark.parametrize(("days", "ok"), [(3, True), (2, False)])
def test_candidates_are_public_for_three_days(tender, days, ok):
    tendering(tender)
    dates = {"public_from": day(-10), "public_until": day(days - 10)}
    if ok:
        assert after(make.again(tender), **dates).state == "result"
    else:
        with pytest.raises(RuleViolation) as caught:
            after(make.again(tender), **dates)
        assert codes(caught) == {"tender.publicity"}


@pytest.mark.parametrize(("amount", "ok"), [("5000000", True), ("5000000.01", False)])
def test_the_award_keeps_within_the_approval(tender, amount, ok):
    tendering(tender)
    if ok:
        assert act(make.again(tender), "submit_after", **make.tender_after(amount)).state == "result"
    else:
        with pytest.raises(RuleViolation) as caught:
            act(make.again(tender), "submit_after", **make.tender_after(amount))
        assert codes(caught) == {"tender.sum"}


@pytest.mark.parametrize(
    ("name", "code", "days"), [("reported_on", "tender.report", 15), ("contract_on", "tender.contract", 30)]
)
def test_a_late_report_or_contract_is_recorded_truthfully_and_warned_of(tender, name, code, days):
    tendering(tender)
    tender = make.again(tender)
    award = day(-60)
    in_time = {"awarded_on": award, name: award + datetime.timedelta(days=days)}
    late = {"awarded_on": award, name: award + datetime.timedelta(days=days + 1)}
    assert code not in warned(tender, "submit_after", **in_time)
    assert code in warned(tender, "submit_after", **late)


def test_a_doubt_stops_the_clocks_until_it_is_answered(tender):
    tendering(tender)
    award = day(-40)
    tender = act(make.again(tender), "raise_doubt", kind="doubt", by="落标人", raised_on=day(-38), what="评分有误")
    assert tender.state not in tender.machine.clocks
    with pytest.raises(Exception, match="当前状态"):
        after(tender)
    tender = act(tender, "settle_doubt", answered_on=day(-32), answer="评分无误，维持原结果")
    assert tender.current().stopped_days(award, day(0)) == 6
    # 15 days and the 6 on which the clock stood.
    assert "tender.report" not in warned(tender, "submit_after", awarded_on=award, reported_on=day(-40 + 21))
    assert "tender.report" in warned(tender, "submit_after", awarded_on=award, reported_on=day(-40 + 22))


def test_a_failed_tender_is_kept_and_the_next_round_begins(tender):
    tendering(tender)
    tender = act(make.again(tender), "fail", reason="有效投标人不足三家")
    first, second = tender.rounds.all()
    assert (first.outcome, first.failed_why) == ("failed", "有效投标人不足三家")
    assert first.medium == "四川省公共资源交易信息网"
    assert (second.number, second.outcome, tender.state) == (2, "open", "preparing")
    filed = act(after(tendering(tender)), "file", "clerk")
    assert [one.outcome for one in filed.rounds.all()] == ["failed", "awarded"]
    page = make.signed_in(make.Hands(tender.project).clerk).get(filed.get_absolute_url()).content.decode()
    assert "有效投标人不足三家" in page


def test_compliance_with_the_network_rules_is_asked_for(tender):
    data = {name: str(value) for name, value in make.tender_before(network="").items()}
    answer = make.signed_in(make.Hands(tender.project).applicant).post(tender.step_url("submit_before"), data)
    assert answer.status_code == 422
    assert "电子政务网络" in answer.content.decode()


def test_the_unit_applies_and_only_the_office_files(tender):
    submitted = before(tender)
    for role in (Role.DRC, Role.OFFICE_LEADER, Role.CITY_GOVERNMENT):
        with pytest.raises(Forbidden):
            perform(submitted, "file_before", post=make.make_post(role))
    drc = make.signed_in(make.Hands(tender.project).of(Role.DRC))
    assert drc.get(tender.get_absolute_url()).status_code == 200
    finance = make.signed_in(make.make_post(Role.SECRECY))
    assert finance.get(tender.get_absolute_url()).status_code in (403, 404)


def test_a_classified_tender_stands_in_no_list(tender):
    client = make.signed_in(make.Hands(tender.project).clerk)
    assert tender.project.name in client.get("/projects/tenders/").content.decode()
    type(tender.project).objects.filter(pk=tender.project_id).update(is_classified=True)
    assert tender.project.name not in client.get("/projects/tenders/").content.decode()


def test_the_list_asks_a_constant_number_of_queries(tender):
    client = make.signed_in(make.Hands(tender.project).clerk)
    counts = []
    for _round in range(2):
        for other in (make.bring(make.make_project(path=Path.TENDER), "submitted") for _ in range(2)):
            Tender.objects.create(project=other).rounds.create(number=1)
        client.get("/projects/tenders/")
        with CaptureQueriesContext(connection) as queries:
            client.get("/projects/tenders/")
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_an_award_without_contract_becomes_late_for_the_drc(tender):
    act(before(tender, noticed_on=day(-71), documents_on=day(-70), opening_on=day(-45)), "file_before", "clerk")
    dates = {"opened_on": day(-45), "public_from": day(-40), "public_until": day(-35), "awarded_on": day(-31)}
    act(after(make.again(tender), **dates), "file", "clerk")
    drc = make.signed_in(make.Hands(tender.project).of(Role.DRC))
    assert "中标后 30 日内未签订合同" in drc.get("/projects/supervision/").content.decode()
