import multiprocessing
import resource
import statistics
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand
from django.test import override_settings

from documents import rendering
from documents.management.commands.make_demo_ca import make_demo_ca
from documents.management.commands.render_sample import sample_context

ROUNDS = 3
MARKS = 5


class Command(BaseCommand):
    """Figures of the printing: `manage.py benchmark_documents --count 20 --memory 500`. No database is touched."""

    help = "测量文书生成：流水线与单用排版引擎之比、两个进程与一个之比、内存"

    def add_arguments(self, parser):
        parser.add_argument("--kind", default="pre_approval")
        parser.add_argument("--count", type=int, default=20, help="每项测量的份数")
        parser.add_argument("--memory", type=int, default=0, help="连续生成多少份看内存（0 不测）")
        parser.add_argument("--skip-workers", action="store_true", help="不测两个进程")

    def handle(self, *args, **options):
        kind, count = options["kind"], options["count"]
        with ExitStack() as stack:
            _signing_with_something(stack)
            if not options["skip_workers"]:
                # Before this process has loaded anything itself: each of the others starts as a worker does.
                self._workers(kind, count)
            rendering.warm_up()
            self._ratio(kind, count)
            if options["memory"]:
                self._memory(kind, options["memory"])

    def _say(self, words: str) -> None:
        self.stdout.write(words)
        self.stdout.flush()

    def _ratio(self, kind: str, count: int) -> None:
        """Ours and bare ones in turn, so that a busy machine slows both; processor time, not the clock on the wall."""
        from documents import press, signing

        context = sample_context(kind)
        page = rendering.html(kind, context)
        press.print_bare(page)
        signing.sign(rendering.render(kind, context).pdf)
        ours, bare = [], []
        for _ in range(count):
            start = time.process_time()
            press.print_bare(page)
            middle = time.process_time()
            made = rendering.render(kind, context)
            signing.sign(made.pdf)
            rendering.text_of(made.pdf)
            bare.append(middle - start)
            ours.append(time.process_time() - middle)
        one, other = statistics.median(ours), statistics.median(bare)
        self._say(
            f"流水线（模板、排版、签名、取文字）{one * 1000:.0f} 毫秒，单用排版引擎 {other * 1000:.0f} 毫秒，"
            f"比值 {one / other:.2f}（要求不超过 1.25）"
        )

    def _workers(self, kind: str, count: int) -> None:
        """One and two in turn. By the clock on the wall, and less the time that others kept the processors from us."""
        wall, own = [], []
        for _ in range(ROUNDS):
            (alone, mine), (both, ours) = (_together(kind, processes, count) for processes in (1, 2))
            wall.append(2 * alone / both)
            own.append(2 * mine / ours)
        self._say(
            f"两个进程与一个进程之比：{statistics.median(own):.2f}（扣除等待处理器的时间；要求不低于 1.8），"
            f"按时钟 {statistics.median(wall):.2f}、最高 {max(wall):.2f}（机器另有负载时偏低），"
            f"两个进程每秒 {2 * count / ours:.2f} 份"
        )

    def _memory(self, kind: str, count: int) -> None:
        context = sample_context(kind)
        step = max(count // MARKS, 1)
        marks = []
        for number in range(1, count + 1):
            rendering.render(kind, context)
            if number % step == 0:
                marks.append(f"{resident():.0f}")
        self._say(
            f"连续生成 {count} 份，每 {step} 份占用 {'、'.join(marks)} MB，"
            f"最高 {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB"
        )


def _signing_with_something(stack: ExitStack) -> None:
    """Signing is a part of the pipeline: where the installation has no certificate, one is made for the moment."""
    if Path(settings.SIGNING_P12).exists():
        return
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
    p12, trust = folder / "office.p12", folder / "ca.pem"
    make_demo_ca(p12, trust, settings.SIGNING_PASSWORD)
    stack.enter_context(override_settings(SIGNING_P12=p12, SIGNING_TRUST=trust))


def resident() -> float:
    """Megabytes that the process holds now."""
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * resource.getpagesize() / 1024**2


def _waited() -> float:
    """Seconds that this process stood ready while others had the processors; 0 where the system does not tell."""
    try:
        return int(Path("/proc/self/schedstat").read_text(encoding="ascii").split()[1]) / 1e9
    except (OSError, IndexError):
        return 0.0


def _work(kind: str, count: int, ready, go, results) -> None:
    from documents import signing

    rendering.warm_up()
    context = sample_context(kind)
    signing.sign(rendering.render(kind, context).pdf)
    ready.release()
    go.wait()
    start, waited = time.perf_counter(), _waited()
    for _ in range(count):
        signing.sign(rendering.render(kind, context).pdf)
    wall = time.perf_counter() - start
    results.put((wall, wall - (_waited() - waited)))


def _together(kind: str, processes: int, count: int) -> tuple[float, float]:
    """Seconds of the slowest one by the clock, and less its waiting; begun at the same moment, after the warm-up."""
    context = multiprocessing.get_context("fork")
    ready, go, results = context.Semaphore(0), context.Event(), context.Queue()
    workers = [context.Process(target=_work, args=(kind, count, ready, go, results)) for _ in range(processes)]
    for worker in workers:
        worker.start()
    for _ in workers:
        ready.acquire()
    go.set()
    times = [results.get(timeout=60 + 20 * count) for _ in workers]
    for worker in workers:
        worker.join()
    return max(wall for wall, _own in times), max(own for _wall, own in times)
