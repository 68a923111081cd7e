"""The afterglow of a detector: a part of each electron's light that comes later, on later pixels.

Of the light of a pixel's electrons a part p decays as exp(−t/τ). In pixels of a time δ, with
q = exp(−δ/τ), the k-th pixel after it gets p (1 − q) qᵏ, the pixel itself (k = 0) 1 − p besides.
While the beam flies back, light goes on and nothing is recorded.
"""

import math

import numpy as np
from scipy.signal import lfilter

from synthscope.haadf.recording.settings import Afterglow, ScanSettings


def with_afterglow(
    signal: np.ndarray, given: Afterglow, scan: ScanSettings, left: float = 0.0
) -> tuple[np.ndarray, float]:
    """A frame as the detector shines, and what light is left for the next one.

    Parameters
    ----------
    signal
        (rows, columns) light of the electrons of each pixel.
    left
        Light that is left of the frame before, once the beam has flown back.
    """
    columns = signal.shape[1]
    kept = math.exp(-scan.dwell_us / given.decay_us)
    released = -math.expm1(-scan.dwell_us / given.decay_us)
    over_flyback = math.exp(-scan.flyback_us / given.decay_us)
    shining = lfilter([given.part * released], [1, -kept], signal, axis=1)
    last = shining[:, -1] * kept / released  # what a row's own electrons leave behind it
    over_row = kept**columns
    begins = np.empty(len(signal))
    for row, own in enumerate(last):
        begins[row] = left
        left = (left * over_row + own) * over_flyback
    shining += np.outer(begins * released, kept ** np.arange(columns))
    return (1 - given.part) * signal + shining, left
