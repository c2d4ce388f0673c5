"""Judges labelled items as the product would: `manage.py evaluate_similarity FILE`. Needs no database."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand

from similarity.ranker import figures, judge


class Command(BaseCommand):
    help = "逐条判断 JSON 行文件中的样本，最后一行给出各类的精确率、召回率和 F1"
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)

    def handle(self, *args, file, **options):
        judged = []
        with file.open(encoding="utf-8") as lines:
            for line in lines:
                if line.strip():
                    judged.append(judge(json.loads(line)))
                    self.stdout.write(json.dumps(judged[-1], ensure_ascii=False))
        self.stdout.write(json.dumps(figures(judged), ensure_ascii=False))
