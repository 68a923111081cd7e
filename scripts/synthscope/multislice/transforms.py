"""Discrete Fourier transforms of waves."""

from collections.abc import Callable

import numpy as np
import scipy.fft

from synthscope.optics.bandlimit import band_limit
from synthscope.optics.grids import Grid

SMALL = 1 << 15  # pixels, up to which leaving columns out costs more than it saves


def in_place(transform: Callable, array: np.ndarray, axis: int) -> None:
    """Replace an array, or a part of one, by its transform along an axis, without fresh memory."""
    result = transform(array, axis=axis, overwrite_x=True)
    if not np.may_share_memory(result, array):
        array[...] = result


class Transforms:
    """Transforms waves (..., nx, ny) to and from the band limit of one grid and its tilted frames.

    On large grids the third of the columns whose frequency along y is beyond the band limit is not
    transformed along x: `forward` leaves zeros there and `backward` takes them for zero. What else
    is outside of the limiting circle is for the propagator to remove.

    The transforms are SciPy's: they have one algorithm for a size, so that a result has the same
    bits in every run (FFTW chooses by timing).
    """

    def __init__(self, grid: Grid, tilts_y: np.ndarray = np.zeros(1)):  # noqa: B008
        frequency = np.abs(np.fft.fftshift(grid.ky)[:, None] + tilts_y).min(1)
        index = np.flatnonzero(frequency <= band_limit(grid) * 1.001)
        low, high = index[0] - grid.shape[1] // 2, index[-1] + 1 - grid.shape[1] // 2
        # the kept columns, low ≤ j < high, are two blocks in the transform's order
        self._kept = [slice(0, int(high)), slice(int(low), None)]
        self._cut = slice(int(high), int(low))
        self._whole = grid.size <= SMALL or not (low < 0 < high and high - low < grid.shape[1])

    def forward(self, waves):
        """To frequencies, without a factor; `waves` may be overwritten."""
        if self._whole:
            return scipy.fft.fft2(waves, overwrite_x=True)
        waves = scipy.fft.fft(waves, axis=-1, overwrite_x=True)
        for block in self._kept:
            in_place(scipy.fft.fft, waves[..., block], -2)
        waves[..., self._cut] = 0
        return waves

    def backward(self, waves):
        """To positions, divided by the number of pixels; `waves` may be overwritten."""
        if self._whole:
            return scipy.fft.ifft2(waves, overwrite_x=True)
        for block in self._kept:
            in_place(scipy.fft.ifft, waves[..., block], -2)
        return scipy.fft.ifft(waves, axis=-1, overwrite_x=True)
