"""What 财政局 and the unit add to the gate in the demonstration: the budget line, the content after a cut."""

import datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from projects.paths import Path
from workspace.demo import texts

CENT = Decimal("0.01")


def enter_budget_line(story: Any) -> None:
    """The project's line in the 政府采购预算 or 政府购买服务预算 (article 22)."""
    book = "service" if story.plan.path == Path.SERVICE else "procurement"
    year = timezone.localdate().year
    number = f"{year}-{story.random.randint(1000, 9999)}"
    data = {"book": book, "year": year, "number": number, "amount": story.amount, "note": ""}
    story.act(story.project, "enter_budget_line", story.city.posts["finance"], **data)


def revise_content(story: Any) -> None:
    """The gate has cut the sum: the unit takes something out."""
    before = story.project.application.content
    content = f"{before}\n按核减后的金额，终端设备利旧，专题分析模块缓建。"
    lines = _cut_to(story.project.application, story.project.budget_sum)
    words = "终端设备利旧，专题分析模块缓建。"
    story.act(story.project, "revise_content", story.clerk, content=content, explanation=words, **lines)


def _cut_to(application: Any, target: Decimal) -> dict[str, list[dict[str, Any]]]:
    """Budget lines and sources brought down alike; the last of each takes what rounding leaves."""
    share = target / application.budget_total()
    budget = list(application.budget_lines.values("kind", "name", "unit_price", "count"))
    for row in budget:
        row["unit_price"] = (row["unit_price"] * share).quantize(CENT)
    before = sum((row["unit_price"] * row["count"] for row in budget[:-1]), Decimal(0))
    budget[-1] |= {"unit_price": (target - before).quantize(CENT), "count": Decimal(1)}
    sources = list(application.sources.values("kind", "year", "amount", "note", "holder_id"))
    for row in sources:
        row["amount"] = (row["amount"] * share).quantize(CENT)
    sources[-1]["amount"] = target - sum((row["amount"] for row in sources[:-1]), Decimal(0))
    return {"budget_lines": budget, "sources": sources}


def file_tender(story: Any, winner: str, amount: Decimal) -> None:
    """Both parts of the 招标备案, recorded when the tender is over."""
    today = timezone.localdate()
    before = {
        "scope": f"{story.plan.name}的开发、集成和运行维护",
        "method": "public",
        "organisation": "agency",
        "agency": story.random.choice(texts.AGENCIES),
        "noticed_on": _ago(today, 33),
        "documents_on": _ago(today, 32),
        "opening_on": _ago(today, 9),
        "medium": "四川省公共资源交易信息网",
        "network": "部署于政务云，接入电子政务外网，不另建专网。",
    }
    after = {
        "opened_on": _ago(today, 9),
        "evaluators": 5,
        "candidates": f"{winner}\n第二名投标人\n第三名投标人",
        "public_from": _ago(today, 8),
        "public_until": _ago(today, 3),
        "complaints": "",
        "winner": winner,
        "amount": amount,
        "awarded_on": _ago(today, 2),
        "reported_on": _ago(today, 1),
        "contract_on": None,
    }
    story.act(story.project, "apply_tender", story.clerk)
    tender = story.act(story.project.tender, "submit_before", story.clerk, **before)
    tender = story.act(tender, "file_before", story.office_clerk)
    tender = story.act(tender, "submit_after", story.clerk, **after)
    story.act(tender, "file", story.office_clerk)


def _ago(today: datetime.date, days: int) -> datetime.date:
    return today - datetime.timedelta(days=days)


def consult(story: Any, pre_review: Any) -> None:
    """财政局 and 网信办 are asked; the first answers, the second where the project goes on or cannot without."""
    posts = story.city.posts["finance"], story.city.posts["cyberspace"]
    data = {
        "bodies": [post.organisation for post in posts],
        "question": f"{story.plan.name}申请预审，请就资金来源、网络安全提出意见。",
        "due_on": _ago(timezone.localdate(), -7),
    }
    story.act(pre_review, "consult", story.office_clerk, **data)
    answers = (("agree", "", "李局长"), ("conditional", "须按等级保护要求同步建设安全措施。", "周主任"))
    asked = {one.body_id: one for one in pre_review.consultations.all()}
    answering = 1 if story.plan.halt and not story.project.touches_cii else 2
    for post, (opinion, reasons, signer) in list(zip(posts, answers, strict=True))[:answering]:
        answer = {"opinion": opinion, "reasons": reasons, "signer": signer, "signed_on": timezone.localdate()}
        story.act(asked[post.organisation_id], "answer", post, **answer)
