"""The area that the electrons of a pattern fall on."""

import math

from synthscope.cbed.settings import Positions
from synthscope.optics.aberrations import Aberrations
from synthscope.optics.constants import wavelength


def probe_radius(energy_keV: float, semiangle_mrad: float, aberrations: Aberrations) -> float:
    """Radius of the probe's disc on the specimen, Å: Airy's first zero and what rays add to it."""
    lam = wavelength(energy_keV)
    rays = aberrations.displacement(semiangle_mrad, lam)
    return 0.61 * lam / (1e-3 * semiangle_mrad) + rays


def illuminated_area(positions: Positions, radius_A: float) -> float:
    """Area in Å² that a probe of a radius illuminates while a pattern is taken."""
    disc = math.pi * radius_A**2
    if positions.kind == "points":
        return len(positions.points_A) * disc
    if positions.kind == "raster":
        edge = positions.raster_edge_A
        return edge**2 + 4 * edge * radius_A + disc
    return disc


def area_of(
    energy_keV: float, semiangle_mrad: float, aberrations: Aberrations, positions: Positions
) -> float:
    """Area in Å² that is illuminated while a pattern is taken."""
    return illuminated_area(positions, probe_radius(energy_keV, semiangle_mrad, aberrations))
