"""Finds candidates among very many projects: an inverted index in memory, one project added at a time.

A query walks only the rarest words of the text (what is common says nothing), and asks what is near in meaning where
texts were embedded: renamed duplicates share few words. The ranker judges the few that either found.
"""

import math
from array import array
from collections import defaultdict
from heapq import nlargest
from typing import Any

from similarity.features import part
from similarity.nearness import Nearness
from similarity.ranker import pair_evidence, weigh_pair
from similarity.vectors import FINGERPRINT, available, fingerprint

WORDS, WALKED, JUDGED = 24, 30_000, 6
NEARER = 2  # for each candidate by words so many by nearness: 12 and 24 find 92 % of the duplicates, words alone 65 %
RARE, SWEPT = 200, 500


class Index:
    def __init__(self) -> None:
        self.items: list[dict[str, Any] | None] = []
        self.keys: list[Any] = []
        self._dropped: set[int] = set()
        self._postings: dict[str, array] = defaultdict(lambda: array("L"))
        self._near = Nearness(FINGERPRINT)

    @staticmethod
    def _words(item: dict[str, Any]) -> dict[str, float]:
        return part("。".join((item["name"], item.get("goals") or "", item.get("content") or ""))).grams

    def add(self, item: dict[str, Any], key: Any = None) -> int:
        """Its position. With a `key` the item itself is not kept: whoever asks has it elsewhere."""
        at = len(self.items)
        self.items.append(item if key is None else None)
        self.keys.append(at if key is None else key)
        for word in self._words(item):
            self._postings[word].append(at)
        # Only what was embedded before: embedding takes a hundred times as long as adding.
        self._near.add(fingerprint(item) if item.get("vectors") is not None else None)
        return at

    def drop(self, at: int) -> None:
        """Out of every answer from now on; its words are swept out when enough have been dropped."""
        self._dropped.add(at)
        if len(self._dropped) >= SWEPT:
            for word, postings in self._postings.items():
                self._postings[word] = array("L", (at for at in postings if at not in self._dropped))
            self._dropped.clear()

    def _count(self, word: str, own: int | None) -> int:
        """How many other projects say it; exact where it is rare, and only there it matters."""
        postings = self._postings[word]
        if len(postings) > RARE:
            return len(postings)
        return sum(at != own and at not in self._dropped for at in postings)

    def candidates(self, item: dict[str, Any], limit: int = JUDGED, own: int | None = None) -> list[int]:
        """Positions of `limit` projects by words, then twice as many by meaning; this one may stand at `own`."""
        found = self._by_words(item, limit, own)
        if self._near.known and (item.get("vectors") is not None or available()):
            found += self._near.nearest(fingerprint(item), limit * NEARER, self._dropped | {own})
        return list(dict.fromkeys(found))

    def _by_words(self, item: dict[str, Any], limit: int, own: int | None) -> list[int]:
        """Those that share the most rare words with this one."""
        words = self._words(item)
        counted = ((self._count(word, own), word) for word in words if word in self._postings)
        known = sorted(row for row in counted if row[0])
        total, walked = len(self.items), 0
        sums: dict[int, float] = defaultdict(float)
        for count, word in known[:WORDS]:
            walked += count
            if walked > WALKED and sums:
                break
            gain = words[word] * math.log(1 + total / count)
            for at in self._postings[word]:
                sums[at] += gain
        for at in (self._dropped | {own}) & sums.keys():
            del sums[at]
        return nlargest(limit, sums, key=sums.__getitem__)

    def similar(self, item: dict[str, Any], limit: int = JUDGED) -> list[tuple[int, dict[str, Any]]]:
        """The nearest projects with the ranker's verdict, most alike first; evidence where they are not different."""
        found = [(at, other) for at in self.candidates(item, limit) if (other := self.items[at]) is not None]
        judged = [(at, other, weigh_pair(item, other)) for at, other in found]
        judged.sort(key=lambda row: -row[2]["score"])
        return [(at, verdict | self._shown(item, other, verdict)) for at, other, verdict in judged]

    @staticmethod
    def _shown(item: dict[str, Any], other: dict[str, Any], verdict: dict[str, Any]) -> dict[str, Any]:
        return {"evidence": {} if verdict["predicted"] == "different" else pair_evidence(item, other)}
