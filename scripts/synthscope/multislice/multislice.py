"""Multislice: a fast electron through a stack of thin phase gratings.

Cowley and Moodie, Acta Cryst. 10 (1957) 609; Kirkland, Advanced Computing in Electron Microscopy
(2010), chapter 6. The wave of a beam of transverse frequency q is written exp(2πi q·r) φ(r), and
it is φ that is computed: frequencies k' of φ are transfers of momentum, k = k' + q is where the
electron goes. With q = 0 that is the ordinary multislice of a probe.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from synthscope.multislice.frames import Frames
from synthscope.optics.aberrations import probes
from synthscope.optics.constants import wavelength
from synthscope.optics.detectors import Detector
from synthscope.optics.grids import Grid
from synthscope.optics.propagator import propagator
from synthscope.optics.slicing import Slices


@dataclass(frozen=True)
class SlicedSpecimen:
    """What the electron goes through.

    Attributes
    ----------
    grid
        Its periodic cell.
    planes
        (n,) depth in Å of each thin grating.
    depth
        Depth of the exit surface in Å; the entrance surface is at 0.
    transmissions
        (m, nx, ny) complex64; plane i has transmission i mod m, so that a crystal that repeats
        along the beam is stored once. A sequence of m arrays where they are not NumPy's.
    wavelength
        In Å.
    axis
        Transverse frequency (1/Å) of the crystal's own axis: its tilt over the wavelength.
    """

    grid: Grid
    planes: np.ndarray
    depth: float
    transmissions: np.ndarray
    wavelength: float
    axis: tuple[float, float] = (0.0, 0.0)

    def tiled(self, repeats: tuple[int, int]) -> "SlicedSpecimen":
        """The specimen of `repeats` (x, y) cells."""
        grid = Grid(
            tuple(n * s for n, s in zip(repeats, self.grid.shape)),
            tuple(n * e for n, e in zip(repeats, self.grid.extent)),
        )
        return replace(self, grid=grid, transmissions=np.tile(self.transmissions, (1, *repeats)))

    def reached(self, thickness: float) -> int:
        """How many planes lie above `thickness` Å."""
        return int(np.searchsorted(self.planes, thickness - 1e-6))

    def end(self, count: int) -> float:
        """Where the wave that has passed `count` planes is read: the next plane, or the exit."""
        return float(self.planes[count]) if count < len(self.planes) else self.depth


class MakesGratings(Protocol):
    """`optics.transmission.Gratings`, or what stands for it on a device."""

    grid: Grid
    slices: Slices
    energy_keV: float

    def __call__(self, positions: np.ndarray) -> Sequence: ...


def slice_specimen(
    gratings: MakesGratings,
    positions: np.ndarray,
    slices: Slices | None = None,
    tilt_mrad: tuple[float, float] = (0.0, 0.0),
) -> SlicedSpecimen:
    """The specimen of one configuration of `positions`.

    `slices` are those of the whole specimen where `gratings` hold only one repeat of it.
    """
    slices = gratings.slices if slices is None else slices
    lam = wavelength(gratings.energy_keV)
    axis = (1e-3 * tilt_mrad[0] / lam, 1e-3 * tilt_mrad[1] / lam)
    made = gratings(positions)
    return SlicedSpecimen(gratings.grid, slices.planes, slices.depth, made, lam, axis)


def transmitted(
    specimen: SlicedSpecimen,
    waves,
    exit_planes: Iterable[int],
    tilt: tuple[float, float] | np.ndarray = (0.0, 0.0),
    frames: type[Frames] | Callable = Frames,
) -> Iterator[tuple[int, np.ndarray]]:
    """Send waves through, and give them back in Fourier space at every depth asked for.

    Parameters
    ----------
    waves
        (..., nx, ny) complex64 in real space, at the first plane; overwritten.
    exit_planes
        Numbers of planes passed, after each of which the waves are given.
    tilt
        q in 1/Å, the frame in which the waves are written; or (waves, 2), a frame for each.
    frames
        What `Frames` is for NumPy, for the library that waves and transmissions belong to.

    Yields
    ------
    (number of planes passed, waves)
        In Fourier space, unnormalised as the forward transform is, at depth `specimen.end(number)`.
        Copy what is to be kept: the array is used on.
    """
    exit_planes = sorted(set(exit_planes))
    flight = frames(specimen.grid, specimen.wavelength, specimen.axis, tilt)
    for i in range(exit_planes[-1]):
        step = round(specimen.end(i + 1) - float(specimen.planes[i]), 6)
        waves *= specimen.transmissions[i % len(specimen.transmissions)]
        waves = flight.forward(waves)
        waves = flight.propagate(waves, step, i + 1 == exit_planes[-1])
        if i + 1 in exit_planes:
            yield i + 1, waves
        if i + 1 < exit_planes[-1]:
            waves = flight.backward(waves)


def probe_waves(
    specimen: SlicedSpecimen, positions: np.ndarray, beams: np.ndarray, amplitudes: np.ndarray
) -> np.ndarray:
    """Probes at `positions` (P, 2) Å of the entrance surface, as waves at the first plane.

    Complex64 (P, nx, ny) in real space, scaled so that the squares of the Fourier transform (as
    `transmitted` gives it) sum to 1 for each probe.
    """
    grid = specimen.grid
    waves = probes(positions, beams, amplitudes, grid)
    waves *= propagator(grid, float(specimen.planes[0]), specimen.wavelength, (0, 0), specimen.axis)
    return np.fft.ifft2(waves).astype(np.complex64)


def scan(
    specimen: SlicedSpecimen,
    positions: np.ndarray,
    beams: np.ndarray,
    amplitudes: np.ndarray,
    detectors: list[Detector],
    exit_planes: list[int],
    batch: int = 8,
) -> np.ndarray:
    """The definition of a STEM image: one multislice for each probe position.

    Returns
    -------
    (detectors, exit_planes, positions) float64
        The fraction of the beam that falls on each detector behind each thickness.
    """
    masks = np.stack([d.mask(specimen.grid, specimen.wavelength).ravel() for d in detectors])
    masks = masks.astype(np.float32)
    image = np.empty((len(detectors), len(exit_planes), len(positions)))
    for count, part, patterns in diffraction(
        specimen, positions, beams, amplitudes, exit_planes, batch
    ):
        image[:, exit_planes.index(count), part] = masks @ patterns.T
    return image


def diffraction(
    specimen: SlicedSpecimen,
    positions: np.ndarray,
    beams: np.ndarray,
    amplitudes: np.ndarray,
    exit_planes: Iterable[int],
    batch: int,
) -> Iterator[tuple[int, slice, np.ndarray]]:
    """The diffraction patterns of probes at `positions` (P, 2) Å, a few at a time.

    Yields
    ------
    (number of planes passed, which probes, patterns)
        Patterns float32 (probes, nx·ny) that sum to 1, in the order of the Fourier transform.
    """
    for start in range(0, len(positions), batch):
        part = slice(start, start + batch)
        waves = probe_waves(specimen, positions[part], beams, amplitudes)
        for count, exit_waves in transmitted(specimen, waves, exit_planes):
            intensity = exit_waves.real**2 + exit_waves.imag**2
            yield count, part, intensity.reshape(len(waves), -1)
