"""How uneven an image will be: few atoms in a wide field make bright spots on little."""

import numpy as np

EXPONENT = 1.7  # of the atomic number in an atom's brightness in annular dark field
SPOT_A = 0.3  # standard deviation of a column's image
_PIXEL_A = 0.15


def contrast(numbers: np.ndarray, positions: np.ndarray, extent: tuple[float, float]) -> float:
    """Mean square over squared mean of the atoms' projection as Gaussian spots.

    Parameters
    ----------
    numbers, positions
        (N,) and (N, 3) in Å.
    extent
        Of the field, which repeats, in Å.

    Returns
    -------
    float
        1 for an even image, 4 to 8 for most crystals along a zone axis, more for small particles.
    """
    if len(numbers) == 0:
        return 1.0
    shape = [max(1, round(length / _PIXEL_A)) for length in extent]
    cells = [
        np.floor(positions[:, axis] / extent[axis] * shape[axis]).astype(int) % shape[axis]
        for axis in (0, 1)
    ]
    image = np.zeros(shape)
    np.add.at(image, tuple(cells), np.asarray(numbers, float) ** EXPONENT)
    power = np.abs(np.fft.fft2(image)) ** 2
    kx, ky = (np.fft.fftfreq(n, length / n) for n, length in zip(shape, extent))
    power *= np.exp(-((2 * np.pi * SPOT_A) ** 2) * (kx[:, None] ** 2 + ky[None] ** 2))
    return float(power.sum() / power[0, 0])
