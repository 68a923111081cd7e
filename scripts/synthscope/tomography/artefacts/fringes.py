"""Propagation fringes of a homogeneous object near the detector.

By the transport-of-intensity equation, with the distance z, the refraction δ and μ = 4πβ/λ,

    I = (1 − L ∇²) T,   L = z δ / μ = z λ (δ/β) / 4π

(D. Paganin et al., J. Microsc. 206, 33 (2002), doi 10.1046/j.1365-2818.2002.01010.x, eq. 7, for a
parallel beam). It holds for details a with a² well above λ z. The effect on images of synchrotron
beamlines: P. Cloetens et al., Appl. Phys. Lett. 75, 2912 (1999), doi 10.1063/1.125225.
"""

import numpy as np

from synthscope.tomography.artefacts.spread import POINT, Term

_CURVATURE = np.array([1.0, -2.0, 1.0])


def fringe_terms(strength: float) -> list[Term]:
    """1 − L ∇² on a grid, for `strength` L in px²."""
    if not strength:
        return [Term(POINT, POINT)]
    curved = -strength * _CURVATURE
    return [Term(POINT, np.array([0.0, 1.0, 0.0]) + curved), Term(curved, POINT)]
