from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from documents import rendering
from documents.registry import SERIES, SPECS
from documents.services import freeze


class Command(BaseCommand):
    """The PDF of a kind from its sample, to look at: `manage.py render_sample pre_approval --out /tmp/a.pdf`."""

    help = "用样例数据生成一种文书的 PDF，供查看版式"

    def add_arguments(self, parser):
        parser.add_argument("kind", metavar="文种", help="、".join(SPECS))
        parser.add_argument("--out", metavar="文件", default="", help="默认写到当前目录的 <文种>.pdf")

    def handle(self, *args, **options):
        kind = options["kind"]
        if kind not in SPECS:
            raise CommandError(f"没有“{kind}”这一文种。可选：{'、'.join(SPECS)}")
        path = Path(options["out"] or f"{kind}.pdf")
        made = rendering.render(kind, sample_context(kind))
        path.write_bytes(made.pdf)
        self.stdout.write(f"已生成 {path}，{made.pages} 页。")


def sample_context(kind: str) -> dict:
    """The frozen context that a sample would have had it been issued today."""
    spec = SPECS[kind]
    whole, today = spec.complete(spec.sample()), timezone.localdate()
    number = SERIES[spec.series].text(today.year, 12)
    return freeze(spec, whole, number=number, title=spec.title.format(**whole), on=today)
