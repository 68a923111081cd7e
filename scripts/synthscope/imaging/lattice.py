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

from synthscope.optics.aberrations import aperture_beams
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
    runs
        Detector pixels, by their whole parts too; sorted by row.
    """

    members: np.ndarray
    beams: np.ndarray
    runs: list[Run]

    @cached_property
    def pixels(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """x, y and region of all detector pixels, each (pixels,), in the order of the runs."""
        counts = [run.count for run in self.runs]
        x = np.repeat([run.x for run in self.runs], counts)
        region = np.repeat([run.region for run in self.runs], counts)
        y = [run.first_y + np.arange(run.count) for run in self.runs]
        return x.astype(np.intp), np.concatenate([*y, np.zeros(0, np.intp)]), region


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
        return aperture_beams(
            Grid(self.grid.shape, self.extent), self.semiangle_mrad, self.wavelength
        )

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
                    yield BeamClass(members, whole[members], self._runs(cx / n, cy / m))

    def _runs(self, offset_x: float, offset_y: float) -> list[Run]:
        unit = [1e3 * self.wavelength / e for e in self.grid.extent]
        limit = 1e3 * self.wavelength * band_limit(self.grid)
        outer = min(limit, max(d.outer_mrad for d in self.detectors))
        half_x, half_y = (math.ceil(outer / u) + 1 for u in unit)
        y = np.arange(-half_y, half_y + 1)
        runs = []
        for x in range(-half_x, half_x + 1):
            angle2 = ((x + offset_x) * unit[0]) ** 2 + ((y + offset_y) * unit[1]) ** 2
            region = np.full(len(y), -1)
            inside = angle2 <= limit**2 * (1 + 2e-9)
            on = [(angle2 >= d.inner_mrad**2) & (angle2 < d.outer_mrad**2) for d in self.detectors]
            for number, seen in enumerate(self.regions):
                here = inside.copy()
                for i, mask in enumerate(on):
                    here &= mask if i in seen else ~mask
                region[here] = number
            borders = np.flatnonzero(np.diff(region)) + 1
            for first, last in zip([0, *borders], [*borders, len(y)]):
                if region[first] >= 0:
                    runs.append(Run(int(region[first]), x, int(y[first]), int(last - first)))
        return runs
