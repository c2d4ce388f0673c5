"""What the house promises of itself: tables are whole, names resolve, nothing goes round the door."""

import inspect
import re
import subprocess
from pathlib import Path

import pytest
from django.forms import FileField
from django.utils.module_loading import import_string

from documents.forms import PaperField, TableField
from workflow.articles import ARTICLES
from workflow.machines import REGISTRY, Kind
from workflow.seeds import SEEDS

BASE = Path(__file__).resolve().parents[1]
ROOMS = [
    "accounts",
    "workflow",
    "documents",
    "projects",
    "experts",
    "reviews",
    "acceptance",
    "funds",
    "building",
    "results",
    "archives",
    "changes",
    "secrecy",
    "infrastructure",
    "sharing",
    "similarity",
    "oversight",
    "workspace",
    "guangyuan_xxh",
]
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def steps():
    return [
        pytest.param(machine, step, id=f"{key}.{step.name}")
        for key, machine in REGISTRY.items()
        for step in machine.steps
    ]


def sources(*suffixes):
    files = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=BASE,
        capture_output=True,
        text=True,
        check=True,
    )
    return [BASE / name for name in files.stdout.split("\n") if name.endswith(suffixes) and (BASE / name).exists()]


@pytest.mark.parametrize(("machine", "step"), steps())
def test_a_step_is_whole(machine, step):
    assert CHINESE.search(step.label)
    assert step.article in ARTICLES
    assert step.permit.roles
    assert step.source, "sources are named, never *"
    assert step.target is not None or step.kind in (Kind.FACT, Kind.RETURN), (
        "a step that leaves the state alone is a fact"
    )
    if not step.system:
        assert CHINESE.search(step.consequence), "what will happen is written beside the button"
    for rule in step.rules:
        assert rule.article in ARTICLES
        assert CHINESE.search(rule.statement)


@pytest.mark.parametrize(("machine", "step"), steps())
def test_what_a_step_names_exists(machine, step):
    if step.form:
        import_string(step.form)
    if step.effect:
        effect = inspect.signature(import_string(step.effect))
        assert set(effect.parameters) == {"obj", "post", "data"}
        assert all(p.kind is p.KEYWORD_ONLY for p in effect.parameters.values())
    method = getattr(machine.model, step.name, None)
    if step.target is not None:
        assert method is not None
    if method is not None:
        assert method._django_fsm.transitions, f"{step.name} is not bound to its row"


def test_a_steps_files_are_judged_by_its_form():
    """Else the service refuses them where nobody can tell their sender beside the field."""
    forms_of = {step.form_class() for _key, machine in REGISTRY.items() for step in machine.steps if step.form_class()}
    fields = [
        (form.__name__, name, field)
        for form in forms_of
        for name, field in form.base_fields.items()
        if isinstance(field, FileField)
    ]
    assert len(fields) >= 7
    assert [(form, name) for form, name, field in fields if not isinstance(field, PaperField | TableField)] == []


# States in which a service makes a row, beside the field's own default.
BORN = {"funds.paymentrequest": ["claimed"]}


@pytest.mark.parametrize("key", list(REGISTRY))
def test_every_state_can_be_reached_and_has_a_chinese_name(key):
    machine = REGISTRY[key]
    field = machine.model._meta.get_field(machine.field)
    reached = {field.default, *BORN.get(key, ()), *(step.target for step in machine.steps if step.target)}
    assert reached == set(machine.states.values)
    assert all(CHINESE.search(str(state.label)) for state in machine.states)


@pytest.mark.parametrize("key", list(REGISTRY))
def test_clocks_are_parameters(key):
    machine = REGISTRY[key]
    assert set(machine.clocks) <= set(machine.states.values)
    assert set(machine.clocks.values()) <= set(SEEDS)


def test_nothing_updates_a_state_past_the_machine():
    pattern = re.compile(r"\.update\([^)]*\b(state|stage)=")
    found = [str(path) for path in sources(".py") if path.parts[-2] != "tests" and pattern.search(path.read_text())]
    # Renderings and bundles are work of a worker, no machine: their state is moved by one conditional update.
    found = [name for name in found if "/documents/" not in name]
    assert [name for name in found if "/tests/" not in name] == []


def test_templates_have_no_inline_script_or_style():
    pattern = re.compile(
        r"<script(?![^>]*\bsrc=)(?![^>]*application/json)|\bon\w+=\"|\bstyle=\"|<style", re.IGNORECASE
    )
    pages = [path for path in sources(".html") if "documents" not in path.parts]
    assert [str(path.relative_to(BASE)) for path in pages if pattern.search(path.read_text())] == []


def test_a_form_that_is_included_alone_gets_its_token():
    """`only` takes the CSRF token away as well; Django's test client does not ask for it, a browser's server does."""
    pages = {
        str(path.relative_to(BASE / "templates")): path.read_text() for path in (BASE / "templates").rglob("*.html")
    }
    with_form = {name for name, text in pages.items() if "{% csrf_token %}" in text}
    alone = re.compile(r'{% include "([^"]+)"([^%]*) only %}')
    found = [
        (page, name)
        for page, text in pages.items()
        for name, words in alone.findall(text)
        if name in with_form and "csrf_token=csrf_token" not in words
    ]
    assert found == []


def test_every_template_is_used():
    code = "\n".join(path.read_text() for path in sources(".py", ".html"))
    steps_of = {f"{key.split('.')[0]}/steps/" for key in REGISTRY}
    unused = []
    for path in (BASE / "templates").rglob("*.html"):
        name = str(path.relative_to(BASE / "templates"))
        by_step = any(name.startswith(prefix) for prefix in steps_of)
        if name not in code and not by_step and name not in {"400.html", "403.html", "404.html", "500.html"}:
            unused.append(name)
    assert unused == []


def test_a_steps_template_belongs_to_a_step():
    names = set()
    for key, machine in REGISTRY.items():
        app, model = key.split(".")
        for step in machine.steps:
            names |= {f"{app}/steps/{step.name}.html", f"{app}/steps/{model}_{step.name}.html"}
    there = {str(p.relative_to(BASE / "templates")) for p in (BASE / "templates").glob("*/steps/*.html")}
    assert there <= names


def test_pages_do_not_speak_the_jargon_of_software():
    words = re.compile("操作成功|提交成功|保存成功|点击这里|！")
    assert [str(p.relative_to(BASE)) for p in sources(".html") if words.search(p.read_text())] == []


def test_no_package_index_is_named_anywhere():
    """The host names are put together here, so that this file does not name them either."""
    hosts = [
        "pypi" + ".org",
        "files.python" + "hosted",
        "registry.npm" + "js",
        "deb.debian" + ".org",
        "pypi" + ".tuna",
        "npm" + "mirror",
    ]
    found = []
    for path in sources(".py", ".md", ".toml", ".lock", ".json", ".txt", ".in", ".yml", ".sh", "Dockerfile", ".npmrc"):
        text = path.read_text(errors="replace")
        found += [f"{path.relative_to(BASE)}: {host}" for host in hosts if host in text]
    assert found == []


def test_every_room_stands_on_the_map():
    readme = (BASE / "README.md").read_text()
    there = {path.parent.name for path in BASE.glob("*/__init__.py")} - {"tests"}
    assert there == {room for room in ROOMS if f"`{room}/`" in readme}
