"""Weights of an interpolation: they do not amplify what the prior does not know."""

import numpy as np
import pytest

from synthscope.multislice.interpolated import plan
from synthscope.multislice.lattice import Lattice
from synthscope.optics.constants import wavelength
from synthscope.optics.detectors import Detector
from synthscope.optics.grids import grid_for

LAMBDA = wavelength(200)


@pytest.mark.parametrize("error", [0.01, 0.005, 0.003])
@pytest.mark.parametrize("angles", [(100, 150), (60, 110)])
def test_thin_readouts_have_small_weights_however_many_parents_the_thickest_needs(angles, error):
    """Few of silicon's planes need few parents; with more of them weights are ambiguous."""
    planes = np.arange(0.68, 24, 1.36)
    lattice = Lattice(
        grid_for((13.0, 13.0), angles[1] + 27, LAMBDA), (1, 1), LAMBDA, 27.0, (Detector(*angles),)
    )
    found = plan(lattice, planes, (3, 6, 10, len(planes)), error)
    for interpolation in found.interpolations:
        assert (interpolation.weights**2).sum(1).mean() < 2
