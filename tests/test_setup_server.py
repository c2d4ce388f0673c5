"""script/server from its start to its end, as an instance of its own beside whatever runs in this folder."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

BASE = Path(__file__).resolve().parents[1]
INSTANCE = f"test-server-{os.getpid()}"
OURS = ("DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE", "SECRET_KEY", "DEMO_MODE")
START_SECONDS = 240

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("server")]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def command(port):
    return [sys.executable, "script/lib/server.py", "--no-demo", "--port", str(port)]


def environment(instance=INSTANCE):
    kept = {name: value for name, value in os.environ.items() if name not in OURS}
    return kept | {"GYXXH_INSTANCE": instance}


def start_another(port, instance=INSTANCE):
    return subprocess.run(
        command(port), cwd=BASE, env=environment(instance),
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=START_SECONDS, check=False,
    )  # fmt: skip


def left_behind():
    listed = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout
    return [line for line in listed.splitlines() if INSTANCE in line]


def start(port, output, begun):
    """Begun, noted in `begun`, and waited for until it says that it is ready."""
    with output.open("w") as stdout:
        process = subprocess.Popen(
            command(port), cwd=BASE, env=environment(),
            stdin=subprocess.DEVNULL, stdout=stdout, stderr=subprocess.STDOUT,
        )  # fmt: skip
    begun.append(process)
    deadline = time.monotonic() + START_SECONDS
    while "系统已就绪" not in output.read_text():
        assert process.poll() is None, output.read_text()
        assert time.monotonic() < deadline, output.read_text()
        time.sleep(0.2)
    return process


def is_well(port):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=10) as answer:
        return answer.read() == b"ok"


@pytest.fixture
def server(tmp_path):
    port, output, begun = free_port(), tmp_path / "output", []
    yield lambda: start(port, output, begun), port, output
    for process in begun:
        if process.poll() is None:
            process.terminate()
            process.wait(60)
    for instance in (INSTANCE, f"{INSTANCE}-b"):
        shutil.rmtree(BASE / "var" / instance, ignore_errors=True)
        shutil.rmtree(BASE / "var" / "log" / instance, ignore_errors=True)


def test_the_whole_product_starts_and_ends_and_starts_again(server):
    go, port, output = server
    process = go()
    assert is_well(port)
    assert "还没有系统管理员" in output.read_text()

    twice = start_another(free_port())
    assert (twice.returncode, twice.stdout) == (7, "")
    assert twice.stderr == f"✗ 本目录的系统已在运行 (进程 {process.pid}), 请先结束它。\n"

    busy = start_another(port, f"{INSTANCE}-b")
    assert (busy.returncode, busy.stdout) == (8, "")
    assert busy.stderr.startswith(f"✗ 端口 {port} 已被其他程序占用")

    process.send_signal(signal.SIGTERM)
    assert process.wait(60) == 0
    assert output.read_text().endswith("已结束, 数据已保留。\n")
    assert left_behind() == []
    kept = BASE / "var" / INSTANCE / "pg" / "PG_VERSION"
    made = kept.stat().st_mtime_ns

    again = go()
    assert is_well(port)
    assert kept.stat().st_mtime_ns == made, "the data of the first time"
    # Ctrl-C reaches the supervisor alone, and it ends the others in order.
    again.send_signal(signal.SIGINT)
    assert again.wait(60) == 0
    assert output.read_text().endswith("正在结束……\n已结束, 数据已保留。\n")
    assert left_behind() == []
