"""What 财政局 and the unit add to the gate in the demonstration: the budget line, the content after a cut."""

from typing import Any

from django.utils import timezone

from projects.paths import Path


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
    story.act(
        story.project, "revise_content", story.clerk, content=content, explanation="终端设备利旧，专题分析模块缓建。"
    )
