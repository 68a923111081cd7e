"""The exact image from plane waves: one multislice a beam of the aperture, none a position.

X_g(k), the amplitude that a beam g sends to the detector pixel k, holds the image at every position
(`assembly`). With a specimen of one repeating cell the beams are those of the whole field, each
sent through the small cell in its own tilted frame.
"""

import math
from collections.abc import Iterable

import numpy as np

from synthscope.multislice.assembly import Accumulator, add_pixels, coefficients
from synthscope.multislice.lattice import BeamClass, Lattice
from synthscope.multislice.multislice import SlicedSpecimen, transmitted


def transfer(
    specimen: SlicedSpecimen, tilt: tuple[float, float], exit_planes: Iterable[int]
) -> Iterable[tuple[int, np.ndarray]]:
    """φ(k') of one beam of unit amplitude at the first plane; see `multislice.transmitted`.

    Scaled to be the amplitude that goes from the beam q to k = k' + q.
    """
    wave = np.full(specimen.grid.shape, 1 / specimen.grid.size, np.complex64)
    return transmitted(specimen, wave, exit_planes, tilt)


def entrance_phases(specimen: SlicedSpecimen, frequencies: np.ndarray, depth: float) -> np.ndarray:
    """The phase of each beam (beams, 2; 1/Å) after free flight to `depth` Å, complex128."""
    square = ((frequencies - np.array(specimen.axis)) ** 2).sum(1)
    return np.exp(-1j * math.pi * specimen.wavelength * depth * square)


def exact_spectrum(
    specimen: SlicedSpecimen, lattice: Lattice, amplitudes: np.ndarray, exit_planes: list[int]
) -> np.ndarray:
    """The Fourier coefficients of the image; see `assembly.coefficients`.

    Parameters
    ----------
    amplitudes
        (beams,) of the probe at the entrance surface.
    exit_planes
        Numbers of planes passed at the thicknesses asked for.
    """
    accumulator = Accumulator(lattice, len(exit_planes))
    first = amplitudes * entrance_phases(specimen, lattice.frequencies, float(specimen.planes[0]))
    for part in lattice.classes():
        factors = first[part.members].astype(np.complex64)
        for e, rows in enumerate(_diffracted(specimen, part, lattice, exit_planes)):
            add_pixels(accumulator, part, lattice.half, rows, factors, e)
    return coefficients(lattice, accumulator.images)


def _diffracted(
    specimen: SlicedSpecimen, part: BeamClass, lattice: Lattice, exit_planes: list[int]
) -> np.ndarray:
    """X_g(k) of a class: complex64 (exit_planes, beams, pixels)."""
    nx, ny = specimen.grid.shape
    x, y = part.pixels.x, part.pixels.y
    result = np.empty((len(exit_planes), len(part.beams), len(x)), np.complex64)
    for b, (member, (sx, sy)) in enumerate(zip(part.members, part.beams)):
        place = (x - sx) % nx * ny + (y - sy) % ny
        for count, wave in transfer(specimen, tuple(lattice.frequencies[member]), exit_planes):
            result[exit_planes.index(count), b] = wave.ravel()[place]
    return result
