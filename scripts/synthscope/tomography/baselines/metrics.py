"""How much of the stripes is left: in sinograms, and as rings in reconstructions."""

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import map_coordinates, median_filter
from skimage.metrics import peak_signal_noise_ratio, structural_similarity


def psnr(image: NDArray, truth: NDArray) -> float:
    """Peak signal-to-noise ratio in dB; the peak is the range of the truth."""
    span = float(truth.max() - truth.min()) or 1.0
    with np.errstate(divide="ignore"):
        return float(peak_signal_noise_ratio(truth, image, data_range=span))


def ssim(image: NDArray, truth: NDArray) -> float:
    """Structural similarity (Wang et al. 2004, doi 10.1109/TIP.2003.819861), 1 for equal images."""
    span = float(truth.max() - truth.min()) or 1.0
    window = min(7, *[n - 1 + n % 2 for n in truth.shape])
    return float(structural_similarity(truth, image, data_range=span, win_size=window))


def stripe_level(image: NDArray, truth: NDArray) -> float:
    """RMS over the columns of the mean error of a column, in units of the truth's range.

    What is constant along the angles, and only that, becomes a ring.
    """
    span = float(truth.max() - truth.min()) or 1.0
    return float(np.sqrt(np.mean(np.mean(image - truth, axis=0, dtype=np.float64) ** 2)) / span)


def ring_level(image: NDArray, truth: NDArray, centre: float | None = None) -> float:
    """RMS over the radii of the error's azimuthal mean, in units of the truth's range.

    The slow part of the mean (a running median over 15 radii), which is shading rather than rings,
    is taken off first. Radii reach from 2 px to the inscribed circle.
    """
    span = float(truth.max() - truth.min()) or 1.0
    size = min(truth.shape)
    centre = (size - 1) / 2 if centre is None else centre
    radius = np.arange(2, int(size / 2 - 1))
    angle = np.linspace(0, 2 * np.pi, 4 * size, endpoint=False)
    places = centre + np.stack([np.outer(radius, np.sin(angle)), np.outer(radius, np.cos(angle))])
    error = map_coordinates(np.asarray(image - truth, np.float64), places, order=1, mode="nearest")
    rings = error.mean(axis=1)
    rings -= median_filter(rings, 15, mode="nearest")
    return float(np.sqrt(np.mean(rings**2)) / span)
