"""Article 11: whatever the conclusion, each remark is a numbered item that ends in an answer or a reason."""

import pytest
from django.db import IntegrityError, connection, transaction

from documents.models import Document
from reviews.documents import review_opinion_context
from reviews.models import Remark
from reviews.states import RoundState
from tests.experts.pool import post_of
from workflow.errors import RuleViolation


def codes(violation):
    return {verdict.rule.code for verdict in violation.value.verdicts}


def as_(client, post):
    client.force_login(post.user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def agreed(review):
    """All agree, but one finds the plan met in part only and says what is lacking."""
    review.open()
    review.submit()
    review.convene()
    first, *rest = review.seats()
    review.answer(first, verdict="partly", text="容量测算不足")
    for seat in rest:
        review.answer(seat, text="写得清楚")
    review.sign_group()
    return review


def test_a_pass_leaves_no_remark_without_a_reason(agreed, client):
    assert agreed.panel.tally().suggested == "pass"
    with pytest.raises(RuleViolation, match="42 条没有处理") as violation:
        agreed.conclude(asides=[])
    assert codes(violation) == {"round.remarks_closed"}
    clerk = as_(client, agreed.city.office_clerk)
    page = agreed.round.step_url("conclude")
    assert clerk.get(page).content.decode().count("容量测算不足") >= 7
    typed = {"conclusion": "pass", "amount": agreed.journey.budget}
    reasons = {f"aside_{key}": f"按三年容量配置，理由{key}" for key in range(7)}
    answer = clerk.post(page, typed | reasons)
    assert answer.status_code == 422
    assert "理由5" in answer.content.decode(), "nothing typed is lost"
    assert clerk.post(page, typed | reasons | {"aside_all": "评价性意见，不涉及修改"}).status_code == 302
    assert not Remark.objects.exists(), "the unit would read the conclusion before the signature"
    assert "理由3" in as_(client, agreed.city.office_leader).get(agreed.round.get_absolute_url()).content.decode()
    signed = agreed.sign()
    rows = list(signed.remarks.values_list("number", "verdict", "note", "verified_by"))
    assert rows[2] == (3, "aside", "按三年容量配置，理由2", agreed.city.office_clerk.pk)
    assert len(rows) == 42, "also words beside a verdict that is met, and the points of the group"
    assert rows[-1][2] == "评价性意见，不涉及修改"
    assert "42 条不作修改要求" in review_opinion_context(signed)["conclusion"]
    table = Document.objects.get(kind="responses_table").context
    assert (table["rows"][0]["answer"], table["rows"][0]["how"]) == ("不作修改要求", "按三年容量配置，理由0")
    assert "按三年容量配置" in as_(client, agreed.city.applicant).get(signed.get_absolute_url()).content.decode()


def test_what_all_agreed_to_may_still_be_amended(agreed):
    with pytest.raises(RuleViolation) as violation:
        agreed.act("demand_changes", "office_clerk", remarks=agreed.round.untaken()[:1], asides=[])
    assert codes(violation) == {"round.remarks_taken"}
    agreed.demand()
    agreed.answer_remarks()
    agreed.verify(agreed.panel.chair)
    agreed.conclude("amend")
    assert agreed.sign().remarks.filter(verdict="closed").count() == 42


def test_the_database_passes_no_plan_with_an_open_remark(agreed):
    agreed.demand()
    sql = "UPDATE reviews_reviewround SET state = 'issued', conclusion = 'pass', issued_at = now()"
    with pytest.raises(IntegrityError, match="第十一条"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_sent_back_and_more_is_asked(agreed):
    """Numbers go on; what is amended is open again until the new remark is closed too."""
    agreed.demand()
    agreed.answer_remarks()
    agreed.verify(agreed.panel.chair)
    agreed.conclude("amend")
    agreed.act("send_back", "office_leader", reason="还须补充接口清单")
    agreed.act("demand_changes", "office_clerk", remarks=[{"seat": None, "aspect": "", "text": "补充接口清单"}])
    assert agreed.round.remarks.get(number=43).text == "补充接口清单"
    assert agreed.round.amended_at is None
    agreed.answer_remarks()
    agreed.verify(agreed.panel.chair)
    agreed.conclude("amend")
    assert agreed.sign().state == RoundState.ISSUED


def test_a_plan_that_did_not_pass_is_answered_with_the_next(review, client):
    review.open()
    review.submit()
    review.convene()
    review.answer_all(conclusion="disagree", score=50, verdict="not_met", text="边界不清", overall="须重做")
    review.conclude("fail")
    first = review.sign()
    assert first.remarks.count() == 42
    paper = Document.objects.get(kind="review_opinion").context
    assert len(paper["remarks"]) == 42
    assert not Document.objects.filter(kind="responses_table").exists()
    second = review.open()
    with pytest.raises(RuleViolation, match="42 条未答复") as violation:
        review.act("submit", "applicant")
    assert codes(violation) == {"round.earlier_answered"}
    unit = as_(client, review.city.applicant)
    page = second.step_url("answer_earlier")
    assert unit.get(page).content.decode().count("data-remark=") == 42
    answers = {f"adopted_{n}": "not" for n in range(1, 43)} | {f"answer_{n}": f"边界见第{n}节" for n in range(1, 43)}
    assert unit.post(page, answers | {"answer_42": ""}).status_code == 422
    assert unit.post(page, answers).status_code == 302
    assert "边界见第7节" in unit.get(second.get_absolute_url()).content.decode()
    review.submit()
    assert unit.get(page).status_code == 409, "handed in with the plan"
    review.convene()
    seat = review.declare(review.seats()[0])
    text = as_(client, post_of(seat.expert)).get(seat.get_absolute_url()).content.decode()
    assert "上一轮专家意见的答复" in text
    assert "边界见第7节" in text
