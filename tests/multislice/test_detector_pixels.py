"""Sparse detector pixels count for those that are left out."""

import math

import numpy as np
import pytest

from synthscope.multislice.detector_pixels import Taken, strides, take_pixels

X, Y = np.arange(-40, 41), np.arange(-33, 34)
ANGLE = np.hypot(X[:, None] / 1.0, Y / 0.8)
REGIONS = np.array([(ANGLE >= 9) & (ANGLE < 20), (ANGLE >= 20) & (ANGLE < 31)])
STRIDES = [(2, 2), (3, 3), (4, 4), (4, 2), (2, 3), (1, 4)]
WAYS = [(stride, number) for stride in [(1, 1), *STRIDES] for number in range(math.prod(stride))]


def test_all_pixels_count_once_and_for_their_region_alone():
    pixels = take_pixels(X, Y, REGIONS, Taken())
    found = np.zeros(REGIONS.shape)
    found[:, pixels.x - X[0], pixels.y - Y[0]] = pixels.weights.T
    np.testing.assert_array_equal(found, REGIONS)


@pytest.mark.parametrize(("stride", "number"), WAYS)
def test_intensities_up_to_the_second_power_of_the_angle_are_summed_exactly(stride, number):
    pixels = take_pixels(X, Y, REGIONS, Taken.way(stride, number))
    for p, q in ((0, 0), (1, 0), (0, 1), (2, 0), (1, 1), (0, 2)):
        sums = (pixels.x.astype(float) ** p * pixels.y.astype(float) ** q) @ pixels.weights
        every = (REGIONS * (X[:, None].astype(float) ** p * Y.astype(float) ** q)).sum((1, 2))
        np.testing.assert_allclose(sums, every, rtol=1e-5, atol=0.1)


@pytest.mark.parametrize("stride", STRIDES)
def test_there_are_that_many_fewer_and_the_ways_have_no_pixel_in_common(stride):
    every = len(take_pixels(X, Y, REGIONS, Taken()).x)
    seen, ways = set(), math.prod(stride)
    for number in range(ways):
        pixels = take_pixels(X, Y, REGIONS, Taken.way(stride, number))
        assert len(pixels.x) < 2.2 * every / ways
        places = set(zip(pixels.x.tolist(), pixels.y.tolist()))
        assert not places & seen
        seen |= places
    assert Taken.way(stride, ways + 1) == Taken.way(stride, 1)


@pytest.mark.parametrize("stride", [(2, 2), (4, 4), (7, 4), (8, 8), (21, 14)])
def test_ways_of_successive_configurations_lie_far_apart(stride):
    """Of the distance 0.71 that two places can have in a square that repeats."""
    few = [Taken.way(stride, number).shift for number in range(min(8, math.prod(stride)))]
    steps = np.abs(np.array(few)[:, None] - few)
    steps = np.minimum(steps, stride - steps) / stride
    away = np.hypot(*np.moveaxis(steps, -1, 0))
    assert away[0, 1] > 0.6
    assert np.diagonal(away, 1).min() > 0.35
    assert away[np.triu_indices(len(few), 1)].min() > 0.2


def test_a_longer_side_has_room_for_a_wider_distance_along_it():
    assert strides((44.0, 25.4)) == [(7, 4), (6, 4), (5, 4), (4, 4), (3, 3), (2, 2)]
    assert strides((6.5, 20.0)) == [(1, 3), (1, 2)]
    assert strides((26.0, 26.0)) == [(4, 4), (3, 3), (2, 2)]
    assert strides((11.0, 11.0)) == []


@pytest.mark.parametrize(("stride", "number"), WAYS)
def test_runs_are_rows_without_a_gap_in_order(stride, number):
    pixels = take_pixels(X, Y, REGIONS, Taken.way(stride, number))
    step = stride[1]
    again = [(run.x, run.first_y + step * k) for run in pixels.runs for k in range(run.count)]
    assert again == list(zip(pixels.x.tolist(), pixels.y.tolist()))
    assert [run.first for run in pixels.runs] == np.cumsum([0, *(r.count for r in pixels.runs)])[
        :-1
    ].tolist()
