"""Fresnel propagation of a wave between two planes."""

import math

import numpy as np

from synthscope.optics.bandlimit import band_mask
from synthscope.optics.grids import Grid


def propagator(
    grid: Grid,
    distance: float,
    wavelength: float,
    tilt: tuple[float, float] = (0.0, 0.0),
    specimen_tilt: tuple[float, float] = (0.0, 0.0),
    mask: np.ndarray | None = None,
    out: np.ndarray | None = None,
) -> np.ndarray:
    """exp(−iπ λ Δz |k + q − τ|²) within the band limit, 0 outside; complex64, (nx, ny).

    Parameters
    ----------
    distance
        Δz in Å.
    wavelength
        λ in Å.
    tilt
        q in 1/Å: the transverse frequency of the frame in which the wave is written. The wave of a
        beam q is exp(2πi q·r) φ(r), and this propagates φ. The band limit is on k + q.
    specimen_tilt
        τ in 1/Å: the crystal's own axis lies at this transverse frequency (angle / λ).
    mask
        `band_mask` of grid and tilt as float32, where it is needed for several distances.
    out
        Where the result is put.

    Factorises over x and y, so only nx + ny exponentials are evaluated, in double precision.
    """
    if mask is None:
        mask = band_mask(grid, tilt).astype(np.float32)
    factor = -1j * math.pi * wavelength * distance
    x = np.exp(factor * (grid.kx + (tilt[0] - specimen_tilt[0])) ** 2).astype(np.complex64)
    y = np.exp(factor * (grid.ky + (tilt[1] - specimen_tilt[1])) ** 2).astype(np.complex64)
    result = np.multiply(x[:, None], y[None, :], out=out)
    result *= mask
    return result
