"""Beam hardening: a beam of two energies, whose soft part a sample takes out first.

With the share a of the beam whose attenuation is r times that of the other,

    T(p) = a e^(−r h p) + (1 − a) e^(−h p),   h = 1 / (1 + a (r − 1)),

so that a thin sample has the attenuation p and a thick one less (bimodal model: E. Van de Casteele
et al., J. X-Ray Sci. Technol. 12, 43 (2004), doi 10.3233/XST-2004-00100; the artefact: R. A. Brooks
and G. Di Chiro, Phys. Med. Biol. 21, 390 (1976), doi 10.1088/0031-9155/21/3/004).
"""

import numpy as np
from numpy.typing import NDArray

from synthscope.tomography.artefacts.settings import HardeningSettings


def hardened(transmission: NDArray[np.float32], settings: HardeningSettings) -> NDArray[np.float32]:
    """What of the beam passes, from what of a monochromatic one does (any shape)."""
    if not settings.on:
        return transmission
    share, ratio = settings.soft_share, settings.ratio
    hard = transmission ** np.float32(1 / (1 + share * (ratio - 1)))
    soft = hard ** np.float32(ratio)
    return np.float32(share) * soft + np.float32(1 - share) * hard
