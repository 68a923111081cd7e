import numpy as np

from synthscope.optics.phonons import displaced, thermal_rms
from synthscope.seeds import generator


def test_own_value_comes_before_the_table_and_the_table_before_the_default():
    rms = thermal_rms(
        np.array([14, 14, 8, 38]), np.array([0.07, np.nan, np.nan, np.nan]), {14: 0.08}
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
