"""How far the band has to reach beyond a detector, and the error that is left.

An electron that is scattered beyond the band is lost to the calculation, though a later atom would
have sent some of it back. Measured against grids twice as fine for SrTiO3, antimony, tungsten and
gold, 24 to 100 Å thick, and for columns of 1 to 7 carbon or gold atoms, at 60, 200 and 300 keV, 10
to 30 mrad, detectors from 0–20 to 60–200 mrad: the rms error of the image over its mean is at most

    B x / k_b² exp(−Δk / D),   x = σZ over that of gold at 200 keV,

with k_b the band limit, Δk how far it lies beyond the detector's edge, B = 12 Å⁻² and D = 0.9 1/Å;
more often a half or a quarter of that. In a static lattice rings at high angles stay strong, and
D = 2 1/Å. Of few atoms in a wide field the mean is less and the error more of it, by the 0.7th
power of the contrast over that of crystals; told is that of the specimen's own area (`own_area`).
"""

import math
from dataclasses import dataclass

from synthscope.optics.constants import interaction_parameter, wavelength
from synthscope.optics.own_area import own_share

GREATEST = 12.0  # B in Å⁻²
DECAY, STATIC_DECAY = 0.9, 2.0  # D in 1/Å
UNEVEN = 0.7  # of the contrast over that of crystals
GOLD = 79 * interaction_parameter(200)
CRYSTALS = 6.0  # contrast of those that were measured


@dataclass(frozen=True)
class Band:
    """What decides how far a band has to reach.

    Attributes
    ----------
    outer_mrad
        The outermost edge of the detectors.
    heaviest
        The greatest atomic number in the specimen.
    contrast
        Mean square over squared mean of the image to expect.
    static
        Whether the atoms do not vibrate.
    """

    outer_mrad: float
    heaviest: int
    energy_keV: float
    contrast: float = CRYSTALS
    static: bool = False

    def error(self, limit_per_A: float) -> float:
        """What a band limit (1/Å) does to an image, rms over mean; see the module's text."""
        strength = self.heaviest * interaction_parameter(self.energy_keV) / GOLD
        beyond = limit_per_A - 1e-3 * self.outer_mrad / wavelength(self.energy_keV)
        uneven = max(1.0, self.contrast / CRYSTALS) ** UNEVEN * own_share(self.contrast)
        decay = STATIC_DECAY if self.static else DECAY
        return GREATEST * uneven * strength / limit_per_A**2 * math.exp(-beyond / decay)

    def angle(self, semiangle_mrad: float, error: float) -> float:
        """How far in mrad the band has to reach for an `error` (rms over mean) or less.

        It holds all of the probe at the detector's edge in any case.
        """
        angle = self.outer_mrad + semiangle_mrad
        while self.error(1e-3 * angle / wavelength(self.energy_keV)) > error:
            angle += 1.0
        return angle
