"""Convolution of frames that come a detector row of all angles at a time.

A kernel is a sum of terms, each a factor along the rotation axis and one across it. Each row of the
result is summed in the order of the rows that reach it, wherever the first one was, so that parts
of a detector have the same bits as the whole.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import correlate1d

POINT = np.ones(1)


@dataclass(frozen=True)
class Term:
    """Two symmetric kernels of odd length: along the rotation axis and across it."""

    along: NDArray[np.float64]
    across: NDArray[np.float64]

    @property
    def reach(self) -> int:
        """Rows to either side."""
        return len(self.along) // 2


def chained(first: Sequence[Term], second: Sequence[Term]) -> list[Term]:
    """One kernel after another, as one."""
    return [
        Term(np.convolve(a.along, b.along), np.convolve(a.across, b.across))
        for a in first
        for b in second
    ]


class Spread:
    """Takes rows one after the other and gives those of the result, `reach` rows behind.

    What has not `reach` rows above it is left out; beyond the first and the last column the same
    goes on.
    """

    def __init__(self, terms: Sequence[Term], reach: int):
        self._terms, self._reach = terms, reach
        self._sums: deque[NDArray[np.float32]] = deque()

    def feed(self, row: NDArray[np.float32]) -> NDArray[np.float32] | None:
        """Add a row (angles, columns); gives the one `reach` rows before it, if that is whole."""
        self._sums.append(np.zeros_like(row))  # that of the row `reach` rows after it
        for term in self._terms:
            passed = correlate1d(row, term.across, axis=1, mode="nearest")
            for step in range(-term.reach, term.reach + 1):
                place = len(self._sums) - 1 - self._reach + step
                weight = term.along[term.reach + step]
                if place >= 0 and weight:
                    self._sums[place] += np.float32(weight) * passed
        return self._sums.popleft() if len(self._sums) > 2 * self._reach else None
