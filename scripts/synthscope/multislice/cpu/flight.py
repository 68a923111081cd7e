"""A wave in Fourier space over a distance, without an array of what it is multiplied by."""

import numpy as np

from synthscope.core.compiled import compiled


def rows_within(mask: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Where each row of a band begins, and how many frequencies it has there.

    Parameters
    ----------
    mask
        (nx, ny), True within a disc that does not wrap around, in the transform's order.

    Returns
    -------
    (nx,) int32 each
        The first index along y, which may be negative: from the end of the row.
    """
    shifted = np.fft.fftshift(mask, axes=1)
    counts = shifted.sum(1)
    first = shifted.argmax(1) - mask.shape[1] // 2
    return first.astype(np.int32), counts.astype(np.int32)


@compiled
def fly(wave, along_x, along_y, first, count):
    """Multiply a wave (nx, ny) by the product of two factors within a band, and by 0 beyond it.

    Parameters
    ----------
    along_x, along_y
        (nx,) and (ny,) complex64.
    first, count
        Of `rows_within`.
    """
    nx, ny = wave.shape
    for i in range(nx):
        row, factor = wave[i], along_x[i]
        start = first[i] % ny
        end = start + count[i]
        for j in range(max(0, end - ny)):
            row[j] *= factor * along_y[j]
        for j in range(max(0, end - ny), start):
            row[j] = 0
        for j in range(start, min(end, ny)):
            row[j] *= factor * along_y[j]
        for j in range(end, ny):
            row[j] = 0
