"""Loaded by pytest before Django's settings (see pyproject.toml): one PostgreSQL and one Valkey for the whole run.

Two people, or two terminals, may test the same folder at once: each run takes the first free slot.
"""

import atexit
import gc
import os
from collections.abc import Iterator
from itertools import count

import pytest

from guangyuan_xxh import embedded
from tests import strict_templates


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests() -> Iterator[None]:
    is_xdist_worker = "PYTEST_XDIST_WORKER" in os.environ
    if not is_xdist_worker and "DATABASE_URL" not in os.environ:
        _start_servers()
    return (yield)


def _start_servers() -> None:
    for slot in count():
        place = embedded.Place(f"test/{slot}", durable=False)
        servers = embedded.Servers(place)
        if servers.claim():
            break
    atexit.register(servers.stop)
    servers.start()
    os.environ["DATABASE_URL"] = embedded.database_url(place)
    os.environ["REDIS_URL"] = embedded.redis_url(place)


def pytest_configure() -> None:
    strict_templates.install()


def pytest_collection_finish(session: pytest.Session) -> None:
    """Groups stay together, and what stands now stands to the end: the collector need not go through it again."""
    if session.config.getoption("loadgroup", False):
        apart = [item for item in session.items if item.get_closest_marker("xdist_group") and "@" not in item.nodeid]
        # A module's walks would be gone by every process: minutes, and nothing else would tell.
        assert not apart, "pytest and pytest-xdist do not fit each other: groups are torn apart"
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


@pytest.fixture(autouse=True)
def _media_in_a_folder_of_its_own(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
