"""Zingers: radiation that hits the camera itself, in one frame only.

X-rays scattered past the optics, radioactivity and cosmic rays leave bright pixels and short tracks
(S. L. Barna, M. W. Tate, S. M. Gruner and E. F. Eikenberry, Calibration procedures for
charge-coupled device x-ray detectors, Rev. Sci. Instrum. 70, 2927 (1999)).
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from synthscope.tomography.artefacts.settings import ZingerSettings

SATURATION = 65535  # counts, of a camera with 16 bits


@dataclass(frozen=True)
class Zingers:
    """The zingers of a scan, a pixel each of their tracks; all of one length.

    Attributes
    ----------
    number
        Of the zinger that a pixel belongs to.
    angle, row, column
        Its place.
    strength
        Its counts, in units of I0.
    """

    number: NDArray[np.int64]
    angle: NDArray[np.int64]
    row: NDArray[np.int64]
    column: NDArray[np.int64]
    strength: NDArray[np.float32]

    def of_row(self, row: int) -> "Zingers":
        """Those of one detector row."""
        return self._where(self.row == row)

    def apart(self) -> Iterator["Zingers"]:
        """One after the other."""
        starts = np.flatnonzero(np.diff(self.number, prepend=-1))  # in ascending order
        for start, stop in zip(starts, [*starts[1:], len(self.number)]):
            yield self._where(slice(start, stop))

    def add_to(self, counts: NDArray[np.float32], I0: float) -> None:
        """Add those of a row to its counts (angles, columns), in place."""
        np.add.at(counts, (self.angle, self.column), np.rint(self.strength * I0))
        hit = counts[self.angle, self.column]
        counts[self.angle, self.column] = np.minimum(hit, SATURATION)

    def _where(self, chosen: NDArray[np.bool_] | slice) -> "Zingers":
        return Zingers(*(values[chosen] for values in vars(self).values()))


def draw_zingers(
    settings: ZingerSettings, rng: np.random.Generator, angles: int, rows: int, columns: int
) -> Zingers:
    """The zingers of a scan of so many projections of (rows, columns); tracks end at the edges."""
    count = round(settings.per_frame * angles)
    angle = rng.integers(0, angles, count)
    row, column = rng.integers(0, rows, count), rng.integers(0, columns, count)
    length = rng.integers(settings.track_px[0], settings.track_px[1] + 1, count)
    turn = rng.uniform(0, 2 * np.pi, count)
    strength = np.exp(rng.uniform(*np.log(settings.strength), count)).astype(np.float32)
    number = np.repeat(np.arange(count), length)
    step = np.arange(len(number)) - np.repeat(np.cumsum(length) - length, length)
    turn, angle, strength = turn[number], angle[number], strength[number]
    down, right = np.sin(turn), np.cos(turn)
    step = step / np.maximum(np.abs(down), np.abs(right))  # a pixel further in one direction
    row = row[number] + np.rint(step * down).astype(int)
    column = column[number] + np.rint(step * right).astype(int)
    inside = (row >= 0) & (row < rows) & (column >= 0) & (column < columns)
    return Zingers(number, angle, row, column, strength)._where(inside)
