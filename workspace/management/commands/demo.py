"""Five invented years, so that a stranger sees the system at work."""

import shutil
import time
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from accounts.models import Organisation, User
from documents.sending import held
from workspace.demo.load import SEED, load


class Command(BaseCommand):
    help = "装入演示数据：虚构的人员和五年的项目，全部经真实流程办成"

    def add_arguments(self, parser: CommandParser) -> None:
        words = "大约多少个一般项目，默认 260；另有约 40 个县区、涉密和相似的项目"
        parser.add_argument("--projects", type=int, default=260, help=words)
        parser.add_argument("--seed", type=int, default=SEED, help="随机种子，相同则内容相同")
        parser.add_argument("--fresh", action="store_true", help="先清空数据库中的全部数据")

    def handle(self, *args: Any, **options: Any) -> None:
        begun = time.monotonic()
        if settings.SESSION_COOKIE_SECURE:
            raise CommandError("正式部署中不装演示数据：演示账号的密码是公开的。")
        if options["fresh"]:
            self._clear()
        if User.objects.exists() or Organisation.objects.exists():
            raise CommandError("库中已有数据，没有装入演示数据。要清空后重新装入，请用 manage.py demo --fresh。")
        call_command("make_demo_ca", stdout=self.stdout)
        with held():
            load(projects=options["projects"], seed=options["seed"], say=self.stdout.write)
        self.stdout.write(f"  · 演示数据已装入，用时 {time.monotonic() - begun:.0f} 秒")

    def _clear(self) -> None:
        """The audit trail refuses to be emptied, so the whole schema goes and comes again."""
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA public CASCADE")
            cursor.execute("CREATE SCHEMA public")
        call_command("migrate", interactive=False, verbosity=0)
        shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)
