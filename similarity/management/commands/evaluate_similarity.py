"""Judges labelled items as the product would: `manage.py evaluate_similarity FILE`. Needs no database.

A line that cannot be judged is named on the error output, the others are judged all the same; the command then ends
with an error.
"""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from similarity.items import BadItem, read_items
from similarity.ranker import figures, judge


class Command(BaseCommand):
    help = "逐条判断 JSON 行文件中的样本，最后一行给出各类的精确率、召回率和 F1；不能判断的行指明行号"
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)

    def handle(self, *args, file, **options):
        judged, bad = [], 0
        try:
            with file.open("rb") as lines:
                for number, item in read_items(lines):
                    if isinstance(item, BadItem):
                        bad += 1
                        self.stderr.write(f"第 {number} 行不能判断：{item}")
                        continue
                    judged.append(judge(item))
                    self.stdout.write(json.dumps(judged[-1], ensure_ascii=False))
        except OSError as error:
            raise CommandError(f"不能读取 {file}：{error.strerror}") from error
        self.stdout.write(json.dumps(figures(judged), ensure_ascii=False))
        if bad:
            raise CommandError(f"{bad} 行不能判断，其余 {len(judged)} 条已判断。")
