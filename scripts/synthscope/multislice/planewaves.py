"""The exact image from plane waves: one multislice a beam of the aperture, none a position.

X_g(k), the amplitude that a beam g sends to the detector pixel k, holds the image at every position
(`assembly`). With a specimen of one repeating cell the beams are those of the whole field, each
sent through the small cell in its own tilted frame.
"""

import math
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from synthscope.multislice.cpu.kernels import NUMPY
from synthscope.multislice.kernels import Kernels
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


def exact_spectra(
    specimen: SlicedSpecimen,
    lattice: Lattice,
    amplitudes: Sequence[np.ndarray],
    exit_planes: list[int],
    kernels: Kernels = NUMPY,
) -> list[np.ndarray]:
    """The Fourier coefficients of the image by each probe; see `assembly.coefficients`.

    Parameters
    ----------
    amplitudes
        (beams,) of each probe at the entrance surface.
    exit_planes
        Numbers of planes passed at the thicknesses asked for.
    kernels
        Of the library that the specimen's transmissions belong to.
    """
    one = kernels.accumulator(lattice, len(exit_planes))
    accumulators = [one, *(one.another() for _ in amplitudes[1:])]
    phases = entrance_phases(specimen, lattice.frequencies, float(specimen.planes[0]))
    for part in lattice.classes():
        for e, rows in enumerate(diffracted(specimen, part, lattice, exit_planes, kernels)):
            for accumulator, probe in zip(accumulators, amplitudes):
                factors = (probe * phases)[part.members].astype(np.complex64)
                accumulator.add_class(e, part, rows, factors)
    return [accumulator.coefficients() for accumulator in accumulators]


def diffracted(
    specimen: SlicedSpecimen,
    part: BeamClass,
    lattice: Lattice,
    exit_planes: list[int],
    kernels: Kernels,
) -> list[Any]:
    """X_g(k) of a class: for each exit complex64 (beams, pixels)."""
    result = [kernels.zeros((len(part.beams), len(part.pixels.x))) for _ in exit_planes]
    together = kernels.beams_at_once(specimen.grid, len(part.pixels.x))
    for start in range(0, len(part.beams), together):
        chosen = slice(start, min(start + together, len(part.beams)))
        tilts = lattice.frequencies[part.members[chosen]]
        waves = kernels.plane_waves(len(tilts), specimen.grid)
        for count, passed in transmitted(specimen, waves, exit_planes, tilts, kernels.frames):
            result[exit_planes.index(count)][chosen, :] = kernels.at_pixels(passed, part, chosen)
    return result
