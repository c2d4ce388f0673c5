"""The first people of an empty system, asked for on the terminal: the three administrators, each another person.

Without a security administrator nobody could ever be given a post.
"""

import sys
from getpass import getpass
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from accounts.models import Organisation, Post, User
from accounts.roles import ADMIN_ROLES, OrgKind, Role
from accounts.services import add_named_bodies


class Command(BaseCommand):
    help = "空系统的三员：系统管理员、安全管理员、审计管理员"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--only-ask-whether-needed", action="store_true", help="没有终端时: 只提示, 不提问")

    def handle(self, *args: Any, **options: Any) -> None:
        missing = [role for role in ADMIN_ROLES if not _held(role)]
        if not missing:
            return
        if options["only_ask_whether_needed"]:
            names = "、".join(role.label for role in missing)
            self.stdout.write(f"  ! 还没有{names}。请在终端运行: .venv/bin/python manage.py create_first_admin")
            return
        self.stdout.write("\n三员由三个不同的人担任, 请逐一设立 (安全、审计管理员可以直接回车, 以后再运行本命令):")
        for role in missing:
            try:
                user = self._ask(role)
            except (EOFError, KeyboardInterrupt):
                user = None
            if user is not None:
                self._create(user, role)
                self.stdout.write(f"  ✓ {role.label} {user.display_name} ({user.username}) 已设立\n")
            elif role == Role.SYSTEM_ADMIN:
                raise CommandError("未设立系统管理员。")
            else:
                self.stdout.write(f"  ! {role.label}未设立, 请再次运行 manage.py create_first_admin\n")

    def _ask(self, role: Role) -> User | None:
        self.stdout.write(f"  {role.label}")
        username = self._ask_username(needed=role == Role.SYSTEM_ADMIN)
        if not username:
            return None
        user = User(username=username, display_name=self._ask_text("  姓名: "))
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

    def _ask_username(self, *, needed: bool) -> str:
        while True:
            username = self._ask_text("  用户名: ") if needed else input("  用户名: ").strip()
            if not username:
                return ""
            try:
                User._meta.get_field("username").clean(username, None)
            except ValidationError as wrong:
                self.stdout.write("    " + " ".join(wrong.messages))
                continue
            if not User.objects.filter(username=username).exists():
                return username
            self.stdout.write("    该用户名已存在。")

    @transaction.atomic
    def _create(self, user: User, role: Role) -> None:
        user.save()
        add_named_bodies()
        office = Organisation.objects.standing().get(kind=OrgKind.OFFICE)
        Post.objects.create(user=user, role=role, organisation=office)


def _held(role: Role) -> bool:
    return Post.objects.current().filter(role=role, user__is_active=True).exists()
