"""Stripes of the kinds that N. T. Vo et al. tell apart, made by columns of the detector.

Full, partial, fluctuating, unresponsive, and wide with blurred edges (Opt. Express 26, 28396
(2018), doi 10.1364/OE.26.028396). The flat fields know nothing of them, as where a detector's
response depends on what falls on it. Each fault has a generator of its own, by its kind and number:
one more of a kind changes no other.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import erf

from synthscope.tomography.simulation.fault_settings import FaultSettings

KINDS = ("full", "partial", "fluctuating", "unresponsive", "wide")
_REACH = 4  # standard deviations of an edge's blur, beyond which nothing is left of it


@dataclass(frozen=True)
class Fault:
    """One stripe.

    Attributes
    ----------
    kind
        One of `KINDS`.
    row, last_row
        Of the detector, both included.
    column, profile
        The first column, and how much of it each column from there on has, at most 1.
    first, stop
        Its angles, first ≤ a < stop.
    gain
        (stop − first,) error of the gain at each of them; of an unresponsive fault the counts, in
        units of those of the beam where nothing absorbs.
    """

    kind: str
    row: int
    last_row: int
    column: int
    profile: NDArray[np.float32]
    first: int
    stop: int
    gain: NDArray[np.float32]

    @property
    def columns(self) -> slice:
        return slice(self.column, self.column + len(self.profile))

    @property
    def angles(self) -> slice:
        return slice(self.first, self.stop)

    def apply(self, expected: NDArray[np.float32], beam: NDArray[np.float32]) -> None:
        """Change the expected counts (angles, columns) of a row, in place.

        `beam` is what the row's columns count where nothing absorbs.
        """
        part = expected[self.angles, self.columns]
        if self.kind == "unresponsive":
            part[...] = self.gain[:, None] * beam[self.columns]
        else:
            part *= 1 + self.gain[:, None] * self.profile


def draw_faults(
    settings: FaultSettings,
    rng: Callable[[str, int], np.random.Generator],
    shape: tuple[int, int],
    angles: int,
) -> list[Fault]:
    """The faults of a detector of (rows, columns), seen at so many angles.

    `rng` gives the generator of a kind and a number.
    """
    return [
        _draw(kind, settings, rng(kind, number), shape, angles)
        for kind, count in settings.counts.items()
        for number in range(count)
    ]


def faults_of_row(faults: list[Fault], row: int) -> Iterator[Fault]:
    """Those that a detector row has."""
    return (fault for fault in faults if fault.row <= row <= fault.last_row)


def _draw(kind, settings: FaultSettings, rng, shape: tuple[int, int], angles: int) -> Fault:
    rows, columns = shape
    height = min(int(rng.integers(settings.rows[0], settings.rows[1] + 1)), rows)
    row = int(rng.integers(0, rows - height + 1))
    sizes = settings.wide_width if kind == "wide" else settings.width
    width = min(int(rng.integers(sizes[0], sizes[1] + 1)), columns)
    column = int(rng.integers(0, columns - width + 1))
    size = float(rng.uniform(*settings.gain)) * (1 if rng.random() < 0.5 else -1)
    profile = np.ones(width, np.float32)
    first, stop = 0, angles
    if kind == "wide":
        column, profile = _blurred(column, width, settings.edge_px, columns)
    if kind == "partial" and angles > 1:
        length = int(rng.integers(max(angles // 10, 1), max(angles * 9 // 10, 2)))
        first = int(rng.integers(0, angles - length + 1))
        stop = first + length
    gain = np.full(stop - first, size, np.float32)
    if kind == "fluctuating":
        gain *= np.clip(rng.standard_normal(stop - first), -3, 3).astype(np.float32)
    if kind == "unresponsive":
        gain[:] = rng.uniform(0.1, 0.9)
    return Fault(kind, row, row + height - 1, column, profile, first, stop, gain)


def _blurred(column: int, width: int, sigma: float, columns: int) -> tuple[int, NDArray]:
    """The first column and the profile of a stripe with blurred edges, cut at the detector's."""
    reach = int(np.ceil(_REACH * sigma))
    places = np.arange(max(column - reach, 0), min(column + width + reach, columns))
    edges = (places[:, None] - [column - 0.5, column + width - 0.5]) / (sigma * np.sqrt(2))
    rise, fall = erf(edges).T
    return int(places[0]), ((rise - fall) / 2).astype(np.float32)
