import numpy as np
import pytest

from synthscope.core.seeds import generator
from synthscope.optics.phonons import displaced, frozen, thermal_rms


def test_own_value_comes_before_the_table_and_the_table_before_the_default():
    rms = thermal_rms(
        np.array([14, 14, 8, 38]), np.array([0.07, np.nan, np.nan, np.nan]), {14: 0.08}, 0.055
    )
    np.testing.assert_array_equal(rms, [0.07, 0.08, 0.055, 0.055])


def test_displacements_have_the_rms_of_their_atom_along_each_axis():
    positions = np.zeros((20000, 3))
    rms = np.where(np.arange(20000) % 2, 0.1, 0.05)
    moved = displaced(positions, rms, generator(1, "phonons", 0))
    np.testing.assert_allclose(moved[1::2].std(0), 0.1, rtol=0.03)
    np.testing.assert_allclose(moved[::2].std(0), 0.05, rtol=0.03)
    again = displaced(positions, rms, generator(1, "phonons", 0))
    np.testing.assert_array_equal(moved, again)


@pytest.mark.parametrize("count", [1, 2, 4, 5])
def test_each_configuration_of_an_average_is_normal_and_of_independent_atoms(count):
    rms = np.where(np.arange(20000) % 2, 0.1, 0.05)
    for moved in frozen(np.zeros((20000, 3)), rms, count, generator(1, "phonons")):
        steps = moved / rms[:, None]
        np.testing.assert_allclose(np.cov(steps.T), np.eye(3), atol=0.04)
        np.testing.assert_allclose((steps**4).mean(0), 3, rtol=0.1)
        neighbours = (steps[1:, :, None] * steps[:-1, None, :]).mean(0)
        np.testing.assert_allclose(neighbours, 0, atol=0.03)


def test_configurations_of_an_average_complement_each_other():
    """Mean displacement and mean square of an atom scatter less than of independent draws."""
    still, rms = np.zeros((20000, 3)), np.ones(20000)

    def scatter(configurations):
        xy = np.stack(list(configurations))[:, :, :2]
        return [part.mean(0).std() for part in (xy, (xy**2).sum(-1))]

    together = scatter(frozen(still, rms, 4, generator(1, "phonons")))
    alone = scatter(displaced(still, rms, generator(1, "phonons", i)) for i in range(4))
    assert (np.array(together) < 0.6 * np.array(alone)).all()


def test_configurations_of_an_average_are_reproducible():
    still, rms = np.zeros((5, 3)), np.ones(5)
    first, again = (list(frozen(still, rms, 3, generator(2, "phonons"))) for _ in range(2))
    np.testing.assert_array_equal(first, again)
    assert len(np.unique(np.stack(first), axis=0)) == 3
