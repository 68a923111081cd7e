"""The pixels of one camera: how each responds, and what it shows in the dark."""

from dataclasses import dataclass

import numpy as np

from synthscope.optics.camera.settings import Camera


@dataclass(frozen=True)
class PixelMap:
    """Attributes
    ----------
    response
        (rows, columns) signal of a pixel over that of the mean one; 0 where it is dead.
    dark
        (rows, columns) mean dark signal in a pattern, electrons.
    """

    response: np.ndarray
    dark: np.ndarray


def draw_pixels(shape: tuple[int, int], camera: Camera, rng: np.random.Generator) -> PixelMap:
    """The pixels of a camera. The same numbers are drawn whatever its faults are."""
    faults = camera.faults
    dead, hot = rng.random(shape) < faults.dead, rng.random(shape) < faults.hot
    response = np.maximum(1 + faults.response * rng.standard_normal(shape), 0)
    dark = camera.dark_e + np.where(hot, faults.hot_e * rng.standard_exponential(shape), 0.0)
    return PixelMap(np.where(dead, 0.0, response), np.where(dead, 0.0, dark))
