"""Places are free as far from all others as asked, over the edges of the box as well."""

import numpy as np
import pytest

from synthscope.structures.scenes.apart import Apart


@pytest.mark.parametrize("least", [0.0, 1.0, 4.0, 30.0])
def test_free_is_what_is_far_enough_from_every_image(least):
    rng, period = np.random.default_rng(1), np.array([11.0, 17.0])
    apart, taken = Apart(least, period), []
    for place in rng.uniform([-5, -5, -9], [16, 22, 9], (300, 3)):
        steps = np.array(taken).reshape(-1, 3) - place
        steps[:, :2] -= np.round(steps[:, :2] / period) * period
        free = bool((np.linalg.norm(steps, axis=1) >= least).all())
        assert apart.free(place) is free
        if free:
            apart.add(place)
            taken.append(place)
    assert 0 < len(taken) and (least == 0) == (len(taken) == 300)
