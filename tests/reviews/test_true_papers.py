"""What a paper says has happened: the group's own words, a meeting that took place, signatures that somebody gave."""

import datetime
import io
import zipfile
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from documents.models import Document
from documents.registry import SPECS
from documents.services import store_attachment
from experts.models import Seat
from experts.purposes import budget_of
from experts.services import note_fees
from projects.rules import APPROVAL_SUM
from reviews.models import ReviewRound
from tests.experts.pool import post_of
from tests.journey import paper
from tests.reviews.story import answered, signed_paper
from tests.reviews.test_sealing import sign_in
from workflow.engine import perform
from workflow.errors import Conflict, RuleViolation
from workflow.inbox import inbox
from workflow.panel import build_panel


def codes(violation):
    return {verdict.rule.code for verdict in violation.value.verdicts}


@pytest.fixture
def opened(review):
    review.open()
    review.submit()
    review.convene()
    review.answer_all()
    return review


def test_the_office_does_not_word_what_the_experts_signed(opened, client):
    opened.write_group("应细化接口设计。")
    opened.sign_on_paper(n2="安全预算明显不足")
    clerk = sign_in(client, opened.city.office_clerk)
    typed = {
        "conclusion": "pass",
        "opinion": "专家一致同意通过，无需修改",
        "dissent": "",
        "note": "接口按省厅目录",
        "amount": opened.journey.budget,
        "aside_all": "在详细设计阶段落实",
    }
    page = opened.round.step_url("conclude")
    text = clerk.get(page).content.decode()
    assert 'name="opinion"' not in text
    assert 'name="dissent"' not in text
    assert clerk.post(page, typed).status_code == 302
    leader = sign_in(client, opened.city.office_leader).get(opened.round.step_url("sign")).content.decode()
    for words in ("应细化接口设计。", "安全预算明显不足", "接口按省厅目录", "拟定：通过"):
        assert words in leader, "the leader sees what is signed"
    opened.sign()
    context = Document.objects.get(kind="review_opinion").context
    assert context["opinion"] == ["应细化接口设计。"]
    assert "安全预算明显不足" in context["dissent"]
    assert context["note"] == "接口按省厅目录"
    passages = SPECS["review_opinion"].passages
    assert not {"opinion", "dissent"} & set(passages), "nor at the desk when it is issued anew"


def test_nothing_is_signed_before_the_meeting(review, time_machine):
    review.open()
    review.submit()
    review.convene(days=4)
    review.answer_all()
    chair, panel = review.panel.chair, review.panel
    assert not inbox(post_of(chair.expert)), "nobody waits for what cannot be done yet"
    for act in (
        review.write_group,
        lambda: review.act("demand_changes", "office_clerk"),
        lambda: review.conclude("pass"),
    ):
        with pytest.raises(RuleViolation, match="尚未开始") as violation:
            act()
        assert "panel.session_begun" in codes(violation)
    with pytest.raises(Conflict, match="尚未开始"):
        note_fees(panel=panel, length="half", post=review.city.office_clerk)
    time_machine.move_to(panel.meeting_at + datetime.timedelta(minutes=30))
    assert [task.obj for task in inbox(post_of(chair.expert))] == [chair]
    review.write_group()
    Seat.objects.filter(pk=chair.pk).update(asked_for="sign")
    type(panel).objects.filter(pk=panel.pk).update(meeting_at=timezone.now() + datetime.timedelta(days=1))
    chair.refresh_from_db()
    for obj, name, post, data in (
        (chair, "sign_group", post_of(chair.expert), {"dissent": ""}),
        (panel, "sign_on_paper", review.city.office_clerk, signed_paper(panel)),
    ):
        with pytest.raises(RuleViolation) as violation:
            perform(type(obj).objects.get(pk=obj.pk), name, post=post, data=data)
        assert "panel.session_begun" in codes(violation)


def test_a_signature_on_paper_is_more_than_the_clerks_word(opened, client):
    opened.write_group()
    panel = opened.panel
    for data in ({"paper": "口头同意"}, {**signed_paper(panel), "signatures": {}}):
        with pytest.raises(RuleViolation) as violation:
            perform(panel, "sign_on_paper", post=opened.city.office_clerk, data=data)
        assert codes(violation) == {"group.on_paper"}
    clerk = sign_in(client, opened.city.office_clerk)
    page = panel.step_url("sign_on_paper")
    assert clerk.post(page, {"paper": "口头同意", "signed_1": "on"}).status_code == 422
    typed = {"paper": "档案柜 3", "scan": paper("签字页.pdf", "signed"), "signed_1": "on", "signed_2": "on"}
    assert clerk.post(page, {**typed, "dissent_3": "不同意"}).status_code == 422, "a dissent of one who did not sign"
    typed["scan"] = paper("签字页.pdf", "signed")
    assert clerk.post(page, {**typed, "dissent_2": "预算偏紧"}).status_code == 302
    assert opened.panel.unsigned() == 3
    assert not Document.objects.filter(kind="group_opinion").exists()
    assert "签字页.pdf" in clerk.get(panel.get_absolute_url()).content.decode()
    with pytest.raises(RuleViolation) as violation:
        opened.conclude("pass")
    assert "panel.group_signed" in codes(violation)
    opened.sign_on_paper()
    assert Document.objects.get(kind="group_opinion").context["dissent"].endswith("预算偏紧")


def test_whatever_is_found_wanting_has_its_number(review):
    review.open()
    review.submit()
    review.convene()
    first, *rest = review.seats()
    (key, words, _amount), *_others = budget_of(review.panel)
    said = answered(review.panel)
    said["checks"] |= {"sync_run": "no"}
    said["budget"][key] = {"verdict": "high", "cut": "50000"}
    review.answer(first, text="接口可再细化", overall="建议补充容量测算", **said)
    for seat in rest:
        review.answer(seat, overall="")
    review.write_group("应补充容量测算。")
    texts = [one["text"] for one in review.round.untaken()]
    assert texts.count("接口可再细化") == 7, "beside a verdict that is met"
    assert "建议补充容量测算" in texts
    assert "同步运行：没有安排" in texts
    assert f"{words}：偏高，建议核减 50000 元" in texts
    assert texts[-1] == "应补充容量测算。"


def test_an_opinion_answers_every_question(review):
    review.open()
    review.submit()
    review.convene()
    seat = review.declare(review.seats()[0])
    review.write(seat, checks={})
    with pytest.raises(RuleViolation, match="信息安全四同步·同步运行"):
        perform(Seat.objects.get(pk=seat.pk), "submit_opinion", post=post_of(seat.expert))
    review.write(Seat.objects.get(pk=seat.pk), budget={})
    with pytest.raises(RuleViolation, match="预算·"):
        perform(Seat.objects.get(pk=seat.pk), "submit_opinion", post=post_of(seat.expert))


def test_a_plan_without_inquiry_is_not_handed_in(review):
    review.open()
    ReviewRound.objects.update(survey=" ")
    with pytest.raises(RuleViolation, match="调研情况"):
        review.submit()


def verdicts(obj, post, name):
    (item,) = (one for one in build_panel(obj, post) if one.step.name == name)
    return {one.rule.code: ("wait" if one.pending else "ok" if one.ok else "no") for one in item.verdicts}


def test_nothing_is_ticked_that_nobody_can_judge_yet(review, client):
    review.open()
    review.submit()
    review.convene()
    clerk = review.city.office_clerk
    marks = verdicts(review.round, clerk, "demand_changes")
    assert (marks["panel.group_signed"], marks["round.may_pass_amended"]) == ("wait", "wait")
    assert verdicts(review.round, clerk, "conclude")["round.figures"] == "wait"
    assert verdicts(review.panel.meeting, clerk, "hold")["meeting.quorum"] == "wait"
    text = sign_in(client, clerk).get(review.round.get_absolute_url()).content.decode()
    assert 'data-verdict="panel.group_signed" data-ok="wait"' in " ".join(text.split())
    review.answer_all()
    assert verdicts(review.round, clerk, "demand_changes")["panel.group_signed"] == "no"
    review.sign_group()
    assert verdicts(review.round, clerk, "demand_changes")["panel.group_signed"] == "ok"


def test_the_approved_sum_binds_what_follows(opened):
    opened.sign_group()
    less = opened.journey.budget - 200_000
    opened.conclude("pass", amount=less)
    opened.sign()
    project = opened.journey.project
    assert (project.plan_sum, project.reviewed_sum) == (less, less)
    assert project.approved_sum == less
    verdict = APPROVAL_SUM.judge(project, None, {"amount": less + 1})
    assert "超过评审意见金额" in verdict.message
    assert APPROVAL_SUM.judge(project, None, {"amount": less}).ok
    # The gate came first: contracts keep to the lower of the two.
    project.budget_sum = opened.journey.budget
    assert project.approved_sum == less
    project.budget_sum = less - Decimal(1)
    assert project.approved_sum == less - 1


def docx(*lines):
    body = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in lines)
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", f'<w:document xmlns:w="{space}"><w:body>{body}</w:body></w:document>')
    return SimpleUploadedFile("方案.docx", content.getvalue())


def test_who_verifies_sees_what_changed(opened, client):
    for lines in (("一期建平台。",), ("一期建平台。", "二期扩容。")):
        place = {"thread_id": opened.round.thread_id, "subject": opened.round, "slot": "technical_plan"}
        store_attachment(upload=docx(*lines), post=opened.city.applicant, **place)
        if len(lines) == 1:
            opened.round.papers().exclude(name="方案.docx").update(removed_at=timezone.now())
            opened.demand()
    answers = {
        one.number: {"adopted": "not", "answer": "已载明", "place": ""} for one in opened.round.remarks.to_answer()
    }
    chair = opened.panel.chair
    address = f"/reviews/rounds/{opened.round.pk}/difference/"
    assert sign_in(client, post_of(chair.expert)).get(address).status_code == 404, "nothing to verify yet"
    opened.act("answer_remarks", "applicant", answers=answers)
    expert = sign_in(client, post_of(chair.expert))
    assert address in expert.get(chair.step_url("verify_remarks")).content.decode()
    text = expert.get(address).content.decode()
    assert "<ins>二期扩容。</ins>" in text.replace("\n", "")
    assert opened.round.get_absolute_url() not in text


def test_two_windows_of_one_seat_lose_no_word(review, client):
    review.open()
    review.submit()
    review.convene()
    seat = review.declare(review.seats()[0])
    review.write(seat, overall="第一个窗口写的")
    address = f"/experts/seats/{seat.pk}/opinion/"
    typed = {"version": 0, "overall": "第二个窗口写的", "conclusion": "agree", "design_score": "71"}
    expert = sign_in(client, post_of(seat.expert))
    answer = expert.post(address, typed)
    assert answer.status_code == 409
    text = answer.content.decode()
    assert 'data-both="overall"' in text
    assert "第一个窗口写的" in text
    assert "第二个窗口写的" in text
    assert "data-autosave=" not in text, "it would choose by itself"
    version = answer.context["form"]["version"].value()
    taken = typed | {"version": version, "take-overall": "theirs", "take-design_score": "mine"}
    assert expert.post(address, taken).status_code == 302
    saved = Seat.objects.get(pk=seat.pk).opinion
    assert (saved.overall, saved.aspects["design"]["score"]) == ("第一个窗口写的", 71)


def test_two_editors_of_a_plan_lose_no_word(review, client):
    found = review.open()
    unit = sign_in(client, review.city.applicant)
    answer = unit.post(f"/reviews/rounds/{found.pk}/edit/", {"version": 0, "goals": "另写的目标"})
    assert answer.status_code == 409
    text = answer.content.decode()
    assert "另写的目标" in text
    assert found.goals in text
    version = answer.context["form"]["version"].value()
    taken = {"version": version, "goals": "另写的目标", "take-goals": "mine"}
    assert unit.post(f"/reviews/rounds/{found.pk}/edit/", taken).status_code == 302
    assert review.round.goals == "另写的目标"
