"""Transmission functions of a crystal's slices on the grid of its own, possibly oblique, lattice.

As on a rectangle (`optics.potential`), but with the frequencies of the lattice, so that positions
are exact and nothing is cut or strained.
"""

import math

import numpy as np
import scipy.fft

from synthscope.cbed.lattice import LatticeGrid, Repeat
from synthscope.optics.constants import POTENTIAL_PER_SCATTERING_FACTOR
from synthscope.optics.scattering import scattering_factor
from synthscope.optics.slicing import Slices


class LatticePotential:
    """Projected potentials in V Å.

    Parameters
    ----------
    grid
        Over one period across the beam.
    repeat, slices
        The atoms, and the slice of each.
    rms
        (N,) thermal displacement in Å for a Debye-Waller factor, or None for atoms at rest.
    table
        Scattering factors, "lobato" or "kirkland".
    """

    def __init__(
        self,
        grid: LatticeGrid,
        repeat: Repeat,
        slices: Slices,
        rms: np.ndarray | None = None,
        table: str = "lobato",
    ):
        self.grid, self.repeat, self.slices, self._table = grid, repeat, slices, table
        self._h, self._l = (indices.astype(float) for indices in grid.indices)
        # the Nyquist lines have no partners of opposite sign: leave them out
        self._inside = (2 * np.abs(self._h) < grid.shape[0])[:, None]
        self._inside = self._inside & (2 * np.abs(self._l) < grid.shape[1])
        thermal = np.zeros(len(repeat.numbers)) if rms is None else np.round(rms, 6)
        kinds = np.stack([repeat.numbers, thermal], axis=1)
        self._kinds, kind = np.unique(kinds, axis=0, return_inverse=True)
        keys = slices.index * len(self._kinds) + kind.ravel()
        order = np.argsort(keys, kind="stable")
        starts = np.flatnonzero(np.diff(keys[order], prepend=-1))
        self._groups = {
            divmod(int(keys[atoms[0]]), len(self._kinds)): atoms
            for atoms in np.split(order, starts[1:])
        }
        self._kind = kind.ravel()
        self._factors = [self._factor(k, (grid.k**2).sum(0)) for k in range(len(self._kinds))]

    def _factor(self, kind: int, k2: np.ndarray) -> np.ndarray:
        """Of a kind of atom at rest in the origin: the Fourier transform of its potential."""
        number, u = self._kinds[kind]
        scale = POTENTIAL_PER_SCATTERING_FACTOR * math.prod(self.grid.shape) / self.repeat.area
        blur = np.exp(-2 * math.pi**2 * u**2 * k2)
        return scale * self._inside * blur * scattering_factor(int(number), k2, self._table)

    def _sum(self, atoms: np.ndarray, along: np.ndarray | float = 1.0) -> np.ndarray:
        """Σ exp(−2πi k·r) of the atoms, each times `along`."""
        uv = self.repeat.uv[atoms]
        along_u = np.exp(-2j * math.pi * np.outer(self._h, uv[:, 0])) * along
        return along_u @ np.exp(-2j * math.pi * np.outer(uv[:, 1], self._l))

    def slice(self, index: int) -> np.ndarray:
        """Of one slice of a crystal that is periodic across the beam, float64 (n, m)."""
        wave = np.zeros(self.grid.shape, complex)
        for kind in range(len(self._kinds)):
            atoms = self._groups.get((index, kind))
            if atoms is not None:
                wave += self._factors[kind] * self._sum(atoms)
        return scipy.fft.ifft2(wave, overwrite_x=True).real

    def sheared(self) -> np.ndarray:
        """All slices of a crystal with a slope, float64 (slices, n, m).

        The potential of an atom at r_j is sheared with the lattice, so that it has the frequencies
        g − M ℓ / depth in the order M along the beam. Each atom acts at its own depth; orders that
        so few slices cannot tell apart are left out.
        """
        count, depth = len(self.slices), self.repeat.depth
        waves = np.zeros((count, *self.grid.shape), complex)
        for s, order in enumerate(np.fft.fftfreq(count, 1 / count)):
            k = self.grid.k - (order * self.repeat.slope / depth)[:, None, None]
            for kind in range(len(self._kinds)):
                atoms = np.flatnonzero(self._kind == kind)
                along = np.exp(-2j * math.pi * order * self.repeat.z[atoms] / depth)
                waves[s] += self._factor(kind, (k**2).sum(0)) * self._sum(atoms, along)
        return scipy.fft.ifftn(waves, overwrite_x=True).real


def transmissions(
    potential: LatticePotential, sigma: float, grid: LatticeGrid, band: np.ndarray
) -> np.ndarray:
    """exp(iσV) of each slice within the band limit, complex64 on `grid`.

    The exponential is taken on the potential's own grid, which may be finer by a whole number:
    heavy atoms have so sharp a potential that what the coarse grid cannot hold of V matters to what
    it can hold of exp(iσV). With a slope, the slices are stacked in the order in which the copies
    of the crystal at lower and lower depth meet them: (1, slices, n, m).
    """
    finer = potential.grid.shape[0] // grid.shape[0]
    rows, columns = (indices % (finer * n) for indices, n in zip(grid.indices, grid.shape))

    def coarse(values: np.ndarray) -> np.ndarray:
        wave = scipy.fft.fft2(np.exp(1j * sigma * values), overwrite_x=True)
        return wave[..., rows[:, None], columns] / finer**2

    if potential.repeat.periodic:
        result = np.empty((len(potential.slices), *grid.shape), np.complex64)
        for s in range(len(result)):
            result[s] = scipy.fft.ifft2(coarse(potential.slice(s)) * band, overwrite_x=True)
        return result
    waves = coarse(potential.sheared())
    waves = waves[-np.arange(len(waves)) % len(waves)]
    waves = scipy.fft.fft(waves, axis=0, overwrite_x=True) * band
    return scipy.fft.ifftn(waves, overwrite_x=True).astype(np.complex64)[None]
