"""Steps of a start: named, timed, and skipped when their inputs have not changed since they were last done."""

import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VAR = ROOT / "var"
STAMPS = VAR / "stamps"
LOG = VAR / "log"
PYTHON = ROOT / ".venv" / "bin" / "python"


class Stop(Exception):
    """One clear sentence for the person at the terminal, and the exit code."""

    def __init__(self, sentence: str, code: int = 1) -> None:
        super().__init__(sentence)
        self.code = code


def say(line: str = "") -> None:
    print(line, flush=True)


@contextmanager
def step(name: str) -> Iterator[None]:
    begun = time.monotonic()
    yield
    say(f"  ✓ {name}  {time.monotonic() - begun:.1f} 秒")


def digest(*inputs: Path | str) -> str:
    """Of the contents of files and folders, and of plain strings."""
    total = hashlib.sha256()
    for item in inputs:
        if isinstance(item, str):
            total.update(item.encode())
            continue
        files = sorted(path for path in item.rglob("*") if path.is_file()) if item.is_dir() else [item]
        for path in files:
            total.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
    return total.hexdigest()


def once(name: str, key: str, work: Callable[[], None], *, results: tuple[Path, ...] = ()) -> None:
    """Do the work unless it was done for this key and its results still stand."""
    stamp = STAMPS / name
    if stamp.exists() and stamp.read_text() == key and all(path.exists() for path in results):
        return
    forget(name)
    with step(name):
        work()
    STAMPS.mkdir(parents=True, exist_ok=True)
    stamp.write_text(key)


def forget(name: str) -> None:
    (STAMPS / name).unlink(missing_ok=True)


def run(
    command: list[str], *, log: str, attempts: int = 1, cwd: Path = ROOT, env: dict[str, str] | None = None
) -> bool:
    """Quietly; the output goes to var/log. True when it succeeded, at the latest at the last attempt."""
    LOG.mkdir(parents=True, exist_ok=True)
    for attempt in range(1, attempts + 1):
        with (LOG / f"{log}.log").open("ab") as output:
            output.write(f"$ {' '.join(command)}\n".encode())
            output.flush()
            done = subprocess.run(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd=cwd,
                env=os.environ | (env or {}),
                check=False,
            )
        if done.returncode == 0:
            return True
        if attempt < attempts:
            say(f"    {log}: 第 {attempt} 次未成功, 重试……")
            time.sleep(2 * attempt)
    return False


def guarded(main: Callable[[], int]) -> None:
    """Run a command's main: known trouble is one sentence, never a traceback."""
    try:
        sys.exit(main())
    except Stop as trouble:
        print(f"✗ {trouble}", file=sys.stderr, flush=True)
        sys.exit(trouble.code)
    except PermissionError as trouble:
        print(f"✗ 没有权限: {trouble.filename}。请换用该目录的所有者运行, 或修正权限。", file=sys.stderr, flush=True)
        sys.exit(4)
    except OSError as trouble:
        print(f"✗ 系统错误: {trouble}", file=sys.stderr, flush=True)
        sys.exit(5)
    except KeyboardInterrupt:
        print("已中断, 再次运行即可继续。", file=sys.stderr, flush=True)
        sys.exit(130)
