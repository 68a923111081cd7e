"""Columns of a scan that fluctuate, or that make a wide stripe: what masks by gradients do not see.

A fluctuating column has a mean like its neighbours' and another spread from angle to angle (N. T.
Vo et al., Opt. Express 26, 28396 (2018), doi 10.1364/OE.26.028396, algorithm 6). The edges of a
wide stripe are too soft for a gradient, but it goes on over few detector rows, and the sample over
many: of the mean over all angles what the rows above and below have too is taken off.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import maximum_filter, median_filter

WIDE_REACH = 12  # columns to either side that a column of a wide stripe is compared with
ROW_REACH = 10  # rows above and below
SURE = 6  # errors of a spread that are no chance
SHADOW = 0.75  # of a stripe's departure: beside it the columns depart by half, the other way
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


def departure(sinogram: NDArray) -> NDArray[np.float32]:
    """(columns,): the mean over the angles less that of the columns `WIDE_REACH` to either side."""
    mean = np.mean(sinogram, axis=0, dtype=np.float64).astype(np.float32)
    beside = np.pad(mean, WIDE_REACH, mode="edge")
    return mean - (beside[: -2 * WIDE_REACH] + beside[2 * WIDE_REACH :]) / 2


def alone(departures: list[NDArray], middle: int) -> NDArray[np.float32]:
    """(columns,): the departure of a row less the median of it and the rows about it."""
    return departures[middle] - np.median(departures, axis=0)


class OddColumns:
    """Tells a row's odd columns once it has seen the rows about it.

    `fluctuating` and `wide` are the least spread and the least departure that count; None: any.
    """

    def __init__(self, rows: int, fluctuating: float | None, wide: float | None):
        self._rows, self._fluctuating, self._wide = rows, fluctuating, wide
        self._spread: dict[int, NDArray] = {}
        self._departure: dict[int, NDArray] = {}

    def see(self, row: int, sinogram: NDArray) -> None:
        """Take note of a row; rows come in ascending order."""
        if self._fluctuating is not None:
            self._spread[row] = fluctuation(sinogram)
        if self._wide is not None:
            self._departure[row] = departure(sinogram)

    def of(self, row: int, columns: int) -> NDArray[np.bool_]:
        """(columns,): which are odd. Rows far above are forgotten then."""
        odd = np.zeros(columns, bool)
        if self._fluctuating is not None:
            odd |= self._spread[row] >= self._fluctuating
        if self._wide is not None:
            first, stop = max(row - ROW_REACH, 0), min(row + ROW_REACH + 1, self._rows)
            about = [self._departure[index] for index in range(first, stop)]
            size = np.abs(alone(about, row - first))
            strongest = maximum_filter(size, 2 * WIDE_REACH + 1, mode="nearest")
            odd |= (size >= self._wide) & (size >= SHADOW * strongest)
        for seen in (self._spread, self._departure):
            for gone in [past for past in seen if past < row - ROW_REACH]:
                del seen[gone]
        return odd
