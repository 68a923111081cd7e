"""The phase of a thin specimen from the centre of mass of its patterns.

An electron that passes where the phase of a specimen is φ(r) is deflected by λ ∇φ / 2π, and the
centre of mass of the pattern is the mean deflection over the probe's intensity (Müller et al.,
Nature Communications 5 (2014) 5653). So its integral over the positions is the phase as the
intensity of the probe blurs it (Lazić, Bosch, Lazar, Ultramicroscopy 160 (2016) 265).
"""

import math

import numpy as np
import scipy.fft


def integrate(along_x: np.ndarray, along_y: np.ndarray, extent: tuple[float, float]) -> np.ndarray:
    """The function that has these slopes, or is nearest to it in least squares.

    Parameters
    ----------
    along_x, along_y
        (px, py) slopes over a whole period, x first.
    extent
        The period in Å.

    Returns
    -------
    (px, py) float64, in the slopes' unit times Å, with a mean of 0
    """
    shape = along_x.shape
    kx, ky = (2j * math.pi * np.fft.fftfreq(n, length / n) for n, length in zip(shape, extent))
    for one, n in ((kx, shape[0]), (ky, shape[1])):
        if n % 2 == 0:
            one[n // 2] = 0  # whose slope is not on the grid
    square = np.abs(kx[:, None]) ** 2 + np.abs(ky[None]) ** 2
    square[square == 0] = np.inf
    divergence = kx.conj()[:, None] * scipy.fft.fft2(along_x)
    divergence += ky.conj()[None] * scipy.fft.fft2(along_y)
    return scipy.fft.ifft2(divergence / square).real


def phase(com_x: np.ndarray, com_y: np.ndarray, extent: tuple[float, float]) -> np.ndarray:
    """The phase in rad, but for its mean, from the centre of mass in 1/Å; see `integrate`."""
    return 2 * math.pi * integrate(com_x, com_y, extent)
