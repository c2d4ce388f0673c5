"""See script/server. One supervisor in the foreground; when it ends, everything ends, and the data stays."""

import argparse
import errno
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from steps import PYTHON, ROOT, VAR, Stop, digest, guarded, once, say, step

from guangyuan_xxh import embedded
from guangyuan_xxh.settings.demo import is_loopback

READY_SECONDS = 60
STOP_SECONDS = 20
RESTARTS = 3
LOG = embedded.LOCAL.log
LOADING, DEMO, EMPTY = "demo loading", "demo", "empty"
HOW_TO_CLEAR = "已设置 DATABASE_URL, 请自行清空该数据库并删除 {}"


class Ended(BaseException):
    """Somebody asked us to end: Ctrl-C, SIGTERM or a closed terminal."""


def end(signum: int, _frame: object) -> None:
    # Once is enough; what follows is the orderly way out.
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, signal.SIG_IGN)
    raise Ended(signum)


# --- before anything starts ------------------------------------------------------------------------------------------


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="script/server", description="在本机启动整个系统")
    parser.add_argument("--fresh", action="store_true", help="先清除内置数据库中的全部数据")
    parser.add_argument("--no-demo", action="store_true", help="不装演示数据, 从第一位管理员开始")
    parser.add_argument("--port", type=int, default=8000, help="端口, 默认 8000")
    parser.add_argument("--host", default="127.0.0.1", help="监听地址, 默认只限本机")
    options = parser.parse_args()
    options.demo = not options.no_demo and os.environ.get("DEMO_MODE", "1") not in {"0", "false", "no", "off"}
    return options


def check_address(host: str, port: int) -> None:
    try:
        family, kind, protocol, _name, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
            probe.listen()
    except (socket.gaierror, OverflowError) as trouble:
        raise Stop(f"地址 {host}:{port} 无效。", 2) from trouble
    except OSError as trouble:
        if trouble.errno == errno.EADDRINUSE:
            raise Stop(f"端口 {port} 已被其他程序占用, 请换一个: script/server --port {port + 1}", 8) from trouble
        if trouble.errno == errno.EACCES:
            raise Stop(f"没有权限使用端口 {port}, 请用 1024 以上的端口。", 4) from trouble
        raise Stop(f"本机没有地址 {host}。", 2) from trouble


def given_database() -> str:
    """The database that somebody named; "" where it is the embedded one."""
    return os.environ.get("DATABASE_URL", "")


def marker() -> Path:
    """The note on what stands in the database: one for each, so that another database is not taken for this one."""
    given = given_database()
    return embedded.LOCAL.home / (f"data-{digest(given)[:12]}" if given else "data")


def marked() -> str:
    return marker().read_text() if marker().exists() else ""


def check_demo(options: argparse.Namespace) -> None:
    """What stands in the database decides; a real register is never mixed with invented people."""
    if options.fresh:
        if given_database():
            raise Stop(f"--fresh 只清除内置数据库; {HOW_TO_CLEAR}, 然后不加 --fresh 启动。".format(marker()), 2)
        return
    found = marked()
    if found == EMPTY and options.demo:
        say("  · 此处是正式数据, 不装演示数据 (要演示请换一个目录, 或加 --fresh)")
        options.demo = False
    if found in {DEMO, LOADING} and not options.demo:
        way = f"{HOW_TO_CLEAR}, 或换一个空库".format(marker()) if given_database() else "请加 --fresh"
        raise Stop(f"此处已有演示数据。要从空库开始, {way}。", 2)


def check_public(options: argparse.Namespace) -> None:
    if options.demo and not is_loopback(options.host):
        raise Stop("演示数据只限本机访问: 请去掉 --host, 或加 --no-demo。", 2)


# --- Django ----------------------------------------------------------------------------------------------------------


def reached(host: str) -> str:
    """The address under which this machine itself reaches a server that listens on `host`."""
    return {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)


def environment(options: argparse.Namespace) -> dict[str, str]:
    hosts = ["localhost", "127.0.0.1", "[::1]"]
    if not is_loopback(options.host):
        hosts += [socket.gethostname(), options.host]
    return {
        "DJANGO_SETTINGS_MODULE": "guangyuan_xxh.settings.local",
        "DATABASE_URL": embedded.database_url(embedded.LOCAL),
        "REDIS_URL": embedded.redis_url(embedded.LOCAL),
        "ALLOWED_HOSTS": ",".join(hosts),
        "MEDIA_ROOT": str(embedded.LOCAL.media),
        "PYTHONUNBUFFERED": "1",
        "INTERFACE_URL": f"http://{reached(options.host)}:{options.port}",
        **os.environ,
        "DEMO_MODE": "1" if options.demo else "0",
    }


def manage(*arguments: str, env: dict[str, str], aloud: bool = False) -> None:
    """A command of the product; its words go to its log, and `aloud` to the terminal too while it works."""
    name = arguments[0]
    command = subprocess.Popen(
        [str(PYTHON), "manage.py", *arguments],
        cwd=ROOT, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    with command, (LOG / f"{name}.log").open("ab") as log:
        try:
            for line in command.stdout or ():
                log.write(line)
                if aloud:
                    say(line.decode(errors="replace").rstrip())
        except BaseException:
            # Whoever ends us ends what we began.
            command.kill()
            raise
    if command.returncode:
        raise Stop(f"{name} 未成功: {last_line(LOG / f'{name}.log')}  (详见 {shown(name)})", 9)


def shown(name: str) -> Path:
    return (LOG / f"{name}.log").relative_to(ROOT)


def last_line(path: Path) -> str:
    lines = path.read_text(errors="replace").strip().splitlines() if path.exists() else []
    return lines[-1][:300] if lines else "没有输出"


def has_command(name: str) -> bool:
    return any(ROOT.glob(f"*/management/commands/{name}.py"))


def prepare(options: argparse.Namespace, env: dict[str, str], servers: embedded.Servers | None) -> None:
    if options.demo and marked() == LOADING:
        # The servers may be ours for the queue alone: what somebody else's database holds is not ours to drop.
        if servers is None or given_database():
            raise Stop(f"上次演示数据没有装完。{HOW_TO_CLEAR}后重试。".format(marker()), 9)
        say("  · 上次演示数据没有装完, 重新装载")
        servers.recreate_database()
        shutil.rmtree(embedded.LOCAL.media, ignore_errors=True)
        marker().unlink()
    with step("数据库结构"):
        manage("migrate", "--no-input", env=env)
    static = digest(ROOT / "static", ROOT / "requirements.lock")
    collected = VAR / "static" / "staticfiles.json"
    once("静态文件", static, lambda: manage("collectstatic", "--no-input", "--clear", env=env), results=(collected,))
    if options.demo:
        load_demo(env)
    else:
        marker().write_text(EMPTY)
        create_first_admin(env)


def load_demo(env: dict[str, str]) -> None:
    if marked() == DEMO:
        return
    if not has_command("demo"):
        say("  · 尚无演示数据命令 (manage.py demo), 从空库开始")
        return
    marker().write_text(LOADING)
    say("  · 演示数据: 五年的项目经真实流程逐件办成, 约需三分钟, 只装一次")
    with step("演示数据"):
        manage("demo", env=env, aloud=True)
    marker().write_text(DEMO)


def create_first_admin(env: dict[str, str]) -> None:
    command = [str(PYTHON), "manage.py", "create_first_admin"]
    if not sys.stdin.isatty():
        command.append("--only-ask-whether-needed")
    done = subprocess.run(command, cwd=ROOT, env=env, check=False)
    if done.returncode:
        raise Stop("还没有系统管理员, 请再次运行 script/server --no-demo。", 9)


# --- the processes ---------------------------------------------------------------------------------------------------


class Supervisor:
    def __init__(self, env: dict[str, str], servers: embedded.Servers | None) -> None:
        self.env = env
        self.servers = servers
        self.commands: dict[str, list[str]] = {}
        self.children: dict[str, subprocess.Popen[bytes]] = {}
        self.restarts: dict[str, list[float]] = {}

    def start(self, name: str, *command: str) -> None:
        self.commands[name] = [str(PYTHON), "-m", *command]
        self._spawn(name)

    def _spawn(self, name: str) -> None:
        with (LOG / f"{name}.log").open("ab") as log:
            self.children[name] = subprocess.Popen(
                self.commands[name],
                cwd=ROOT, env=self.env, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT,
                # Ctrl-C reaches us alone, and we end the others in order.
                start_new_session=True,
                preexec_fn=embedded.end_with_parent,
            )  # fmt: skip

    def watch(self) -> None:
        """Until somebody ends us, or a process cannot be kept alive."""
        while True:
            self.check()
            time.sleep(0.5)

    def check(self) -> None:
        if self.servers:
            for name, child in self.servers.children.items():
                if child.poll() is not None:
                    raise Stop(f"{name} 意外结束 (代码 {child.returncode}), 详见 {shown(name)}", 9)
        for name, child in self.children.items():
            if child.poll() is not None:
                self._revive(name, child.returncode)

    def _revive(self, name: str, code: int) -> None:
        recent = [moment for moment in self.restarts.get(name, []) if moment > time.monotonic() - 300]
        if len(recent) >= RESTARTS:
            raise Stop(f"{name} 反复意外结束 (代码 {code}): {last_line(LOG / f'{name}.log')}  (详见 {shown(name)})", 9)
        self.restarts[name] = [*recent, time.monotonic()]
        say(f"  ! {name} 意外结束 (代码 {code}), 重新启动; 详见 {shown(name)}")
        self._spawn(name)

    def stop(self) -> None:
        for child in self.children.values():
            if child.poll() is None:
                child.terminate()
        deadline = time.monotonic() + STOP_SECONDS
        for child in self.children.values():
            try:
                child.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                # Its group, so that its own children go too. What they worked on is handed out again later.
                os.killpg(child.pid, signal.SIGKILL)
                child.wait()


def start_processes(supervisor: Supervisor, options: argparse.Namespace) -> None:
    host = f"[{options.host}]" if ":" in options.host else options.host
    supervisor.start(
        "web", "gunicorn", "guangyuan_xxh.wsgi", "--bind", f"{host}:{options.port}",
        "--worker-class", "gthread", "--workers", "2", "--threads", "4", "--preload", "--no-control-socket",
        "--timeout", "120", "--graceful-timeout", "10", "--max-requests", "2000", "--max-requests-jitter", "200",
        "--access-logfile", "-",
    )  # fmt: skip
    supervisor.start(
        "worker", "celery", "-A", "guangyuan_xxh", "worker", "--concurrency", "2", "--pool", "prefork",
        "--without-gossip", "--without-mingle", "--loglevel", "INFO",
    )  # fmt: skip
    supervisor.start(
        "beat", "celery", "-A", "guangyuan_xxh", "beat", "--pidfile=", "--loglevel", "INFO",
        "--schedule", str(embedded.LOCAL.home / "beat-schedule"),
    )  # fmt: skip


def wait_until_ready(supervisor: Supervisor, options: argparse.Namespace) -> None:
    host = reached(options.host)
    deadline = time.monotonic() + READY_SECONDS
    while True:
        supervisor.check()
        try:
            with urllib.request.urlopen(f"http://{host}:{options.port}/healthz", timeout=5):
                return
        except urllib.error.HTTPError as trouble:
            raise Stop(f"网站未能正常启动 (HTTP {trouble.code}), 详见 {shown('web')}", 9) from trouble
        except OSError:
            if time.monotonic() > deadline:
                raise Stop(f"网站未能在一分钟内启动, 详见 {shown('web')}", 9) from None
            time.sleep(0.1)


def demo_accounts(env: dict[str, str]) -> str:
    if not has_command("demo_accounts"):
        return ""
    command = [str(PYTHON), "manage.py", "demo_accounts"]
    printed = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    return printed.stdout if printed.returncode == 0 else "(演示账号表暂不可用)"


def serve(options: argparse.Namespace, servers: embedded.Servers, begun: float) -> None:
    env = environment(options)
    is_embedded = "DATABASE_URL" not in os.environ or "REDIS_URL" not in os.environ
    if options.fresh:
        servers.erase()
        marker().unlink(missing_ok=True)
    if is_embedded:
        with step("内置数据库和消息队列"):
            servers.start()
    prepare(options, env, servers if is_embedded else None)
    supervisor = Supervisor(env, servers if is_embedded else None)
    try:
        with step("网站、后台任务和定时器"):
            start_processes(supervisor, options)
            accounts = demo_accounts(env) if options.demo else ""
            wait_until_ready(supervisor, options)
        say(f"\n系统已就绪, 共用 {time.monotonic() - begun:.1f} 秒:  http://{options.host}:{options.port}/\n")
        if accounts:
            say(accounts)
        say(f"按 Ctrl-C 结束; 数据会保留。日志在 {LOG.relative_to(ROOT)}/")
        supervisor.watch()
    finally:
        supervisor.stop()


def main() -> int:
    begun = time.monotonic()
    options = parse_arguments()
    LOG.mkdir(parents=True, exist_ok=True)
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, end)
    servers = embedded.Servers(embedded.LOCAL)
    try:
        if not servers.claim():
            raise Stop(f"本目录的系统已在运行 (进程 {servers.holder()}), 请先结束它。", 7)
        check_address(options.host, options.port)
        check_demo(options)
        check_public(options)
        serve(options, servers, begun)
    except embedded.EmbeddedError as trouble:
        raise Stop(str(trouble), 9) from trouble
    except Ended:
        say("\n正在结束……")
    finally:
        servers.stop()
    say("已结束, 数据已保留。")
    return 0


if __name__ == "__main__":
    guarded(main)
