"""Numbers, dates, badges and parts of a page, so that every page says them the same way (a template builtin)."""

import datetime
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms, template
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.templatetags.static import static
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from workflow.articles import article as article_of
from workflow.machines import REGISTRY
from workflow.models import WorkflowModel
from workflow.numbers import half_up
from workflow.workdays import working_days_between

register = template.Library()

NOTHING = "—"
SPRITE = "vendor/icons.svg"
# What Django says of an object that is not there, translated word by word.
FRAMEWORK = "没有找到符合查询"


# --- numbers and dates -------------------------------------------------------------------------------------------


@register.filter
def wan(value: Any) -> SafeString | str:
    """Yuan as 万元 with two decimals; the full sum stands in the title."""
    if value is None or value == "":
        return NOTHING
    yuan_ = Decimal(str(value))
    short = half_up(yuan_ / 10000)
    return format_html('<span class="num" title="{} 元">{} 万元</span>', f"{yuan_:,.2f}", f"{short:,}")


@register.filter
def yuan(value: Any) -> SafeString | str:
    """The full sum: 1,234,567.00 元."""
    if value is None or value == "":
        return NOTHING
    return format_html('<span class="num">{} 元</span>', f"{Decimal(str(value)):,.2f}")


def _local(value: datetime.date) -> datetime.date:
    aware = isinstance(value, datetime.datetime) and timezone.is_aware(value)
    return timezone.localtime(value) if aware else value  # type: ignore[arg-type]


@register.filter
def day(value: datetime.date | None) -> str:
    """2026-11-23"""
    return f"{_local(value):%Y-%m-%d}" if value else NOTHING


@register.filter
def moment(value: datetime.datetime | None) -> str:
    """2026-11-23 09:05"""
    return f"{_local(value):%Y-%m-%d %H:%M}" if value else NOTHING


@register.filter
def waited(value: datetime.date | None) -> str:
    """已等 3 个工作日"""
    if not value:
        return NOTHING
    start = _local(value)
    start = start.date() if isinstance(start, datetime.datetime) else start
    days = working_days_between(start, timezone.localdate())
    return f"已等 {days} 个工作日" if days else "今日收到"


@register.filter
def waiting(obj: WorkflowModel) -> str:
    """How long it has waited; for what is settled nobody waits any more."""
    return f"{day(obj.state_since)} 办结" if obj.is_settled else waited(obj.state_since)


# --- what an object is called ------------------------------------------------------------------------------------


@register.filter
def title_of(obj: Any) -> str:
    """The name under which people know an object: its own title, or that of its project."""
    own = getattr(obj, "title", None) or getattr(getattr(obj, "project", None), "title", None)
    return str(own or obj)


@register.filter
def number_of(obj: Any) -> str:
    """The number of the project behind an object (a paper's own number stands on the paper)."""
    return str(getattr(getattr(obj, "project", None), "number", None) or getattr(obj, "number", None) or "")


@register.filter
def unit_of(obj: Any) -> str:
    """The short name of the unit that an object belongs to."""
    unit = getattr(obj, "unit", None) or getattr(getattr(obj, "project", None), "unit", None)
    return str(getattr(unit, "short_name", "") or unit or "")


@register.filter
def kind_of(obj: Any) -> str:
    """预审, 备案, …: what sort of thing it is."""
    return str(obj._meta.verbose_name)


@register.filter
def in_chinese(value: Any) -> str:
    """A message that was written for people; one that the framework wrote for programmers is dropped."""
    words = str(value or "")
    if words.startswith(FRAMEWORK):
        return ""
    return words if any("\u4e00" <= letter <= "\u9fff" for letter in words) else ""


# --- badges, icons, articles -------------------------------------------------------------------------------------


@register.simple_tag
def stage_badge(value: str, label: str) -> SafeString:
    """A state in its colour (static/css/app.css, .stage-<value>) and in words."""
    return format_html('<span class="badge stage stage-{}">{}</span>', value or "none", label)


@register.simple_tag
def badge(obj: Any) -> SafeString | str:
    """The state badge of anything that has a state, a stage or a status."""
    if obj is None or obj == "":
        return ""
    if hasattr(obj, "state_label"):
        return stage_badge(obj.state_value, obj.state_label)
    for name in ("stage", "state", "status"):
        if hasattr(obj, name):
            value = getattr(obj, name)
            label = getattr(obj, f"get_{name}_display", lambda value=value: value)()
            return stage_badge(value, label)
    return ""


@register.simple_tag
def icon(name: str) -> SafeString:
    """One icon of the sprite; always beside a word, so hidden from screen readers."""
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>', static(SPRITE), name
    )


@register.simple_tag
def article(number: str) -> SafeString:
    """第十条, with the article's own words on hover and focus."""
    found = article_of(number)
    return format_html(
        '<span class="article" tabindex="0" data-article="{}" data-tip="{}　{}：{}">{}</span>',
        found.number,
        found.cite,
        found.title,
        found.text,
        found.cite,
    )


# --- forms -------------------------------------------------------------------------------------------------------

# What Django says, and what a person in an office says.
STOCK_WORDS = {"这个字段是必填项。": "请填写此项。", "该字段是必填字段。": "请填写此项。"}


@register.filter
def in_words(error: Any) -> str:
    return STOCK_WORDS.get(str(error), str(error))


def _css_class(widget: forms.Widget) -> str:
    if isinstance(widget, forms.CheckboxInput):
        own = "form-check-input"
    else:
        own = "form-select" if isinstance(widget, forms.Select) else "form-control"
    return " ".join(filter(None, (widget.attrs.get("class"), own)))


@register.inclusion_tag("components/field.html")
def form_field(field: forms.BoundField, unit: str = "", label: str = "") -> dict[str, Any]:
    """One labelled field: hint before it, errors at it, a mark when required. `unit` stands behind it (元, 个月)."""
    widget = field.field.widget
    # A group of boxes would put the class on its frame, too.
    attrs: dict[str, str | bool] = {} if widget.use_fieldset else {"class": _css_class(widget)}
    return {
        "field": field,
        "control": field.as_widget(attrs=attrs),
        "label": label or field.label,
        "unit": unit,
        "is_check": isinstance(widget, forms.CheckboxInput),
        "is_group": widget.use_fieldset,
    }


@register.inclusion_tag("components/error_summary.html")
def error_summary(*shown: Any) -> dict[str, Any]:
    """All errors of forms and formsets in one list whose lines jump to the fields."""
    return {"errors": [line for form in shown for line in _errors(form)]}


def _errors(form: Any) -> Iterable[dict[str, str]]:
    if isinstance(form, forms.BaseFormSet):
        if form.is_bound:
            yield from ({"target": "", "label": "", "text": str(text)} for text in form.non_form_errors())
        for number, row in enumerate(form.forms, start=1):
            yield from ({**line, "label": f"第 {number} 行 {line['label']}".strip()} for line in _errors(row))
        return
    if not isinstance(form, forms.BaseForm):
        return
    yield from ({"target": "", "label": "", "text": str(text)} for text in form.non_field_errors())
    for field in form:
        target = field.id_for_label or field.auto_id
        yield from ({"target": target, "label": str(field.label), "text": in_words(text)} for text in field.errors)


# --- parts of a page ---------------------------------------------------------------------------------------------


@register.inclusion_tag("components/panel.html", takes_context=True)
def panel(context: template.Context, steps: Iterable[Any]) -> dict[str, Any]:
    """为什么能办 / 不能办, from workflow.panel.build_panel(), of the object that the page is about."""
    obj = context.get("object")
    return {
        "steps": steps,
        "csrf_token": context.get("csrf_token", ""),
        "over": getattr(obj, "is_settled", False),
        "waits_for": getattr(obj, "waits_for", ""),
    }


@register.inclusion_tag("components/paginate.html", takes_context=True)
def paginate(context: template.Context, page_obj: Any) -> dict[str, Any]:
    """Pages of a list; filters and sorting stay in the address."""
    pages = page_obj.paginator.get_elided_page_range(page_obj.number, on_each_side=2, on_ends=1)
    return {"page": page_obj, "pages": list(pages), "request": context["request"]}


@register.filter
def fulfilled(verdicts: Iterable[Any]) -> list[Any]:
    return [verdict for verdict in verdicts if verdict.met]


@register.filter
def not_yet(verdicts: Iterable[Any]) -> list[Any]:
    """Those that nothing is there for to be judged by."""
    return [verdict for verdict in verdicts if verdict.pending]


@register.filter
def said(verdict: Any) -> SafeString:
    """What is missing, each word of it a link to the place where it is mended, as far as it names that place."""
    parts, rest = [], verdict.message
    for words, url in verdict.mends:
        before, found, after = rest.partition(words)
        if found:
            parts.append(format_html('{}<a href="{}">{}</a>', before, url, words))
            rest = after
    return format_html("{}{}", format_html_join("", "{}", ((part,) for part in parts)), rest)


@register.filter
def unsaid_mends(verdict: Any) -> list[tuple[str, str]]:
    """The places that its words do not name."""
    return [(words, url) for words, url in verdict.mends if words not in verdict.message]


@register.filter
def step_labels(steps: Iterable[Any]) -> str:
    """退回重审、不予批复"""
    return "、".join(step.label for step in steps)


@register.filter
def late_count(tasks: Iterable[Any]) -> int:
    return sum(task.late for task in tasks)


# --- what an audit event says ------------------------------------------------------------------------------------


@register.filter
def changed_fields(event: Any) -> list[dict[str, str]]:
    """The fields that an event changed, by their names on the page; inner keys and times are left out."""
    content = getattr(event, "content", None)
    machine = REGISTRY.get(event.subject_type)
    if content is None or machine is None:
        return []
    return [line for name, pair in content.changes.items() if (line := _change(machine.model, name, pair))]


def _change(model: Any, name: str, pair: Any) -> dict[str, str] | None:
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        return None
    if field.is_relation or not isinstance(pair, list) or len(pair) != 2:
        return None
    label = str(field.verbose_name)
    if not in_chinese(label):
        # Inner: a version, the moment of an act that stands beside the line already.
        return None
    choices = dict(field.flatchoices)
    if any(isinstance(value, list | dict) for value in pair):
        # A list is read on its own page, not in a line of the timeline.
        return None
    before, after = (_value(field, choices, value) for value in pair)
    return {"label": label, "before": before, "after": after}


def _value(field: Any, choices: dict[Any, Any], kept: Any) -> str:
    """A kept value as the page writes it: 2026-11-29 18:21, 1,000.00, 是."""
    if kept in (None, ""):
        return NOTHING
    if isinstance(field, models.DateTimeField) and (moment_ := parse_datetime(str(kept))):
        return f"{timezone.localtime(moment_):%Y-%m-%d %H:%M}"
    if isinstance(field, models.DecimalField):
        return f"{Decimal(str(kept)):,.2f}"
    if isinstance(kept, bool):
        return "是" if kept else "否"
    return str(choices.get(kept, kept))
