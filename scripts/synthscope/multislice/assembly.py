"""From diffracted amplitudes to the image: I(R) = Σ_k |Σ_g A_g X_g(k) exp(−2πi g·R)|².

The image is band-limited at twice the aperture, so that its values on a small grid of positions
are all there is to know: for each detector pixel k, one small Fourier transform over the patch of
beams, squared and added. Any other grid of positions follows exactly by a Fourier series.
"""

import math

import numpy as np
import scipy.fft

from synthscope.multislice.lattice import Lattice


def position_grid(lattice: Lattice) -> tuple[int, int]:
    """The number of positions a cell needs: more than the differences of two beams' indices."""
    return tuple(scipy.fft.next_fast_len(4 * half + 1) for half in lattice.half)


def coefficients(lattice: Lattice, images: np.ndarray) -> np.ndarray:
    """Fourier coefficients of each detector's image from the regions' images on the position grid.

    Parameters
    ----------
    images
        (exit_planes, regions, px, py) as accumulated.

    Returns
    -------
    (detectors, exit_planes, 4·half_x + 1, 4·half_y + 1) complex128
        Of exp(2πi d·R / cell) with d from −2·half to 2·half.
    """
    return by_detector(lattice, series(lattice, images))


def by_detector(lattice: Lattice, values: np.ndarray) -> np.ndarray:
    """(detectors, exit_planes, …): sums over each detector's regions (exit_planes, regions, …)."""
    found = np.zeros((len(lattice.detectors), len(values), *values.shape[2:]), values.dtype)
    for number, seen in enumerate(lattice.regions):
        for detector in seen:
            found[detector] += values[:, number]
    return found


def series(lattice: Lattice, images: np.ndarray) -> np.ndarray:
    """The Fourier coefficients (…, 4·half_x + 1, 4·half_y + 1) of images (…, px, py) of a cell.

    On `position_grid`, or any finer grid.
    """
    nx, ny = images.shape[-2:]
    ix, iy = (np.arange(-2 * half, 2 * half + 1) for half in lattice.half)
    return (scipy.fft.fft2(images) / (nx * ny))[..., ix[:, None] % nx, iy[None, :] % ny]


def evaluate(
    spectrum: np.ndarray,
    cell: tuple[float, float],
    x: np.ndarray,
    y: np.ndarray,
    source_sigma: float = 0.0,
) -> np.ndarray:
    """The image at every position (x, y), from its Fourier coefficients.

    Parameters
    ----------
    spectrum
        (..., 2·hx + 1, 2·hy + 1) coefficients of exp(2πi d·R / cell).
    cell
        Its period in Å.
    x, y
        Positions in Å along each axis.
    source_sigma
        Standard deviation in Å of a Gaussian source; the image is blurred by it exactly.

    Returns
    -------
    (..., len(x), len(y)) float64
    """
    factors = []
    for axis, (positions, period) in enumerate(zip((x, y), cell)):
        d = frequencies(spectrum, axis, period)
        blur = np.exp(-2 * (math.pi * source_sigma * d) ** 2)
        factors.append(np.exp(2j * math.pi * np.outer(positions, d)) * blur)
    return (factors[0] @ spectrum @ factors[1].T).real


def frequencies(spectrum: np.ndarray, axis: int, period: float) -> np.ndarray:
    """Of the coefficients along x (axis 0) or y (axis 1), 1/Å."""
    half = spectrum.shape[spectrum.ndim - 2 + axis] // 2
    return np.arange(-half, half + 1) / period
