"""The permission matrix: role × state × transition for every machine, each cell really tried through HTTP.

Two projects walk their whole way, four end early. Whenever an object stands in a state that was not seen yet, every
role posts every transition of its machine (empty form), and the answer is written down; then all is rolled back. The
table is compared with the committed one under tests/matrix/. After a meant change:
`script/test tests/test_matrix.py --write-matrix`.

    ✓ done   … may, but a form or a rule asks for more   ✗ 403: not this role's
    - 409: not in this state   · 404: out of sight

`expert` is one who was not drawn; a seat is tried by its own expert.
"""

import unicodedata
from pathlib import Path as FilePath

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLResolver

from accounts.models import Post
from experts.models import Seat
from projects.paths import Path
from tests.city import POSTS, build_city
from tests.journey import Journey
from workflow.machines import REGISTRY, machine_of

# One process tries all; the database mark also tells pytest-django that this module needs one.
pytestmark = [pytest.mark.slow, pytest.mark.django_db, pytest.mark.xdist_group("matrix")]

FOLDER = FilePath(__file__).parent / "matrix"
SIGNS = {302: "✓", 422: "…", 403: "✗", 404: "·", 409: "-"}

WALKS = (
    (Path.PROCUREMENT, "walk"),
    (Path.TENDER, "walk"),
    (Path.PROCUREMENT, "refused"),
    (Path.PROCUREMENT, "withdrawn"),
    (Path.PROCUREMENT, "pre_review_refused"),
    (Path.PROCUREMENT, "changed"),
)

# {machine key: {state: {transition: {role: sign}}}}
Matrix = dict[str, dict[str, dict[str, dict[str, str]]]]


class RollBack(Exception):
    pass


@pytest.fixture(scope="module")
def matrix(django_db_setup, django_db_blocker) -> Matrix:
    found: Matrix = {key: {} for key in sorted(REGISTRY)}
    # The status is what counts here, not the page round a refusal: thousands of them are not drawn.
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        patch.setattr("workflow.inbox.of_request", lambda request: [])
        patch.setattr("workflow.views.render", lambda *args, status=200: HttpResponse(status=status))
        patch.setattr(URLResolver, "resolve_error_handler", _bare_error)
        for path, way in WALKS:
            try:
                with transaction.atomic():
                    _walk(path, way, found)
                    raise RollBack
            except RollBack:
                pass
    return found


def _bare_error(resolver, code):
    return lambda request, exception=None: HttpResponse(status=int(code))


def _walk(path: str, way: str, found: Matrix) -> None:
    city = build_city()
    clients = {name: _client(city.posts[name]) for name in POSTS}
    journey = Journey(city, path)
    for _ in getattr(journey, way)():
        for obj in journey.live():
            _try_state(obj, clients, found[machine_of(obj).key], path)


def _client(post) -> Client:
    client = Client(raise_request_exception=True)
    client.force_login(post.user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def _try_state(obj, clients, rows, path) -> None:
    state = obj.state_value
    if machine_of(obj).key == "projects.project":
        state = f"{state} ({path})"
    if state in rows:
        return
    rows[state] = {}
    if isinstance(obj, Seat):
        # A seat is tried by its own expert; everywhere else `expert` is one who was not drawn.
        clients = {**clients, "expert": _client(Post.objects.get(user=obj.expert.user, role="expert"))}
    for step in machine_of(obj).public_steps():
        rows[state][step.name] = {name: _try_cell(obj, step, client) for name, client in clients.items()}


def _try_cell(obj, step, client) -> str:
    try:
        with transaction.atomic():
            answer = client.post(obj.step_url(step.name))
            raise RollBack
    except RollBack:
        return SIGNS[answer.status_code]


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _pad(text: str, width: int) -> str:
    return text + " " * (width - _width(text))


def as_text(key: str, rows: dict) -> str:
    """One table a state: transitions down, roles across."""
    machine = REGISTRY[key]
    lines = [f"# {key}", "", __doc__.split("\n\n", 2)[2].strip(), ""]
    for state in sorted(rows):
        value = state.split(" ")[0]
        lines += [f"## {state} {machine.states(value).label}", ""]
        first = max(_width(name) for name in rows[state]) + 2
        lines.append(_pad("", first) + " ".join(POSTS))
        for name, cells in rows[state].items():
            lines.append(_pad(name, first) + " ".join(_pad(cells[role], len(role)) for role in POSTS).rstrip())
        lines.append("")
    return "\n".join(lines)


@pytest.mark.parametrize("key", sorted(REGISTRY))
def test_the_matrix_is_the_committed_one(matrix, key, request):
    text = as_text(key, matrix[key])
    committed = FOLDER / f"{key}.md"
    if request.config.getoption("--write-matrix"):
        FOLDER.mkdir(exist_ok=True)
        committed.write_text(text)
    assert committed.exists(), "script/test tests/test_matrix.py --write-matrix"
    assert text == committed.read_text()


@pytest.mark.parametrize("key", sorted(REGISTRY))
def test_every_state_was_seen(matrix, key):
    """A state that the two journeys never meet would be a state that nobody tried."""
    seen = {state.split(" ")[0] for state in matrix[key]}
    assert set(REGISTRY[key].states.values) - seen == set()


def test_no_transition_answers_a_role_that_its_permit_does_not_name(matrix):
    wrong = []
    for key, rows in matrix.items():
        steps = REGISTRY[key].by_name
        for state, transitions in rows.items():
            for name, cells in transitions.items():
                allowed = set(steps[name].permit.roles)
                wrong += [
                    (key, state, name, role)
                    for role, sign in cells.items()
                    if sign in "✓…" and POSTS[role][0] not in allowed
                ]
    assert wrong == []


def test_nobody_acts_for_another_unit(matrix):
    doors = [
        (key, state, name)
        for key, rows in matrix.items()
        for state, transitions in rows.items()
        for name, cells in transitions.items()
        if cells["stranger"] in "✓…" or cells["strange_leader"] in "✓…"
    ]
    assert doors == []
