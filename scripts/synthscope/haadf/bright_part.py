"""The part of a wide field that errors are measured on: where the bright atoms are.

It has the whole specimen's depth, and a few of its atoms stand for the others.
"""

import numpy as np

from synthscope.optics.contrast import projection

SEAM_A = 1.0  # vacuum at the edges of a part, so that no atoms meet that are far apart


def bright_part(
    numbers: np.ndarray,
    positions: np.ndarray,
    extent: tuple[float, float],
    parts: tuple[int, int],
) -> tuple[np.ndarray, np.ndarray]:
    """Cut the brightest of `parts` (x, y) of the field, which repeats, at any place.

    Parameters
    ----------
    numbers, positions, extent
        See `contrast.projection`.

    Returns
    -------
    which, moved
        (n,) the atoms in it, and (n, 3) where in the part they are, Å.
    """
    size = np.array(extent) / parts
    if parts == (1, 1):
        return np.arange(len(numbers)), positions
    squares = projection(numbers, positions, extent) ** 2
    window = np.zeros(squares.shape)
    window[tuple(slice(max(1, n // m)) for n, m in zip(squares.shape, parts))] = 1
    # Σ of squares in the window that begins at each pixel
    sums = np.fft.ifft2(np.fft.fft2(squares) * np.fft.fft2(window).conj()).real
    # places that symmetry makes equal stay so: the choice must not hang on last bits
    first = np.unravel_index(np.argmax(np.round(sums / sums.max(), 9)), sums.shape)
    moved = positions.copy()
    moved[:, :2] -= np.array(first) * extent / squares.shape
    moved[:, :2] %= extent
    which = np.flatnonzero((moved[:, :2] < size - SEAM_A).all(axis=1))
    moved = moved[which]
    moved[:, :2] += SEAM_A / 2
    return which, moved
