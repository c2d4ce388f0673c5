"""A package holds everything, is verified by a script that needs nothing; one tampered file is found (13)."""

import hashlib
import json
import os
import re
import signal
import subprocess
import sys
import time
import tracemalloc
import uuid
import zipfile
from io import StringIO
from pathlib import Path

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from accounts.roles import Role
from archives import packing, verifier
from archives.models import LEASE, ArchivePackage
from archives.tables import LEFT_OUT, NO_PART, TABLES, THREADS, tables_of
from archives.tasks import MAX_ATTEMPTS, build_package, sweep_packages
from building.models import Milestone
from documents import rendering
from documents.apart import print_apart
from documents.management.commands.make_demo_ca import make_demo_ca
from documents.models import Attachment, Document
from documents.registry import CORNERS, SPECS
from documents.rendering import RenderingError
from documents.services import issue_document
from projects.models import Project
from projects.states import Stage
from tests import factories as make
from tests.funds.money import Money
from tests.journey import Journey
from tests.reviews.story import Review
from workflow import threads
from workflow.engine import perform

pytestmark = pytest.mark.django_db


@pytest.fixture
def project(db):
    """Accepted on paper: what is packed is what hangs on it."""
    project = make.submit_application(make.make_project())
    type(project).objects.filter(pk=project.pk).update(
        accepted_at=timezone.now(), certificate_number="广信验〔2026〕1号"
    )
    return make.again(project)


@pytest.fixture
def quick_index(monkeypatch):
    """The index is drawn by WeasyPrint; its look is tested with the other papers."""
    monkeypatch.setattr(packing, "print_apart", lambda kind, context: b"%PDF-1.4 index")


def ask(project):
    clerk = make.Hands(project).clerk
    answer = make.signed_in(clerk).post(f"/archives/project/{project.pk}/")
    assert answer.status_code == 302
    return ArchivePackage.objects.get(), make.signed_in(clerk)


def test_package_is_whole_and_verifies(project, quick_index, tmp_path):
    days = dict.fromkeys(("planned_on", "first_on", "due_on"), timezone.localdate())
    Milestone.objects.create(project=project, position=1, name="上线", **days)
    package, client = ask(project)
    assert make.signed_in(make.Hands(project).clerk).post(f"/archives/project/{project.pk}/").status_code == 302
    assert ArchivePackage.objects.count() == 1
    build_package(str(package.pk))
    build_package(str(package.pk))
    package.refresh_from_db()
    assert (package.state, package.error, package.done) == ("ready", "", package.total)
    answer = client.get(f"/archives/package/{package.pk}/download/")
    target = tmp_path / "package.zip"
    target.write_bytes(b"".join(answer.streaming_content))
    with zipfile.ZipFile(target) as archive:
        names = archive.namelist()
        trail = json.loads(archive.read("数据/办理过程（审计）.json"))
        milestones = json.loads(archive.read("数据/里程碑.json"))
        archive.extractall(tmp_path / "out")
    assert sum(name.startswith("附件/") for name in names) == Attachment.objects.filter(thread_id=project.pk).count()
    assert {"卷内目录.pdf", "办理过程.pdf", "核对.py", "清单.json", "数据/专家意见.json"} <= set(names)
    assert {f"数据/{title}.json" for title, _model, _way in TABLES} <= set(names)
    assert [row["name"] for row in milestones] == ["上线"]
    assert "unit_approve" in {row["action"] for row in trail}
    run = [sys.executable, "-I", "-S", str(tmp_path / "out" / "核对.py")]
    done = subprocess.run([*run, str(target)], capture_output=True, text=True, check=False)
    assert (done.returncode, "0 处不符" in done.stdout) == (0, True)
    call_command("verify_archive", str(tmp_path / "out"), stdout=StringIO())


@pytest.fixture
def signed(settings, tmp_path_factory):
    """The office's certificate, as `make_demo_ca` makes it."""
    folder = tmp_path_factory.mktemp("ca")
    settings.SIGNING_P12, settings.SIGNING_TRUST = folder / "office.p12", folder / "ca.pem"
    make_demo_ca(settings.SIGNING_P12, settings.SIGNING_TRUST, settings.SIGNING_PASSWORD)


def tampered(package, folder):
    """Somebody changes a figure, and its hash in the manifest."""
    with zipfile.ZipFile(package.file.path) as archive:
        archive.extractall(folder)
    book, manifest = folder / "数据" / "项目.json", folder / verifier.MANIFEST
    before = hashlib.sha256(book.read_bytes()).hexdigest()
    book.write_text(book.read_text().replace("智慧", "智能", 1))
    after = hashlib.sha256(book.read_bytes()).hexdigest()
    assert before != after
    manifest.write_text(manifest.read_text().replace(before, after))
    return folder


def verified(path):
    """(does the command find nothing, what it said)"""
    out = StringIO()
    try:
        call_command("verify_archive", str(path), stdout=out, stderr=out)
    except SystemExit:
        return False, out.getvalue()
    return True, out.getvalue()


def test_the_manifest_is_anchored_by_the_offices_signature(project, quick_index, signed, tmp_path):
    package, _client = ask(project)
    build_package(str(package.pk))
    package.refresh_from_db()
    assert package.signed_by
    assert verifier.verify(package.file.path) == ([], package.total)
    sound, words = verified(package.file.path)
    assert (sound, "系统登记" in words, "签名有效" in words) == (True, True, True)
    forged = tampered(package, tmp_path / "卷")
    ((finding,), _count) = verifier.verify(forged)
    assert finding.startswith("被改动：清单.json（与签名")
    sound, words = verified(forged)
    assert (sound, "签名无效" in words, "没有来源" in words) == (False, True, True)
    (forged / verifier.SIGNATURE).unlink()
    run = [sys.executable, "-I", "-S", str(forged / "核对.py")]
    said = subprocess.run(run, capture_output=True, text=True, check=False)
    assert (said.returncode, "不能证明清单本身没有改动" in said.stdout) == (0, True)
    assert verified(forged)[0] is False
    # Elsewhere, where nobody knows the package, the signature alone stands for it.
    ArchivePackage.objects.update(manifest_sha256="")
    assert verified(package.file.path)[0] is True


def test_without_a_certificate_the_register_of_packages_anchors_it(project, quick_index, tmp_path):
    package, _client = ask(project)
    build_package(str(package.pk))
    package.refresh_from_db()
    assert package.signed_by == ""
    assert verified(package.file.path)[0] is True
    sound, words = verified(tampered(package, tmp_path / "卷"))
    assert (sound, "没有来源" in words) == (False, True)


def test_every_model_that_hangs_on_a_project_is_in_the_package_or_left_out_for_a_reason():
    """A room that adds a model is asked here where its rows go when the project is filed."""
    listed = {model for _title, model, _way in TABLES}
    assert len({title for title, _model, _way in TABLES}) == len(TABLES)
    there, front = set(), [Project]
    while front:
        target = front.pop()
        for model in apps.get_models():
            points = any(field.related_model is target for field in model._meta.concrete_fields if field.is_relation)
            label = model._meta.label
            if points and label not in there and model._meta.app_label not in LEFT_OUT:
                there.add(label)
                front.append(model)
    assert there - set(LEFT_OUT) == listed
    for _title, model, way in TABLES:
        assert list(apps.get_model(model)._base_manager.filter(**{way: uuid.uuid4()})) == []


def test_the_register_names_who_answers_for_each_paper_and_its_pages(project):
    context = packing.index_context(project, packing.entries_of(project))
    row = next(row for row in context["rows"] if row["path"].startswith("附件/"))
    assert (row["by"], row["pages"]) == (project.unit.name, 1)
    assert project.unit.name in rendering.html("archive_index", whole(context))
    found = {one.path: json.loads(one.made) for one in packing.entries_of(project) if one.path == "数据/项目.json"}
    assert found["数据/项目.json"]["number"] == project.number


def whole(context):
    """With what every paper bears."""
    spec = SPECS["archive_index"]
    return {**CORNERS, **spec.optional, "head": spec.head, "replaces": "", **context}


def test_the_trail_is_read_with_time_person_act_and_article(project):
    rows = packing.trail_context(project)["rows"]
    approved = next(row for row in rows if row["what"].startswith("同意报出"))
    clerk = make.Hands(project).unit_leader
    assert clerk.user.display_name in approved["actor"]
    assert (approved["article"], approved["at"][:4]) == ("第九条", f"{timezone.localdate().year}")


def test_every_room_says_what_it_keeps(db):
    """Contracts, indicators and the ledger stand in the package with every field, a choice in words as well."""
    money = Money()
    money.pay(money.sign(600_000), money.give(600_000), 30_000)
    tables = dict(tables_of(money.project))
    (contract,) = tables["合同"]
    assert (contract["number"], contract["kind_label"]) == ("HT-1", "建设合同")
    assert [row["amount"] for row in tables["付款台账"]] == [30_000]
    assert [row["use_label"] for row in tables["预算指标"]] == ["项目建设"]


def test_a_package_waits_for_papers_that_are_not_printed(project, quick_index):
    context = SPECS["refusal"].sample()
    paper = issue_document(
        kind="refusal", subject=project, thread_id=project.pk, context=context, post=make.Hands(project).clerk
    )
    package, _client = ask(project)
    build_package(str(package.pk))
    package.refresh_from_db()
    assert package.state == "pending"
    # What could not be made is named: a package without it must not look whole.
    Document.objects.filter(pk=paper.pk).update(state=Document.State.FAILED, error="排版失败")
    build_package(str(package.pk))
    package.refresh_from_db()
    assert (package.state, paper.number in package.error) == ("failed", True)


def test_the_papers_files_and_acts_of_its_panels_are_in_the_package(city):
    """They hang on threads of their own (panel, seat, meeting), so that the unit reads no names."""
    journey = Journey(city)
    journey.to(Stage.PRE_APPROVED)
    review = Review(journey)
    review.open()
    review.submit()
    review.convene()
    perform(review.panel, "send_invitations", post=city.office_clerk)
    review.answer_all()
    review.sign_group()
    panel = review.panel
    minutes = {"host": "王主任", "points": ["方案可行。"], "present": [seat.pk for seat in review.seats()]}
    perform(panel.meeting, "hold", post=city.office_clerk, data=minutes)
    project = panel.project
    assert packing.unprinted(project)
    made = {"state": "ready", "file": "x.pdf", "sha256": "0" * 64, "pages": 1, "rendered_at": timezone.now()}
    Document.objects.update(**made)
    entries = packing.entries_of(project)
    kinds = {"draw_record", "group_opinion", "expert_invitation", "minutes"}
    numbers = set(Document.objects.filter(kind__in=kinds).values_list("kind", "number"))
    assert {kind for kind, _number in numbers} == kinds
    papers = {one.title.split()[0] for one in entries if one.path.startswith("文书/")}
    assert {number for _kind, number in numbers} <= papers
    assert any("专家签字件" in one.path for one in entries)
    acts = {row["what"].partition("：")[0] for row in packing.trail_context(project)["rows"]}
    assert {"抽取专家", "专家意见全部提交并开启", "登记纸质签署"} <= acts


def test_every_thread_is_in_the_package_or_left_out_for_a_reason():
    placed = {Project._meta.label, *(model for model, _way in THREADS), *NO_PART}
    there = {model._meta.label for model in threads._models if model._meta.app_label not in LEFT_OUT}
    assert there == placed


def test_changed_missing_and_added_files_are_found(project, quick_index, tmp_path):
    package, _client = ask(project)
    build_package(str(package.pk))
    package.refresh_from_db()
    # The media folder of a test lies in tmp_path as well.
    unpacked = tmp_path / "卷"
    with zipfile.ZipFile(package.file.path) as archive:
        archive.extractall(unpacked)
    first, second, *_rest = sorted((unpacked / "附件").iterdir())
    first.write_bytes(first.read_bytes() + b" ")
    second.unlink()
    (unpacked / "附件" / "夹带.pdf").write_bytes(b"x")
    findings, count = verifier.verify(unpacked)
    assert count == package.total
    assert findings == [f"缺少：附件/{second.name}", "多出：附件/夹带.pdf", f"被改动：附件/{first.name}"]
    errors = StringIO()
    with pytest.raises(SystemExit):
        call_command("verify_archive", str(unpacked), stdout=StringIO(), stderr=errors)
    assert first.name in errors.getvalue()


def test_a_stored_file_that_was_changed_is_not_packed_as_if_it_were_sound(project, quick_index):
    package, client = ask(project)
    stored = Attachment.objects.filter(thread_id=project.pk).first()
    Path(stored.file.path).chmod(0o600)
    Path(stored.file.path).write_bytes(b"other")
    build_package(str(package.pk))
    package.refresh_from_db()
    assert package.state == "failed"
    assert stored.name in package.error
    assert client.get(f"/archives/package/{package.pk}/").status_code == 200
    assert client.get(f"/archives/package/{package.pk}/download/").status_code == 404


def sparse(name, megabytes):
    """A stored file of hundreds of megabytes that takes no place on the disk, and its hash."""
    folder = Path(settings.MEDIA_ROOT)
    folder.mkdir(exist_ok=True)
    with open(folder / name, "wb") as file:
        file.truncate(megabytes << 20)
    digest = hashlib.sha256()
    for _ in range(megabytes):
        digest.update(bytes(1 << 20))
    return digest.hexdigest()


def test_large_files_cost_no_memory_whatever_the_worker_holds(project, quick_index, tmp_path):
    """2 GB go the same way, 1 MB at a time: `manage.py benchmark_archive` (docs/figures.md)."""
    sha256 = sparse("大文件.bin", 192)
    entries = [packing.Entry("附件/大文件.bin", "大文件", None, stored="大文件.bin", sha256=sha256)]
    told, context = [], packing.index_context(project, entries)
    ballast = b"x" * (250 << 20)  # a worker that has printed: none of it comes into the new process
    tracemalloc.start()
    packed = packing.write(entries, context, str(tmp_path / "package.zip"), lambda *done: told.append(done))
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(ballast) == 250 << 20
    assert peak < 2 << 20
    assert 0 < packed.peak < 60
    assert told == [(1, 3), (2, 3), (3, 3)]
    assert verifier.verify(tmp_path / "package.zip") == ([], 3)
    sealed = packing.seal(packed, str(tmp_path / "package.zip"))
    assert sealed.sha256 == hashlib.sha256((tmp_path / "package.zip").read_bytes()).hexdigest()


def children_of(pid):
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def is_running(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def until(what):
    end = time.monotonic() + 20
    while not (found := what()):
        assert time.monotonic() < end
        time.sleep(0.02)
    return found


def test_a_killed_worker_takes_its_packing_with_it(tmp_path):
    """What is packed here never ends: nobody writes into the pipe that it reads."""
    os.mkfifo(tmp_path / "endless")
    target = tmp_path / "package.zip.part"
    entry = {"path": "a", "title": "a", "made": "", "stored": str(tmp_path / "endless"), "sha256": ""}
    order = {"target": str(target), "manifest": "m", "head": {}, "entries": [entry]}
    program = f"from archives.apart import pack_apart; pack_apart({order!r}, print)"
    with subprocess.Popen([sys.executable, "-c", program]) as worker:
        (packing_pid,) = until(lambda: target.exists() and children_of(worker.pid))
        assert is_running(packing_pid)
        worker.kill()
    until(lambda: not is_running(packing_pid))
    assert not target.exists()


def test_out_of_time_nothing_is_left_behind(project, quick_index, monkeypatch):
    """The soft limit of the task, as Celery raises it: in the midst of the packing."""
    started = []

    class Watched(subprocess.Popen):
        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            started.append(self)

    def too_late(package, done, total):
        raise SoftTimeLimitExceeded

    monkeypatch.setattr("archives.apart.subprocess.Popen", Watched)
    monkeypatch.setattr("archives.tasks._tell", too_late)
    package, client = ask(project)
    build_package(str(package.pk))
    package.refresh_from_db()
    assert package.state == "failed"
    assert [one.returncode for one in started] == [-signal.SIGKILL]
    assert list(Path(settings.MEDIA_ROOT).rglob("*.part")) == []
    assert "重试" in client.get(package.get_absolute_url()).content.decode()


def test_the_benchmark_says_what_each_process_held(monkeypatch):
    monkeypatch.setattr("archives.management.commands.benchmark_archive.print_apart", lambda kind, context: b"")
    monkeypatch.setattr("archives.management.commands.benchmark_archive.rendering.render", lambda kind, context: None)
    monkeypatch.setattr(packing, "print_apart", lambda kind, context: b"%PDF-1.4 index")
    said = StringIO()
    call_command("benchmark_archive", megabytes=3, stdout=said)
    assert "0 处不符" in said.getvalue()
    assert int(re.search(r"打包进程最高 (\d+) MB", said.getvalue())[1]) < 60


def test_words_of_the_press_reach_the_person():
    with pytest.raises(RenderingError, match="没有“no_such_paper”这一文种"):
        print_apart("no_such_paper", {})


def test_only_the_office_and_only_after_acceptance_and_never_of_a_classified_project(project):
    hands = make.Hands(project)
    for post in (hands.applicant, hands.unit_leader, hands.of(Role.FINANCE), hands.of(Role.LEADING_GROUP)):
        assert make.signed_in(post).post(f"/archives/project/{project.pk}/").status_code == 403
    type(project).objects.update(accepted_at=None)
    clerk = make.signed_in(hands.clerk)
    assert clerk.post(f"/archives/project/{project.pk}/").status_code == 403
    type(project).objects.update(is_classified=True)
    assert clerk.post(f"/archives/project/{project.pk}/").status_code == 404
    assert ArchivePackage.objects.count() == 0


def test_what_was_lost_is_sent_again(project, monkeypatch):
    sent = []
    monkeypatch.setattr("archives.tasks.send_packing", lambda pk: sent.append(pk) or True)
    package, _client = ask(project)
    assert sweep_packages() == 1
    assert sent == [package.pk]
    ArchivePackage.objects.update(state="packing", attempts=1, started_at=timezone.now() - LEASE * 2)
    assert sweep_packages() == 1
    # Over whom three workers have died waits for a person, who may ask again.
    ArchivePackage.objects.update(attempts=MAX_ATTEMPTS, started_at=timezone.now() - LEASE * 2)
    assert sweep_packages() == 0
    package.refresh_from_db()
    assert (package.state, "多次中断" in package.error) == ("failed", True)
