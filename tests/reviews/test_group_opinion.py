"""The chair writes out of all that the members said, each point with its source; the papers say how each signed."""

import pytest
from django.utils import timezone

from documents.models import Document
from reviews.documents import review_opinion_context
from tests.experts.pool import post_of
from tests.reviews.test_sealing import sign_in
from workflow.engine import perform
from workflow.errors import RuleViolation


@pytest.fixture
def opened(review):
    """All opinions are in; the members lie far apart."""
    review.open()
    review.submit()
    review.convene()
    first, *rest = review.seats()
    review.answer(first, score=40, verdict="not_met", text="容量测算不足")
    for seat in rest:
        review.answer(seat, score=90)
    return review


def test_each_point_names_its_source(opened, client):
    chair = opened.panel.chair
    for points, said in (
        ([{"text": "方案可行", "ranks": []}], "没有写明依据"),
        ([{"text": "方案可行", "ranks": [1, 9]}], "不在专家组中"),
        ([], "至少写一条"),
    ):
        with pytest.raises(RuleViolation, match=said) as violation:
            perform(chair, "write_group", post=post_of(chair.expert), data={"points": points})
        assert {one.rule.code for one in violation.value.verdicts} == {"group.sourced"}
    page = chair.step_url("write_group")
    answer = sign_in(client, post_of(chair.expert)).post(page, {"points": "方案可行〔1〕\n应补充测算"})
    assert answer.status_code == 422
    assert "“应补充测算”没有写明依据哪一席" in answer.content.decode()
    assert "方案可行〔1〕" in answer.content.decode(), "nothing typed is lost"


def test_who_writes_and_who_signs_has_all_opinions_side_by_side(opened, client):
    chair = opened.panel.chair
    writing = sign_in(client, post_of(chair.expert)).get(chair.step_url("write_group")).content.decode()
    opened.write_group()
    other = next(seat for seat in opened.seats() if not seat.is_chair)
    signing = sign_in(client, post_of(other.expert)).get(other.step_url("sign_group")).content.decode()
    office = sign_in(client, opened.city.office_clerk).get(opened.panel.get_absolute_url()).content.decode()
    for page in (writing, signing, office):
        assert 'data-table="opinions"' in page
        assert page.count("分歧较大") == 7
        assert "40 分，不符合" in page
        assert "40—90" in page
        assert "容量测算不足" in page
        assert "第 5 席" in page
    assert "方案完整、合理、可行。" in signing


def test_the_papers_say_how_each_signed(opened):
    opened.write_group()
    first, second, *_rest = opened.seats()
    for seat in (first, second):
        perform(seat, "sign_group", post=post_of(seat.expert), data={"dissent": ""})
    opened.sign_on_paper("档案柜 3")
    today = timezone.localdate()
    signed = [f"已于{today}网上签署"] * 2 + ["纸质签署，存档案柜 3"] * 3
    group = Document.objects.get(kind="group_opinion").context
    assert [one["signed"] for one in group["experts"]] == signed
    opened.conclude("pass")
    assert [one["signed"] for one in review_opinion_context(opened.sign())["experts"]] == signed
    # Written anew, all sign anew.
    assert not opened.panel.seats.filter(signed_on_paper=True, signed_at=None).exists()
