"""The field of view of a periodic image."""

import math
from collections.abc import Sequence

import numpy as np


def field_of_view(
    image: np.ndarray, box: Sequence[float], pixels: int, pixel_A: float, origin: Sequence[float]
) -> np.ndarray:
    """A square field of any size and sampling out of one period of a band-limited image.

    The image's Fourier series is summed at each pixel, so nothing is interpolated, and the field
    may be larger or smaller than the period.

    Parameters
    ----------
    image
        (..., nx, ny) one period, sampled at box · k / n.
    box
        The period, Å.
    pixels, pixel_A
        Pixels along an edge of the field, and their size, Å.
    origin
        Where in the period the field's pixel 0 lies, Å.

    Returns
    -------
    numpy.ndarray
        (..., pixels, pixels), x first.
    """
    series = np.fft.fft2(image) / math.prod(image.shape[-2:])
    along_x, along_y = (
        _waves(size, period, start + pixel_A * np.arange(pixels))
        for size, period, start in zip(image.shape[-2:], box, origin, strict=True)
    )
    return (along_x @ series @ along_y.T).real


def repeated(
    positions: np.ndarray, box: Sequence[float], size: float, origin: Sequence[float]
) -> tuple[np.ndarray, np.ndarray]:
    """The atoms of a periodic specimen that lie in a square field.

    Parameters
    ----------
    positions
        (N, 3) in the period, Å.
    size
        Edge of the field, Å; its far edges do not belong to it.
    origin
        As in `field_of_view`.

    Returns
    -------
    (M, 3) positions from the field's pixel 0, and (M,) which of the N each one repeats
    """
    period = np.asarray(box[:2], dtype=np.float64)
    # A hair below zero still is the edge: rounding must not carry an atom across the field.
    first = np.mod(positions[:, :2] - np.asarray(origin) + 1e-9, period) - 1e-9
    copies = [np.arange(math.ceil(size / edge)) * edge for edge in period]
    shifts = np.stack(np.meshgrid(*copies, indexing="ij"), axis=-1).reshape(-1, 1, 2)
    flat = (shifts + first).reshape(-1, 2)
    atoms = np.tile(np.arange(len(positions)), len(shifts))
    inside = (flat < size - 1e-9).all(axis=1)
    atoms = atoms[inside]
    return np.column_stack([flat[inside], positions[atoms, 2]]), atoms


def _waves(size: int, period: float, at: np.ndarray) -> np.ndarray:
    orders = np.fft.fftfreq(size, 1 / size)
    waves = np.exp(2j * math.pi * np.outer(at / period, orders))
    if size % 2 == 0:  # the highest order stands for both of its signs
        waves[:, size // 2] = waves[:, size // 2].real
    return waves
