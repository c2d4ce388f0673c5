"""The packing, in a process of its own: it begins small and stays so (20 MB), whatever the worker has printed before.

`python -m archives.apart` reads its order as one line of JSON from standard input, writes the package, says after each
file how many are done, and last what came out. It is Python's standard library alone: no Django, no database. Standard
input stays open for as long as the worker lives; where it ends the worker was killed, and the packing ends as well.
"""

import base64
import hashlib
import json
import os
import re
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, NoReturn

CHUNK = 1 << 20
REFUSED, ABANDONED = 3, 4
HOME = Path(__file__).resolve().parent.parent


class Unsound(Exception):
    """A stored file is missing or not the one that was handed in; the message is for the person who waits."""


@dataclass(frozen=True)
class Packed:
    """What came out. `peak` is what the process has held at most, in MB (0 where the system does not say)."""

    peak: int
    # Of the list that names every other file.
    manifest: str
    # Of the whole, once it is sealed.
    sha256: str = ""
    signed_by: str = ""


# --- the worker's side ---


def pack_apart(order: dict[str, Any], tell: Callable[[int], None]) -> Packed:
    """Carry out the order elsewhere; `tell(done)` hears of each file. Raises Unsound as the packing itself does."""
    program = [sys.executable, "-m", "archives.apart"]
    pipe = subprocess.PIPE
    with subprocess.Popen(program, stdin=pipe, stdout=pipe, stderr=pipe, cwd=HOME) as child:
        try:
            return _follow(child, order, tell)
        finally:
            child.kill()  # done, refused, or out of time: nothing is left behind


def _follow(child: subprocess.Popen, order: dict[str, Any], tell: Callable[[int], None]) -> Packed:
    # Popen was asked for the three.
    assert child.stdin is not None
    assert child.stdout is not None
    assert child.stderr is not None
    child.stdin.write(json.dumps(order).encode() + b"\n")
    child.stdin.flush()
    for line in child.stdout:
        if line.startswith(b"{"):
            return Packed(**json.loads(line))
        tell(int(line))
    words = child.stderr.read().decode(errors="replace").strip()
    raise Unsound(words) if child.wait() == REFUSED else RuntimeError(f"{child.returncode}: {words}")


# --- the side of the packing ---


def main() -> int:
    order = json.loads(sys.stdin.buffer.readline())
    threading.Thread(target=_end_with_the_worker, args=(order["target"],), daemon=True).start()
    try:
        manifest = _write(order)
    except Unsound as refusal:
        sys.stderr.buffer.write(str(refusal).encode())
        return REFUSED
    _say(json.dumps(asdict(Packed(highest(), manifest))))
    return 0


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _end_with_the_worker(target: str) -> NoReturn:
    while os.read(0, CHUNK):
        pass
    Path(target).unlink(missing_ok=True)
    os._exit(ABANDONED)


def _write(order: dict[str, Any]) -> str:
    lines = []
    with zipfile.ZipFile(order["target"], "w", zipfile.ZIP_STORED, allowZip64=True) as archive:
        for done, entry in enumerate(order["entries"], start=1):
            lines.append(_put(archive, entry))
            _say(str(done))
        manifest = json.dumps({**order["head"], "files": lines}, ensure_ascii=False, indent=1).encode()
        archive.writestr(order["manifest"], manifest)
    return hashlib.sha256(manifest).hexdigest()


def _put(archive: zipfile.ZipFile, entry: dict[str, str]) -> dict[str, Any]:
    digest, size = hashlib.sha256(), 0
    info = zipfile.ZipInfo(entry["path"], time.localtime()[:6])
    with archive.open(info, "w", force_zip64=True) as out:
        for chunk in _chunks(entry):
            digest.update(chunk)
            size += len(chunk)
            out.write(chunk)
    if entry["sha256"] and digest.hexdigest() != entry["sha256"]:
        raise Unsound(f"“{entry['title']}”与入库时的校验值不符，请系统管理员从备份恢复后重试。")
    return {"path": entry["path"], "title": entry["title"], "size": size, "sha256": digest.hexdigest()}


def _chunks(entry: dict[str, str]) -> Iterator[bytes]:
    if not entry["stored"]:
        yield base64.b64decode(entry["made"])
        return
    try:
        with open(entry["stored"], "rb") as stored:
            while chunk := stored.read(CHUNK):
                yield chunk
    except FileNotFoundError as missing:
        raise Unsound(f"“{entry['title']}”的存档文件缺失，请系统管理员从备份恢复后重试。") from missing


def highest() -> int:
    """Megabytes that this process has held at most; `ru_maxrss` would count what its parent held."""
    status = Path("/proc/self/status")
    found = re.search(r"VmHWM:\s+(\d+) kB", status.read_text(encoding="ascii")) if status.exists() else None
    return int(found[1]) // 1024 if found else 0


if __name__ == "__main__":
    sys.exit(main())
