"""Structure factors of large boxes: by gridding, instead of a sum over all atoms.

The sum of exp(−2πi k·r) over N atoms on a grid of M frequencies costs N · M as a matrix product.
For boxes of 100 Å it is quicker to spread each atom over a few pixels of a finer grid with a
smooth kernel, transform that, and divide by the kernel's own transform (Barnett, Magland and
af Klinteberg, SIAM J. Sci. Comput. 41 (2019) C479): the same sum to single precision.
"""

import math
from collections.abc import Mapping

import numpy as np
import scipy.fft

from synthscope.optics.atom_sums import AtomSums

WIDTH = 8
"""Pixels of the finer grid that an atom is spread over, along each axis."""
FINER = 1.5
"""How many times finer that grid is than the sum's."""
_BETA = 0.976 * math.pi * (1 - 1 / (2 * FINER)) * WIDTH


def kernel(x: np.ndarray) -> np.ndarray:
    """exp(β (√(1 − x²) − 1)) for |x| ≤ 1, 0 beyond."""
    return np.exp(_BETA * (np.sqrt(np.maximum(1 - x**2, 0)) - 1)) * (np.abs(x) <= 1)


def kernel_transform(frequency: np.ndarray) -> np.ndarray:
    """∫ kernel(2 s / WIDTH) exp(2πi frequency s) ds, for frequencies in cycles a pixel."""
    nodes, weights = np.polynomial.legendre.leggauss(60)
    waves = np.cos(math.pi * WIDTH * np.outer(frequency, nodes))
    return WIDTH / 2 * waves @ (weights * kernel(nodes))


class GriddedSums(AtomSums):
    """Takes the place of `AtomSums` where a slice holds hundreds of atoms; for even sizes."""

    def factors(self, transforms: Mapping[int, np.ndarray]) -> dict[int, np.ndarray]:
        nx, ny = self.grid.shape
        kernels = kernel_transform(np.fft.fftfreq(nx) / FINER)[:, None]
        kernels = kernels * kernel_transform(np.fft.rfftfreq(ny) / FINER)
        return super().factors({kind: f / kernels for kind, f in transforms.items()})

    def _phases(self, positions: np.ndarray) -> np.ndarray:
        """Σ exp(−2πi k·r), each times the transform of the kernel."""
        nx, ny = self.grid.shape
        spread = scipy.fft.rfft(self._spread(positions), axis=1)[:, : ny // 2 + 1]
        spread = scipy.fft.fft(spread, axis=0, overwrite_x=True)
        return np.concatenate([spread[: nx // 2], spread[-(nx // 2) :]])

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
