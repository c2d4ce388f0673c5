"""Every address there is, and which of them are lists: a new one is found by itself."""

from pathlib import Path

from django.urls import URLPattern, URLResolver, get_resolver, resolve
from django.views.generic.list import MultipleObjectMixin

from workflow.exports import ExportedList

TEMPLATES = Path(__file__).resolve().parents[1] / "templates"


def patterns(resolver=None, prefix="", namespace=""):
    """(name, route, [argument names]) of every address."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from patterns(pattern, prefix + str(pattern.pattern), inner)
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield f"{namespace}{pattern.name}", prefix + str(pattern.pattern), list(pattern.pattern.converters)


def lists():
    """(name, path, is it a file as well) of every page without an argument that shows rows."""
    for name, route, wanted in patterns():
        view = getattr(resolve(f"/{route}").func, "view_class", None) if not wanted else None
        page = TEMPLATES / (getattr(view, "template_name", None) or "none of ours")
        if not page.is_file():
            continue
        text = page.read_text()
        if issubclass(view, MultipleObjectMixin) or 'data-table="' in text:
            by_itself = issubclass(view, ExportedList) and bool(view.export_columns and view.export_name)
            yield name, f"/{route}", by_itself or "export_links.html" in text
