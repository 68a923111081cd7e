"""Potentials of large boxes: structure factors by gridding instead of a sum over all atoms.

The sum of exp(−2πi k·r) over N atoms on a grid of M frequencies costs N · M as a matrix product.
For boxes of 100 Å it is quicker to spread each atom over a few pixels of a finer grid with a
smooth kernel, transform that, and divide by the kernel's own transform (Barnett, Magland and
af Klinteberg, SIAM J. Sci. Comput. 41 (2019) C479): the same sum to single precision.
"""

import math

import numpy as np
import scipy.fft

from synthscope.optics.constants import POTENTIAL_PER_SCATTERING_FACTOR
from synthscope.optics.grids import Grid
from synthscope.optics.scattering import scattering_factor
from synthscope.optics.slicing import Slices

WIDTH = 8
"""Pixels of the finer grid that an atom is spread over, along each axis."""
FINER = 1.5
"""How many times finer that grid is than the potential's."""
_BETA = 0.976 * math.pi * (1 - 1 / (2 * FINER)) * WIDTH


def kernel(x: np.ndarray) -> np.ndarray:
    """exp(β (√(1 − x²) − 1)) for |x| ≤ 1, 0 beyond."""
    return np.exp(_BETA * (np.sqrt(np.maximum(1 - x**2, 0)) - 1)) * (np.abs(x) <= 1)


def kernel_transform(frequency: np.ndarray) -> np.ndarray:
    """∫ kernel(2 s / WIDTH) exp(2πi frequency s) ds, for frequencies in cycles a pixel."""
    nodes, weights = np.polynomial.legendre.leggauss(60)
    waves = np.cos(math.pi * WIDTH * np.outer(frequency, nodes))
    return WIDTH / 2 * waves @ (weights * kernel(nodes))


class GriddedPotential:
    """Takes the place of `optics.potential.Potential` where a slice holds hundreds of atoms."""

    def __init__(self, grid: Grid, numbers: np.ndarray, slices: Slices, table: str = "lobato"):
        self.grid, self.slices = grid, slices
        nx, ny = grid.shape
        k2 = grid.kx[:, None] ** 2 + np.fft.rfftfreq(ny, grid.sampling[1])[None, :] ** 2
        scale = POTENTIAL_PER_SCATTERING_FACTOR / math.prod(grid.sampling)
        deconvolved = kernel_transform(np.fft.fftfreq(nx) / FINER)[:, None]
        deconvolved = deconvolved * kernel_transform(np.fft.rfftfreq(ny) / FINER)
        k2[nx // 2], k2[:, ny // 2] = np.inf, np.inf  # even sizes: their Nyquist lines are left out
        finite = np.isfinite(k2)
        self._factors = {}
        for number in np.unique(numbers).tolist():
            factor = np.zeros(k2.shape, np.float32)
            values = scattering_factor(number, k2[finite], table)
            factor[finite] = scale * values / deconvolved[finite]
            self._factors[number] = factor
        order = np.lexsort((numbers, slices.index))
        self._members = [[] for _ in range(len(slices))]
        keys = np.stack([slices.index[order], numbers[order]], axis=1)
        starts = np.flatnonzero(np.any(np.diff(keys, axis=0, prepend=-1), axis=1))
        for atoms in np.split(order, starts[1:]) if len(order) else []:
            self._members[slices.index[atoms[0]]].append((int(numbers[atoms[0]]), atoms))

    def slice(self, index: int, positions: np.ndarray) -> np.ndarray:
        """The projected potential of one slice in V Å, float32 (nx, ny)."""
        (nx, ny), total = self.grid.shape, None
        for number, atoms in self._members[index]:
            spread = scipy.fft.rfft(self._spread(positions[atoms]), axis=1)[:, : ny // 2 + 1]
            term = scipy.fft.fft(spread, axis=0, overwrite_x=True)
            if total is None:
                total = np.zeros((nx, ny // 2 + 1), np.complex64)
            for half in (slice(0, nx // 2), slice(-(nx // 2), None)):
                total[half] += term[half] * self._factors[number][half]
        if total is None:
            return np.zeros(self.grid.shape, np.float32)
        return scipy.fft.irfft2(total, s=self.grid.shape, overwrite_x=True)

    def _spread(self, positions: np.ndarray) -> np.ndarray:
        fine = [round(FINER * n) for n in self.grid.shape]
        indices, weights = [], []
        for axis, n in enumerate(fine):
            place = positions[:, axis] * (n / self.grid.extent[axis])
            first = np.ceil(place - WIDTH / 2).astype(np.intp)
            pixels = first[:, None] + np.arange(WIDTH)
            weights.append(kernel((pixels - place[:, None]) * (2 / WIDTH)))
            indices.append(pixels % n)
        flat = indices[0][:, :, None] * fine[1] + indices[1][:, None, :]
        values = weights[0][:, :, None] * weights[1][:, None, :]
        image = np.bincount(flat.ravel(), values.ravel(), minlength=fine[0] * fine[1])
        return image.reshape(fine).astype(np.float32)
