"""A real Chromium against a live server with a real Celery worker beside it."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from django.db import connection
from playwright.sync_api import Browser, Page, sync_playwright

from tests.city import City, build_city
from tests.journey import PDF
from tests.reviews.story import answered

BASE = Path(__file__).resolve().parents[2]
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
OFFICE = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}
# Playwright runs its own event loop in this thread; Django would take that for an async view.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Not for the session: while Playwright's loop runs in a process, no other test there can sign a paper."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def worker(transactional_db, settings) -> Iterator[subprocess.Popen]:
    """A Celery worker on this test's own database, broker and files."""
    database = connection.settings_dict
    socket = database["HOST"].replace("/", "%2F")
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.documents.worker_settings",
        "DATABASE_URL": f"postgres://{database['USER']}@{socket}/{database['NAME']}",
        "MEDIA_ROOT_OF_TEST": str(settings.MEDIA_ROOT),
        "SIGNING_P12_OF_TEST": str(settings.SIGNING_P12),
    }
    celery = [sys.executable, "-m", "celery", "-A", "guangyuan_xxh"]
    command = [*celery, "worker", "-c", "1", "-l", "WARNING", "--without-gossip", "--without-mingle"]
    process = subprocess.Popen(command, cwd=BASE, env=environment, start_new_session=True)
    yield process
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(timeout=20)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)


class Desk:
    """One person at one browser: signs in by hand, takes steps by their buttons."""

    def __init__(self, browser: Browser, base: str, viewport: dict) -> None:
        self.base = base
        self.context = browser.new_context(viewport=viewport, locale="zh-CN", timezone_id="Asia/Shanghai")
        self.page: Page = self.context.new_page()
        self.errors: list[str] = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", self._console)

    def _console(self, message) -> None:
        # A refused form is an answer (422), and Chromium tells of every answer that is not 2xx.
        if message.type == "error" and "the server responded with a status" not in message.text:
            self.errors.append(message.text)

    def sign_in(self, username: str, password: str = "test-2026-gy") -> "Desk":
        self.open("/accounts/sign-in/")
        self.page.locator("[name=username]").fill(username)
        self.page.locator("[name=password]").fill(password)
        self.page.locator("button[data-sign-in]").first.click()
        self.page.wait_for_selector("main[data-page='workspace.home']")
        return self

    def open(self, path: str) -> Page:
        self.page.goto(path if path.startswith("http") else f"{self.base}{path}")
        return self.page

    def step(self, obj, name: str, /, **fields) -> Page:
        """Open the record, follow its button, fill the form, take the step, and end on the next page."""
        page = self.open(obj.get_absolute_url())
        self.take(page, name, **fields)
        return page

    def take(self, page: Page, name: str, /, **fields) -> None:
        link = page.locator(f"[data-transition-link='{name}']")
        if link.count():
            link.first.click()
        for field, value in fields.items():
            self.fill(page, field, value)
        before = page.url
        button = page.locator(f"button[data-transition='{name}']").first
        with page.expect_navigation():
            button.click()
            confirm = page.locator("dialog[open] button[value='yes'], dialog[open] [data-confirm-yes]")
            if confirm.count():
                confirm.first.click()
        assert page.locator("[data-error]").count() == 0, (before, page.locator("main").inner_text())

    def fill(self, page: Page, field: str, value) -> None:
        control = page.locator(f"[name='{field}']").first
        kind = control.evaluate("e => e.tagName + ':' + (e.type || '')")
        if kind.startswith("SELECT"):
            control.select_option(str(value))
        elif kind.endswith(":radio"):
            page.locator(f"[name='{field}'][value='{value}']").check()
        elif kind.endswith(":checkbox"):
            control.set_checked(bool(value))
        elif kind.endswith(":file"):
            control.set_input_files(value)
        else:
            control.click()  # `fill` alone would write under whatever lies over the field
            control.fill(str(value))

    def answer_further(self, page: Page, panel) -> None:
        """The questions and budget lines beside the aspects, of which nothing is found wanting."""
        said = answered(panel)
        for code, answer in said["checks"].items():
            self.fill(page, f"check_{code}", answer)
        for key, judged in said["budget"].items():
            self.fill(page, f"line_{key}", judged["verdict"])

    def sign_on_paper(self, panel) -> None:
        """The clerk hands in the page with the signatures of all that are left."""
        scan = {"name": "签字件.pdf", "mimeType": "application/pdf", "buffer": PDF}
        ticks = {f"signed_{seat.rank}": True for seat in panel.to_sign()}
        self.step(panel, "sign_on_paper", scan=scan, paper="档案柜 2026-1", **ticks)

    def refused(self, obj, name: str) -> bool:
        """No button for the step, and its address, forced, is answered 403 or 404."""
        page = self.open(obj.get_absolute_url())
        shown = page.locator(f"[data-transition-link='{name}'], button[data-transition='{name}']").count()
        return shown == 0 and page.goto(f"{self.base}{obj.step_url(name)}").status in (403, 404)

    def text(self) -> str:
        return self.page.locator("main").inner_text()

    def leave(self) -> None:
        """No page stays open behind the back: it would ask for news, or hold a place among the editors."""
        self.page.goto("about:blank")
        assert self.errors == []


def look(desk: Desk, address: str, name: str) -> None:
    """Nothing is wider than the window, the top bar stays at the top; a picture where one is asked for."""
    for size, viewport in (("office", OFFICE), ("phone", PHONE)):
        desk.page.set_viewport_size(viewport)
        page = desk.open(address)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), (address, size)
        page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
        top = page.evaluate("document.querySelector('.topbar')?.getBoundingClientRect().top ?? 0")
        assert top == 0, (address, size)
        page.evaluate("window.scrollTo(0, 0)")
        if folder := os.environ.get("LOOK"):
            page.screenshot(path=Path(folder) / f"{name}-{size}.png", full_page=True)
    desk.page.set_viewport_size(OFFICE)


@pytest.fixture
def browser_city(transactional_db) -> City:
    return build_city()


@pytest.fixture
def desks(live_server, chromium):
    """`with desks("applicant") as desk:` a signed-in desk; every console error fails the test.

    Whoever comes back in the same test sits down at the same browser, signed in as before; two at once have two.
    """
    opened: list[Desk] = []
    left: dict[tuple[str, int], list[Desk]] = {}

    @contextmanager
    def open_desk(username: str = "", viewport: dict | None = None) -> Iterator[Desk]:
        size = viewport or OFFICE
        waiting = left.setdefault((username, size["width"]), [])
        if username and waiting:
            desk = waiting.pop()
            desk.page.set_viewport_size(size)
        else:
            desk = Desk(chromium, live_server.url, size)
            opened.append(desk)
            if username:
                desk.sign_in(username)
        yield desk
        desk.leave()
        waiting.append(desk)

    yield open_desk
    for desk in opened:
        desk.context.close()
