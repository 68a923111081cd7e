"""Projected potentials of independent atoms, built in Fourier space."""

import math

import numpy as np
import scipy.fft

from synthscope.optics.bandlimit import band_mask
from synthscope.optics.constants import POTENTIAL_PER_SCATTERING_FACTOR
from synthscope.optics.grids import Grid
from synthscope.optics.scattering import scattering_factor
from synthscope.optics.slicing import Slices


class Potential:
    """Builds the slices' potentials of one grid and one set of elements, for any positions.

    Parameters
    ----------
    grid
        The periodic cell; atoms outside it count as their periodic images.
    numbers
        (N,) atomic numbers of the atoms.
    slices
        The slice of each atom.
    table
        "lobato" or "kirkland".

    What depends on the elements alone is made once, so a further phonon configuration costs only
    its own structure factors.

    Attributes
    ----------
    kx, ky
        Frequencies in 1/Å of the rows and of the columns ≥ 0, as in a real transform.
    members
        For each slice its elements, each with the numbers of its atoms.
    factors
        f_e(k) of each element in V Å, (nx, ny // 2 + 1) float32.
    """

    def __init__(self, grid: Grid, numbers: np.ndarray, slices: Slices, table: str = "lobato"):
        self.grid, self.slices = grid, slices
        self.kx = grid.kx.copy()
        self.ky = np.fft.rfftfreq(grid.shape[1], grid.sampling[1])
        k2 = self.kx[:, None] ** 2 + self.ky[None, :] ** 2
        scale = POTENTIAL_PER_SCATTERING_FACTOR / math.prod(grid.sampling)
        inside = np.ones(k2.shape)
        for axis, size in enumerate(grid.shape):
            if size % 2 == 0:  # the Nyquist line has no partner of opposite sign: leave it out
                inside[(size // 2, slice(None)) if axis == 0 else (slice(None), size // 2)] = 0
        self.members = [
            [
                (int(number), np.flatnonzero((slices.index == s) & (numbers == number)))
                for number in np.unique(numbers[slices.index == s])
            ]
            for s in range(len(slices))
        ]
        self.factors = {
            int(number): (scale * inside * scattering_factor(int(number), k2, table)).astype(
                np.float32
            )
            for number in np.unique(numbers)
        }

    def slice(self, index: int, positions: np.ndarray) -> np.ndarray:
        """The projected potential of one slice in V Å, float32 (nx, ny).

        V(r) = (h²/2πme) / area · Σ_elements f_e(k) Σ_atoms exp(−2πi k·r_atom), transformed back.
        The sum over atoms is a matrix product of the exponentials along x and along y, so that
        positions are exact and nothing is interpolated.

        Parameters
        ----------
        positions
            (N, 2) or (N, 3) in Å, in the order of the atoms given at first.
        """
        total = None
        for number, atoms in self.members[index]:
            x, y = positions[atoms, 0], positions[atoms, 1]
            along_x = np.exp(-2j * math.pi * np.outer(self.kx, x)).astype(np.complex64)
            along_y = np.exp(-2j * math.pi * np.outer(y, self.ky)).astype(np.complex64)
            term = along_x @ along_y
            term *= self.factors[number]
            total = term if total is None else total + term
        if total is None:
            return np.zeros(self.grid.shape, np.float32)
        return scipy.fft.irfft2(total, s=self.grid.shape, overwrite_x=True)

    def __call__(self, positions: np.ndarray) -> np.ndarray:
        """The projected potentials of all slices in V Å, float32 (slices, nx, ny)."""
        return np.stack([self.slice(i, positions) for i in range(len(self.slices))])


def projected_slices(
    numbers: np.ndarray,
    positions: np.ndarray,
    grid: Grid,
    slices: Slices,
    table: str = "lobato",
) -> np.ndarray:
    """Projected potentials in V Å, float32 (slices, nx, ny); see `Potential`."""
    return Potential(grid, numbers, slices, table)(positions)


def transmission(potentials: np.ndarray, sigma: float, grid: Grid) -> np.ndarray:
    """exp(iσV) of each slice, band-limited: complex64, of the shape of `potentials`.

    Parameters
    ----------
    potentials
        (..., nx, ny) in V Å.
    sigma
        The interaction parameter in rad / (V Å).
    """
    outside = ~band_mask(grid)
    result = np.empty(potentials.shape, np.complex64)
    for index in np.ndindex(potentials.shape[:-2]):
        phase = potentials[index] * np.float32(sigma)
        wave = np.empty(grid.shape, np.complex64)
        np.cos(phase, out=wave.real)
        np.sin(phase, out=wave.imag)
        wave = scipy.fft.fft2(wave, overwrite_x=True)
        wave[outside] = 0
        result[index] = scipy.fft.ifft2(wave, overwrite_x=True)
    return result
