"""What has to hold before patterns are worth recording: a camera that sees them and is not full."""

import numpy as np

from synthscope.cbed.detection import MOST_ELECTRONS, Detection
from synthscope.core.errors import InputError
from synthscope.optics.camera.stop import shadow


def check_detection(detection: Detection, electrons: float, size: int, name: str) -> None:
    """Refuse a dose or a dark signal that fills all pixels, and a camera that sees no pattern.

    Parameters
    ----------
    electrons
        In a pattern of `size` × `size` pixels.

    Raises
    ------
    InputError
        In one line that begins with `name` and says what would do.
    """
    _check_dose(detection, electrons, size, name)
    half = size / 2
    x, y = detection.projection.offset_px
    if max(abs(x), abs(y)) >= half:
        raise InputError(
            f"{name}: projection.offset_px of [{x:g}, {y:g}] puts the pattern's centre beside the "
            f"camera of {size} px; keep it below {half:g}"
        )
    free = shadow((size, size), detection.stop)
    if not free.any():
        raise InputError(
            f"{name}: the beam stop of {detection.stop.radius_px:g} px hides all {size} × {size} "
            f"px of the camera; use a radius well below {half:g} px"
        )
    if detection.stop is not None and np.all(free == 1):
        raise InputError(
            f"{name}: the beam stop stands beside the camera and hides nothing; keep "
            f"stop.centre_px within {half:g} px"
        )
    given = detection.point_spread
    widest = max(given.sigma_px, given.tail_px if given.tail else 0)
    if widest > half:
        raise InputError(
            f"{name}: the point spread is {widest:g} px wide, and the camera {size} px; use at "
            f"most {half:g} px"
        )


def _check_dose(detection: Detection, electrons: float, size: int, name: str) -> None:
    most = detection.capacity_e
    if detection.dark_e >= most:
        raise InputError(
            f"{name}: a dark_e of {detection.dark_e:g} electrons fills pixels, which hold "
            f"{most:.4g}; use less than {most:.4g}"
        )
    if electrons > MOST_ELECTRONS:
        raise InputError(
            f"{name}: {electrons:.4g} electrons a pattern are more than any camera sees; use a "
            f"dose_e_per_A2 of at most {detection.dose_e_per_A2 * MOST_ELECTRONS / electrons:.3g}, "
            "or a smaller area_A2"
        )
    level = detection.efficiency * electrons / size**2
    if level >= most:
        raise InputError(
            f"{name}: {electrons:.4g} electrons a pattern would fill each of the {size} × {size} "
            f"pixels, which hold {most:.4g}; use fewer than "
            f"{most * size**2 / detection.efficiency:.3g}, or a camera that holds more"
        )
    dead = detection.dead_time
    if dead is not None and level * dead.part >= 1:
        raise InputError(
            f"{name}: {electrons:.4g} electrons a pattern would keep pixels with a dead time of "
            f"{dead.time_us:g} µs blind; use fewer than {size**2 / dead.part:.3g}, or an exposure "
            f"of more than {dead.exposure_ms * level * dead.part:.3g} ms"
        )
