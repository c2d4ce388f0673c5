"""Fits the weights from labelled items: `manage.py fit_similarity tests/similarity/items/tune.jsonl`."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand

from similarity.features import PAIR_FEATURES, pair_features
from similarity.logistic import best_threshold, fit, score
from similarity.ranker import LIMITS, WEIGHTS
from similarity.splits import GROUP_FEATURES, group_features


class Command(BaseCommand):
    help = "由标注样本拟合相似度权重，写入 similarity/weights.json"
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)

    def handle(self, *args, file, **options):
        items = [json.loads(line) for line in file.read_text("utf-8").splitlines() if line.strip()]
        pairs = [item for item in items if item["kind"] == "pair"]
        groups = [item for item in items if item["kind"] == "group"]
        pair_rows = [pair_features(item["a"], item["b"]) for item in pairs]
        near = [at for at, item in enumerate(pairs) if item["label"] != "same"]
        found = {
            "made_by": f"manage.py fit_similarity {file}",
            "items": {"pairs": len(pairs), "groups": len(groups)},
            "same": self._fit(PAIR_FEATURES, pair_rows, [int(item["label"] == "same") for item in pairs]),
            "related": self._fit(
                PAIR_FEATURES, [pair_rows[at] for at in near], [int(pairs[at]["label"] == "related") for at in near]
            ),
            "split": self._fit(
                GROUP_FEATURES,
                [group_features(item["projects"], LIMITS) for item in groups],
                [int(item["label"] == "split") for item in groups],
            ),
        }
        WEIGHTS.write_text(json.dumps(found, ensure_ascii=False, indent=2) + "\n", "utf-8")
        self.stdout.write(f"已写入 {WEIGHTS}")

    @staticmethod
    def _fit(names, rows, labels):
        weights, bias = fit(rows, labels)
        limit = best_threshold([score(weights, bias, row) for row in rows], labels)
        return {"bias": bias, "threshold": limit, "weights": dict(zip(names, weights, strict=True))}
