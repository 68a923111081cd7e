"""What is cut off a frame so that none of its borders is seen."""

import math

from synthscope.haadf.distortion import Distortion


def margin(distortion: Distortion, pixel_A: float | None = None) -> tuple[int, int]:
    """Rows and columns to cut off at each side so that no border can be seen in what is left.

    Four standard deviations of a row's displacement, half of the drift and the amplitude of a hum;
    a blur needs no margin, for it only mixes the image with its own border. The walk of n frames by
    random steps of σ is σ √(n/3) wide about its mean at its ends.

    Parameters
    ----------
    pixel_A
        Needed where there is a `scan` or a `series`.
    """
    if distortion.edges != "crop":
        return 0, 0
    steady, random = distortion.frames * distortion.drift_px / 2, 0.0
    if distortion.scan is not None:
        steady += distortion.scan.hum_A / pixel_A
        random = distortion.scan.noise_A / pixel_A
    if distortion.series is not None:
        walk = distortion.series.shift_A * math.sqrt(distortion.frames / 3) / pixel_A
        random = math.hypot(random, walk)
    sigmas = (math.hypot(one, random) for one in (distortion.jitter_px, distortion.scanline_px))
    return tuple(math.ceil(4 * sigma + steady) + 1 if sigma or steady else 0 for sigma in sigmas)
