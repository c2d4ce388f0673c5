"""Prove that every stored total equals its ledger (articles 21, 22). Ends with 1 where one does not."""

from django.core.management.base import BaseCommand

from funds.reconciliation import differences


class Command(BaseCommand):
    help = "核对资金台账：合同、指标、项目的合计与明细逐一相等"

    def handle(self, *args, **options):
        found, checked = differences()
        for line in found:
            self.stderr.write(line)
        self.stdout.write(f"已核对 {checked} 项合计，{len(found)} 项不符。")
        if found:
            raise SystemExit(1)
