"""What has to hold before a convergent-beam pattern is worth computing; no arrays are needed."""

from dataclasses import replace

from synthscope.cbed.conditions import Conditions, conditions
from synthscope.cbed.detection_checks import check_detection
from synthscope.cbed.illumination import area_of
from synthscope.cbed.semiangle import semiangle_mrad
from synthscope.cbed.settings import CbedSettings
from synthscope.core.errors import InputError
from synthscope.core.extremes import corners
from synthscope.optics.limits import meant_in_radians

LEAST_RADIUS_PX = 2.0
"""A disc with a smaller radius in the pattern shows nothing of its inside."""


def reach(radius: float, pixel: float, steepness: float | None) -> float:
    """Beyond this distance from its centre in 1/Å no disc is lit."""
    return radius + 0.75 * pixel + (0.0 if steepness is None else 7 / steepness)


def check_pattern(asked: Conditions, size: int, pixel: float, name: str) -> None:
    """Refuse discs too small for the pixels, an aperture beyond the pattern, a tight band limit.

    Raises
    ------
    InputError
        In one line that begins with `name` and says what would do.
    """
    lam, radius, angle = asked.wavelength, asked.radius, asked.semiangle_mrad
    if radius < LEAST_RADIUS_PX * pixel:
        least = 1e3 * lam * LEAST_RADIUS_PX * pixel
        raise InputError(
            f"{name}: at {angle:.3g} mrad the probe does not fit the {1 / pixel:.4g} Å "
            f"that pixels of {pixel:g} 1/Å stand for; use at least {least:.3g} mrad, or pixels of "
            f"at most {radius / LEAST_RADIUS_PX:.2g} 1/Å"
        )
    widest = reach(radius, pixel, asked.edge_steepness_A)
    edge = size / 2 * pixel
    if widest > edge:
        raise InputError(
            f"{name}: a semi-angle of {angle:.4g} mrad reaches beyond the pattern's edge "
            f"at {1e3 * lam * edge:.4g} mrad; use pixels of at least {2.1 * widest / size:.2g} "
            "1/Å, more of them, or a smaller angle"
        )
    limit = asked.band_limit_per_A
    if widest > limit / 2:
        raise InputError(
            f"{name}: the sampling is too coarse for {angle:.4g} mrad at {asked.energy_keV:g} "
            f"keV: the band limit is {limit:g} 1/Å and should be at least {2 * widest:.3g}"
        )


def check_places(asked: Conditions, pixel: float, farthest: float, name: str) -> None:
    """Refuse probes at places that leave no room for them in a box of 1 / pixel.

    Parameters
    ----------
    farthest
        Largest distance of a probe from the middle along x or y, Å.
    """
    box, deepest = 1 / pixel, max(asked.thicknesses_A)
    rays = asked.aberrations.displacement(asked.semiangle_mrad, asked.wavelength, deepest)
    spread = rays + 0.61 / asked.radius
    if 2 * spread > box:
        raise InputError(
            f"{name}: the probe spreads over {2 * spread:.4g} Å and does not fit its box of "
            f"{box:.4g} Å; use pixels of at most {0.5 / spread:.2g} 1/Å"
        )
    if farthest + spread > box / 2:
        raise InputError(
            f"{name}: a probe {farthest:.4g} Å from the middle does not fit its box of {box:.4g} "
            f"Å; keep positions within {box / 2 - spread:.3g} Å, or use smaller pixels"
        )


def check(asked: Conditions, size: int, pixel: float, name: str) -> None:
    """Refuse what cannot give a right pattern of `size` pixels of `pixel` 1/Å, with what would.

    Raises
    ------
    InputError
        In one line that begins with `name`.
    """
    check_pattern(asked, size, pixel, name)
    if asked.places is not None and asked.motion.kind == "phonons":
        check_places(asked, pixel, max(abs(c) for place in asked.places for c in place), name)


def check_settings(settings: CbedSettings) -> None:
    """Check the whole `cbed` section against physics, for every spacing that may be chosen.

    Directions that are listed have spacings of their own, which are checked with the structure.
    """
    chosen = settings.directions
    listed = chosen.planes or chosen.axes
    spacings = [chosen.least_d_A, chosen.most_d_A]
    if settings.semiangle != "fixed" and listed:
        spacings = []
    areas = []
    for corner in corners(replace(settings, detection={})):
        for energy in corner.energies_keV:
            for d in spacings:
                angle = semiangle_mrad(corner, energy, d)
                asked = conditions(corner, energy, angle)
                try:
                    check(asked, settings.size_px, settings.k_step_per_A, "cbed")
                except InputError as error:
                    meant = meant_in_radians(angle) if settings.semiangle == "fixed" else ""
                    raise InputError(f"cbed.{meant}" if meant else str(error)) from None
                areas.append(area_of(energy, angle, corner.aberrations, corner.positions))
    for name, given in settings.detection.items():
        for detection in corners(given):
            electrons = max(map(detection.electrons_on, areas or [0.0]))
            check_detection(detection, electrons, settings.size_px, f"cbed.detection.{name}")
