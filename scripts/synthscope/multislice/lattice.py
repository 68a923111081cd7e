"""Beams and detector pixels on the reciprocal lattice of a scanned field.

A field of n × m cells, each of them on `grid`, has a reciprocal lattice n × m times finer than
that of a cell. A crystal that repeats n × m times scatters a beam only to beams that differ from
it by the cell's own reciprocal lattice: beams and pixels fall into n · m classes that never meet,
and each class is a small problem on the cell's grid. A field that does not repeat is one class.
"""

import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from synthscope.optics.aberrations import Aberrations, aperture_beams, beam_amplitudes
from synthscope.optics.bandlimit import band_limit
from synthscope.optics.detectors import Detector
from synthscope.optics.grids import Grid


@dataclass(frozen=True)
class Run:
    """Detector pixels (x, first_y … first_y + count − 1), all seen by the same detectors."""

    region: int
    x: int
    first_y: int
    count: int


@dataclass(frozen=True)
class BeamClass:
    """Beams and detector pixels that a periodic specimen couples.

    Attributes
    ----------
    members
        (beams,) numbers into the list of all beams, in order.
    beams
        (beams, 2) whole parts s of the beams' indices: index = repeats · s + offset.
    x, y, region
        (pixels,) each: the detector pixels' whole parts, sorted by x and y, and their region.
    """

    members: np.ndarray
    beams: np.ndarray
    x: np.ndarray
    y: np.ndarray
    region: np.ndarray

    @cached_property
    def runs(self) -> list[Run]:
        """The detector pixels as unbroken rows."""
        new = np.diff(self.y, prepend=np.iinfo(int).min // 2) != 1
        new |= np.diff(self.x, prepend=self.x[:1]) != 0
        new |= np.diff(self.region, prepend=self.region[:1]) != 0
        first = np.flatnonzero(new)
        count = np.diff(first, append=len(self.x))
        return [
            Run(*map(int, values))
            for values in zip(self.region[first], self.x[first], self.y[first], count)
        ]


@dataclass(frozen=True)
class Lattice:
    """What is fixed by the microscope: beams, detector pixels, and how finely they are spaced."""

    grid: Grid
    repeats: tuple[int, int]
    wavelength: float
    semiangle_mrad: float
    detectors: tuple[Detector, ...]

    @property
    def extent(self) -> tuple[float, float]:
        """The field in Å."""
        return tuple(n * e for n, e in zip(self.repeats, self.grid.extent))

    @cached_property
    def beams(self) -> np.ndarray:
        """(beams, 2) indices on the field's reciprocal lattice."""
        return aperture_beams(self._field, self.semiangle_mrad, self.wavelength)

    def amplitudes(self, aberrations: Aberrations) -> np.ndarray:
        """(beams,) of the probe at the entrance surface; see `beam_amplitudes`."""
        return beam_amplitudes(self.beams, self._field, self.wavelength, aberrations)

    @property
    def _field(self) -> Grid:
        """A grid with the field's reciprocal lattice."""
        return Grid(self.grid.shape, self.extent)

    @cached_property
    def frequencies(self) -> np.ndarray:
        """(beams, 2) transverse frequencies in 1/Å."""
        return self.beams / np.array(self.extent)

    @cached_property
    def half(self) -> tuple[int, int]:
        """The largest whole part of a beam's index, along x and y."""
        radius = 1e-3 * self.semiangle_mrad / self.wavelength
        return tuple(
            math.floor(radius * e) + (n > 1) for e, n in zip(self.grid.extent, self.repeats)
        )

    @cached_property
    def regions(self) -> list[tuple[int, ...]]:
        """The sets of detectors that have pixels in common; a pixel belongs to exactly one."""
        edges = sorted({a for d in self.detectors for a in (d.inner_mrad, d.outer_mrad)})
        found = []
        for low, high in itertools.pairwise(edges):
            seen = tuple(
                i
                for i, d in enumerate(self.detectors)
                if d.inner_mrad <= low and high <= d.outer_mrad
            )
            if seen and seen not in found:
                found.append(seen)
        return found

    def classes(self) -> Iterator[BeamClass]:
        """The classes in the order of their offsets."""
        n, m = self.repeats
        whole, offset = np.divmod(self.beams, [n, m])
        for cx in range(n):
            for cy in range(m):
                members = np.flatnonzero((offset[:, 0] == cx) & (offset[:, 1] == cy))
                if len(members):
                    yield BeamClass(members, whole[members], *self._pixels(cx / n, cy / m))

    def _pixels(self, offset_x: float, offset_y: float) -> tuple[np.ndarray, ...]:
        unit = [1e3 * self.wavelength / e for e in self.grid.extent]
        limit = 1e3 * self.wavelength * band_limit(self.grid) * (1 + 1e-9)
        outer = min(limit, max(d.outer_mrad for d in self.detectors))
        x, y = (np.arange(-math.ceil(outer / u) - 1, math.ceil(outer / u) + 2) for u in unit)
        angle2 = ((x + offset_x) * unit[0])[:, None] ** 2 + ((y + offset_y) * unit[1]) ** 2
        seen = np.zeros(angle2.shape, np.int64)  # a bit for each detector
        for i, d in enumerate(self.detectors):
            seen += ((angle2 >= d.inner_mrad**2) & (angle2 < d.outer_mrad**2)) * (1 << i)
        seen[angle2 > limit**2] = 0
        place = np.nonzero(seen)
        code = {sum(1 << i for i in region): n for n, region in enumerate(self.regions)}
        values, inverse = np.unique(seen[place], return_inverse=True)
        region = np.array([code[int(value)] for value in values], int)[inverse]
        return x[place[0]], y[place[1]], region
