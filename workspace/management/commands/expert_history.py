"""How the experts' room bears a large pool and years of reviews: made by the services, counted, timed."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import Organisation
from documents.sending import held
from workspace.demo.expert_history import load_expert_history


class Command(BaseCommand):
    help = "经真实流程生成大专家库和多年评审历史（空库中使用），并重算每次抽取"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--experts", type=int, default=200, help="专家人数，默认 200")
        parser.add_argument("--years", type=int, default=5, help="年数，默认 5")
        parser.add_argument("--reviews", type=int, default=150, help="评审次数，默认 150")

    def handle(self, *args: Any, **options: Any) -> None:
        if Organisation.objects.exists():
            raise CommandError("库中已有数据；请在空库中使用。")
        begun = time.monotonic()
        wanted = {name: options[name] for name in ("experts", "years", "reviews")}
        with held():
            found = load_expert_history(**wanted, say=self.stdout.write)
        self.stdout.write(
            f"  · 专家组 {found['panels']} 个，意见 {found['seats']} 份，参加过的专家 {found['experts']} 名，"
            f"评审费 {found['fees']} 笔，办理 {found['acts']} 次，用时 {time.monotonic() - begun:.0f} 秒"
        )
        replayed = f"{found['unlike']} 次不一致" if found["unlike"] else "全部一致"
        self.stdout.write(f"  · 重算全部抽取：{replayed}")
