"""Pages: only what the post may see, whole headers, an event for each download."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.roles import OrgKind, Role
from documents import tasks
from documents.models import Batch, Delivery, Document, Scan
from documents.numbers import take_number
from documents.services import reserve_number, store_attachment
from tests.documents.conftest import make_post
from tests.documents.test_uploads import GOOD, PDF_BYTES
from workflow.models import AuditEvent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_threads")]


@pytest.fixture
def enter(client):
    def do(post):
        client.force_login(post.user)
        return client

    return do


@pytest.fixture
def inside(enter, leader):
    return enter(leader)


@pytest.fixture
def outside_post(db):
    return make_post(Role.APPLICANT, OrgKind.DEPARTMENT, "广元市教育局")


@pytest.fixture
def outside(enter, outside_post):
    return enter(outside_post)


@pytest.fixture
def finished(issue):
    document = issue("refusal")
    tasks.render_document(str(document.pk))
    return Document.objects.get(pk=document.pk)


def spend(*responses):
    """Read to the end: the file is closed then, and the connection of the test is not, as close() would do."""
    for response in responses:
        assert b"".join(response.streaming_content)


def url(name, obj):
    return reverse(f"documents:{name}", args=[obj.pk])


def test_a_download_is_whole_and_recorded(inside, finished, leader):
    response = inside.get(url("download", finished))
    assert response.status_code == 200
    assert response["Content-Type"] == "application/pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''%E5%B9%BF")
    assert "sandbox" in response["Content-Security-Policy"]
    assert b"".join(response.streaming_content).startswith(b"%PDF-")
    content = AuditEvent.objects.about(finished).last().content
    assert (content.action, content.actor) == ("download", leader.label)


def test_a_preview_is_shown_in_a_sandbox(inside, finished):
    response = inside.get(url("download", finished) + "?preview=1")
    assert response["Content-Disposition"].startswith("inline")
    assert response["Content-Security-Policy"].endswith("sandbox")
    assert "frame-ancestors 'self'" in response["Content-Security-Policy"]
    assert response["Cache-Control"] == "private, no-store"
    spend(response)
    assert AuditEvent.objects.about(finished).last().content.action == "preview"


@pytest.mark.parametrize("name", ["document", "card", "download"])
def test_out_of_sight_is_404(outside, finished, name):
    assert outside.get(url(name, finished)).status_code == 404


def test_a_retry_out_of_sight_is_404(outside, issue):
    assert outside.post(url("retry", issue())).status_code == 404


@pytest.mark.parametrize("name", ["document", "card", "download"])
def test_a_stranger_signs_in_first(client, issue, name):
    response = client.get(url(name, issue()))
    assert response.status_code == 302
    assert reverse("accounts:sign_in") in response["Location"]


def test_a_file_that_was_touched_is_not_handed_out(inside, finished):
    with open(finished.file.path, "ab") as file:
        file.write(b"x")
    assert inside.get(url("download", finished)).status_code == 404


def test_a_paper_without_its_file_is_not_there_yet(inside, issue):
    assert inside.get(url("download", issue())).status_code == 404


def test_the_page_of_a_finished_paper(inside, finished):
    page = inside.get(url("document", finished)).content.decode()
    assert finished.number in page
    assert finished.sha256 in page
    assert f'src="{url("download", finished)}?preview=1#navpanes=0&amp;view=FitH"' in page


def test_the_page_of_a_failed_paper_says_why(inside, issue):
    document = tasks.claim(str(issue().pk))
    document.fail(error="字库缺少“龑”")
    document.save()
    page = inside.get(url("document", document)).content.decode()
    assert "字库缺少“龑”" in page
    assert "data-retry" in page


def test_htmx_gets_the_card(inside, issue):
    document = issue()
    for name in ("document", "card"):
        page = inside.get(url(name, document), headers={"HX-Request": "true"}).content.decode()
        assert page.lstrip().startswith("<li")
        assert 'data-state="pending"' in page


def test_a_failed_paper_is_tried_again(inside, issue):
    document = tasks.claim(str(issue().pk))
    document.fail(error="错误")
    document.save()
    assert inside.get(url("retry", document)).status_code == 405
    response = inside.post(url("retry", document), follow=True)
    assert "正在重新生成" in response.content.decode()
    assert Document.objects.get(pk=document.pk).state == "pending"
    again = inside.post(url("retry", document), follow=True)
    assert "不需要重新生成" in again.content.decode()


@pytest.fixture
def attach(leader, subject):
    def do(content=PDF_BYTES, name="建设方案（终稿）.pdf"):
        upload = SimpleUploadedFile(name, content)
        return store_attachment(upload=upload, thread_id=subject.pk, subject=subject, slot="plan", post=leader)

    return do


def test_an_attachment_is_handed_out_under_its_own_name(inside, attach):
    response = inside.get(attach().get_absolute_url())
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''%E5%BB%BA")
    assert b"".join(response.streaming_content) == PDF_BYTES


def test_a_wrong_ending_is_mended_at_the_door(inside, attach):
    response = inside.get(attach(name="plan.docx").get_absolute_url())
    assert response["Content-Disposition"] == 'attachment; filename="plan.docx.pdf"'
    spend(response)


def test_only_what_a_browser_shows_safely_is_previewed(inside, attach):
    shown = inside.get(url("attachment_preview", attach()))
    kept = inside.get(url("attachment_preview", attach(GOOD["docx"][0], "方案.docx")))
    assert shown["Content-Disposition"].startswith("inline")
    assert kept["Content-Disposition"].startswith("attachment")
    spend(shown, kept)


@pytest.mark.parametrize("name", ["attachment", "attachment_preview"])
def test_an_attachment_out_of_sight_is_404(outside, attach, name):
    assert outside.get(url(name, attach())).status_code == 404


def test_an_attachment_that_is_lost_is_said_in_words(inside, attach):
    row = attach()
    row.file.storage.delete(row.file.name)
    response = inside.get(row.get_absolute_url())
    assert response.status_code == 404


def test_the_slot_has_a_name(attach):
    assert attach().slot_label == "附件"


# --- the search ---


@pytest.mark.parametrize("who", ["inside", "outside"])
def test_words_that_stand_in_the_file_alone_are_found_by_whoever_sees_it(request, finished, who):
    client = request.getfixturevalue(who)
    assert "拟自建机房" in finished.text
    assert "拟自建机房" not in finished.title
    found = client.get(reverse("workspace:search"), {"q": "拟自建机房"}).context
    assert list(found["documents"]) == ([finished] if who == "inside" else [])


# --- the ledger ---


def test_the_ledger_proves_itself(inside, issue):
    for kind in ("pre_approval", "pre_approval", "refusal"):
        issue(kind)
    page = inside.get(reverse("documents:ledger"))
    assert [(line.series, line.last, line.gaps) for line in page.context["lines"]] == [
        ("pre_approval", 2, 0),
        ("refusal", 1, 0),
    ]
    assert "广经信预〔2026〕2号" in page.content.decode()


def test_what_was_typed_into_the_ledger_stays_when_it_is_refused(inside):
    page, typed = reverse("documents:outside"), {"text": "广府办函〔2026〕31号", "holder": "市政府批复"}
    assert inside.post(page, typed).status_code == 302
    again = inside.post(page, typed)
    text = again.content.decode()
    assert again.status_code == 422
    assert ("已经登记过" in text, 'value="广府办函〔2026〕31号"' in text, 'value="市政府批复"' in text) == (
        True,
        True,
        True,
    )
    reserve = inside.post(reverse("documents:reserve"), {"series": "", "holder": "请示"})
    assert (reserve.status_code, 'value="请示"' in reserve.content.decode()) == (422, True)
    # The filter of that page keeps its address.
    assert inside.get(page, {"year": 2026})["Location"] == reverse("documents:ledger") + "?year=2026"


@pytest.mark.parametrize(
    "query", ["?year=2026&series=refusal", "?year=abc", "?year=٢٠٢٦", "?series=%00", "?year=99999"]
)
def test_odd_filters_are_no_error(inside, issue, query):
    issue()
    assert inside.get(reverse("documents:ledger") + query).status_code == 200


def test_the_audit_administrator_sees_numbers_but_not_the_titles_of_others(enter, issue):
    document = issue()
    page = enter(make_post(Role.AUDIT_ADMIN, name="审计处")).get(reverse("documents:ledger")).content.decode()
    assert document.number in page
    assert document.title not in page
    assert "作废文号" not in page


@pytest.mark.parametrize("role", [Role.APPLICANT, Role.DRC, Role.EXPERT, Role.SYSTEM_ADMIN])
def test_the_ledger_is_not_for_others(enter, role):
    assert enter(make_post(role, name="他单位")).get(reverse("documents:ledger")).status_code == 403


def test_the_ledger_asks_the_same_number_of_questions(inside, issue):
    """At 1 and at 3 rows; the frame's inbox asks one a machine, so the number itself grows with the rooms."""
    issue()
    inside.get(reverse("documents:ledger"))
    with CaptureQueriesContext(connection) as one:
        inside.get(reverse("documents:ledger"))
    issue()
    issue()
    with CaptureQueriesContext(connection) as three:
        inside.get(reverse("documents:ledger"))
    assert len(one) == len(three)


def questions(client, address):
    with CaptureQueriesContext(connection) as asked:
        page = client.get(address)
    assert page.status_code == 200
    return len(asked), page.content.decode()


def test_bundles_reserved_numbers_and_deliveries_cost_no_question_more(inside, issue, leader):
    """At 1 and at 3 rows: the list of bundles, the ledger with reserved numbers, the page of a delivered paper."""
    document, places = issue(), range(3)
    bodies = [make_post(Role.APPLICANT, OrgKind.DEPARTMENT, f"第{place}局") for place in places]
    addresses = reverse("documents:batches"), reverse("documents:ledger"), url("document", document)
    costs = []
    for rows in (places[:1], places[1:]):
        for row in rows:
            make = {"kind": "refusal", "year": 2000 + row, "form": "zip", "total": 1, "created_by": leader}
            batch = Batch.objects.create(**make, state=Batch.State.CANCELLED)
            batch.documents.add(document)
            reserve_number(series="refusal", holder="手工件", post=leader)
            body = bodies[row].organisation
            now = {"read_at": timezone.now(), "read_by": bodies[row]}
            Delivery.objects.create(document=document, organisation=body, **now)
            fields = {"content_type": "image/png", "size": 1, "uploaded_by": bodies[row]}
            Scan.objects.create(document=document, file="x.png", sha256=f"{row}", **fields)
        answers = [questions(inside, address) for address in addresses]
        costs.append([cost for cost, _page in answers])
    assert costs[0] == costs[1]
    assert answers[0][1].count("data-row") == 3
    assert answers[2][1].count("data-delivery=") == 3


def test_the_text_of_an_issued_paper_is_found_by_who_may_see_it(enter, leader, outside_post, issue):
    document = issue("refusal", reapply="须先并入市政务云统一建设的视频汇聚节点")
    tasks.render_document(str(document.pk))
    address = reverse("workspace:search")
    page = enter(leader).get(address, {"q": "视频汇聚节点"}).content.decode()
    assert document.number in page
    assert document.number not in enter(outside_post).get(address, {"q": "视频汇聚节点"}).content.decode()


def test_the_leader_voids_a_number(inside, leader):
    entry = take_number(series="refusal", on=leader.valid_from)
    response = inside.post(url("void", entry), {"reason": "打印有误"}, follow=True)
    assert "已作废" in response.content.decode()
    assert "打印有误" in response.content.decode()
    assert inside.post(url("void", entry), {"reason": ""}).status_code == 403


def test_a_clerk_does_not_void(enter, leader):
    entry = take_number(series="refusal", on=leader.valid_from)
    assert enter(make_post(Role.OFFICE_CLERK)).post(url("void", entry), {"reason": "x"}).status_code == 403
