"""Kinds of filing (article 13): at once with upper money, social on one page, and who is late."""

import datetime

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from accounts.roles import OrgKind, Role
from archives.models import SocialFiling
from archives.queries import late_filings
from archives.services import file_social
from archives.tasks import remind_filings
from documents.models import Document
from projects.models import Project
from tests import factories as make
from workflow.engine import perform
from workflow.errors import Conflict, RuleViolation
from workflow.models import Notice

pytestmark = pytest.mark.django_db


def later(days):
    return time_machine.travel(timezone.now() + datetime.timedelta(days=days), tick=False)


@pytest.fixture
def upper():
    """In the library, with provincial money."""
    project = make.bring(make.make_project(), "library")
    project.application.sources.update(kind="province")
    return make.again(project)


def test_upper_money_is_filed_at_once_and_completed_after_acceptance(upper):
    hands = make.Hands(upper)
    perform(upper, "apply_early_filing", post=hands.applicant)
    filing = upper.filings.get()
    client = make.signed_in(hands.applicant)
    assert client.post(filing.step_url("submit"), {"statement": ""}).status_code == 422
    data = {"procedure": "川经信函〔2026〕8号"}
    assert client.post(filing.step_url("submit"), data).status_code == 302
    filing = perform(make.again(filing), "confirm", post=hands.clerk)
    assert (filing.kind, make.again(upper).stage) == ("early", "library")
    receipt = Document.objects.get(kind="filing_receipt")
    assert receipt.context["filing_kind"] == "上级资金项目同时备案"
    assert receipt.context["facts"][0]["value"] == "川经信函〔2026〕8号"
    assert client.get(upper.step_url("apply_early_filing")).status_code == 404, "once"
    accept(upper)
    perform(make.again(upper), "apply_filing", post=hands.applicant)
    after = upper.filings.get(kind="after")
    after = perform(after, "submit", post=hands.applicant, data={"statement": ""})
    perform(after, "confirm", post=hands.clerk)
    facts = Document.objects.get(kind="filing_receipt", subject_id=after.pk).context["facts"]
    assert {"label": "同时备案", "value": filing.number} in facts
    assert make.again(upper).stage == "filed"


def accept(project):
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE projects_project SET stage = 'accepted', build_started_at = now(), plan_approved_at = now(),"
            " accepted_at = now(), certificate_number = '广信验〔2026〕1号' WHERE id = %s",
            [project.pk],
        )


def test_city_money_alone_is_not_filed_at_once():
    project = make.bring(make.make_project(), "library")
    client = make.signed_in(make.Hands(project).applicant)
    assert client.get(project.step_url("apply_early_filing")).status_code == 404


def test_late_filings_are_found_and_reminded_and_reminded_again(upper):
    hands = make.Hands(upper)
    accepted = make.bring(make.make_project(), "library")
    accept(accepted)
    secret = make.bring(make.make_project(), "library")
    accept(secret)
    Project.objects.filter(pk=secret.pk).update(is_classified=True)
    assert late_filings(hands.clerk) == []
    with later(40):
        assert {(one.project, one.kind) for one in late_filings(hands.clerk)} == {
            (upper, "early"),
            (accepted, "after"),
        }
        assert [remind_filings(), remind_filings()] == [2, 0]
        page = make.signed_in(hands.clerk).get("/archives/late/").content.decode()
        assert upper.name in page
        assert secret.name not in page
        file = make.signed_in(hands.clerk).get("/archives/late/?export=csv")
        file = b"".join(file.streaming_content).decode()
        assert (upper.name in file, secret.name in file, "备案" in file) == (True, False, True)
    assert Notice.objects.filter(user=hands.applicant.user, text__contains="同时备案已逾期").exists()
    with later(51):
        assert remind_filings() == 2


def test_late_filings_ask_a_constant_number_of_queries(upper, django_assert_max_num_queries):
    clerk = make.Hands(upper).clerk
    with later(40):
        with django_assert_max_num_queries(100) as one:
            late_filings(clerk)
        for _ in range(2):
            accept(make.bring(make.make_project(), "library"))
    with later(80), django_assert_max_num_queries(len(one) + 1):
        assert len(late_filings(clerk)) == 3


def social():
    day = timezone.localdate()
    return {
        "name": "园区工业互联网平台", "category": "application", "amount": "3000000", "content": "设备联网和数据分析",
        "place": "经开区", "starts_on": day, "ends_on": day, "level": "", "contact": "李工", "phone": "0839-1",
    }  # fmt: skip


@pytest.mark.parametrize(("kind", "begins"), [(OrgKind.DEPARTMENT, "新建申报"), (OrgKind.COUNTY, "报送县区方案")])
def test_whose_way_begins_elsewhere_files_nothing_here(kind, begins):
    post = make.make_post(Role.APPLICANT, make.make_org("广元市某单位", kind))
    client, url = make.signed_in(post), "/archives/social/new/"
    assert client.get(url).status_code == 302
    answer = client.post(url, social())
    assert (answer.status_code, begins in answer.content.decode()) == (403, True)
    assert not SocialFiling.objects.exists()
    assert url not in client.get("/archives/social/").content.decode()
    # One that came in before gets no receipt.
    filing = SocialFiling.objects.create(unit=post.organisation, created_by=post, **social())
    with pytest.raises(RuleViolation, match=begins):
        perform(filing, "confirm", post=make.make_post(Role.OFFICE_CLERK))


def test_an_enterprise_files_on_one_page():
    post = make.make_post(Role.APPLICANT, make.make_org("广元某科技有限公司", OrgKind.ENTERPRISE))
    clerk, stranger = make.make_post(Role.OFFICE_CLERK), make.make_post(Role.APPLICANT, make.make_org("旁人公司"))
    client, typed = make.signed_in(post), social()
    assert client.post("/archives/social/new/", typed | {"amount": ""}).status_code == 422
    assert client.post("/archives/social/new/", typed).status_code == 302
    assert client.post("/archives/social/new/", typed).status_code == 422, "a second click files nothing twice"
    # Two tabs at once: both forms found nothing.
    with pytest.raises(Conflict, match="已备案过同名项目"):
        file_social(filing=SocialFiling(**typed), post=post)
    filing = SocialFiling.objects.get()
    perform(filing, "return_for_papers", post=clerk, reason="写明投资来源")
    assert client.post(filing.step_url("resubmit"), typed | {"ends_on": "2020-01-01"}).status_code == 422
    assert client.post(filing.step_url("resubmit"), typed | {"content": "自有资金建设"}).status_code == 302
    filing = perform(make.again(filing), "confirm", post=clerk)
    assert filing.content == "自有资金建设"
    assert Document.objects.get(kind="filing_receipt").context["filing_kind"] == "社会投资项目备案"
    page = client.get(filing.get_absolute_url())
    assert filing.number in page.content.decode()
    assert make.signed_in(stranger).get(filing.get_absolute_url()).status_code == 404
    assert filing.name in make.signed_in(clerk).get("/archives/social/").content.decode()
    assert filing.name not in make.signed_in(stranger).get("/archives/social/").content.decode()
