"""Finds candidates among very many projects: an inverted index in memory, one project added at a time.

A query walks only the rarest words of the text (what is common says nothing), then the ranker judges the few nearest.
"""

import math
from array import array
from collections import defaultdict
from heapq import nlargest
from typing import Any

from similarity.features import part
from similarity.ranker import judge_pair

WORDS, WALKED, JUDGED = 24, 30_000, 12


class Index:
    def __init__(self) -> None:
        self.items: list[dict[str, Any]] = []
        self._postings: dict[str, array] = defaultdict(lambda: array("L"))

    @staticmethod
    def _words(item: dict[str, Any]) -> dict[str, float]:
        return part("。".join((item["name"], item.get("goals") or "", item.get("content") or ""))).grams

    def add(self, item: dict[str, Any]) -> None:
        at = len(self.items)
        self.items.append(item)
        for word in self._words(item):
            self._postings[word].append(at)

    def candidates(self, item: dict[str, Any], limit: int = JUDGED) -> list[int]:
        """Positions of the projects that share the most rare words with this one."""
        words = self._words(item)
        known = sorted((len(self._postings[word]), word) for word in words if word in self._postings)
        total, walked = len(self.items), 0
        sums: dict[int, float] = defaultdict(float)
        for count, word in known[:WORDS]:
            walked += count
            if walked > WALKED and sums:
                break
            gain = words[word] * math.log(1 + total / count)
            for at in self._postings[word]:
                sums[at] += gain
        return nlargest(limit, sums, key=sums.__getitem__)

    def similar(self, item: dict[str, Any], limit: int = JUDGED) -> list[tuple[int, dict[str, Any]]]:
        """The nearest projects with the ranker's verdict, most alike first."""
        judged = [(at, judge_pair(item, self.items[at])) for at in self.candidates(item, limit)]
        return sorted(judged, key=lambda row: -row[1]["score"])
