"""Diffraction patterns on a square grid of k, assembled from beams without resampling.

The wave at a pixel k is the sum over the beams g of A(k − g) S_g(k − g): each beam is read off at
the very tilt that brings it to the pixel, by interpolation between the calculated tilts. So the
pattern's sampling does not depend on the lattice, and no beam is moved to a pixel.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from synthscope.cbed.aperture import TiltGrid, disc_coverage, soft_edge
from synthscope.cbed.checks import reach
from synthscope.cbed.planewaves import Beams
from synthscope.optics.aberrations import Aberrations


@dataclass(frozen=True)
class PatternGrid:
    """`size` × `size` pixels of `pixel` 1/Å; k = 0 is the centre of pixel size // 2.

    Patterns are indexed [row, column]: k_y grows with the row, k_x with the column.
    """

    size: int
    pixel: float

    @property
    def k(self) -> np.ndarray:
        """(size,) spatial frequency of the pixels' centres, 1/Å."""
        return (np.arange(self.size) - self.size // 2) * self.pixel

    @property
    def reach(self) -> float:
        """Radius in 1/Å of the largest circle about the centre with all its pixels in the grid."""
        return (self.size - 1) // 2 * self.pixel


@dataclass(frozen=True)
class Probe:
    """A convergent beam.

    Attributes
    ----------
    radius
        Of the aperture, 1/Å: semi-angle / wavelength.
    wavelength
        In Å.
    aberrations
        They matter only where discs overlap.
    steepness
        None: a sharp aperture, each pixel weighted by the part of it that the aperture covers.
        A number s in Å: an amplitude 1 / (1 + exp(−2 s (radius − k))).
    """

    radius: float
    wavelength: float
    aberrations: Aberrations = field(default_factory=Aberrations)
    steepness: float | None = None

    def reach(self, pixel: float) -> float:
        """Beyond this radius in 1/Å nothing passes the aperture."""
        return reach(self.radius, pixel, self.steepness)

    def intensity(self, x: np.ndarray, y: np.ndarray, pixel: float) -> np.ndarray:
        """Fraction of the beam in a pixel at (x, y) from the disc's centre; sums to 1."""
        if self.steepness is None:
            covered = disc_coverage(x / pixel, y / pixel, self.radius / pixel)
            return covered / (math.pi * (self.radius / pixel) ** 2)
        n = math.ceil(self.reach(pixel) / pixel)
        k = np.hypot(*np.meshgrid(*[np.arange(-n, n + 1) * pixel] * 2))
        total = soft_edge(k, self.radius, self.steepness).sum()
        return soft_edge(np.hypot(x, y), self.radius, self.steepness) / total


def mean_over_positions(
    beams: Beams, tilts: TiltGrid, probe: Probe, grid: PatternGrid
) -> np.ndarray:
    """The pattern averaged over all positions of the probe, float64 (size, size).

    Two beams that meet in a pixel come from different tilts, and the mean over all positions of
    the phase between different tilts is zero: intensities add. This is exact.
    """
    pattern = _Padded(grid, probe)
    for x, y, corners, values in _discs(beams, tilts, probe, grid):
        weight = probe.intensity(x, y, grid.pixel)
        pattern.add(corners, weight * (values.real**2 + values.imag**2))
    return pattern.inner().T


def at_positions(
    beams: Beams,
    tilts: TiltGrid,
    probe: Probe,
    grid: PatternGrid,
    positions: Iterable[tuple[float, float]],
    specimen_tilt: tuple[float, float] = (0.0, 0.0),
) -> np.ndarray:
    """Patterns with the probe at each position (x, y) in Å, float64 (P, size, size).

    Beams that meet in a pixel interfere. The probe stands in an unlimited crystal.
    """
    positions = [tuple(map(float, position)) for position in positions]
    waves = [_Padded(grid, probe, complex) for _ in positions]
    for x, y, corners, values in _discs(beams, tilts, probe, grid):
        amplitude = np.sqrt(probe.intensity(x, y, grid.pixel))
        angle = (x - specimen_tilt[0]) ** 2 + (y - specimen_tilt[1]) ** 2
        phase = -math.pi * probe.wavelength * beams.middle * angle
        phase = phase - probe.aberrations.phase(x, y, probe.wavelength)
        values = values * amplitude * np.exp(1j * phase)
        for wave, (px, py) in zip(waves, positions):
            shift = np.exp(-2j * math.pi * x * px) * np.exp(-2j * math.pi * y * py)
            wave.add(corners, values * shift)
    return np.stack([np.abs(wave.inner().T) ** 2 for wave in waves])


def _discs(beams: Beams, tilts: TiltGrid, probe: Probe, grid: PatternGrid):
    """For some beams at a time: tilts x (n, m, 1) and y (n, 1, m) of the pixels, corners, waves."""
    edge = grid.size // 2 * grid.pixel + probe.reach(grid.pixel)
    near = (np.abs(beams.g) < edge).all(axis=1) & beams.amplitudes.any(axis=0)
    g = beams.g[near]
    amplitudes = beams.amplitudes[:, near].T.reshape(-1, tilts.count, tilts.count)
    half = math.ceil(probe.reach(grid.pixel) / grid.pixel)
    offsets = np.arange(-half, half + 1)
    for start in range(0, len(g), 256):
        part = g[start : start + 256]
        centre = np.round(part / grid.pixel).astype(int)
        q = (centre[:, :, None] + offsets) * grid.pixel - part[:, :, None]
        wx, wy = tilts.weights(q[:, 0]), tilts.weights(q[:, 1])
        values = wx @ amplitudes[start : start + 256] @ wy.transpose(0, 2, 1)
        corner = centre + grid.size // 2 - half
        yield q[:, 0, :, None], q[:, 1, None, :], corner, values


class _Padded:
    """A pattern [x, y] with a margin, so that discs over its edge need no care."""

    def __init__(self, grid: PatternGrid, probe: Probe, dtype: type = float):
        self.margin = 2 * math.ceil(probe.reach(grid.pixel) / grid.pixel) + 2
        self.array = np.zeros([grid.size + 2 * self.margin] * 2, dtype)

    def add(self, corners: np.ndarray, values: np.ndarray) -> None:
        for (x, y), disc in zip((corners + self.margin).tolist(), values):
            self.array[x : x + disc.shape[0], y : y + disc.shape[1]] += disc

    def inner(self) -> np.ndarray:
        return self.array[self.margin : -self.margin, self.margin : -self.margin]
