"""Angles in degrees and lengths in metres, from the units that files state."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

DEGREES = {
    "deg": 1.0,
    "degree": 1.0,
    "degrees": 1.0,
    "°": 1.0,
    "mdeg": 1e-3,
    "rad": 180 / np.pi,
    "radian": 180 / np.pi,
    "radians": 180 / np.pi,
    "mrad": 0.18 / np.pi,
    "turn": 360.0,
}
METRES = {
    **dict.fromkeys(("m", "meter", "metre", "meters", "metres"), 1.0),
    **dict.fromkeys(("mm", "millimeter", "millimetre"), 1e-3),
    **dict.fromkeys(("um", "µm", "μm", "micron", "microns", "micrometer", "micrometre"), 1e-6),
    **dict.fromkeys(("nm", "nanometer", "nanometre"), 1e-9),
    **dict.fromkeys(("a", "å", "angstrom"), 1e-10),
}
MOST_RADIANS = 1.01 * 2 * np.pi
MANY = 10  # angles, that nobody takes over less than 6.3 degrees


def in_degrees(values: NDArray, unit: str, note: Callable[[str], None]) -> NDArray[np.float64]:
    """Angles in degrees; what is assumed of them goes to `note`.

    Without a unit, many angles within a turn of radians are radians.
    """
    values = np.asarray(values, np.float64)
    unit = unit.strip().lower()
    if unit in DEGREES:
        return values * DEGREES[unit]
    if unit:
        note(f"angles have the unknown unit {unit[:20]}: they are taken as degrees")
        return values
    if len(values) >= MANY and 0 < np.abs(values).max() <= MOST_RADIANS:
        note(
            f"angles from {values.min():.4g} to {values.max():.4g} have no unit: they are taken as "
            "radians"
        )
        return np.degrees(values)
    return values


def in_metres(value: float, unit: str) -> float | None:
    """A length in metres, or None where it is none or has no known unit; without one, metres."""
    scale = METRES.get(unit.strip().lower() or "m")
    return value * scale if scale and np.isfinite(value) and value > 0 else None
