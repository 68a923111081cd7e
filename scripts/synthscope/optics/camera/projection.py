"""Where a pattern falls on a camera: offset, elliptical and radial distortion.

Elliptical and barrel or pincushion distortion are those that matter most in diffraction (Brázda et
al., IUCrJ 9 (2022) 735).
"""

import math
from functools import lru_cache

import numpy as np
from scipy import ndimage

from synthscope.optics.camera.grid import from_centre
from synthscope.optics.camera.settings import Projection


def project(patterns: np.ndarray, given: Projection) -> np.ndarray:
    """Patterns (..., rows, columns) as they fall on the camera.

    Each pixel of the camera is led back to the place in the pattern that falls on it, and the
    intensity there (bilinear) is divided by how much the lenses magnify, so that electrons are
    conserved. What falls beside the camera is lost. Beyond its border a pattern goes on as it is
    there: diffuse intensity does not end where its calculation does.
    """
    if given == Projection():
        return patterns
    source, density = _source(patterns.shape[-2:], given)
    result = np.empty(patterns.shape)
    for place in np.ndindex(patterns.shape[:-2]):
        image = np.asarray(patterns[place], float)
        result[place] = ndimage.map_coordinates(image, source, order=1, mode="nearest")
    return result * density


@lru_cache(maxsize=8)
def _source(shape: tuple[int, int], given: Projection) -> tuple[np.ndarray, np.ndarray]:
    """For each pixel the (row, column) in the pattern, (2, rows, columns), and 1/magnification."""
    y, x = from_centre(shape, given.offset_px)
    radius = min(shape) / 2
    seen = np.hypot(x, y) / radius
    true, reached = _undistorted(seen, given.radial)
    back = np.divide(true, seen, out=np.ones(shape), where=seen > 0)
    stretch, angle = math.sqrt(1 + given.ellipticity), math.radians(given.ellipse_deg)
    cos, sin = math.cos(angle), math.sin(angle)
    along, across = back * (x * cos + y * sin) / stretch, back * (y * cos - x * sin) * stretch
    source = np.stack([along * sin + across * cos, along * cos - across * sin])
    source += np.array([n // 2 for n in shape])[:, None, None]
    square = given.radial * true**2
    density = np.where(reached, 1 / ((1 + square) * (1 + 3 * square)), 0.0)
    source.setflags(write=False)
    density.setflags(write=False)
    return source, density


def _undistorted(seen: np.ndarray, k: float) -> tuple[np.ndarray, np.ndarray]:
    """u with u (1 + k u²) = seen, and where there is one: barrels do not fill the plane."""
    reached = np.ones(seen.shape, bool)
    if k < 0:
        reached = seen < 0.999 * 2 / 3 / math.sqrt(-3 * k)
    u = np.where(reached, seen, 0.0)
    for _ in range(30):  # monotone from here, for either sign of k
        u = np.where(reached, u - (u * (1 + k * u**2) - seen) / (1 + 3 * k * u**2), 0.0)
    return u, reached
