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

from synthscope.multislice.detector_pixels import ALL, Pixels, Taken, take_pixels
from synthscope.optics.aberrations import Aberrations, aperture_beams, beam_amplitudes
from synthscope.optics.bandlimit import band_limit
from synthscope.optics.detectors import Detector
from synthscope.optics.grids import Grid


@dataclass(frozen=True)
class BeamClass:
    """Beams and detector pixels that a periodic specimen couples.

    Attributes
    ----------
    members
        (beams,) numbers into the list of all beams, in order.
    beams
        (beams, 2) whole parts s of the beams' indices: index = repeats · s + offset.
    pixels
        The detector pixels, by the whole parts of their indices.
    """

    members: np.ndarray
    beams: np.ndarray
    pixels: Pixels


@dataclass(frozen=True)
class Lattice:
    """What is fixed by the microscope: beams, detector pixels, and how finely they are spaced.

    `taken` are the detector pixels that are summed over. A probe may have a smaller aperture than
    the beams are of, with a semi-angle of `aperture_mrad`; None: it has not. None of all probes has
    one that is smaller than `narrowest_mrad`; None: all have the whole.
    """

    grid: Grid
    repeats: tuple[int, int]
    wavelength: float
    semiangle_mrad: float
    detectors: tuple[Detector, ...]
    taken: Taken = ALL
    aperture_mrad: float | None = None
    narrowest_mrad: float | None = None

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
        lens = aberrations, self.aperture_mrad
        return beam_amplitudes(self.beams, self._field, self.wavelength, *lens)

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

    @property
    def shown(self) -> np.ndarray:
        """(regions, detectors): which detectors see which region."""
        numbers = range(len(self.detectors))
        return np.array([[number in seen for number in numbers] for seen in self.regions])

    def classes(self) -> Iterator[BeamClass]:
        """The classes in the order of their offsets."""
        n, m = self.repeats
        whole, offset = np.divmod(self.beams, [n, m])
        for cx in range(n):
            for cy in range(m):
                members = np.flatnonzero((offset[:, 0] == cx) & (offset[:, 1] == cy))
                if len(members):
                    yield BeamClass(members, whole[members], self._pixels(cx / n, cy / m))

    def _pixels(self, offset_x: float, offset_y: float) -> Pixels:
        unit = [1e3 * self.wavelength / e for e in self.grid.extent]
        limit = 1e3 * self.wavelength * band_limit(self.grid) * (1 + 1e-9)
        outer = min(limit, max(d.outer_mrad for d in self.detectors))
        x, y = (np.arange(-math.ceil(outer / u) - 1, math.ceil(outer / u) + 2) for u in unit)
        angle2 = ((x + offset_x) * unit[0])[:, None] ** 2 + ((y + offset_y) * unit[1]) ** 2
        seen = np.array(
            [(angle2 >= d.inner_mrad**2) & (angle2 < d.outer_mrad**2) for d in self.detectors]
        )
        seen &= angle2 <= limit**2
        numbers = np.arange(len(self.detectors))[:, None, None]
        regions = [(seen == np.isin(numbers, region)).all(axis=0) for region in self.regions]
        return take_pixels(x, y, np.array(regions), self.taken)
