"""How far the band has to reach beyond a detector, and the error that is left.

An electron that is scattered beyond the band is lost to the calculation, though a later atom would
have sent some of it back. Measured against grids twice as fine for SrTiO3, silicon, tin, tungsten
and gold, 24 Å thick, and gold of 60 Å, at 200 keV and 27 mrad (some at 60 keV and 30 mrad),
detectors from 0–20 to 80–200 mrad, with transmission functions that reach beyond the band
(`transmission.EDGE`): the rms error of the image over its mean is at most

    B x / k_b² min(1, (K / k_b)²) exp(−Δk / D),   x = σZ over that of gold at 200 keV,

with k_b the band limit, Δk how far it lies beyond the detector's edge, B = 12 Å⁻², K = 6.4 1/Å and
D = 0.65 1/Å; mostly a half or a quarter of that. Below x times 1 % it is known of no specimen how
fast the error falls (19 gold atoms in vacuum err by 0.3 to 1.1 % on grids of 250 to 320 pixels,
by no rule): there D = 0.9 1/Å without K, which held when nothing reached beyond the band. In a
static lattice, of which nothing does, rings at high angles stay strong: D = 2 1/Å, without K. Of
few atoms in a wide field the mean is less and the error more of it, by the 0.7th power of the
contrast over that of crystals; told is that of the specimen's own area (`own_area`).
"""

import math
from dataclasses import dataclass

from synthscope.optics.constants import interaction_parameter, wavelength
from synthscope.optics.own_area import own_share

GREATEST = 12.0  # B in Å⁻²
STEEPER = 6.4  # K in 1/Å
DECAY, STATIC_DECAY = 0.65, 2.0  # D in 1/Å
KNOWN = 0.01  # down to where the law with K is known, of gold
CAREFUL_DECAY = 0.9  # D in 1/Å below
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
        most = GREATEST * uneven * strength / limit_per_A**2
        if self.static:
            return most * math.exp(-beyond / STATIC_DECAY)
        steeper = min(1.0, (STEEPER / limit_per_A) ** 2)
        careful = min(KNOWN * uneven * strength, most * math.exp(-beyond / CAREFUL_DECAY))
        return max(most * steeper * math.exp(-beyond / DECAY), careful)

    def angle(self, semiangle_mrad: float, error: float) -> float:
        """How far in mrad the band has to reach for an `error` (rms over mean) or less.

        It holds all of the probe at the detector's edge in any case.
        """
        angle = self.outer_mrad + semiangle_mrad
        while self.error(1e-3 * angle / wavelength(self.energy_keV)) > error:
            angle += 1.0
        return angle
