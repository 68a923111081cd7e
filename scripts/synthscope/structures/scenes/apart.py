"""Places that keep a distance from each other, in a box that repeats along x and y."""

import itertools

import numpy as np

from synthscope.structures.scenes.periodic import between


class Apart:
    """Places taken so far, in cells as wide as the distance, of which nine by three are looked at.

    Parameters
    ----------
    least
        That no two places come closer than, Å.
    period
        (2,) edges of the box, Å.
    """

    def __init__(self, least: float, period: np.ndarray) -> None:
        self._least, self._period = least, period
        self._counts = np.maximum(period // max(least, 1e-3), 1).astype(int).tolist()
        self._cells: dict[tuple[int, ...], list[np.ndarray]] = {}

    def add(self, place: np.ndarray) -> None:
        """Take a place, (3,) Å."""
        self._cells.setdefault(self._cell(place), []).append(place)

    def free(self, place: np.ndarray) -> bool:
        """Whether a place (3,) Å is far enough from all that are taken."""
        if self._least == 0:
            return True
        i, j, k = self._cell(place)
        m, n = self._counts
        around = itertools.product((i - 1, i, i + 1), (j - 1, j, j + 1), (k - 1, k, k + 1))
        keys = {(a % m, b % n, c) for a, b, c in around}
        taken = [one for key in keys for one in self._cells.get(key, ())]
        if not taken:
            return True
        apart = between(np.array(taken), place, self._period)
        return bool(np.linalg.norm(apart, axis=1).min() >= self._least)

    def _cell(self, place: np.ndarray) -> tuple[int, ...]:
        share = place[:2] % self._period / self._period
        flat = np.minimum((share * self._counts).astype(int), np.array(self._counts) - 1)
        return (*flat.tolist(), int(np.floor(place[2] / max(self._least, 1e-3))))
