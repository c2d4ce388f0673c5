"""The same verifier that lies in each package, for a package or an unpacked folder; ends with 1 on any finding."""

from django.core.management.base import BaseCommand

from archives.verifier import verify


class Command(BaseCommand):
    help = "核对归档包：找出被改动、缺少或多出的文件"

    def add_arguments(self, parser):
        parser.add_argument("path")

    def handle(self, *args, path, **options):
        findings, count = verify(path)
        for finding in findings:
            self.stderr.write(finding)
        self.stdout.write(f"清单 {count} 个文件，{len(findings)} 处不符。")
        if findings:
            raise SystemExit(1)
