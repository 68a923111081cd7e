"""The grid of pixels and spatial frequencies of a rectangular, periodic cell."""

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np


@dataclass(frozen=True)
class Grid:
    """`shape` pixels over `extent` Å, both (x, y); arrays on it are indexed [ix, iy].

    Frequencies come in the order of the discrete Fourier transform and are in 1/Å.
    """

    shape: tuple[int, int]
    extent: tuple[float, float]

    @property
    def sampling(self) -> tuple[float, float]:
        """Pixel size in Å."""
        return self.extent[0] / self.shape[0], self.extent[1] / self.shape[1]

    @property
    def pixel_area(self) -> float:
        """In Å²."""
        return self.sampling[0] * self.sampling[1]

    @property
    def size(self) -> int:
        return self.shape[0] * self.shape[1]

    @cached_property
    def kx(self) -> np.ndarray:
        return np.fft.fftfreq(self.shape[0], self.sampling[0])

    @cached_property
    def ky(self) -> np.ndarray:
        return np.fft.fftfreq(self.shape[1], self.sampling[1])

    def refined(self, times: int) -> "Grid":
        """The grid of the same cell with so many times as many pixels along each axis."""
        return Grid((times * self.shape[0], times * self.shape[1]), self.extent)

    def k2(self) -> np.ndarray:
        """Squared spatial frequency, (nx, ny), Å⁻²."""
        return self.kx[:, None] ** 2 + self.ky[None, :] ** 2


def smooth_size(least: float) -> int:
    """The smallest even number ≥ `least` with no prime factor above 5: fast to transform."""
    n = max(2, 2 * math.ceil(least / 2 - 1e-9))
    while True:
        rest = n
        for prime in (2, 3, 5):
            while rest % prime == 0:
                rest //= prime
        if rest == 1:
            return n
        n += 2


def sampling_for(angle_mrad: float, wavelength: float) -> float:
    """The largest pixel in Å whose 2/3 band limit reaches `angle_mrad`: λ / (3 θ)."""
    return wavelength / (3e-3 * angle_mrad)


def grid_for(
    extent: tuple[float, float],
    angle_mrad: float,
    wavelength: float,
    multiples: tuple[int, int] = (1, 1),
) -> Grid:
    """The smallest fast grid over `extent` Å whose band limit reaches `angle_mrad`.

    With `multiples` (n, m) the shape is n × m times a smaller fast grid, for a cell that repeats
    n × m times over the extent.
    """
    return sampled_grid(extent, sampling_for(angle_mrad, wavelength), multiples)


def sampled_grid(
    extent: tuple[float, float], sampling_A: float, multiples: tuple[int, int] = (1, 1)
) -> Grid:
    """The smallest fast grid over `extent` Å whose pixels are no larger than `sampling_A`.

    `multiples` as for `grid_for`.
    """
    shape = tuple(m * smooth_size(e / m / sampling_A) for e, m in zip(extent, multiples))
    return Grid(shape, tuple(float(e) for e in extent))
