"""The same verifier that lies in each package, and what only the system can say: whose package it is.

For a package or an unpacked folder; ends with 1 on any finding.
"""

import hashlib
from pathlib import Path

from django.core.management.base import BaseCommand
from django.utils import timezone

from archives import verifier
from archives.models import ArchivePackage


class Command(BaseCommand):
    help = "核对归档包：找出被改动、缺少或多出的文件，并核对清单的签名和系统的登记"

    def add_arguments(self, parser):
        parser.add_argument("path")

    def handle(self, *args, path, **options):
        names, found = verifier.read(path)
        findings, count = verifier.judge(names, found)
        manifest = found.get(verifier.MANIFEST, ("", b""))[1]
        signature = found.get(verifier.SIGNATURE, ("", b""))[1]
        more, words = self._anchor(Path(path), manifest, signature)
        findings += more
        for finding in findings:
            self.stderr.write(finding)
        for line in words:
            self.stdout.write(line)
        self.stdout.write(f"清单 {count} 个文件，{len(findings)} 处不符。")
        if findings:
            raise SystemExit(1)

    def _anchor(self, path, manifest, signature):
        """(findings, words): a package is the one that was made here, or bears a signature that is trusted here."""
        findings, words = [], []
        made = ArchivePackage.objects.filter(manifest_sha256=hashlib.sha256(manifest).hexdigest()).first()
        if made is not None:
            words.append(f"系统登记：{made.file_name}，{timezone.localdate(made.ready_at)}。")
            if path.is_file() and _whole(path) != made.sha256:
                findings.append("被改动：归档包文件与系统登记的校验值不符")
        trusted = False
        if signature:
            # pyHanko costs a second to load.
            from documents import signing

            verdict = signing.validate_data(manifest, signature)
            trusted = verdict.intact and verdict.trusted
            words.append(f"签名：{verdict.by or '—'}，{verdict.words}")
            if not verdict.intact:
                findings.append(f"签名无效：{verdict.words}")
        elif made is not None and made.signed_by:
            findings.append(f"缺少：{verifier.SIGNATURE}")
        if made is None and not trusted:
            findings.append(f"{verifier.MANIFEST} 没有来源：不是本系统登记的归档包，也没有本系统信任的签名")
        return findings, words


def _whole(path):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
