"""The point spread of a scintillator: a narrow Gaussian, and a wide one for its tails.

Scintillator, lens and camera: T. Martin and A. Koch, J. Synchrotron Rad. 13, 180 (2006), doi
10.1107/S0909049506000550. Light that is scattered and reflected inside the scintillator reaches far
beyond the core; it was measured at a beamline, and described by a second, wide kernel (there an
exponential one), in Crystals 15, 605 (2025), doi 10.3390/cryst15070605.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.special import erf

from synthscope.tomography.artefacts.settings import GAUSSIAN_REACH, BlurSettings
from synthscope.tomography.artefacts.spread import POINT, Term


def blur_terms(settings: BlurSettings) -> list[Term]:
    """The point spread, whose sum is 1."""
    core, tail = gaussian(settings.core_px), gaussian(settings.tail_px)
    share = settings.tail_share
    parts = [Term((1 - share) * core, core)]
    return [*parts, Term(share * tail, tail)] if share else parts


def gaussian(sigma_px: float) -> NDArray[np.float64]:
    """A Gaussian averaged over pixels, of odd length and sum 1."""
    if not sigma_px:
        return POINT
    reach = int(np.ceil(GAUSSIAN_REACH * sigma_px))
    edges = (np.arange(-reach, reach + 2) - 0.5) / (np.sqrt(2) * sigma_px)
    weights = np.diff(erf(edges))
    return weights / weights.sum()
