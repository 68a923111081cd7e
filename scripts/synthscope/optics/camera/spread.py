"""The point spread of a camera, by its modulation transfer function.

Core and tail are the analogues on pixels of a Gaussian and of the Green's function K₀(r/τ) of a
screened diffusion: with w = 4 sin²(π fx) + 4 sin²(π fy), the eigenvalues of the discrete Laplacian,
their transfer functions are exp(−σ² w/2) (Lindeberg, IEEE Trans. Pattern Anal. Mach. Intell. 12
(1990) 234) and 1 / (1 + τ² w). Neither is ever negative on the pixels, both sum to 1 and have the
variance that they are named by for any width, also below a pixel, where a sampled Gaussian fails.
A narrow core with a long tail is what scintillator and fibre optics give (Meyer & Kirkland,
Microsc. Res. Tech. 49 (2000) 269).
"""

import numpy as np
import scipy.fft

from synthscope.optics.camera.settings import PointSpread


def transfer(fx: np.ndarray, fy: np.ndarray, given: PointSpread) -> np.ndarray:
    """The modulation transfer function at frequencies in cycles a pixel, broadcast together."""
    w = 4 * (np.sin(np.pi * np.asarray(fx)) ** 2 + np.sin(np.pi * np.asarray(fy)) ** 2)
    core = np.exp(-(given.sigma_px**2) * w / 2)
    return (1 - given.tail) * core + given.tail / (1 + given.tail_px**2 * w)


def spread(images: np.ndarray, given: PointSpread) -> np.ndarray:
    """Images (..., rows, columns) with their signal spread; what leaves the border is lost.

    Never negative where the images are not.
    """
    if not given.sigma_px and not given.tail:
        return images
    rows, columns = images.shape[-2:]
    size = [scipy.fft.next_fast_len(n + given.reach_px, real=True) for n in (rows, columns)]
    fy, fx = np.fft.fftfreq(size[0])[:, None], np.fft.rfftfreq(size[1])[None, :]
    wave = scipy.fft.rfft2(images, size)
    wave *= transfer(fx, fy, given)
    blurred = scipy.fft.irfft2(wave, size)[..., :rows, :columns]
    return np.maximum(blurred, 0.0)
