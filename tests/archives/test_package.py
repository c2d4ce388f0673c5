"""A package holds everything, is verified by a script that needs nothing; one tampered file is found (13)."""

import hashlib
import json
import re
import subprocess
import sys
import tracemalloc
import zipfile
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from accounts.roles import Role
from archives import packing, verifier
from archives.models import ArchivePackage
from archives.tasks import build_package, sweep_packages
from documents import files
from documents.apart import print_apart
from documents.models import Attachment
from documents.rendering import RenderingError
from tests import factories as make

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
        archive.extractall(tmp_path / "out")
    assert sum(name.startswith("附件/") for name in names) == Attachment.objects.filter(thread_id=project.pk).count()
    assert {"卷内目录.pdf", "核对.py", "清单.json", "数据/专家意见.json"} <= set(names)
    assert "unit_approve" in {row["action"] for row in trail}
    run = [sys.executable, "-I", "-S", str(tmp_path / "out" / "核对.py")]
    done = subprocess.run([*run, str(target)], capture_output=True, text=True, check=False)
    assert (done.returncode, "0 处不符" in done.stdout) == (0, True)
    call_command("verify_archive", str(tmp_path / "out"), stdout=StringIO())


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


def test_large_files_stream(project, quick_index):
    """64 MB in one attachment, some MB of memory; 2 GB go the same way, 1 MB at a time."""
    name = files.write(folder="attachments", suffix=".bin", chunks=(bytes(1 << 20) for _ in range(64)))
    with transaction.atomic():
        Attachment.objects.create(
            thread_id=project.pk, subject_type="projects.project", subject_id=str(project.pk), slot="other",
            name="大文件.bin", file=name, size=64 << 20, sha256=hashlib.sha256(bytes(64 << 20)).hexdigest(),
            content_type="application/octet-stream", uploaded_by=make.Hands(project).applicant,
        )  # fmt: skip
    package, _client = ask(project)
    tracemalloc.start()
    build_package(str(package.pk))
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    package.refresh_from_db()
    assert package.state == "ready"
    assert package.size > 64 << 20
    assert peak < 24 << 20


def test_a_process_that_packs_stays_small():
    """The same with 2 GB: `manage.py benchmark_archive` (docs/figures.md)."""
    run = [sys.executable, "manage.py", "benchmark_archive", "--megabytes", "96"]
    said = subprocess.run(run, capture_output=True, text=True, check=True).stdout
    most = int(re.search(r"打包进程最高 (\d+) MB", said)[1])
    assert "0 处不符" in said
    assert most < 200


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
