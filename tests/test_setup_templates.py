"""Templates name only what exists: static files, icons, variables."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.template import Context, Engine, Origin, Template

from tests.strict_templates import HOUSE, UndefinedVariable

SOURCES = sorted((HOUSE / "templates").rglob("*.html"))
ICONS = {line for line in (HOUSE / "static" / "icons.txt").read_text().splitlines() if not line.startswith("#")}


def named(pattern):
    return sorted({name for path in SOURCES for name in re.findall(pattern, path.read_text())})


@pytest.mark.parametrize("name", named(r"{% static ['\"]([^'\"]+)['\"]"))
def test_a_static_file_exists(name):
    assert finders.find(name)


@pytest.mark.parametrize("name", named(r"{% icon ['\"]([a-z0-9-]+)['\"]"))
def test_an_icon_is_listed(name):
    assert name in ICONS, "add it to static/icons.txt"


def render(source, *, ours=True, **context):
    folder = HOUSE / "templates" if ours else Path("/elsewhere")
    template = Template(source, origin=Origin(str(folder / "probe.html")), engine=Engine())
    return template.render(Context(context))


@pytest.mark.parametrize("source", ["{{ nobody }}", "{{ known.nothing }}", "{% with a=nobody %}{{ a }}{% endwith %}"])
def test_an_undefined_variable_fails(source):
    with pytest.raises(UndefinedVariable, match=r"probe\.html"):
        render(source, known={})


@pytest.mark.parametrize(
    "source",
    [
        "{% if nobody %}x{% endif %}",
        "{{ nobody|default:'' }}",
        "{% for one in nobody %}x{% endfor %}",
        "{% firstof nobody '' %}",
        "{{ none|default_if_none:'' }}",
    ],
)
def test_absence_may_be_meant(source):
    assert render(source, none=None) == ""


def test_templates_of_others_are_left_alone():
    assert render("{{ nobody }}", ours=False) == ""
