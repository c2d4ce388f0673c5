"""Every kind is printed whole: text, letters, fonts; nothing comes in from outside; what people type stays text."""

import io
import re
from contextlib import closing

import pytest
from pypdf import PdfReader
from weasyprint.urls import FatalURLFetchingError

from documents import press, rendering
from documents.management.commands.render_sample import sample_context
from documents.registry import SPECS

RARE = "龑镕喆䶮𬭩㛃"


def text_of(pdf: bytes) -> str:
    return re.sub(r"\s", "", "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages))


def fonts_of(pdf: bytes) -> dict[str, bool]:
    """Base name → embedded."""
    found = {}
    for page in PdfReader(io.BytesIO(pdf)).pages:
        for font in page["/Resources"].get("/Font", {}).values():
            inner = font.get_object()["/DescendantFonts"][0].get_object()
            name = inner["/BaseFont"].partition("+")[2]
            found[name] = any(key.startswith("/FontFile") for key in inner["/FontDescriptor"].get_object())
    return found


@pytest.mark.parametrize("kind", SPECS)
def test_every_kind_is_printed(kind):
    context = sample_context(kind)
    made = rendering.render(kind, context)
    text = text_of(made.pdf)
    assert context["number"] in text
    assert made.pages == len(PdfReader(io.BytesIO(made.pdf)).pages)
    assert "None" not in text
    assert "{{" not in text
    assert all(fonts_of(made.pdf).values()), "every font is embedded"


CONTAINS = {
    "pre_approval": [
        "根据",
        "第十条",
        "356.80万元",
        "叁佰伍拾陆万捌仟元整",
        "第12项",
        "特此批复。",
        "抄送：广元市财政局。",
    ],
    "refusal": ["不予预审批复", "不符合下列条件", "重新申请", "特此决定。"],
    "review_opinion": ["第十一条", "评审结论", "签名", "王䶮（组长）", "V2.1", "专家评审表"],
    "annual_list": ["第九条", "妥否，请批示。", "合计（18个项目）", "4604.90", "上级专项补助资金"],
    "rectification": ["未通过验收", "2026年11月20日", "不得投入使用", "特此通知。"],
    "certificate": ["验收证书", "3,459,800.00元", "四川信安监理有限公司", "特发此证。"],
    "contract_certificate": ["采购人代表", "第三条", "验收合格", "不代替项目验收"],
    "archive_index": ["卷内目录", "题名", "清单.json"],
    "archive_trail": ["办理过程", "王敏", "第九条", "缺少资金来源证明"],
    "filing_receipt": ["准予备案", "第十三条", "项目验收证书"],
    "notice_missing": ["一次性告知", "第四条、第十九条", "2026年3月17日", "特此告知。"],
    "change_approval": ["变更前", "3,568,000.00", "变更后", "+12.05%", "广经信预〔2026〕12号", "失效", "特此批复"],
    "termination": ["终止理由", "第二十二条", "在办事项", "特此通知。"],
    "draw_record": ["随机种子", "20260312-0930-7f3a91c4", "所在单位与项目有利害关系", "监督人"],
    "annual_list_draft": ["签发人：何喆", "妥否，请批示。", "（报审稿）", "4604.90"],
    "consultation_letter": ["征求你单位意见", "2026年3月3日前函复", "有条件同意", "附件：1.项目建议书"],
    "group_opinion": ["修改后通过", "王䶮（组长）", "五年", "专家签名表", "刘海"],
    "argument_opinion": ["第六条、第十条", "完善后可行", "王䶮（组长）", "供决策参考", "专家论证表", "单独立项"],
    "acceptance_opinion": ["竣工验收意见", "1.8秒", "信息资源共享落实", "验收组签名表"],
    "responses_table": ["部分采纳", "第63—66页", "赵𬭩", "逐条采纳情况"],
    "minutes": ["出席：", "请假：", "一、市应急管理局", "抄送：市信息化工作领导小组办公室"],
    "sharing_order": ["第二十条", "2026年8月31日", "连续七日", "特此通知。"],
    "supervision_notice": ["逾期23个工作日", "督办", "领导小组", "2026年7月6日"],
    "allocation_notice": ["第七条", "资源分配明细表", "互联网带宽", "2029年5月5日止"],
    "expert_invitation": ["担任专家组组长", "2026年3月18日9时30分", "作出回避声明", "随机抽取"],
    "expert_thanks": ["作为专家组组长", "谨此致谢"],
    "fee_list": ["王䶮", "1000.00", "40.00", "技术（设计）方案评审"],
    "tender_filing": ["公开招标", "广发改审批〔2026〕46号", "486.00万元", "准予招标备案"],
}


@pytest.mark.parametrize("kind", SPECS)
def test_what_practice_demands_stands_in_the_paper(kind):
    text = text_of(rendering.render(kind, sample_context(kind)).pdf)
    assert [words for words in CONTAINS[kind] if words not in text] == []


def test_the_approved_list_does_not_ask_any_more():
    context = sample_context("annual_list") | {"meeting": "市政府第12次常务会议", "approved_on": "2026-02-10"}
    text = text_of(rendering.render("annual_list", context).pdf)
    assert "经市政府第12次常务会议审定" in text
    assert "市级各有关部门：" in text
    assert "请批示" not in text
    assert "报审稿" not in text


def test_the_fonts_are_those_of_the_standard():
    fonts = fonts_of(rendering.render("pre_approval", sample_context("pre_approval")).pdf)
    assert set(fonts) == {"FandolFang", "Title-Song", "FandolHei", "FandolKai", "FandolSong", "Noto-Serif-CJK-SC"}


def test_rare_names_do_not_vanish():
    context = sample_context("notice_missing") | {"contact": RARE}
    text = text_of(rendering.render("notice_missing", context).pdf)
    assert RARE in text


def test_a_letter_that_no_font_has_is_an_error_and_a_symbol_is_not():
    context = sample_context("notice_missing")
    with pytest.raises(rendering.RenderingError, match="字库缺少“\ue000”"):
        rendering.render("notice_missing", context | {"contact": "张\ue000"})
    text = text_of(rendering.render("notice_missing", context | {"contact": "张三\U0001f600\ufe0f"}).pdf)
    assert "张三〓" in text


HOSTILE = '<script>x</script><img src="http://evil.example/a.png"><link rel=stylesheet href="file:///etc/passwd">&"\''


def test_what_people_type_stays_text():
    context = sample_context("pre_approval")
    page = rendering.html("pre_approval", context | {"content": HOSTILE, "unit": HOSTILE, "demands": HOSTILE})
    assert "<script" not in page
    assert "<img" not in page
    assert page.count("<link") == 1
    assert "&lt;script&gt;" in page
    text = text_of(rendering.render("pre_approval", context | {"content": HOSTILE}).pdf)
    assert "<script>x</script>" in text


@pytest.mark.parametrize("kind", SPECS)
def test_every_free_field_is_inert(kind):
    """Each string of the context in turn is hostile; no template lets one through."""

    def poison(value):
        if isinstance(value, dict):
            return {key: poison(item) for key, item in value.items()}
        if isinstance(value, list):
            return [poison(item) for item in value]
        is_text = isinstance(value, str) and re.search(r"[\u4e00-\u9fff]", value)
        return f"{value}<b onclick=x>" if is_text else value

    assert "<b onclick" not in rendering.html(kind, poison(sample_context(kind)))


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/a.css",
        "https://example.org/a.css",
        "file:///etc/passwd",
        "file:///etc/ssl/openssl.css",
        f"{press.STYLES.as_uri()}/../../manage.py",
        f"{press.STYLES.as_uri()}/%2e%2e/%2e%2e/requirements.css",
        f"file://host{press.STYLES}/paper.css",
        "data:text/html,<b>x</b>",
        "ftp://example.org/a.css",
    ],
)
def test_the_fetcher_is_closed(url):
    with pytest.raises(FatalURLFetchingError):
        press.ClosedFetcher().fetch(url)


def test_the_fetcher_gives_our_own_sheets():
    with closing(press.ClosedFetcher().fetch(f"{press.STYLES.as_uri()}/paper.css")) as response:
        assert b"@page" in response.read()


def test_a_foreign_address_in_a_page_stops_the_printing():
    with pytest.raises(FatalURLFetchingError):
        press.print_pdf('<img src="http://127.0.0.1:9/a.png">')


def test_the_file_says_what_it_is_and_is_the_same_each_time():
    context = sample_context("refusal")
    first, second = (rendering.render("refusal", context).pdf for _ in range(2))
    assert first == second
    reader = PdfReader(io.BytesIO(first))
    assert reader.metadata.title == context["title"]
    assert reader.metadata.author == "广元市经济和信息化委员会"
    assert reader.trailer["/Root"]["/Lang"] == "zh-CN"


def test_a_long_list_repeats_its_head_on_each_page():
    spec = SPECS["annual_list"]
    whole = spec.complete(spec.sample(60))
    heading = {
        "number": "广经信清〔2026〕1号",
        "title": "清单",
        "issued_on": "2026-01-10",
        "head": spec.head,
        "project_name": "",
        "project_number": "",
    }
    made = rendering.render("annual_list", {**whole, **heading})
    pages = [re.sub(r"\s", "", page.extract_text()) for page in PdfReader(io.BytesIO(made.pdf)).pages]
    with_lines = [page for page in pages if "部署于市政务云" in page]
    assert len(with_lines) > 5
    assert all("主要建设内容" in page for page in with_lines)


def test_an_unknown_kind_is_said_in_words():
    with pytest.raises(rendering.RenderingError, match="文种"):
        rendering.render("nothing", {})
