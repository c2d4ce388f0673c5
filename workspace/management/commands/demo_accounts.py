"""The table of accounts that a stranger tries the system with."""

from typing import Any
from unicodedata import east_asian_width

from django.core.management.base import BaseCommand

from accounts.models import Post
from accounts.roles import Role
from workspace.demo.people import PASSWORD

FEW = 3
HEADS = ("角色", "账号", "姓名", "单位")
WIDTHS = (18, 22, 10, 0)


def padded(text: str, width: int) -> str:
    """A Chinese letter is two columns wide."""
    return text + " " * max(1, width - sum(1 + (east_asian_width(letter) in "WF") for letter in text))


class Command(BaseCommand):
    help = "按角色列出演示账号"

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--all", action="store_true", help="列出全部账号，不只是每个角色的前几个")

    def handle(self, *args: Any, **options: Any) -> None:
        posts = Post.objects.current().select_related("user", "organisation").order_by("pk")
        demo = list(posts)
        if not demo:
            self.stdout.write("库中没有演示账号。请先运行 manage.py demo。")
            return
        self.stdout.write(f"演示账号（密码都是 {PASSWORD}）：")
        self.line(HEADS)
        for role in Role:
            mine = [post for post in demo if post.role == role]
            for post in mine if options["all"] else mine[:FEW]:
                self.line((role.label, post.user.username, post.user.display_name, post.organisation.name))
            if len(mine) > FEW and not options["all"]:
                self.line(("", f"……共 {len(mine)} 个", "", ""))

    def line(self, cells: tuple[str, ...]) -> None:
        row = "".join(padded(cell, width) for cell, width in zip(cells, WIDTHS, strict=True))
        self.stdout.write(f"  {row}".rstrip())
