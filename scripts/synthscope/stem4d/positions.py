"""From images on the grid that holds all they are to any positions of a scan."""

import math

import numpy as np


def series_matrix(
    count: int, half: int, period: float, positions: np.ndarray, sigma: float = 0.0
) -> np.ndarray:
    """What takes the values of a periodic function to its values at other positions.

    Of a function without frequencies beyond 2 · half over the period, exactly.

    Parameters
    ----------
    count
        Equally spaced values in a period, at least 4 · half + 1, the first at 0.
    positions
        (n,) in Å.
    sigma
        Standard deviation in Å of a Gaussian that it is blurred by, such as the source's image.

    Returns
    -------
    (n, count) float32
    """
    order = np.arange(-2 * half, 2 * half + 1)
    blur = np.exp(-2 * (math.pi * sigma * order / period) ** 2)
    there = np.exp(2j * math.pi * np.outer(positions, order) / period) * blur
    here = np.exp(-2j * math.pi * np.outer(order, np.arange(count)) / count) / count
    return (there @ here).real.astype(np.float32)


def at_positions(images: np.ndarray, along_x: np.ndarray, along_y: np.ndarray) -> np.ndarray:
    """Images (…, px, py) at the positions of a scan, (…, y, x); see `series_matrix`."""
    return np.swapaxes(along_x @ images @ along_y.T, -1, -2)
