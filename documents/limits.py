"""Time and memory that one rendering may take. What goes over is stopped, and a person reads why."""

import resource
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class TooLong(Exception):
    """The rendering took more time than it may."""


@contextmanager
def limited(*, seconds: int, megabytes: int) -> Iterator[None]:
    """Raise TooLong after `seconds`, MemoryError over `megabytes` above what the process has now.

    Signals reach the main thread only, and that is where a worker process does its work; elsewhere nothing is limited.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = resource.getrlimit(resource.RLIMIT_AS)
    limit = _address_space() + megabytes * 1024 * 1024
    if before[1] == resource.RLIM_INFINITY or limit < before[1]:
        resource.setrlimit(resource.RLIMIT_AS, (limit, before[1]))
    handler = signal.signal(signal.SIGALRM, _too_long)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, handler)
        resource.setrlimit(resource.RLIMIT_AS, before)


def _address_space() -> int:
    """Bytes that the process has mapped; where the system does not tell, a generous guess."""
    try:
        return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()
    except OSError:
        return 4 * 1024**3


def _too_long(_signal, _frame):
    raise TooLong
