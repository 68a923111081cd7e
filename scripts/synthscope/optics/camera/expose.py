"""What a camera stores of a diffraction pattern or an image.

Electrons pass the projector lenses and the beam stop. A camera that counts moves each to a pixel by
its point spread and counts it, so counts are Poisson numbers of the blurred pattern but for the
dead time. In one that integrates, electrons arrive as Poisson numbers, each gives a signal of
random size, and signals spread, so the noise is blurred as well: its spectrum has the square of the
modulation transfer function (McMullan et al., Ultramicroscopy 109 (2009) 1126). Then come the dark
signal, the full well, gain, read-out noise and offset, and the digits.
"""

import numpy as np

from synthscope.optics.camera.amplifier import amplified, pulses
from synthscope.optics.camera.dead_time import count
from synthscope.optics.camera.pixels import PixelMap
from synthscope.optics.camera.projection import project
from synthscope.optics.camera.settings import Camera
from synthscope.optics.camera.spread import spread
from synthscope.optics.camera.stop import shadow


def arriving(patterns: np.ndarray, camera: Camera, electrons: float) -> np.ndarray:
    """Mean electrons that reach each pixel, float64 of the patterns' shape.

    Parameters
    ----------
    patterns
        (..., rows, columns) fractions of the beam in each pixel.
    electrons
        Of the beam in each pattern, those that fall beside the camera included.
    """
    on_camera = project(np.asarray(patterns, float), camera.projection)
    return electrons * np.maximum(on_camera, 0) * shadow(patterns.shape[-2:], camera.stop)


def expose(
    patterns: np.ndarray,
    camera: Camera,
    electrons: float,
    pixels: PixelMap,
    rng: np.random.Generator,
) -> np.ndarray:
    """Stored numbers of the patterns' shape, counts or ADU in `camera.dtype`; never negative.

    Parameters
    ----------
    patterns
        (..., rows, columns) fractions of the beam in each pixel.
    electrons
        Of the beam in each pattern.
    pixels
        Of the camera, from `draw_pixels`.
    rng
        For all that differs from one exposure to the next.
    """
    return stored(arriving(patterns, camera, electrons), camera, pixels, rng)


def stored(
    mean: np.ndarray, camera: Camera, pixels: PixelMap, rng: np.random.Generator
) -> np.ndarray:
    """As `expose`, of what `arriving` gives."""
    read = _counted if camera.kind == "counting" else _integrated
    return np.clip(read(mean, camera, pixels, rng), 0, camera.most).astype(camera.dtype)


def _counted(mean: np.ndarray, camera: Camera, pixels: PixelMap, rng: np.random.Generator):
    detected = camera.efficiency * pixels.response * spread(mean, camera.point_spread)
    detected += pixels.dark
    if camera.dead_time is None:
        return rng.poisson(detected)
    return count(detected, camera.dead_time, rng)


def _integrated(mean: np.ndarray, camera: Camera, pixels: PixelMap, rng: np.random.Generator):
    signal = rng.poisson(camera.efficiency * mean).astype(float)
    signal = pulses(signal, camera.amplifier, rng)
    signal = pixels.response * spread(signal, camera.point_spread)
    signal += rng.poisson(np.broadcast_to(pixels.dark, signal.shape))
    level = amplified(signal, camera.amplifier, rng)
    return level if camera.bits is None else np.rint(level)
