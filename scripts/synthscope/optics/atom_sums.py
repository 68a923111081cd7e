"""Sums over atoms in Fourier space: exact at any position, with nothing interpolated."""

import math
from collections.abc import Mapping

import numpy as np

from synthscope.optics.grids import Grid


class AtomSums:
    """Fourier series of functions that stand at every atom, each element's its own.

    Parameters
    ----------
    grid
        The periodic cell; atoms outside it count as their periodic images.
    numbers
        (N,) atomic numbers of the atoms.

    Attributes
    ----------
    kx, ky
        Frequencies in 1/Å of the rows and of the columns ≥ 0, as in a real transform.
    k2
        Their squares together, (nx, ny // 2 + 1).
    kind
        (N,) of the atoms: their atomic numbers.
    kinds
        By kind, the atomic number and the thermal displacement in Å that blurs it, here none.
    """

    def __init__(self, grid: Grid, numbers: np.ndarray):
        self.grid, self.kind = grid, np.asarray(numbers)
        self.kinds = {int(number): (int(number), 0.0) for number in np.unique(numbers)}
        self.kx = grid.kx.copy()
        self.ky = np.fft.rfftfreq(grid.shape[1], grid.sampling[1])
        self.k2 = self.kx[:, None] ** 2 + self.ky[None, :] ** 2

    def members(self, atoms: np.ndarray) -> list[tuple[int, np.ndarray]]:
        """The kinds of some `atoms`, each with the numbers of its atoms."""
        found = self.kind[atoms]
        return [(int(kind), atoms[found == kind]) for kind in np.unique(found)]

    def factors(self, transforms: Mapping[int, np.ndarray]) -> dict[int, np.ndarray]:
        """Transforms over `k2` of each kind's function, as a sum wants them.

        Scaled to an inverse transform that divides by nx · ny. Nyquist lines have no partner of
        opposite sign and are left out. Float32.
        """
        inside = np.ones(self.k2.shape)
        for axis, size in enumerate(self.grid.shape):
            if size % 2 == 0:
                inside[(size // 2, slice(None)) if axis == 0 else (slice(None), size // 2)] = 0
        inside /= self.grid.pixel_area
        return {kind: (inside * f).astype(np.float32) for kind, f in transforms.items()}

    def __call__(
        self, atoms: np.ndarray, positions: np.ndarray, *factors: Mapping[int, np.ndarray]
    ) -> np.ndarray:
        """Σ_kinds f(k) Σ_atoms exp(−2πi k·r_atom) for each of `factors`.

        The sum over atoms is a matrix product of the exponentials along x and along y, so that
        positions are exact and nothing is interpolated. It is made once for all `factors`.

        Parameters
        ----------
        atoms
            Numbers of the atoms to add up.
        positions
            (N, 2) or (N, 3) in Å of all atoms.

        Returns
        -------
        (factors, nx, ny // 2 + 1) complex64
        """
        total = np.zeros((len(factors), *self.k2.shape), np.complex64)
        for kind, chosen in self.members(atoms):
            phases = self._phases(positions[chosen])
            for one, factor in zip(total, factors):
                one += phases * factor[kind]
        return total

    def _phases(self, positions: np.ndarray) -> np.ndarray:
        """Σ exp(−2πi k·r), (nx, ny // 2 + 1) complex64."""
        x, y = positions[:, 0], positions[:, 1]
        along_x = np.exp(-2j * math.pi * np.outer(self.kx, x)).astype(np.complex64)
        along_y = np.exp(-2j * math.pi * np.outer(y, self.ky)).astype(np.complex64)
        return along_x @ along_y
