"""The shadow of a beam stop."""

import math

import numpy as np

from synthscope.optics.camera.grid import from_centre
from synthscope.optics.camera.settings import BeamStop


def shadow(shape: tuple[int, int], stop: BeamStop | None) -> np.ndarray:
    """The part of each pixel that a beam stop leaves free, (rows, columns)."""
    if stop is None:
        return np.ones(shape)
    y, x = from_centre(shape, stop.centre_px)
    free = np.clip(0.5 + np.hypot(x, y) - stop.radius_px, 0, 1)
    if stop.arm_px:
        angle = math.radians(stop.arm_deg)
        along, across = (
            x * math.cos(angle) + y * math.sin(angle),
            y * math.cos(angle) - x * math.sin(angle),
        )
        arm = np.clip(0.5 + np.abs(across) - stop.arm_px / 2, 0, 1)
        free = np.where(along > 0, np.minimum(free, arm), free)
    return free
