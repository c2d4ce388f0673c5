"""What was asked for at a return is looked at before it comes back."""

from typing import Any

from workflow.rules import Rule, Severity


def _ticked(obj: Any, post: Any, data: Any) -> str:
    notice = obj.correction_notice()
    left = [item.label for item in notice.items.all() if item.ticked_at is None] if notice else []
    return f"尚未勾选：{'、'.join(left)}" if left else ""


def items_ticked(article: str) -> Rule:
    """By the article under which it was returned. A reminder and no bar: whether an item is mended the office judges
    by what comes back."""
    return Rule("corrections.ticked", article, "一次性告知的事项逐项补正", _ticked, severity=Severity.WARN)
