from workflow.articles import ARTICLES, chinese_number, cite


def test_all_26_articles_stand_here_each_enforced_or_with_its_reason():
    assert list(ARTICLES) == [str(number) for number in range(1, 27)]
    assert all(article.enforced_by and article.text for article in ARTICLES.values())


def test_numbers_are_written_in_chinese():
    assert [chinese_number(n) for n in (1, 10, 11, 20, 26)] == ["一", "十", "十一", "二十", "二十六"]
    assert cite("10") == "第十条"
