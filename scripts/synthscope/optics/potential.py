"""Projected potentials of independent atoms, built in Fourier space."""

import numpy as np
import scipy.fft

from synthscope.optics.atom_sums import AtomSums
from synthscope.optics.constants import POTENTIAL_PER_SCATTERING_FACTOR
from synthscope.optics.grids import Grid
from synthscope.optics.scattering import scattering_factor
from synthscope.optics.slicing import Slices


def projected_slices(
    numbers: np.ndarray,
    positions: np.ndarray,
    grid: Grid,
    slices: Slices,
    table: str = "lobato",
) -> np.ndarray:
    """Projected potentials in V Å, float32 (slices, nx, ny).

    V(r) = (h²/2πme) / area · Σ_elements f_e(k) Σ_atoms exp(−2πi k·r_atom), transformed back. What a
    wave sees is exp(iσV), which `transmission.Gratings` makes without aliasing: V as it stands here
    has lost what the grid cannot hold.

    Parameters
    ----------
    numbers, positions
        (N,) atomic numbers and (N, 2) or (N, 3) places in Å; atoms outside the grid's cell count
        as their periodic images.
    slices
        The slice of each atom.
    table
        "lobato" or "kirkland".
    """
    sums = AtomSums(grid, numbers)
    scale = POTENTIAL_PER_SCATTERING_FACTOR
    factors = sums.factors({e: scale * scattering_factor(e, sums.k2, table) for e in sums.kinds})
    result = np.empty((len(slices), *grid.shape), np.float32)
    for i in range(len(result)):
        (series,) = sums(np.flatnonzero(slices.index == i), positions, factors)
        result[i] = scipy.fft.irfft2(series, s=grid.shape, overwrite_x=True)
    return result
