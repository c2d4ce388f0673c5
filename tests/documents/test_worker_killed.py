"""A real worker on a real broker is killed in the middle of a paper; the paper arrives all the same, once."""

import contextlib
import hashlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import connection, transaction

from documents import services, tasks
from documents.models import Document
from documents.registry import SPECS
from documents.sending import send_rendering
from guangyuan_xxh.celery import app
from tests.documents.conftest import make_post
from workflow.models import AuditEvent

pytestmark = [pytest.mark.slow]


@pytest.fixture
def broker():
    with app.connection_for_write() as link:
        link.default_channel.queue_purge("celery")
    yield
    with app.connection_for_write() as link:
        link.default_channel.queue_purge("celery")


@pytest.fixture
def start_worker(settings):
    """A worker on the database of this test, with its own process group, so that all of it can be killed."""
    running = []
    database = connection.settings_dict
    socket = database["HOST"].replace("/", "%2F")
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.documents.worker_settings",
        "DATABASE_URL": f"postgres://{database['USER']}@{socket}/{database['NAME']}",
        "MEDIA_ROOT_OF_TEST": str(settings.MEDIA_ROOT),
    }

    def start():
        command = [sys.executable, "-m", "celery", "-A", "guangyuan_xxh", "worker", "-c", "1", "-l", "WARNING"]
        worker = subprocess.Popen(
            [*command, "--without-gossip", "--without-mingle", "--without-heartbeat"],
            env=environment,
            cwd=django_settings.BASE_DIR,
            start_new_session=True,
        )
        running.append(worker)
        return worker

    yield start
    for worker in running:
        kill(worker)


def kill(worker):
    with contextlib.suppress(ProcessLookupError):
        os.killpg(worker.pid, signal.SIGKILL)
    worker.wait()


def wait_for(document_id, *states, seconds=60):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        document = Document.objects.get(pk=document_id)
        if document.state in states:
            return document
        time.sleep(0.002)
    raise AssertionError(f"{document.state} after {seconds} s: {document.error}")


def test_a_paper_survives_the_death_of_its_worker(real_transactions, broker, start_worker, settings):
    settings.DOCUMENT_LEASE_SECONDS = 1
    settings.DOCUMENT_SWEEP_SECONDS = 0
    post = make_post("office_leader")
    spec = SPECS["annual_list"]
    with transaction.atomic():
        # Four hundred lines take seconds to print: time enough to be killed in.
        issued = services.issue_document(
            kind="annual_list", subject=post, thread_id=post.organisation_id, context=spec.sample(400), post=post
        )
    first = start_worker()
    held = wait_for(issued.pk, "rendering")
    time.sleep(0.3)
    kill(first)
    assert Document.objects.get(pk=issued.pk).state == "rendering", "it was killed in the middle"

    time.sleep(1)
    start_worker()
    assert tasks.sweep_documents() == 1
    send_rendering(issued.pk)  # and a message too many, as a restored broker would deliver it
    document = wait_for(issued.pk, "ready", "failed")

    assert document.state == "ready", document.error
    assert document.attempts == 2
    assert held.lease is not None
    time.sleep(0.5)
    made = [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]
    assert len(made) == 1
    content = made[0].read_bytes()
    assert content.startswith(b"%PDF-")
    assert hashlib.sha256(content).hexdigest() == document.sha256
    acts = [event.content.action for event in AuditEvent.objects.about(document).select_related("content")]
    assert acts == ["issue", "render"]
