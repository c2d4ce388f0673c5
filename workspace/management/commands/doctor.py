"""Is this installation well? One line each, ✓ or ✗, and with ✗ how it is mended."""

import os
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from celery import current_app
from django.conf import settings
from django.core.cache import cache
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from fontTools.ttLib import TTFont

from workflow.workdays import is_known
from workspace.tasks import HEARTBEAT

# Characters of real names and places that ordinary fonts lack.
RARE = "龑镕喆䶮𬭩㛃"
FACES = {"仿宋": "FandolFang-*", "小标宋": "FandolSong-Bold*", "楷体": "FandolKai-*", "黑体": "FandolHei-*"}
LEAST_FREE_GB = 2
HEARTBEAT_EVERY = timedelta(seconds=30)


class Sick(Exception):
    """What is wrong, and how to mend it."""

    def __init__(self, finding: str, mend: str) -> None:
        super().__init__(finding)
        self.mend = mend


def check_database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SHOW server_version")
            return f"PostgreSQL {cursor.fetchone()[0]}"
    except Exception as trouble:
        raise Sick(
            f"无法连接: {_first_line(trouble)}", "检查 DATABASE_URL 与数据库服务; 单机请先运行 script/server"
        ) from trouble


def check_migrations() -> str:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        raise Sick(f"有 {len(plan)} 项结构变更未执行", "运行 manage.py migrate")
    return "结构为最新"


def check_broker() -> str:
    try:
        with current_app.connection_for_write() as broker:
            broker.ensure_connection(max_retries=1, timeout=2)
        cache.set("doctor", "1", timeout=10)
    except Exception as trouble:
        raise Sick(f"无法连接: {_first_line(trouble)}", "检查 REDIS_URL 与 Valkey/Redis 服务") from trouble
    return "消息队列与缓存可用"


def check_worker() -> str:
    answers = current_app.control.ping(timeout=2.0)
    if not answers:
        raise Sick(
            "没有后台进程应答", "启动: celery -A guangyuan_xxh worker --concurrency 2; 单机请重启 script/server"
        )
    return f"{len(answers)} 个后台进程在线"


def check_beat() -> str:
    mend = "启动: celery -A guangyuan_xxh beat (只能有一个); 单机请重启 script/server"
    last = parse_datetime(cache.get(HEARTBEAT) or "")
    if last is None:
        raise Sick("五分钟内没有定时任务", mend)
    age = timezone.now() - last
    if age > 3 * HEARTBEAT_EVERY:
        raise Sick(f"上次定时任务在 {age.seconds} 秒前", mend)
    return f"上次定时任务在 {age.seconds} 秒前"


def check_fonts() -> str:
    folder = Path(settings.FONTS_DIR)
    absent = [name for name, pattern in FACES.items() if not any(folder.glob(pattern))]
    if absent:
        raise Sick(f"缺少公文字体: {'、'.join(absent)}", "运行 script/bootstrap, 或把字体放进 " + str(folder))
    known: set[int] = set()
    for path in sorted(folder.glob("*.[ot]t[fc]")):
        with TTFont(path, lazy=True, fontNumber=0) as face:
            known |= face.getBestCmap().keys()
    lost = [character for character in RARE if ord(character) not in known]
    if lost:
        raise Sick(f"生僻字无法显示: {' '.join(lost)}", "安装 Noto Serif CJK SC (script/bootstrap 会下载)")
    return f"公文字体齐全, 生僻字 {' '.join(RARE)} 可显示"


def check_disk() -> str:
    free = shutil.disk_usage(_existing(Path(settings.MEDIA_ROOT))).free / 1024**3
    if free < LEAST_FREE_GB:
        raise Sick(f"磁盘只剩 {free:.1f} GB", f"清理磁盘, 附件目录 {settings.MEDIA_ROOT} 至少需 {LEAST_FREE_GB} GB")
    return f"磁盘剩余 {free:.0f} GB"


def check_media() -> str:
    root = Path(settings.MEDIA_ROOT)
    if not os.access(_existing(root), os.W_OK | os.X_OK):
        raise Sick(f"附件目录不可写: {root}", f"把 {root} 的所有者改为运行本系统的用户")
    return f"附件目录可写 {root}"


def check_clock() -> str:
    if settings.TIME_ZONE != "Asia/Shanghai":
        raise Sick(f"时区为 {settings.TIME_ZONE}", "把 TIME_ZONE 改为 Asia/Shanghai")
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        drift = abs(cursor.fetchone()[0] - datetime.now(UTC))
    if drift > timedelta(seconds=5):
        raise Sick(f"与数据库时钟相差 {drift.total_seconds():.0f} 秒", "在两台机器上启用时间同步 (chrony 或 NTP)")
    return f"北京时间 {timezone.localtime():%Y-%m-%d %H:%M}, 与数据库一致"


def check_holidays() -> str:
    soon = timezone.localdate() + timedelta(days=14)
    if not is_known(soon.year):
        raise Sick(
            f"{soon.year} 年节假日安排尚未录入, 期限暂按周末和固定节日计算",
            "由系统管理员在“工作日”页录入国务院办公厅通知",
        )
    return f"{soon.year} 年节假日安排已有"


CHECKS: dict[str, Callable[[], str]] = {
    "数据库": check_database,
    "数据库结构": check_migrations,
    "消息队列": check_broker,
    "后台进程": check_worker,
    "定时器": check_beat,
    "字体": check_fonts,
    "磁盘": check_disk,
    "附件目录": check_media,
    "时钟": check_clock,
    "工作日": check_holidays,
}


class Command(BaseCommand):
    help = "检查本机安装是否健康"
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--only", nargs="+", choices=CHECKS, metavar="项目", help="只检查: " + " ".join(CHECKS))

    def handle(self, *args: Any, **options: Any) -> None:
        sick = [name for name in options["only"] or CHECKS if not self._report(name, CHECKS[name])]
        if sick:
            raise CommandError(f"{len(sick)} 项需要处理: {'、'.join(sick)}")
        self.stdout.write("一切正常。")

    def _report(self, name: str, check: Callable[[], str]) -> bool:
        try:
            self.stdout.write(f"✓ {name}: {check()}")
        except Sick as finding:
            self.stdout.write(f"✗ {name}: {finding}\n    处理: {finding.mend}")
        except Exception as trouble:
            self.stdout.write(f"✗ {name}: 无法检查 ({_first_line(trouble)})\n    处理: 先处理上面的问题")
        else:
            return True
        return False


def _first_line(trouble: Exception) -> str:
    return (str(trouble).strip().splitlines() or [type(trouble).__name__])[0]


def _existing(path: Path) -> Path:
    while not path.exists():
        path = path.parent
    return path
