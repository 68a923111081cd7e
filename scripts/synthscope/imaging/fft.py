"""Discrete Fourier transforms of waves, on the host or on a device."""

import numpy as np
import scipy.fft

from synthscope.optics.bandlimit import band_limit
from synthscope.optics.grids import Grid


class Transforms:
    """Transforms waves (..., nx, ny) to and from the band limit of one grid and one tilted frame.

    Frequencies whose y component is beyond the band limit are zero after `forward` and taken to be
    zero by `backward`: a third of the columns is never transformed. What remains outside of the
    limiting circle is for the propagator to remove.

    The transforms are SciPy's on the host: they have one algorithm for a size, so that a result
    has the same bits in every run (FFTW chooses by timing). For arrays of another library, `xp`
    is its namespace (CuPy, PyTorch), with an `fft` module as in the array API standard.
    """

    def __init__(self, grid: Grid, tilt_y: float = 0.0, xp=np):
        self._xp = xp
        index = np.flatnonzero(
            np.abs(np.fft.fftshift(grid.ky) + tilt_y) <= band_limit(grid) * 1.001
        )
        low, high = index[0] - grid.shape[1] // 2, index[-1] + 1 - grid.shape[1] // 2
        # the kept columns, low ≤ j < high, are one block or two in the transform's order
        if low < 0 < high and high - low < grid.shape[1]:
            self._kept = [slice(0, int(high)), slice(int(low), None)]
            self._cut = slice(int(high), int(low))
        else:
            self._kept, self._cut = [slice(None)], slice(0, 0)

    def forward(self, waves):
        """To frequencies, without a factor; `waves` may be overwritten."""
        if self._xp is not np:
            return self._xp.fft.fftn(waves, axes=(-2, -1))
        waves = scipy.fft.fft(waves, axis=-1, overwrite_x=True)
        for block in self._kept:
            scipy.fft.fft(waves[..., block], axis=-2, overwrite_x=True)
        waves[..., self._cut] = 0
        return waves

    def backward(self, waves):
        """To positions, divided by the number of pixels; `waves` may be overwritten."""
        if self._xp is not np:
            return self._xp.fft.ifftn(waves, axes=(-2, -1))
        for block in self._kept:
            scipy.fft.ifft(waves[..., block], axis=-2, overwrite_x=True)
        return scipy.fft.ifft(waves, axis=-1, overwrite_x=True)
