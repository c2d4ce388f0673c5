"""The group's opinion, the remarks and their answers, and that nothing is issued before all are closed."""

import pytest
from django.db import IntegrityError, connection, transaction

from documents.models import Document
from experts.states import SeatState
from reviews.difference import compare
from reviews.documents import review_opinion_context
from reviews.models import Remark
from reviews.remarks import remark_sources
from reviews.services import save_plan
from reviews.states import RoundState
from tests.experts.pool import post_of
from tests.reviews.story import MATTERS
from workflow.engine import perform
from workflow.errors import Conflict, Forbidden, RuleViolation
from workflow.inbox import inbox
from workflow.models import AuditEvent


def codes(violation):
    return {verdict.rule.code for verdict in violation.value.verdicts}


def as_(client, post):
    client.force_login(post.user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def opened(review):
    """Two tie their consent to changes; all opinions are in."""
    review.open()
    review.submit()
    review.convene()
    first, second, *rest = review.seats()
    review.answer(first, conclusion="agree_with_changes", verdict="partly", text="容量测算不足", overall="补充测算")
    review.answer(second, conclusion="agree_with_changes", overall="细化接口清单")
    for seat in rest:
        review.answer(seat)
    return review


def test_the_group_speaks_before_the_office_concludes(opened, client):
    chair = opened.panel.chair
    assert chair.asked_for == "write"
    with pytest.raises(RuleViolation) as violation:
        opened.act("conclude", "office_clerk", conclusion="revise", override_reason="x", opinion="x")
    assert codes(violation) == {"panel.group_signed"}
    others = [seat for seat in opened.seats() if not seat.is_chair]
    with pytest.raises(Forbidden):
        perform(others[0], "write_group", post=post_of(others[0].expert), data={"points": []})
    page = chair.step_url("write_group")
    text = as_(client, post_of(chair.expert)).get(page).content.decode()
    assert "补充测算〔1〕" in text
    assert client.post(page, {"points": "测算须补充〔9〕"}).status_code == 422
    assert client.post(page, {"points": "方案可行〔1,2,3〕\n测算须补充〔1〕"}).status_code == 302
    assert opened.panel.group.points[1] == {"text": "测算须补充", "ranks": [1]}
    for seat in opened.seats():
        dissent = "安全预算明显不足" if seat.pk == others[-1].pk else ""
        assert as_(client, post_of(seat.expert)).get(seat.step_url("sign_group")).status_code == 200
        assert client.post(seat.step_url("sign_group"), {"dissent": dissent}).status_code == 302
        assert client.post(seat.step_url("sign_group"), {"dissent": ""}).status_code == 404
    assert Document.objects.get(kind="group_opinion").context["dissent"].endswith("安全预算明显不足")
    clerk = as_(client, opened.city.office_clerk)
    assert "安全预算明显不足" in clerk.get(opened.panel.get_absolute_url()).content.decode()
    page = clerk.get(opened.round.step_url("conclude")).content.decode()
    assert "<li>测算须补充</li>" in page
    assert f"{others[-1].expert.name}：安全预算明显不足" in page


def test_rewriting_wants_new_signatures(opened):
    opened.sign_group()
    assert opened.panel.unsigned() == 0
    assert opened.panel.group.paper == "档案柜 1"
    assert all(not seat.asked_for for seat in opened.seats())


def test_every_remark_has_its_number_and_its_author(opened):
    sources = remark_sources(opened.panel)
    asks = [(one["rank"], one["text"]) for one in sources if one["asks"]]
    assert asks[-2:] == [(1, "补充测算"), (2, "细化接口清单")]
    assert (len(asks), len(sources)) == (9, 12), "seven aspects, and what each says in all"
    opened.demand()
    assert opened.round.state == RoundState.AMENDING
    assert list(opened.round.remarks.values_list("number", flat=True)) == list(range(1, 15)), "with the group's two"
    assert opened.round.remarks.get(aspect="group:2").text == "应细化接口设计。"


def test_a_pass_after_amendments_is_issued_when_all_is_closed(opened, client):
    opened.demand("细化接口清单", "补充测算")
    with pytest.raises(Conflict):
        opened.conclude("amend")
    with pytest.raises(RuleViolation) as violation:
        opened.act("answer_remarks", "applicant", answers={1: {}})
    assert codes(violation) == {"round.new_plan", "round.all_answered"}
    save_plan(
        obj=opened.round,
        post=opened.city.applicant,
        version=opened.round.version,
        fields={**MATTERS, "content": "平台、数据、安全三部分。接口清单见附表。"},
    )
    opened.answer_remarks()
    assert opened.round.state == RoundState.VERIFYING
    chair = opened.panel.chair
    assert chair in [task.obj for task in inbox(post_of(chair.expert))]
    opened.verify(chair, n2="reopened")
    assert opened.round.state == RoundState.AMENDING
    assert [one.number for one in opened.round.remarks.to_answer()] == [2]
    event = AuditEvent.objects.visible_to(opened.city.applicant).filter(content__action="remarks_reopened").get()
    assert event.content.reason == "第 2 条：尚未写明"
    opened.answer_remarks("not")
    opened.verify(opened.panel.chair)
    assert opened.round.state == RoundState.AMENDED
    with pytest.raises(RuleViolation) as violation:
        opened.act("conclude", "office_clerk", conclusion="pass", opinion="可行")
    assert codes(violation) == {"round.figures"}
    opened.conclude("amend")
    signed = opened.sign()
    assert signed.conclusion == "amend"
    assert opened.journey.project.plan_approved_at is not None
    context = review_opinion_context(signed)
    assert context["conclusion"] == "修改后通过，专家意见 2 条已全部落实，14 条不作修改要求"
    assert context["plan_version"] == "V1.1"
    table = Document.objects.get(kind="responses_table").context
    assert [row["answer"] for row in table["rows"]] == ["采纳", "未采纳", *["不作修改要求"] * 14]
    assert table["rows"][0]["place"] == "第三章第12页"
    assert Document.objects.filter(kind="group_opinion", thread_id=opened.panel.pk).count() == 1
    for who in ("applicant", "office_clerk"):
        text = as_(client, opened.city.posts[who]).get(signed.get_absolute_url()).content.decode()
        assert "采纳情况对照表" in text
        assert "未采纳" in text
        text = client.get(f"/reviews/rounds/{signed.pk}/difference/").content.decode()
        assert "<ins>接口清单见附表。</ins>" in text


def test_only_the_author_or_the_chair_judges(opened, client):
    opened.demand()
    opened.answer_remarks()
    second = [seat for seat in opened.seats() if not seat.is_chair][-1]
    mine = [one.number for one in opened.round.remarks.to_verify() if one.may_verify(second)]
    assert len(mine) == 1
    page = second.step_url("verify_remarks")
    text = as_(client, post_of(second.expert)).get(page).content.decode()
    assert text.count("data-remark=") == 1
    assert client.post(page, {f"verdict_{mine[0]}": "reopened"}).status_code == 422
    assert client.post(page, {f"verdict_{mine[0]}": "closed"}).status_code == 302
    assert client.post(page, {f"verdict_{mine[0]}": "closed"}).status_code == 404
    assert opened.round.state == RoundState.VERIFYING
    opened.verify(opened.panel.chair)
    assert opened.round.state == RoundState.AMENDED


def test_the_forms_of_the_clerk_and_the_unit(opened, client):
    opened.sign_group()
    clerk = as_(client, opened.city.office_clerk)
    page = opened.round.step_url("demand_changes")
    assert clerk.get(page).status_code == 200
    assert clerk.post(page, {"more": ""}).status_code == 422
    typed = {"keep_8": "on", "text_8": "无须修改", "note_8": "与省厅目录一致", "more": "更正错字"}
    assert clerk.post(page, typed).status_code == 422, "what does not go to the unit says why"
    assert clerk.post(page, typed | {"aside_all": "重复"}).status_code == 302
    remarks = list(opened.round.remarks.all())
    assert [(one.text, bool(one.seat)) for one in remarks[:2]] == [("细化接口清单", True), ("更正错字", False)]
    assert remarks[0].office_note == "与省厅目录一致", "beside the author's words, which nobody changes"
    assert [(one.verdict, one.note) for one in remarks[2:]] == [("aside", "重复")] * 13
    unit = as_(client, opened.city.applicant)
    text = unit.get(opened.round.get_absolute_url()).content.decode()
    assert "细化接口清单" in text
    assert "与省厅目录一致" in text
    assert not [seat.expert.name for seat in opened.seats() if seat.expert.name in text], "names are hidden"
    page = opened.round.step_url("answer_remarks")
    answers = {"adopted_1": "adopted", "answer_1": "已列", "adopted_2": "not", "answer_2": "并无错字"}
    assert unit.post(page, answers).status_code == 422
    text = unit.post(page, answers | {"place_1": "附表2"}).content.decode()
    assert "尚未上传修改后的" in text


def test_the_database_closes_nothing_unanswered(opened):
    opened.demand("细化接口清单")
    for sql in (
        "UPDATE reviews_remark SET verdict = 'closed'",
        "UPDATE reviews_remark SET verdict = 'reopened'",
        "UPDATE reviews_remark SET text = '无须修改'",
        "UPDATE reviews_remark SET verdict = 'aside', note = ''",
        "UPDATE reviews_reviewround SET conclusion = 'amend', state = 'issued', issued_at = now()",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)


def test_a_plan_that_the_figures_refuse_is_not_amended(review):
    review.open()
    review.submit()
    review.convene()
    review.answer_all(conclusion="disagree", score=60)
    review.sign_group()
    with pytest.raises(RuleViolation) as violation:
        review.act("demand_changes", "office_clerk")
    assert codes(violation) == {"round.may_pass_amended"}
    assert not Remark.objects.exists()
    assert {seat.state for seat in review.seats()} == {SeatState.SUBMITTED}


def test_texts_are_compared_by_sentence():
    pieces = compare("一期建平台。二期扩容。", "一期建平台。二期扩容并上云。三期推广。")
    assert [(one.kind, one.text) for one in pieces] == [
        ("same", "一期建平台。"),
        ("old", "二期扩容。"),
        ("new", "二期扩容并上云。三期推广。"),
    ]
