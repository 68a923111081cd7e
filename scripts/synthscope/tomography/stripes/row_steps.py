"""Stripes by the detector rows that they begin and end with.

A stripe's edges may be too soft for a gradient across the columns, as a wide one's are, or the
stripe too short, as a partial one. But it goes on over few rows: of the mean over all angles, which
a stripe shifts and noise hardly does, it makes a step from one row to the next and, a few rows on,
the step back. What the sample does to that mean grows and fades over many rows, in steps alike, or
is a layer across the detector.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import median_filter

TALLEST = 9  # rows that a stripe goes on over
SLOPE = 2  # steps above and below; the median of them all is how the sample grows or fades there
ROW_REACH = 2 * TALLEST + SLOPE  # rows above and below that tell which stripe a step belongs to
SINGLE = 3  # columns of whose means the median is taken: one alone is noise
LAYER = 193  # columns; a step in more than half of them is a layer of the sample
ALIKE = 2  # times that one of the two steps of a stripe may be as large as the other
CHANCE = 4  # standard deviations of a row's steps; two that stray so far together are no chance


def steady_mean(sinogram: NDArray) -> NDArray[np.float32]:
    """(columns,): the mean over the angles, without what single columns do to it."""
    mean = np.mean(sinogram, axis=0, dtype=np.float64).astype(np.float32)
    return median_filter(mean, min(SINGLE, len(mean)), mode="reflect")


def step_between(before: NDArray, after: NDArray) -> NDArray[np.float32]:
    """(columns,): from the `steady_mean` of a row to that of the next, without layers."""
    change = after - before
    return change - median_filter(change, min(LAYER, len(change)), mode="reflect")


def counted(step: NDArray, about: list[NDArray], least: float) -> NDArray[np.float32]:
    """(columns,): what is left of a step without what goes on in the steps `about` it, itself one
    of them, in units of what counts.

    That is `least`, or more where noise makes such steps.
    """
    noise = np.median(np.abs(step)) / 0.6745  # of normal numbers
    slope = np.clip(np.median(about, axis=0), np.minimum(step, 0), np.maximum(step, 0))
    return (step - slope) / np.float32(max(least, CHANCE * noise))


def back_again(there: NDArray, back: NDArray) -> NDArray[np.bool_]:
    """(columns,): where two steps count, go opposite ways and are alike."""
    less = np.minimum(np.abs(there), np.abs(back))
    more = np.maximum(np.abs(there), np.abs(back))
    return (there * back < 0) & (less >= 1) & (more <= ALIKE * less)


class RowSteps:
    """Tells the stripes of a row once it has seen `ROW_REACH` rows to either side.

    A stripe lies between a step and the step back. One that the scan's first or last row cuts off
    shows one of them: that has to be `ALIKE` times what counts, and no step of another stripe.

    Parameters
    ----------
    rows
        Of the scan.
    least
        The least step that counts, in the unit of the sinograms.
    """

    def __init__(self, rows: int, least: float):
        self._rows, self._least = rows, least
        self._mean: NDArray | None = None
        self._plain: dict[int, NDArray] = {}  # as of `step_between`
        self._steps: dict[int, NDArray] = {}  # from the row before
        self._paired: dict[int, NDArray] = {}  # steps of a stripe that was found
        self._found: dict[int, NDArray] = {}

    def see(self, row: int, sinogram: NDArray) -> None:
        """Take note of a row (angles, columns); rows come in ascending order, and all of them."""
        before, self._mean = self._mean, steady_mean(sinogram)
        self._found[row] = np.zeros(len(self._mean), bool)
        if before is None:
            return
        self._plain[row] = step_between(before, self._mean)
        known = row + 1 if row == self._rows - 1 else row - SLOPE + 1
        for step in range(row - SLOPE, known):
            if step in self._plain:
                self._pair(step)

    def _pair(self, row: int) -> None:
        """Find the stripes that end with the step to a row."""
        window = range(row - SLOPE, row + SLOPE + 1)
        about = [self._plain[step] for step in window if step in self._plain]
        self._steps[row] = counted(self._plain[row], about, self._least)
        self._paired[row] = np.zeros(len(self._steps[row]), bool)
        for first in range(row - TALLEST, row):
            if first in self._steps:
                both = back_again(self._steps[first], self._steps[row])
                for one in (self._paired[first], self._paired[row]):
                    one |= both
                for inside in range(first, row):
                    self._found[inside] |= both

    def stripes(self, row: int) -> NDArray[np.bool_]:
        """(columns,): the stripes of a row, which comes after those that were asked for before."""
        out = self._found[row]
        if row < TALLEST:
            for below in range(row + 1, min(TALLEST, self._rows - 1) + 1):
                out |= self._alone(below)
        if row >= self._rows - TALLEST:
            for above in range(max(self._rows - TALLEST, 1), row + 1):
                out |= self._alone(above)
        for seen in (self._plain, self._steps, self._paired, self._found):
            for gone in [past for past in seen if past <= row - TALLEST]:
                del seen[gone]
        return out

    def _alone(self, row: int) -> NDArray[np.bool_]:
        return (np.abs(self._steps[row]) >= ALIKE) & ~self._paired[row]
