"""How uneven an image will be: few atoms in a wide field are bright spots on a dark ground.

The image's likeness is the atoms' projection as Gaussian spots.
"""

import numpy as np

from synthscope.optics.slicing import Slices

EXPONENT = 1.7  # of the atomic number in an atom's brightness in annular dark field
SPOT_A = 0.3  # standard deviation of a column's image
_PIXEL_A = 0.15


def contrast(numbers: np.ndarray, positions: np.ndarray, extent: tuple[float, float]) -> float:
    """Mean square over squared mean of the projection; parameters as of `projection`.

    Returns
    -------
    float
        1 for an even image, 4 to 8 for most crystals along a zone axis, more for small particles.
    """
    if len(numbers) == 0:
        return 1.0
    power = np.abs(_spectrum(numbers, positions, extent)) ** 2
    return float(power.sum() / power[0, 0])


def projection(
    numbers: np.ndarray, positions: np.ndarray, extent: tuple[float, float]
) -> np.ndarray:
    """The atoms as Gaussian spots, float64 (nx, ny), in pixels of about 0.15 Å.

    Parameters
    ----------
    numbers, positions
        (N,) and (N, 3) in Å.
    extent
        Of the field, which repeats, in Å.
    """
    return np.maximum(np.fft.ifft2(_spectrum(numbers, positions, extent)).real, 0)


def plane_squares(numbers: np.ndarray, slices: Slices) -> np.ndarray:
    """(planes,) how much of an image's square the atoms of each slice make by themselves."""
    return np.bincount(slices.index, np.asarray(numbers, float) ** (2 * EXPONENT), len(slices))


def _spectrum(numbers, positions, extent) -> np.ndarray:
    shape = [max(1, round(length / _PIXEL_A)) for length in extent]
    cells = [
        np.floor(positions[:, axis] / extent[axis] * shape[axis]).astype(int) % shape[axis]
        for axis in (0, 1)
    ]
    image = np.zeros(shape)
    np.add.at(image, tuple(cells), np.asarray(numbers, float) ** EXPONENT)
    kx, ky = (np.fft.fftfreq(n, length / n) for n, length in zip(shape, extent))
    blur = np.exp(-2 * (np.pi * SPOT_A) ** 2 * (kx[:, None] ** 2 + ky[None] ** 2))
    return np.fft.fft2(image) * blur
