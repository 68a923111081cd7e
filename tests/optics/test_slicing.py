import numpy as np

from synthscope.optics.slicing import equal_slices, own_planes


def test_each_plane_of_a_crystal_is_a_slice():
    z = np.tile([0.0, 1.9525], 6) + np.repeat(np.arange(6) * 3.905, 2)
    slices = own_planes(z, np.ones(12), 6 * 3.905, 2.0)
    np.testing.assert_allclose(slices.planes, np.arange(12) * 1.9525)
    np.testing.assert_array_equal(np.sort(slices.index), np.arange(12))
    np.testing.assert_allclose(slices.planes[slices.index], z)
    np.testing.assert_allclose(slices.steps, 1.9525)


def test_unequal_planes_keep_their_own_spacing():
    z = np.array([0.5, 0.505, 2.0, 4.1])
    slices = own_planes(z, np.array([1.0, 3.0, 1.0, 1.0]), 5.0, 1.0)
    np.testing.assert_allclose(slices.planes, [0.50375, 2.0, 4.1])
    np.testing.assert_allclose(slices.steps, [1.49625, 2.1, 0.9])
    assert np.isclose(slices.longest, 2.1)


def test_joined_planes_spread_no_more_than_an_equal_slice():
    z = np.sort(np.random.default_rng(3).uniform(0, 24, 800))
    slices = own_planes(z, np.ones(800), 24.0, 2.0)
    for plane in range(len(slices)):
        assert z[slices.index == plane].std() <= 2.0 / np.sqrt(12) * 1.001
    assert 12 <= len(slices) <= 20
    assert np.all(np.diff(slices.planes) > 0)


def test_equal_slices_are_no_thicker_than_asked_and_act_in_their_middle():
    z = np.array([0.0, 1.0, 9.99, 10.0])
    slices = equal_slices(z, 10.0, 3.0)
    np.testing.assert_allclose(slices.planes, [1.25, 3.75, 6.25, 8.75])
    np.testing.assert_array_equal(slices.index, [0, 0, 3, 3])


def test_tiled_slices_are_those_of_the_repeated_crystal():
    slices = own_planes(np.array([0.0, 2.0]), np.ones(2), 5.0, 1.0).tiled(3)
    np.testing.assert_allclose(slices.planes, [0, 2, 5, 7, 10, 12])
    np.testing.assert_array_equal(slices.index, np.arange(6))
    assert slices.depth == 15 and np.isclose(slices.longest, 3.0)
