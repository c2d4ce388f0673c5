"""A real worker on a real broker: killed twice in the middle of many papers, stopped by the limits of a rendering."""

import contextlib
import hashlib
import os
import signal
import subprocess
import sys
import time
import zipfile
from collections import Counter

import pytest
from django.conf import settings as django_settings
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from documents import rendering, services, tasks
from documents.models import Batch, Document
from documents.registry import SPECS
from documents.sending import send_rendering
from guangyuan_xxh.celery import app
from tests.documents.conftest import make_post
from tests.documents.full_size import FULL, PAPERS, SECONDS
from workflow.models import AuditEvent

pytestmark = [pytest.mark.slow]
# A worker that is alive is never taken for dead: at full size the machine has other work, too.
LEASE = 15 if FULL else 2


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
        "LEASE_OF_TEST": str(LEASE),
    }

    def start(**limits):
        command = [
            sys.executable,
            "-m",
            "celery",
            "-A",
            "guangyuan_xxh",
            "worker",
            "-c",
            "2" if FULL else "1",
            "-l",
            "WARNING",
        ]
        worker = subprocess.Popen(
            [*command, "--without-gossip", "--without-mingle", "--without-heartbeat"],
            env=environment | limits,
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


def wait_until(what, condition, step=0.02):
    deadline = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < deadline, f"not {what} after {SECONDS} s"
        time.sleep(step)


def made() -> int:
    return Document.objects.filter(state=Document.State.READY).count()


def kill_in_the_middle(worker, enough: int):
    """Once so many papers are there and another is under way: SIGKILL, to the worker and its children."""
    under_way = Document.objects.filter(state=Document.State.RENDERING)
    wait_until("in the middle", lambda: made() >= enough and under_way.exists(), 0.002)
    time.sleep(0.05)
    kill(worker)
    held = list(under_way.values_list("pk", flat=True))
    assert made() < PAPERS, "it was killed before the end"
    return held


def test_a_real_rendering_over_its_limits_is_seen_and_the_retry_works(
    real_transactions, open_threads, broker, start_worker, client
):
    """Three hundred real lines: a worker short of memory, one short of time, one with enough of both."""
    post = make_post("office_leader")
    context = SPECS["annual_list"].sample(300)
    place = {"subject": post, "thread_id": post.organisation_id}
    with transaction.atomic():
        document = services.issue_document(kind="annual_list", context=context, post=post, **place)
    client.force_login(post.user)

    def outcome(**limits) -> Document:
        worker = start_worker(**limits)
        ended = Document.objects.filter(pk=document.pk, state__in=(Document.State.READY, Document.State.FAILED))
        wait_until("ended", ended.exists)
        kill(worker)
        return ended.get()

    for limits, words in (
        ({"RENDER_MEGABYTES": "20"}, "排版占用内存过多（上限 20 MB），已停止。"),
        ({"RENDER_SECONDS": "1"}, "排版超过 1 秒，已停止。"),
    ):
        failed = outcome(**limits)
        assert (failed.state, failed.error, failed.attempts) == ("failed", words + rendering.AGAIN, 1)
        assert not failed.file
        page = client.get(document.get_absolute_url()).content.decode()
        assert words in page
        assert "data-retry" in page
        assert client.post(reverse("documents:retry", args=[document.pk])).status_code == 302
    made = outcome()
    assert (made.state, made.error) == ("ready", "")
    assert made.pages > 10
    acts = [event.content.action for event in AuditEvent.objects.about(document)]
    assert acts == ["issue", "render_failed", "retry", "render_failed", "retry", "render"]


def test_a_batch_survives_two_deaths_of_its_worker(real_transactions, open_threads, broker, start_worker, settings):
    settings.DOCUMENT_LEASE_SECONDS = LEASE
    settings.DOCUMENT_SWEEP_SECONDS = LEASE
    post, spec = make_post("office_leader"), SPECS["certificate"]
    with transaction.atomic():
        for number in range(PAPERS):
            context = {**spec.sample(), "project_name": f"第{number}号项目"}
            place = {"subject": post, "thread_id": post.organisation_id}
            services.issue_document(kind="certificate", context=context, post=post, **place)
    year = timezone.localdate().year
    batch = services.start_batch(kind="certificate", year=year, form="zip", post=post)
    begun = time.monotonic()

    for enough in (PAPERS // 3, PAPERS * 2 // 3):
        worker = start_worker()
        kill_in_the_middle(worker, enough)
    time.sleep(LEASE)
    start_worker()
    # What beat does: it finds what the dead left behind. And a message too many, as a restored broker delivers it.
    send_rendering(Document.objects.order_by("pk").first().pk)

    def done() -> bool:
        tasks.sweep_documents()
        return made() == PAPERS and Batch.objects.get(pk=batch.pk).state != Batch.State.RUNNING

    wait_until("done", done, LEASE / 2)
    papers = list(Document.objects.order_by("entry__number"))
    spent, tries = time.monotonic() - begun, sum(paper.attempts for paper in papers)
    sys.stdout.write(f"{PAPERS} papers, two deaths: {spent:.0f} s, {tries} attempts\n")

    batch.refresh_from_db()
    assert (batch.state, batch.packed, batch.error) == ("ready", PAPERS, "")
    with zipfile.ZipFile(settings.MEDIA_ROOT / batch.file.name) as bundle:
        assert bundle.namelist() == [paper.file_name for paper in papers]
        inside = [hashlib.sha256(bundle.read(name)).hexdigest() for name in bundle.namelist()]
    assert inside == [paper.sha256 for paper in papers]
    on_disk = [path for path in (settings.MEDIA_ROOT / "documents").rglob("*") if path.is_file()]
    hashes = Counter(hashlib.sha256(path.read_bytes()).hexdigest() for path in on_disk if path.suffix == ".pdf")
    assert hashes == Counter(inside), "each paper once, none besides"
    assert all(path.suffix in (".pdf", ".part") for path in on_disk)
    events = AuditEvent.objects.filter(content__action="render").values_list("subject_id", flat=True)
    assert Counter(events) == Counter(str(paper.pk) for paper in papers)
    assert max(paper.attempts for paper in papers) >= 2, "somebody died over a paper, and another took it over"
