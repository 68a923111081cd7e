"""What every beam of the probe sends to every frequency on the detector, and the images there.

X_g(k), the amplitude that the beam g sends to the frequency k, is computed once for a configuration
of atoms. It holds the pattern at every position R of the probe,

    I(k, R) = |Σ_g A_g X_g(k) exp(−2πi g·R)|²,

and for a single k that is an image of the scan, band-limited at twice the aperture: a small Fourier
transform over the beams gives its values on a grid of positions from which all others follow.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import scipy.fft

from synthscope.multislice.assembly import position_grid
from synthscope.multislice.cpu.kernels import NUMPY
from synthscope.multislice.detector_pixels import Pixels
from synthscope.multislice.kernels import Kernels
from synthscope.multislice.lattice import BeamClass, Lattice
from synthscope.multislice.multislice import SlicedSpecimen
from synthscope.multislice.planewaves import diffracted, entrance_phases
from synthscope.multislice.transforms import in_place
from synthscope.stem4d.pixels import PixelGrid

BATCH_BYTES = 1 << 21  # of transforms: what stays in cache


@dataclass(frozen=True)
class Row:
    """The images that all frequencies of one kx make, or those of them that one class has.

    Attributes
    ----------
    kx
        1/Å.
    ky
        (n,) 1/Å.
    images
        (n, px, py) float32: the part of the beam that comes to each, on the `position_grid`.
    """

    kx: float
    ky: np.ndarray
    images: np.ndarray


@dataclass(frozen=True)
class _Class:
    part: BeamClass
    offset: np.ndarray
    amplitudes: np.ndarray


class Scattering:
    """A_g X_g(k) of one configuration.

    Parameters
    ----------
    sample
        One cell of the field, all its slices.
    lattice
        Of the field, with a detector that takes in all of the grid.
    grid
        The pixels that patterns have.
    probe
        (beams,) amplitudes at the entrance surface.
    kernels
        Of the library that the sample's transmissions belong to.
    """

    def __init__(
        self,
        sample: SlicedSpecimen,
        lattice: Lattice,
        grid: PixelGrid,
        probe: np.ndarray,
        kernels: Kernels = NUMPY,
    ):
        self._lattice = lattice
        first = probe * entrance_phases(sample, lattice.frequencies, float(sample.planes[0]))
        self._classes = []
        for part, offset in seen_classes(lattice, grid):
            [found] = diffracted(sample, part, lattice, [len(sample.planes)], kernels)
            amplitudes = kernels.on_host(found)
            amplitudes *= first[part.members].astype(np.complex64)[:, None]
            self._classes.append(_Class(part, offset, amplitudes))

    def rows(self) -> Iterator[Row]:
        """Row by row, by increasing kx."""
        extent, repeats = np.array(self._lattice.extent), np.array(self._lattice.repeats)
        rows = []
        for one in self._classes:
            x, start = np.unique(one.part.pixels.x, return_index=True)
            for whole, chosen in zip(x, np.split(np.arange(len(one.part.pixels.x)), start[1:])):
                rows.append((int(repeats[0] * whole + one.offset[0]), one, chosen))
        for index, one, chosen in sorted(rows, key=lambda row: (row[0], row[1].offset[1])):
            ky = (repeats[1] * one.part.pixels.y[chosen] + one.offset[1]) / extent[1]
            yield Row(index / extent[0], ky, self._images(one, chosen))

    def _images(self, one: _Class, chosen: np.ndarray) -> np.ndarray:
        shape, half = position_grid(self._lattice), self._lattice.half
        sx, sy = one.part.beams[:, 0] + half[0], one.part.beams[:, 1] + half[1]
        images = np.empty((len(chosen), *shape), np.float32)
        batch = max(4, BATCH_BYTES // (8 * shape[0] * shape[1]))
        for begin in range(0, len(chosen), batch):
            now = chosen[begin : begin + batch]
            waves = np.zeros((len(now), *shape), np.complex64)
            waves[:, sx, sy] = one.amplitudes[:, now[0] : now[-1] + 1].T
            in_place(scipy.fft.fft, waves[:, : 2 * half[0] + 1], 2)
            in_place(scipy.fft.fft, waves, 1)
            np.square(waves.real, out=images[begin : begin + batch])
            images[begin : begin + batch] += np.square(waves.imag)
        return images


def seen_classes(lattice: Lattice, grid: PixelGrid) -> Iterator[tuple[BeamClass, np.ndarray]]:
    """The classes of beams with the frequencies that fall on the pixels, and their offsets."""
    extent, repeats = np.array(lattice.extent), np.array(lattice.repeats)
    for part in lattice.classes():
        offset = lattice.beams[part.members[0]] - repeats * part.beams[0]
        index = np.stack([part.pixels.x, part.pixels.y], 1) * repeats + offset
        inside = np.all(
            [grid.shares(index[:, a] / extent[a], 1 / extent[a]).any(0) for a in (0, 1)], 0
        )
        pixels = part.pixels
        seen = Pixels(pixels.x[inside], pixels.y[inside], pixels.weights[inside], pixels.along_y)
        yield replace(part, pixels=seen), offset
