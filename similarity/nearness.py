"""What is near in meaning, whatever its words: one row a project in memory, one product a query."""

from collections.abc import Set

import numpy as np

FIRST = 1024  # rows; doubled when full


class Nearness:
    def __init__(self, width: int) -> None:
        self._rows = np.zeros((FIRST, width), dtype=np.float32)
        self._count = 0
        self.known = 0

    def add(self, row: np.ndarray | None) -> None:
        """Without a row (nothing was embedded) it is near to nothing."""
        if self._count == len(self._rows):
            self._rows = np.concatenate([self._rows, np.zeros_like(self._rows)])
        if row is not None:
            self._rows[self._count] = row
            self.known += 1
        self._count += 1

    def nearest(self, row: np.ndarray, limit: int, without: Set[int | None]) -> list[int]:
        """Positions, nearest first; `without` those that are asked for or gone."""
        # Not `@`: at this shape its threads cost twenty times the work where other processes want the cores.
        near = np.einsum("ij,j->i", self._rows[: self._count], row)
        wanted = min(limit + len(without), self._count)
        best = np.argpartition(-near, wanted - 1)[:wanted] if wanted else np.array([], dtype=int)
        ordered = best[np.argsort(-near[best])].tolist()
        return [at for at in ordered if at not in without and near[at] > 0][:limit]
