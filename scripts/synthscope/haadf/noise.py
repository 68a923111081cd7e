"""The STEM distortion model: from a simulated image to one that a microscope would have given.

With the settings ``edges="pile_up"`` and no jitter, drift, dark noise or dose, the result has the
statistics of the images of the atomagined data set (their model: C. Ophus; MaterialEyes/atomagined,
helper/STEMnoise.py).
"""

import numpy as np
from scipy import ndimage

from synthscope.haadf import scanlines
from synthscope.haadf.distortion import Distortion


def blurred(image: np.ndarray, distortion: Distortion) -> np.ndarray:
    """The image with background and blur, normalised to a mean of one."""
    result = np.asarray(image, dtype=np.float64)
    result = result / result.mean() + distortion.background
    if distortion.blur_px:
        result = ndimage.gaussian_filter(result, distortion.blur_px, mode="nearest", truncate=4.0)
    return result / result.mean()


def expected(
    image: np.ndarray, distortion: Distortion, moved: scanlines.Displacement
) -> np.ndarray:
    """What would be seen with these displacements and no noise; the mean of `image` is one."""
    smooth = blurred(image, distortion)
    if distortion.edges == "pile_up":
        return scanlines.scatter(smooth, moved)
    rows, columns = scanlines.margin(distortion)
    result = scanlines.gather(smooth, moved)
    return result[rows : result.shape[0] - rows, columns : result.shape[1] - columns]


def distort(
    image: np.ndarray,
    distortion: Distortion,
    rng: np.random.Generator,
    pixel_A: float | None = None,
) -> np.ndarray:
    """One noisy acquisition of a simulated image.

    Parameters
    ----------
    image
        Simulated intensity, rows × columns, in fractions of the beam where a dose is given. Rows
        are scan lines.
    pixel_A
        Size of a pixel, Å; needed for a dose only.

    Returns
    -------
    numpy.ndarray
        float64. Without a dose: multiples of 1/counts with a mean of about one. With a dose: the
        fraction of the beam that the counted electrons stand for. With ``edges="crop"`` the frame
        is smaller by `scanlines.margin` at each side. Dark noise has a mean of zero: what lies
        below zero stays, so that means are those of the dose.
    """
    return record(image, distortion, scanlines.draw(distortion, image.shape[0], rng), rng, pixel_A)


def record(
    image: np.ndarray,
    distortion: Distortion,
    moved: scanlines.Displacement,
    rng: np.random.Generator,
    pixel_A: float | None = None,
) -> np.ndarray:
    """The same with rows displaced by so much."""
    mean = expected(image, distortion, moved)
    if distortion.dose_e_per_A2 is None:
        scale, counts = 1.0, distortion.counts
    else:
        fraction = float(np.mean(image, dtype=np.float64))
        scale = fraction * (1 + distortion.background)
        counts = distortion.counts_for(fraction, pixel_A)
    result = rng.poisson(np.maximum(mean, 0) * counts) / counts
    if distortion.dark:
        result += rng.standard_normal(result.shape) * (distortion.dark / scale)
    return result * scale
