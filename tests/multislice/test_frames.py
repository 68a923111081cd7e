"""A wave goes over a distance alike, whether its propagator is kept or not."""

import numpy as np
import pytest

from synthscope.multislice.frames import Frames
from synthscope.optics.grids import Grid
from synthscope.optics.propagator import propagator

LAM = 0.025


@pytest.mark.parametrize("shape", [(48, 60), (45, 64)])
@pytest.mark.parametrize(
    "tilts", [(0.0, 0.0), (1.5, -2.0), np.array([[0.0, 0.0], [1.5, 2.0], [-2.5, 0.3]])]
)
def test_first_and_later_flights_are_those_of_the_propagator(shape, tilts):
    grid = Grid(shape, (5.0, 5.0))
    random = np.random.default_rng(1)
    waves = random.standard_normal((3, *shape, 2)).astype(np.float32).view(np.complex64)[..., 0]
    frames = Frames(grid, LAM, (0.4, 0.1), tilts)
    each = np.broadcast_to(tilts, (3, 2))
    for distance in (0.7, 1.3, 0.7, 0.7):
        expected = waves * [propagator(grid, distance, LAM, tilt, (0.4, 0.1)) for tilt in each]
        found = frames.propagate(waves.copy(), distance, False)
        np.testing.assert_allclose(found, expected, atol=1e-6)
        assert np.array_equal(found == 0, expected == 0)
