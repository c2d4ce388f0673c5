"""The permission matrix: role × state × transition of a machine, each cell really tried through HTTP.

A room's `tests/<room>/test_matrix.py` names the machines that it owns (`KEYS`) and walks them: a walk is a function of
a small city (tests/city.py) that yields, after each act, the objects that are alive. Whenever one stands in a state
that was not seen yet, every role posts every transition of its machine (empty form), and the answer is written down;
then all is rolled back. The table is compared with the committed one under tests/matrix/. After a meant change:
`script/test tests/<room>/test_matrix.py --write-matrix`.

    KEYS = ("sharing.request",)
    pytestmark = own_process("sharing")

    @pytest.fixture(scope="module")
    def matrix(django_db_setup, django_db_blocker):
        with django_db_blocker.unblock():
            return try_walks(KEYS, [walk, refused])

    @pytest.mark.parametrize("key", KEYS)
    def test_matrix(matrix, key, request):
        judge(key, matrix[key], request)
"""

import unicodedata
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.contrib import auth
from django.db import transaction
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import URLResolver

from accounts.models import Post
from accounts.queries import active_post
from experts.models import Seat
from tests.city import POSTS, City, build_city
from workflow.inbox import Inbox
from workflow.machines import REGISTRY, machine_of

FOLDER = Path(__file__).parent / "matrix"
SIGNS = {302: "✓", 422: "…", 403: "✗", 404: "·", 409: "-"}
LEGEND = """\
✓ done   … may, but a form or a rule asks for more   ✗ 403: not this role's
    - 409: not in this state   · 404: out of sight

`expert` is one who was not drawn; a seat is tried by its own expert."""

# {state: {transition: {role: sign}}}
Rows = dict[str, dict[str, dict[str, str]]]
Walk = Callable[[City], Iterator[Iterable[Any]]]


class RollBack(Exception):
    pass


def own_process(room: str) -> list[pytest.MarkDecorator]:
    """One process tries all of a module; the database mark also tells pytest-django that it needs one."""
    return [pytest.mark.slow, pytest.mark.django_db, pytest.mark.xdist_group(f"matrix-{room}")]


def try_walks(keys: Iterable[str], walks: Iterable[Walk]) -> dict[str, Rows]:
    """What every role was answered, in every state that the walks came to, for the machines named."""
    found: dict[str, Rows] = {key: {} for key in keys}
    with bare_answers():
        for walk in walks:
            try:
                with transaction.atomic():
                    _go(walk, found)
                    raise RollBack
            except RollBack:
                pass
    return found


@contextmanager
def bare_answers() -> Iterator[None]:
    """The status is what counts here, not the page round a refusal: thousands of them are not drawn.

    A session lies in its cookie, so that who signs in is not read anew for each cell (see `_remembered_people`).
    """
    engine = override_settings(SESSION_ENGINE="django.contrib.sessions.backends.signed_cookies")
    with engine, pytest.MonkeyPatch.context() as patch:
        patch.setattr("workflow.inbox.of_request", lambda request: Inbox())
        patch.setattr("workflow.views.steps.render", lambda *args, status=200: HttpResponse(status=status))
        patch.setattr(URLResolver, "resolve_error_handler", _bare_error)
        yield


def _bare_error(resolver, code):
    return lambda request, exception=None: HttpResponse(status=int(code))


def _go(walk: Walk, found: dict[str, Rows]) -> None:
    city = build_city()
    clients = {name: _client(city.posts[name]) for name in POSTS}
    for alive in walk(city):
        for obj in alive:
            key = machine_of(obj).key
            if key in found:
                _try_state(obj, clients, found[key])


def _client(post: Post) -> Client:
    client = Client(raise_request_exception=True)
    client.force_login(post.user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def _try_state(obj: Any, clients: dict[str, Client], rows: Rows) -> None:
    state = obj.state_value
    if machine_of(obj).key == "projects.project":
        # Which steps a project has hangs on its path.
        state = f"{state} ({obj.path})"
    if state in rows:
        return
    rows[state] = {}
    if isinstance(obj, Seat):
        clients = {**clients, "expert": _client(Post.objects.get(user=obj.expert.user, role="expert"))}
    with _remembered_people():
        for step in machine_of(obj).public_steps():
            rows[state][step.name] = {name: _try_cell(obj, step, client) for name, client in clients.items()}


@contextmanager
def _remembered_people() -> Iterator[None]:
    """Each cell is rolled back, so while one state is tried everybody stays who they are: read once a person."""
    users: dict[str, Any] = {}
    posts: dict[str, tuple[Post | None, list[Post]]] = {}
    read_user = auth.get_user

    def user_of(request):
        key = request.session.session_key
        if key not in users:
            users[key] = read_user(request)
        return users[key]

    def post_of(request):
        key = request.session.session_key
        if key not in posts:
            posts[key] = active_post(request), request.posts
        post, request.posts = posts[key]
        return post

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(auth, "get_user", user_of)
        patch.setattr("accounts.middleware.active_post", post_of)
        yield


def _try_cell(obj, step, client) -> str:
    try:
        with transaction.atomic():
            answer = client.post(obj.step_url(step.name))
            raise RollBack
    except RollBack:
        return SIGNS[answer.status_code]


# --- the judgement ---------------------------------------------------------------------------------------------------


def judge(key: str, rows: Rows, request: pytest.FixtureRequest, anybodys: tuple[str, ...] = ()) -> None:
    """Every state seen; nobody answered whom the permit does not name; nobody acts for another unit; as committed.

    `anybodys` are steps that every unit may take on everybody's object (say, asking for what another provides).
    """
    # A state that no walk meets would be a state that nobody tried.
    seen = {state.split(" ")[0] for state in rows}
    assert set(REGISTRY[key].states.values) - seen == set()
    assert _wrong_roles(key, rows) == []
    assert [found for found in _strangers(rows) if found[1] not in anybodys] == []
    text, committed = as_text(key, rows), FOLDER / f"{key}.md"
    if request.config.getoption("--write-matrix"):
        FOLDER.mkdir(exist_ok=True)
        committed.write_text(text)
    assert committed.exists(), "--write-matrix"
    assert text == committed.read_text()


def _wrong_roles(key: str, rows: Rows) -> list[tuple[str, str, str]]:
    steps = REGISTRY[key].by_name
    return [
        (state, name, role)
        for state, transitions in rows.items()
        for name, cells in transitions.items()
        for role, sign in cells.items()
        if sign in "✓…" and POSTS[role][0] not in steps[name].permit.roles
    ]


def _strangers(rows: Rows) -> list[tuple[str, str]]:
    return [
        (state, name)
        for state, transitions in rows.items()
        for name, cells in transitions.items()
        if cells["stranger"] in "✓…" or cells["strange_leader"] in "✓…"
    ]


def as_text(key: str, rows: Rows) -> str:
    """One table a state: transitions down, roles across."""
    machine = REGISTRY[key]
    lines = [f"# {key}", "", LEGEND, ""]
    for state in sorted(rows):
        value = state.split(" ")[0]
        lines += [f"## {state} {machine.states(value).label}", ""]
        first = max((_width(name) for name in rows[state]), default=0) + 2
        lines.append(_pad("", first) + " ".join(POSTS))
        for name, cells in rows[state].items():
            lines.append(_pad(name, first) + " ".join(_pad(cells[role], len(role)) for role in POSTS).rstrip())
        lines.append("")
    return "\n".join(lines)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _pad(text: str, width: int) -> str:
    return text + " " * (width - _width(text))
