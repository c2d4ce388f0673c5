"""The first person of an empty system: its system administrator, asked for on the terminal."""

import sys
from getpass import getpass
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from accounts.models import Organisation, Post, User
from accounts.roles import OrgKind, Role

OFFICE_NAME = "广元市经济和信息化委员会"
OFFICE_SHORT_NAME = "市经信委"


class Command(BaseCommand):
    help = "空系统的第一位系统管理员"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--only-ask-whether-needed", action="store_true", help="没有终端时: 只提示, 不提问")

    def handle(self, *args: Any, **options: Any) -> None:
        if Post.objects.current().filter(role=Role.SYSTEM_ADMIN, user__is_active=True).exists():
            return
        if options["only_ask_whether_needed"]:
            self.stdout.write("  ! 还没有系统管理员。请在终端运行: .venv/bin/python manage.py create_first_admin")
            return
        self.stdout.write("\n系统是空的。请设立第一位系统管理员:")
        try:
            user = self._ask()
        except (EOFError, KeyboardInterrupt):
            raise CommandError("未设立系统管理员。") from None
        self._create(user)
        self.stdout.write(f"  ✓ 系统管理员 {user.display_name} ({user.username}) 已设立\n")

    def _ask(self) -> User:
        user = User(username=self._ask_username(), display_name=self._ask_text("  姓名: "))
        while True:
            password = getpass("  密码 (不显示): ") if sys.stdin.isatty() else input()
            try:
                validate_password(password, user)
            except ValidationError as weak:
                self.stdout.write("    " + " ".join(weak.messages))
                continue
            if not sys.stdin.isatty() or getpass("  再输一次: ") == password:
                user.set_password(password)
                return user
            self.stdout.write("    两次输入不一致。")

    def _ask_text(self, question: str) -> str:
        while not (answer := input(question).strip()):
            pass
        return answer

    def _ask_username(self) -> str:
        while True:
            username = self._ask_text("  用户名: ")
            try:
                User._meta.get_field("username").clean(username, None)
            except ValidationError as wrong:
                self.stdout.write("    " + " ".join(wrong.messages))
                continue
            if not User.objects.filter(username=username).exists():
                return username
            self.stdout.write("    该用户名已存在。")

    @transaction.atomic
    def _create(self, user: User) -> None:
        user.save()
        office, _made = Organisation.objects.get_or_create(
            kind=OrgKind.OFFICE, defaults={"name": OFFICE_NAME, "short_name": OFFICE_SHORT_NAME}
        )
        Post.objects.create(user=user, role=Role.SYSTEM_ADMIN, organisation=office)
