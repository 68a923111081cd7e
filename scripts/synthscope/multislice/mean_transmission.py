"""The mean transmission functions ⟨exp(iσV)⟩ of vibrating atoms."""

import math
from dataclasses import dataclass

import numpy as np
import scipy.fft

from synthscope.multislice.emission import scattering
from synthscope.optics.atom_sums import AtomSums
from synthscope.optics.bandlimit import band_mask
from synthscope.optics.grids import Grid
from synthscope.optics.slicing import Slices


@dataclass(frozen=True)
class VibratingAtoms:
    """All atoms of a specimen in a periodic cell.

    Attributes
    ----------
    numbers, positions, rms
        (N,) atomic numbers, (N, 3) their own places and (N,) displacements along an axis, Å.
    extent
        Of the cell across the beam, Å.
    """

    numbers: np.ndarray
    positions: np.ndarray
    rms: np.ndarray
    slices: Slices
    extent: tuple[float, float]


class MeanTransmissions:
    """Makes those of slices in which atoms do not overlap much.

    1 + Σ_j T_j(k) exp(−2π²u²k²): what vibration scatters out of the beam is missing in it, as in
    absorptive potentials (Hall and Hirsch, Proc. Roy. Soc. A 286 (1965) 158).

    Parameters
    ----------
    sigma
        The interaction parameter in rad / (V Å).
    """

    def __init__(self, grid: Grid, atoms: VibratingAtoms, sigma: float, table: str):
        self._grid, self._atoms = grid, atoms
        kinds, kind = np.unique(
            np.stack([atoms.numbers, np.round(atoms.rms, 4)]), axis=1, return_inverse=True
        )
        self._sums = AtomSums(grid, kind.ravel())
        k = np.sqrt(self._sums.k2)
        at = np.linspace(0, float(k.max()), 512)
        parts: tuple[dict, dict] = {}, {}
        for number, (element, displacement) in enumerate(kinds.T):
            values = scattering(int(element), at, sigma, table)
            values = values * np.exp(-2 * (math.pi * displacement * at) ** 2)
            for part, value in zip(parts, (values.real, values.imag)):
                part[number] = np.interp(k, at, value)
        self._factors = [self._sums.factors(part) for part in parts]
        self._outside = ~band_mask(grid)

    def slice(self, plane: int) -> np.ndarray:
        """That of one slice within the band, complex64 (nx, ny)."""
        atoms = np.flatnonzero(self._atoms.slices.index == plane)
        series = self._sums(atoms, self._atoms.positions, *self._factors)
        wave = np.empty(self._grid.shape, np.complex64)
        wave.real, wave.imag = scipy.fft.irfft2(series, s=self._grid.shape)
        wave += 1
        wave = scipy.fft.fft2(wave, overwrite_x=True)
        wave[self._outside] = 0
        return scipy.fft.ifft2(wave, overwrite_x=True)
