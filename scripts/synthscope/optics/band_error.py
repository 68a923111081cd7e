"""How far the band has to reach beyond a detector, and the error that is left.

An electron that is scattered beyond the band is lost to the calculation, though a
later atom would have sent some of it back. Measured for SrTiO3, antimony, tungsten, gold and
uranium in gold's places, 24 Å thick, at 60, 200 and 300 keV, 10 to 30 mrad, and detectors from 0–20
to 60–200 mrad, against a grid twice as fine, the rms error of the image over its mean is

    B (x / k_b)² exp(−Δk / D),   x = σZ over that of gold at 200 keV,

with k_b the band limit, Δk how far it lies beyond the detector's edge, D = 0.9 1/Å, and B between 1
and 8 Å⁻² in 32 cases of 34. Gold 100 Å thick does not err more.
"""

import math

from synthscope.optics.constants import interaction_parameter, wavelength

BAND = 8.0  # B in Å⁻²
DECAY = 0.9  # D in 1/Å
GOLD = 79 * interaction_parameter(200)


def band_error(band_per_A: float, outer_mrad: float, heaviest: int, energy_keV: float) -> float:
    """What the band limit (1/Å) does to an image, rms over mean; see the module's text.

    Parameters
    ----------
    outer_mrad
        The outermost edge of the detectors.
    heaviest
        The greatest atomic number in the specimen.
    """
    strength = heaviest * interaction_parameter(energy_keV) / GOLD
    beyond = band_per_A - 1e-3 * outer_mrad / wavelength(energy_keV)
    return BAND * (strength / band_per_A) ** 2 * math.exp(-beyond / DECAY)


def band_angle(
    outer_mrad: float, semiangle_mrad: float, heaviest: int, energy_keV: float, error: float
) -> float:
    """The angle in mrad that the band has to reach: all of the probe at the detector's edge, and
    as far beyond it as `error` (rms over mean) asks."""
    lam = wavelength(energy_keV)
    angle = outer_mrad + semiangle_mrad
    while band_error(1e-3 * angle / lam, outer_mrad, heaviest, energy_keV) > error:
        angle += 1.0
    return angle
