"""Detector pixels that are out of calibration: what makes stripes, and rings in the end.

Three maps of blurred, thresholded speckles say where and how strongly. The first kind of pixel
counts a constant too few; the second is off by a part of a sine over the scan, the third by an
exponential, each with a little jitter from frame to frame.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter

from synthscope.tomography.simulation.speckle import speckles

KINDS = ("constant", "sinusoidal", "exponential")


@dataclass(frozen=True)
class Defects:
    """Attributes
    ----------
    maps
        (3, rows, columns) between 0 and 1: constant, sinusoidal, exponential pixels.
    responses
        (3, angles): −1 everywhere, and the sine and the exponential, each at most 1.
    """

    maps: NDArray[np.float32]
    responses: NDArray[np.float32]

    def row(self, row: int) -> NDArray[np.float32]:
        """The offset (angles, columns) of a detector row, in units of the miscalibration."""
        return self.responses.T @ self.maps[:, row]


def draw_defects(
    rng: np.random.Generator,
    shape: tuple[int, int],
    angles: int,
    grain: int = 10,
    photons_per_pixel: float = 0.03,
    blur_px: float = 2.0,
    threshold: float = 0.6,
) -> Defects:
    """Draw the out-of-calibration pixels of a detector of (rows, columns)."""
    maps = np.empty((3, *shape))
    for one in maps:
        gaussian_filter(speckles(rng, shape, grain, photons_per_pixel), blur_px, output=one)
        one[one < threshold * one.max()] = 0
    maps /= max(maps.max(), np.finfo(float).tiny)
    sine = np.sin(np.linspace(0, 1.5 * np.pi, angles)) + 0.1 * rng.random(angles)
    growth = np.exp(np.linspace(0, np.pi, angles)) + 0.1 * rng.random(angles)
    responses = np.stack([-np.ones(angles), sine / sine.max(), growth / growth.max()])
    return Defects(maps.astype(np.float32), responses.astype(np.float32))
