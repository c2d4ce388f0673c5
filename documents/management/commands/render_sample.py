from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from documents import rendering
from documents.registry import SERIES, SPECS
from documents.services import freeze

# A code as long as a real one, so that its square is as dense.
CODE = "Ab3dEf5hIj7lMn9pQr1tUv"


class Command(BaseCommand):
    """The PDF of a kind from its sample, to look at: `manage.py render_sample pre_approval --out /tmp/a.pdf`."""

    help = "用样例数据生成一种文书的 PDF，供查看版式"

    def add_arguments(self, parser):
        parser.add_argument("kind", metavar="文种", help="、".join(SPECS) + "；all 为全部")
        parser.add_argument("--out", metavar="文件", default="", help="默认写到当前目录的 <文种>.pdf；all 时为目录")
        parser.add_argument("--mark", metavar="水印", default="", help="每页斜印的字，如 草稿")

    def handle(self, *args, **options):
        kind = options["kind"]
        if kind == "all":
            folder = Path(options["out"] or ".")
            for each in SPECS:
                self._make(each, folder / f"{each}.pdf", options["mark"])
            return
        if kind not in SPECS:
            raise CommandError(f"没有“{kind}”这一文种。可选：{'、'.join(SPECS)}")
        self._make(kind, Path(options["out"] or f"{kind}.pdf"), options["mark"])

    def _make(self, kind: str, path: Path, mark: str) -> None:
        made = rendering.render(kind, sample_context(kind), mark=mark)
        path.write_bytes(made.pdf)
        self.stdout.write(f"已生成 {path}，{made.pages} 页。")


def sample_context(kind: str) -> dict:
    """The frozen context that a sample would have had it been issued today."""
    spec = SPECS[kind]
    whole, today = spec.complete(spec.sample()), timezone.localdate()
    number = SERIES[spec.series].text(today.year, 12)
    return freeze(spec, whole, number=number, title=spec.title.format(**whole), on=today, code=CODE)
