import hashlib
import os
import resource
import tempfile
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.test import override_settings
from django.utils import timezone

from archives import packing, verifier
from archives.apart import highest
from documents import files, rendering
from documents.apart import print_apart

PIECE = 1 << 20
A_FILE = 100 * PIECE


class Command(BaseCommand):
    """Memory and time of a package: `manage.py benchmark_archive --megabytes 2048`. No database is touched.

    This process prints a paper first, as a worker that has been at work; the packing must stay small all the same.
    """

    help = "测量归档包：打包进程的内存、用时，并用核对程序核对"
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--megabytes", type=int, default=2048, help="附件合计")

    def handle(self, *args: Any, **options: Any) -> None:
        media = Path(settings.MEDIA_ROOT)
        media.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=media) as folder, override_settings(MEDIA_ROOT=folder):
            self._measure(options["megabytes"], Path(folder) / "package.zip")

    def _measure(self, megabytes: int, target: Path) -> None:
        whole, rest = divmod(megabytes * PIECE, A_FILE)
        entries = [_attachment(place, size) for place, size in enumerate([A_FILE] * whole + [rest] * bool(rest), 1)]
        rows = packing.index_rows(entries)
        head = {"project_number": "GY0000-00000", "project_name": "测量", "unit": "测量", "number": "—"}
        context = head | {"title": "测量卷内目录", "issued_on": timezone.localdate(), "rows": rows}
        print_apart("archive_index", context)
        # Of the process that prints. `ru_maxrss` counts what its parent held besides: asked while this one is small.
        printing = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        rendering.render("archive_index", context)
        begun = time.monotonic()
        packed = packing.write(entries, context, str(target), lambda done, total: None)
        seconds = time.monotonic() - begun
        findings, count = verifier.verify(target)
        self.stdout.write(
            f"{target.stat().st_size / 1e6:.0f} MB、{count} 个文件，用时 {seconds:.0f} 秒；"
            f"打包进程最高 {packed.peak} MB（要求不超过 200 MB）；"
            f"后台程序（排版过文书）最高 {highest()} MB，排版目录的进程最高 {printing:.0f} MB；"
            f"核对：{len(findings)} 处不符。"
        )


def _attachment(place: int, size: int) -> packing.Entry:
    digest = hashlib.sha256()

    def pieces():
        for _ in range(size // PIECE):
            piece = os.urandom(PIECE)
            digest.update(piece)
            yield piece

    name = files.write(folder="attachments", suffix=".bin", chunks=pieces())
    title = f"附件 {place}"
    return packing.Entry(f"附件/{place:03d}.bin", title, timezone.localdate(), stored=name, sha256=digest.hexdigest())
