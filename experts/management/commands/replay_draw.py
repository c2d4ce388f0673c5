"""Compute a draw again from its frozen list and seed, and say whether the panel is the one that was drawn."""

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from experts.models import Panel


class Command(BaseCommand):
    help = "按候选名单和随机种子重新计算一次抽取，并与记录核对"

    def add_arguments(self, parser):
        parser.add_argument("panel", help="专家组的编号（uuid）")

    def handle(self, *args, panel: str, **options):
        try:
            found = Panel.objects.select_related("project").get(pk=panel)
        except (Panel.DoesNotExist, ValidationError) as error:
            raise CommandError(f"没有编号为 {panel} 的专家组。") from error
        self.stdout.write(f"{found}\n算法 {found.algorithm}，种子 {found.seed}\n候选 {len(found.candidates)} 人")
        self.stdout.write(f"候选名单校验值 {found.candidates_hash}")
        if differences := found.replay():
            raise CommandError("；".join(differences))
        self.stdout.write(self.style.SUCCESS("一致：重新计算的结果与记录相同。"))
