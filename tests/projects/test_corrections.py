"""一次性告知: all that is missing at once, a numbered paper, a list to tick off, and what changed since."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from documents.models import Document
from projects.models import Application, CorrectionNotice
from projects.queries import latest_difference
from projects.services import save_application, sweep_corrections
from projects.tasks import keep_corrections
from tests import factories as make
from workflow.engine import perform
from workflow.models import AuditEvent, Notice
from workflow.panel import build_panel
from workflow.workdays import add_working_days

pytestmark = pytest.mark.django_db

TWO = {
    "items-TOTAL_FORMS": 2,
    "items-INITIAL_FORMS": 0,
    "items-0-what": "field:budget",
    "items-0-reason": "服务器数量依据不足",
    "items-1-what": "paper:feasibility",
    "items-1-reason": "缺少论证会专家签名页",
    "items-1-article": "11",
}


@pytest.fixture
def project():
    return make.submit_application(make.make_project())


def sent_back(project, **data):
    client = make.signed_in(make.Hands(project).clerk)
    answer = client.post(project.application.step_url("return_for_papers"), {**TWO, **data})
    assert answer.status_code == 302, answer.content.decode()
    return CorrectionNotice.objects.get()


def test_every_item_stands_in_the_paper_with_reason_and_article(project):
    notice = sent_back(project)
    paper = Document.objects.get(kind="notice_missing")
    assert notice.document == paper
    assert [(item["text"], item["reason"], item["article"]) for item in paper.context["items"]] == [
        ("项目预算", "服务器数量依据不足", "第十条"),
        ("可行性研究报告或论证材料", "缺少论证会专家签名页", "第十一条"),
    ]
    assert make.again(project.application).state == "draft"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({}, "请至少写明一项"),
        ({"items-0-what": "field:budget"}, "每一项都要写明理由"),
        ({"items-0-reason": "缺"}, "请选择字段或材料"),
        ({"items-0-what": "other", "items-0-reason": "缺"}, "请写明是什么事项"),
    ],
)
def test_a_return_without_a_whole_item_is_refused(project, data, words):
    client = make.signed_in(make.Hands(project).clerk)
    data = {"items-TOTAL_FORMS": 1, "items-INITIAL_FORMS": 0, **data}
    answer = client.post(project.application.step_url("return_for_papers"), data)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not CorrectionNotice.objects.exists()


def test_the_unit_ticks_the_items_off_and_nobody_else(project):
    notice, hands = sent_back(project), make.Hands(project)
    first = notice.items.first()
    url = reverse("projects:correction_tick", args=[first.pk])
    assert make.signed_in(hands.clerk).post(url, {"done": "1"}).status_code == 403
    stranger = make.make_post(Role.APPLICANT, make.make_org())
    assert make.signed_in(stranger).post(url, {"done": "1"}).status_code == 404
    client = make.signed_in(hands.applicant)
    html = client.get(project.application.edit_url()).content.decode()
    assert html.count('data-ticked="no"') == 2
    assert client.post(url, {"done": "1", "answer": "已补充测算表"}).status_code == 302
    first.refresh_from_db()
    assert (first.ticked_by, first.answer) == (hands.applicant, "已补充测算表")
    warned = next(
        step for step in build_panel(make.again(project.application), hands.applicant) if step.step.name == "submit"
    )
    assert [v.message for v in warned.verdicts if not v.ok] == ["尚未勾选：可行性研究报告或论证材料"]
    assert warned.allowed


def test_the_items_are_asked_for_by_the_article_of_the_return():
    project = make.bring(make.make_project(), "listed")
    assert _article_of_ticks(project.application) == "9"
    assert _article_of_ticks(make.open_pre_review(project)) == "10"


def _article_of_ticks(obj):
    [rule] = [rule for rule in obj.machine.by_name["submit"].rules if rule.code == "corrections.ticked"]
    return rule.article


def test_nothing_is_said_of_no_changes(project):
    sent_back(project)
    make.submit_application(project)
    html = make.signed_in(make.Hands(project).clerk).get(project.application.get_absolute_url()).content.decode()
    assert "data-changes-link" not in html


def test_once_it_came_back_nothing_is_ticked_any_more(project):
    notice = sent_back(project)
    make.submit_application(project)
    notice.refresh_from_db()
    assert notice.answered_at is not None
    url = reverse("projects:correction_tick", args=[notice.items.first().pk])
    assert make.signed_in(make.Hands(project).applicant).post(url, {"done": "1"}).status_code == 409


def test_the_clerk_sees_what_changed_field_line_and_file(project):
    sent_back(project)
    application, applicant = make.again(project.application), make.Hands(project).applicant
    old = application.budget_lines.get()
    save_application(
        application=application,
        post=applicant,
        version=application.version,
        fields={"need": "群众办事需往返三次。"},
        budget_lines=[
            {"kind": old.kind, "name": old.name, "unit_price": 1_400_000, "count": 1},
            {"kind": "testing", "name": "测评", "unit_price": 100_000, "count": 1},
        ],
    )
    make.attach(application, "other", applicant)
    make.submit_application(project)
    found = latest_difference(make.again(application))
    changes = {title: [(change.label, change.how) for change in rows] for title, rows in found.groups}
    assert changes == {
        "申报内容": [("建设需求与必要性", "changed")],
        "项目预算": [("软件开发 平台开发", "changed"), ("测评 测评", "added")],
        "附件": [("其他材料", "added")],
    }
    assert "".join(p.text for p in found.groups[0][1][0].pieces if p.how != "removed") == "群众办事需往返三次。"
    clerk = make.signed_in(make.Hands(project).clerk)
    html = clerk.get(reverse("projects:application_changes", args=[application.pk])).content.decode()
    assert 'data-changes="4"' in html
    assert "1,400,000" in html or "1400000" in html
    assert "4 处变化" in clerk.get(project.get_absolute_url()).content.decode()


def test_a_pre_review_is_returned_the_same_way():
    project = make.bring(make.make_project(), "listed")
    pre_review = make.submit_pre_review(make.open_pre_review(project))
    client = make.signed_in(make.Hands(project).clerk)
    data = {**TWO, "items-0-what": "field:1.5", "items-1-what": "paper:supplement"}
    assert client.post(pre_review.step_url("return_for_papers"), data).status_code == 302
    notice = CorrectionNotice.objects.get()
    assert notice.matter == "预审申请"
    assert notice.items.first().label.startswith("1.5")
    unit = make.signed_in(make.Hands(project).applicant)
    assert "data-corrections" in unit.get(pre_review.get_absolute_url()).content.decode()
    perform(make.again(pre_review), "submit", post=make.Hands(project).applicant, data={"statement": "已补充"})
    html = client.get(reverse("projects:prereview_changes", args=[pre_review.pk])).content.decode()
    assert "申请说明" in html


def test_returned_without_items_the_reason_is_the_item(project):
    perform(make.again(project.application), "return_for_papers", post=make.Hands(project).clerk, reason="材料不全")
    assert CorrectionNotice.objects.get().items.get().reason == "材料不全"
    assert Application.objects.get().state == "draft"


def later(time_machine, day: datetime.date) -> None:
    time_machine.move_to(timezone.now() + datetime.timedelta(days=(day - timezone.localdate()).days))


def test_who_does_not_bring_the_papers_is_reminded_once_and_then_gets_it_back(time_machine):
    project = make.submit_application(make.make_project())
    hands = make.Hands(project)
    perform(make.again(project.application), "return_for_papers", post=hands.clerk, reason="可研缺少论证意见")
    notice = project.correction_notices.get()
    last = add_working_days(timezone.localdate(), 30)
    later(time_machine, notice.due_on)
    assert sweep_corrections() == (0, 0)
    later(time_machine, notice.due_on + datetime.timedelta(days=1))
    assert keep_corrections() == [1, 0]
    assert sweep_corrections() == (0, 0)
    assert Notice.objects.filter(user=hands.applicant.user, text__contains=f"请在 {last} 前补正").count() == 1
    later(time_machine, last)
    assert sweep_corrections() == (0, 0)
    later(time_machine, last + datetime.timedelta(days=1))
    assert keep_corrections() == [0, 1]
    assert sweep_corrections() == (0, 0)
    application, ended = make.again(project.application), make.again(project)
    assert (application.state_label, ended.state_label) == ("逾期退件", "已撤回")
    for person in (hands.applicant, hands.unit_leader, hands.clerk):
        told = Notice.objects.filter(user=person.user, text__contains=f"{last} 前未补正，已退件（《办法》第九条）")
        assert told.count() == 1
    event = AuditEvent.objects.about(application).get(content__action="lapse")
    assert (event.content.actor, event.content.reason) == ("系统", f"{last} 前未补正")
    url = reverse("projects:correction_tick", args=[notice.items.first().pk])
    assert make.signed_in(hands.applicant).post(url, {"done": "1"}).status_code == 409
    assert make.signed_in(hands.applicant).get(project.get_absolute_url()).status_code == 200


def test_nobody_gets_it_back_who_was_never_reminded(time_machine):
    project = make.submit_application(make.make_project())
    perform(make.again(project.application), "return_for_papers", post=make.Hands(project).clerk, reason="缺")
    later(time_machine, timezone.localdate() + datetime.timedelta(days=100))
    assert sweep_corrections() == (1, 0)
    assert sweep_corrections() == (0, 1)


def test_a_pre_review_is_given_back_and_may_be_applied_for_anew(time_machine):
    project = make.bring(make.make_project(), "listed")
    pre_review = make.submit_pre_review(make.open_pre_review(project))
    perform(pre_review, "return_for_papers", post=make.Hands(project).clerk, reason="缺")
    last = add_working_days(timezone.localdate(), 30)
    later(time_machine, last)
    assert sweep_corrections() == (1, 0)
    later(time_machine, last + datetime.timedelta(days=1))
    assert sweep_corrections() == (0, 1)
    assert make.again(pre_review).state_label == "逾期退件"
    assert make.again(project).stage == "listed"
    assert make.open_pre_review(make.again(project)).attempt == 2


def test_while_the_project_stands_still_nothing_is_given_back(time_machine):
    project = make.bring(make.make_project(), "listed")
    pre_review = make.submit_pre_review(make.open_pre_review(project))
    leader = make.signed_in(make.Hands(project).leader)
    perform(pre_review, "return_for_papers", post=make.Hands(project).clerk, reason="缺")
    last = add_working_days(timezone.localdate(), 30)
    assert leader.post(project.step_url("suspend"), {"reason": "机构改革"}).status_code == 302
    later(time_machine, last + datetime.timedelta(days=20))
    assert sweep_corrections() == (0, 0)
    perform(make.again(project), "resume", post=make.Hands(project).leader, data={})
    assert sweep_corrections() == (1, 0)
    assert sweep_corrections() == (0, 0)
    later(time_machine, add_working_days(timezone.localdate(), 31))
    assert sweep_corrections() == (0, 1)


def test_what_came_back_in_time_is_left_alone(time_machine):
    project = make.submit_application(make.make_project())
    perform(make.again(project.application), "return_for_papers", post=make.Hands(project).clerk, reason="缺")
    make.submit_application(project)
    later(time_machine, timezone.localdate() + datetime.timedelta(days=100))
    assert sweep_corrections() == (0, 0)
    assert make.again(project.application).state == "checking"
