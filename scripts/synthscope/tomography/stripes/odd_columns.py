"""Columns of a scan that fluctuate, or whose mean is off: what masks by gradients do not see.

A fluctuating column has a mean like its neighbours' and another spread from angle to angle (N. T.
Vo et al., Opt. Express 26, 28396 (2018), doi 10.1364/OE.26.028396, algorithm 6). For means that are
off see `RowSteps`.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import median_filter

from synthscope.tomography.stripes.row_steps import RowSteps

SURE = 6  # errors of a spread that are no chance
NEIGHBOURS = 31  # columns whose median spread is the usual one


def fluctuation(sinogram: NDArray) -> NDArray[np.float32]:
    """(columns,): the spread from angle to angle beyond that of the columns beside.

    A standard deviation of single angles, in the unit of the sinogram (angles, columns); 0 where it
    may be chance.
    """
    steps = np.abs(np.diff(np.asarray(sinogram, np.float32), axis=0))
    spread = steps.mean(axis=0) * np.float32(np.sqrt(np.pi) / 2)  # of normal numbers
    usual = median_filter(spread, min(NEIGHBOURS, len(spread)), mode="nearest")
    more = spread > usual * (1 + SURE / np.sqrt(len(sinogram)))
    return np.where(more, np.sqrt(np.maximum(spread**2 - usual**2, 0)), 0)


class OddColumns:
    """Tells a row's odd columns once it has seen the rows about it.

    `fluctuating` and `wide` are the least spread and the least step that count; None: any.
    """

    def __init__(self, rows: int, fluctuating: float | None, wide: float | None):
        self._fluctuating = fluctuating
        self._spread: dict[int, NDArray] = {}
        self._steps = None if wide is None else RowSteps(rows, wide)

    def see(self, row: int, sinogram: NDArray) -> None:
        """Take note of a row; rows come in ascending order, and none is left out."""
        if self._fluctuating is not None:
            self._spread[row] = fluctuation(sinogram)
        if self._steps is not None:
            self._steps.see(row, sinogram)

    def of(self, row: int, columns: int) -> NDArray[np.bool_]:
        """(columns,): which are odd; of a row after those that were asked for before."""
        odd = np.zeros(columns, bool)
        if self._fluctuating is not None:
            odd |= self._spread[row] >= self._fluctuating
            self._spread = {seen: one for seen, one in self._spread.items() if seen > row}
        if self._steps is not None:
            odd |= self._steps.stripes(row)
        return odd
