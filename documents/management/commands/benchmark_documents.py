import multiprocessing
import resource
import statistics
import time

from django.core.management.base import BaseCommand

from documents import rendering
from documents.management.commands.render_sample import sample_context


class Command(BaseCommand):
    """Figures of the printing: `manage.py benchmark_documents --count 40 --memory 500`. No database is touched."""

    help = "测量文书生成：流水线与单用排版引擎之比、两个进程与一个之比、内存"

    def add_arguments(self, parser):
        parser.add_argument("--kind", default="pre_approval")
        parser.add_argument("--count", type=int, default=20, help="每项测量的份数")
        parser.add_argument("--memory", type=int, default=0, help="连续生成多少份看内存（0 不测）")
        parser.add_argument("--skip-workers", action="store_true", help="不测两个进程")

    def handle(self, *args, **options):
        kind, count = options["kind"], options["count"]
        rendering.warm_up()
        self._ratio(kind, count)
        if not options["skip_workers"]:
            self._workers(kind, count)
        if options["memory"]:
            self._memory(kind, options["memory"])

    def _ratio(self, kind: str, count: int) -> None:
        """Ours and bare ones in turn, so that a busy machine slows both; processor time, not the clock on the wall."""
        from documents import press, signing

        context = sample_context(kind)
        page = rendering.html(kind, context)
        press.print_bare(page)
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
        self.stdout.write(
            f"流水线（模板、排版、签名、取文字）{one * 1000:.0f} 毫秒，单用排版引擎 {other * 1000:.0f} 毫秒，"
            f"比值 {one / other:.2f}（要求不超过 1.25）"
        )

    def _workers(self, kind: str, count: int) -> None:
        alone = _together(kind, 1, count)
        both = _together(kind, 2, count)
        rate = (2 * count / both) / (count / alone)
        self.stdout.write(
            f"一个进程每秒 {count / alone:.2f} 份，两个进程每秒 {2 * count / both:.2f} 份，"
            f"比值 {rate:.2f}（要求不低于 1.8）"
        )

    def _memory(self, kind: str, count: int) -> None:
        context = sample_context(kind)
        marks = []
        for number in range(1, count + 1):
            rendering.render(kind, context)
            if number in (count // 5, count):
                marks.append(resident())
        self.stdout.write(
            f"连续生成 {count} 份：第 {count // 5} 份时 {marks[0]:.0f} MB，最后 {marks[-1]:.0f} MB，"
            f"最高 {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB"
        )


def resident() -> float:
    """Megabytes that the process holds now."""
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * resource.getpagesize() / 1024**2


def _work(kind: str, count: int, ready, go) -> None:
    rendering.warm_up()
    context = sample_context(kind)
    rendering.render(kind, context)
    ready.release()
    go.wait()
    for _ in range(count):
        rendering.render(kind, context)


def _together(kind: str, processes: int, count: int) -> float:
    """Seconds on the wall until all are done, begun at the same moment after their warm-up."""
    context = multiprocessing.get_context("fork")
    ready, go = context.Semaphore(0), context.Event()
    workers = [context.Process(target=_work, args=(kind, count, ready, go)) for _ in range(processes)]
    for worker in workers:
        worker.start()
    for _ in workers:
        ready.acquire()
    start = time.perf_counter()
    go.set()
    for worker in workers:
        worker.join()
    return time.perf_counter() - start
