"""Speckle patterns with shot noise: the texture of a beam seen through a rough window.

Random phasors in one corner of the Fourier plane give a speckle field whose grains are about
`grain` pixels wide (J. W. Goodman, Speckle Phenomena in Optics, appendix G); photons are then
thrown onto its intensity.
"""

import numpy as np
from numpy.typing import NDArray


def speckles(
    rng: np.random.Generator, shape: tuple[int, int], grain: int, photons_per_pixel: float
) -> NDArray[np.float64]:
    """Photon counts of `shape` with grains of about `grain` pixels.

    Parameters
    ----------
    photons_per_pixel
        Mean count; the total is that times the number of pixels, rounded.
    """
    rows, columns = shape
    phasors = np.zeros(shape, complex)
    corner = (max(round(rows / grain), 1), max(round(columns / grain), 1))
    phasors[: corner[0], : corner[1]] = np.exp(2j * np.pi * rng.random(corner))
    intensity = np.abs(np.fft.fft2(phasors)) ** 2
    photons = round(photons_per_pixel * rows * columns)
    # A multinomial draw is what independent draws with replacement add up to.
    share = (intensity / intensity.sum()).ravel()
    return rng.multinomial(photons, share).reshape(shape).astype(np.float64)
