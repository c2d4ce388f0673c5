"""What a text says plainly, and what is left of two when the common text is taken away."""

import pytest

from similarity.copying import copied_share, left_over, other_counts, shared_counts
from similarity.facts import facts_of, objects, quantities, years
from similarity.features import Finder, substance
from similarity.ranker import judge_pair
from similarity.reasons import reasons


def _item(name="智慧停车系统", unit="市城管局", category="软件", goals="", content="", **more):
    return {"name": name, "unit": unit, "category": category, "goals": goals, "content": content} | more


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("摄像机460台、立杆210根", (460, 210)),
        ("四百五十四个行政村，二十余万页", (454, 200_000)),
        ("档案13.6万件，2.3万人", (136_000, 23_000)),
        ("服务期12个月，覆盖率95%，2026年，7×24小时", ()),  # no things
        ("终端3台", ()),  # too few to tell anything
    ],
)
def test_counts_of_things_in_digits_and_in_words(text, found):
    assert quantities(text) == found


def test_equal_counts_say_more_than_near_ones_and_round_ones():
    assert shared_counts([7803], [7803]) > shared_counts([800], [800]) > shared_counts([800], [790]) > 0
    assert shared_counts([800], [500]) == 0


def test_years_between_two():
    assert years("1950—1952年档案，2026年验收") == {1950, 1951, 1952, 2026}


def test_latin_words_stand_alone():
    assert "VR" not in Finder(["VR", "录像"]).findall("NVR录像")
    assert "急救" not in objects("配1200套终端")
    assert "急救" in objects("120调度系统")


def test_office_phrases_have_no_substance():
    text = "在186个点位安装探头，系统部署于政务云，按照网络安全等级保护要求建设"
    assert substance(text) == "在186个点位安装探头"


def test_what_is_left_beside_the_common_text():
    a, b = "为犬只登记发放号牌并年度复核", "为电动自行车登记发放号牌并年度复核"
    assert copied_share(a, b) > 0.6
    assert (left_over(a, b), left_over(b, a)) == ("为犬只", "为电动自行车")
    assert other_counts("收运车22辆加装称重", "收运车60辆加装称重") == 1
    assert other_counts("收运车22辆加装称重", "收运车23辆加装称重") == 0


def test_who_leans_on_what_is_there():
    plain = facts_of(_item(content="地磁1460个、手持终端45台"))
    leaning = facts_of(_item(content="诱导屏28块，余位数取自现有泊位管理后台，不再新建软件"))
    assert not plain.takes
    assert not plain.disclaims
    assert leaning.takes
    assert leaning.disclaims


def test_kind_own_goods_and_places():
    found = facts_of(_item("等级保护测评服务", "剑阁县人民医院", content="对HIS测评"))
    assert (found.kind, found.special, found.own, found.institution) == ("测评", True, True, "剑阁县人民医院")
    assert found.counties == {"剑阁"}
    assert facts_of(_item("监控", content="翠云廊沿线")).sites == {"翠云廊"}


GOODS = _item(
    "办公计算机购置项目", "市审计局", "硬件", "更换超过6年使用年限的计算机。",
    "采购台式计算机38台、打印机15台，含操作系统、版式软件及三年上门服务。", budget_yuan=412_000, year=2025,
)  # fmt: skip


def test_each_body_buys_its_own_goods_but_one_body_buys_them_once():
    elsewhere = GOODS | {"unit": "市统计局", "content": GOODS["content"].replace("38", "61")}
    assert judge_pair(GOODS, elsewhere)["predicted"] != "same"
    assert judge_pair(GOODS, GOODS | {"year": 2026})["predicted"] == "same"


def test_the_officer_is_told_why():
    other = _item("找车位诱导屏", content="诱导屏46块，余位数取自现有泊位管理后台，翠云廊入口")
    said = reasons(_item(content="地磁46个，翠云廊入口"), other)
    assert any("46" in line for line in said)
    assert any("翠云廊" in line for line in said)
    assert any("取自现有泊位管理后台" in line for line in said)
    assert any("相同" in line for line in reasons(GOODS, GOODS))
