"""Words, numbers and line breaks as they stand in official papers."""

import datetime

import pytest

from documents.registry import SERIES, SPECS, DocumentSpec, register
from documents.rendering import JOINTS
from documents.templatetags.papers import (
    capital,
    cn_date,
    cn_number,
    ended,
    kept_numbers,
    paragraphs,
    title_lines,
    wan_plain,
    wan_to,
    wan_yuan,
)


@pytest.mark.parametrize(
    ("sum_", "words"),
    [
        ("0", "人民币零元整"),
        ("3568000.00", "人民币叁佰伍拾陆万捌仟元整"),
        ("10", "人民币壹拾元整"),
        ("1000005", "人民币壹佰万零伍元整"),
        ("100000000", "人民币壹亿元整"),
        ("100050000", "人民币壹亿零伍万元整"),
        ("1234567.89", "人民币壹佰贰拾叁万肆仟伍佰陆拾柒元捌角玖分"),
        ("12.05", "人民币壹拾贰元零伍分"),
        ("12.50", "人民币壹拾贰元伍角整"),
        ("0.05", "人民币伍分"),
        ("20030", "人民币贰万零叁拾元整"),
    ],
)
def test_sums_in_capitals(sum_, words):
    assert capital(sum_) == words


def test_sums_are_never_rounded_away():
    assert wan_yuan("3568000.00") == "356.80万元"
    assert wan_yuan("3568012.50") == "3568012.50元"
    assert wan_plain("3568000") == "356.80"
    assert [wan_to("1832260", places) for places in (2, 4, 6)] == ["183.23", "183.2260", "183.226000"]
    assert kept_numbers("原列931.00万元<") == '原列<span class="keep-whole">931.00万元</span>&lt;'
    assert wan_plain(None) == "—"


def test_dates_and_numerals():
    assert cn_date("2026-03-05") == cn_date(datetime.date(2026, 3, 5)) == "2026年3月5日"
    assert cn_date(None) == ""
    assert [cn_number(n) for n in (1, 10, 11, 20, 35)] == ["一", "十", "十一", "二十", "三十五"]


def test_what_a_person_typed_becomes_sentences():
    assert paragraphs("甲\r\n\n 乙 \n") == ["甲", "乙"]
    assert [ended(text) for text in ("甲", "甲。", "甲；", " 甲. ", "")] == ["甲。", "甲。", "甲。", "甲。", ""]


@pytest.mark.parametrize(
    ("title", "name", "lines"),
    [
        ("短标题", "", ["短标题"]),
        (
            "关于广元市医疗保障智能监管平台建设项目验收整改的通知书",
            "广元市医疗保障智能监管平台建设项目",
            ["关于广元市医疗保障智能监管平台", "建设项目验收整改的通知书"],
        ),
    ],
)
def test_a_title_is_not_cut_inside_a_word(title, name, lines):
    assert title_lines(title, name) == lines


@pytest.mark.parametrize("length", range(1, 90))
def test_a_title_of_any_length_fits_and_stays_whole(length):
    title = "关于" + "某" * length + "项目（二期）预审的批复"
    lines = title_lines(title, "某" * length + "项目（二期）")
    assert "".join(lines) == title
    assert all(2 <= len(line) <= 20 for line in lines)


def test_a_template_may_be_broken_into_lines_without_spaces_on_paper():
    assert JOINTS.sub("", "经审查\n    同意\n  2026年\n 通过") == "经审查同意2026年通过"
    assert JOINTS.sub("", "a\n  b") == "a\n  b"
    assert JOINTS.sub("", "张三 李四") == "张三 李四"


@pytest.mark.parametrize("kind", SPECS)
def test_every_kind_has_a_series_and_a_whole_sample(kind):
    spec = SPECS[kind]
    assert spec.series in SERIES
    assert spec.title.format(**spec.complete(spec.sample()))


def test_a_context_that_is_not_whole_is_refused_by_name():
    sample = SPECS["refusal"].sample()
    del sample["reason"]
    with pytest.raises(ValueError, match=r"missing \['reason'\], unknown \['typo'\]"):
        SPECS["refusal"].complete({**sample, "typo": 1})


def test_a_kind_is_registered_once_and_in_a_known_series():
    with pytest.raises(ValueError, match="twice"):
        register(SPECS["refusal"])
    with pytest.raises(ValueError, match="unknown series"):
        register(DocumentSpec("new", "新", "新", "x.html", "nowhere", ()))


def test_the_sums_of_the_annual_list_are_those_of_its_lines():
    whole = SPECS["annual_list"].complete(SPECS["annual_list"].sample())
    assert whole["total"] == "46049000.00"
    assert sum(float(row["total"]) for row in whole["by_unit"]) == 46049000
    assert sum(float(row["amount"]) for row in whole["by_source"]) == 46049000
    assert sum(row["count"] for row in whole["by_unit"]) == whole["count"] == 18


@pytest.mark.parametrize(("amount", "places"), [("104900", 2), ("1049", 4), ("1832260", 4), ("0.01", 6)])
def test_one_paper_has_one_unit_with_the_digits_that_its_finest_sum_needs(amount, places):
    spec = SPECS["annual_list"]
    sample = spec.sample()
    sample["lines"][0]["sources"][0]["amount"] = amount
    assert spec.complete(sample)["places"] == places
