"""Time and memory that one rendering may take. What goes over is stopped, and a person reads why.

Two fences round the memory. A watch looks at what is really used and raises in Python, where it ends in words. The
system's own limit stands further out: where it meets a C library (Pango, GLib) the process dies instead of raising,
so it is only for what grows faster than the watch looks.
"""

import resource
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LOOK = 0.1
# After it has raised, the watch waits for the stack to unwind; where a callback of C swallowed it, it raises again.
AGAIN = 2
BEYOND = 512
MEGABYTE = 1024 * 1024


class TooLong(Exception):
    """The rendering took more time than it may."""


class TooMuch(MemoryError):
    """The rendering took more memory than it may."""


@contextmanager
def limited(*, seconds: float, megabytes: int) -> Iterator[None]:
    """Raise TooLong after `seconds`, MemoryError over `megabytes` above what the process has now.

    Signals reach the main thread only, and that is where a worker process does its work; elsewhere nothing is limited.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    mapped, used = _memory()
    end, most = time.monotonic() + seconds, used + megabytes * MEGABYTE

    def watch(_signal, _frame) -> None:
        late = time.monotonic() >= end
        if late or _memory()[1] > most:
            signal.setitimer(signal.ITIMER_REAL, AGAIN, LOOK)
            raise TooLong if late else TooMuch

    before = resource.getrlimit(resource.RLIMIT_AS)
    limit = mapped + (megabytes + BEYOND) * MEGABYTE
    if before[1] == resource.RLIM_INFINITY or limit < before[1]:
        resource.setrlimit(resource.RLIMIT_AS, (limit, before[1]))
    handler = signal.signal(signal.SIGALRM, watch)
    signal.setitimer(signal.ITIMER_REAL, min(LOOK, seconds), LOOK)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, handler)
        resource.setrlimit(resource.RLIMIT_AS, before)


def _memory() -> tuple[int, int]:
    """Bytes that the process has mapped, and those in use; where the system does not tell, a generous guess."""
    try:
        mapped, used = Path("/proc/self/statm").read_text(encoding="ascii").split()[:2]
    except OSError:
        return 4 * 1024**3, 0
    return int(mapped) * resource.getpagesize(), int(used) * resource.getpagesize()
