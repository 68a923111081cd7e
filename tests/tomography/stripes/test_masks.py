"""Stripe detection: what is planted is found, and the algorithm is the published one."""

import numpy as np
import pytest

from synthscope.core.errors import InputError
from synthscope.tomography.stripes.mask_kernels import ranked as ranked_angles
from synthscope.tomography.stripes.mask_settings import MaskSettings
from synthscope.tomography.stripes.masks import stripe_masks

SMALL = MaskSettings(size=30, radius=3, min_length=80, min_depth=10, min_width=6)


def scan(angles=160, rows=24, columns=90, seed=1):
    """(angles, rows, columns): a smooth sample that turns, with noise."""
    k, j, i = np.indices((angles, rows, columns))
    path = 45 + 25 * np.sin(k / 25 + j / 60)
    sample = 0.5 * np.exp(-(((i - path) / 25) ** 2))
    noise = np.random.default_rng(seed).normal(0, 0.02, sample.shape)
    return (sample + noise).astype(np.float32)


def masks(data, settings=SMALL, first=0, stop=None):
    found = stripe_masks(lambda row: data[:, row], data.shape, settings, first, stop)
    return {row: mask for row, mask in found}


def test_a_full_stripe_is_found_where_it_was_planted_and_nowhere_else():
    data = scan()
    data[:, 8:11, 60:63] += 0.4
    found = masks(data)
    assert found[9][:, 58:63].all()
    # Edges of a stripe are marked to the reach of the means: 3 columns and 3 rows and the gap of 2.
    assert not found[9][:, :55].any() and not found[9][:, 66:].any()
    assert not any(found[row].any() for row in (1, 2, 3, 4, *range(14, 23)))


def test_a_partial_stripe_is_found_over_its_angles():
    data = scan(angles=300)
    data[90:220, 12, 20] -= 0.5
    hit = masks(data)[12][:, 15:24].any(axis=1)
    # A stripe's ends lack the neighbours that its least length asks for: they are cut.
    assert hit[125:185].all() and not hit[:90].any() and not hit[220:].any()


def test_a_scan_without_stripes_has_an_empty_mask():
    found = masks(scan())
    assert not any(found[row].any() for row in range(1, 23))


def test_what_goes_on_over_many_rows_belongs_to_the_sample():
    data = scan()
    data[:, 4:22, 60:63] += 0.4
    assert not masks(data)[12].any()
    any_depth = MaskSettings(**{**SMALL.__dict__, "min_depth": 0})
    assert masks(data, any_depth)[12][:, 58:64].any()


@pytest.mark.parametrize("part", [(0, 7), (7, 8), (8, 24)])
def test_masks_of_a_range_of_rows_are_those_of_the_whole_scan(part):
    data = scan()
    data[:, 6:9, 60:63] += 0.4
    data[30:, 20, 33] += 0.6
    whole = masks(data)
    for row, mask in masks(data, SMALL, *part).items():
        assert np.array_equal(mask, whole[row])


def test_rows_are_read_once_each_and_only_as_many_as_needed():
    data, read = scan(), []
    list(stripe_masks(lambda row: read.append(row) or data[:, row], data.shape, SMALL, 10, 12))
    assert read == list(range(10 - SMALL.halo, 12 + SMALL.halo))


def test_the_running_count_is_the_ranked_filter_of_the_publication():
    """Against the definition, written out: means, ratios, rank, and the windows mirrored."""
    data = scan(60, 7, 24, seed=3)
    data[:, 3, 10] += 0.3
    settings = MaskSettings(
        size=12, radius=2, threshold=0.6, min_length=1, min_depth=0, min_width=1
    )
    angles, rows, columns = data.shape
    step = np.concatenate([np.arange(2, columns), [columns - 4, columns - 3]])
    gradient = np.abs(data[:, :, step] - data)

    def around(index, reach, size):
        inside = [
            index + s if 0 <= index + s < size else index - s for s in range(-reach, reach + 1)
        ]
        return np.clip(inside, 0, size - 1)

    weights = np.zeros_like(data)
    for k, j, i in np.ndindex(data.shape):
        plate = gradient[np.ix_(around(k, 2, angles), around(j, 2, rows), [i])].mean()
        near = around(i, 2, columns)
        sides = [gradient[np.ix_([k], around(j, 1, rows), s)].mean() for s in (near[3:], near[:2])]
        weights[k, j, i] = min(min(plate, s) / max(plate, s) for s in sides)
    ranked = np.array(
        [np.sort(weights[around(k, 12, angles)], axis=0)[12 - 1] for k in range(angles)]
    )
    kept = {}
    given = lambda row: data[:, row], data.shape, settings, 2, 6, kept.__setitem__
    assert [row for row, _ in stripe_masks(*given)] == [*kept] == [2, 3, 4, 5]
    for row, one in kept.items():
        np.testing.assert_allclose(one, ranked[:, row], rtol=1e-5)
    found = masks(data, settings)
    expected = ranked <= np.float32(0.6)
    assert 0.02 < expected.mean() < 0.9
    for row in range(rows):
        # With length and width 1 what follows only joins marks with a gap of one or two angles.
        marked = found[row]
        assert np.array_equal(marked[expected[:, row]], np.ones(expected[:, row].sum(), bool))
        closed = expected[:, row].copy()
        for k in range(angles):
            up = expected[around(k, 2, angles)[:2], row].any(axis=0)
            down = expected[around(k, 2, angles)[3:], row].any(axis=0)
            closed[k] |= up & down
        assert np.array_equal(marked, closed)


@pytest.mark.parametrize("angles, half", [(30, 7), (31, 15), (16, 8), (24, 1)])
def test_ranks_are_those_of_sorted_windows(angles, half):
    values = np.random.default_rng(angles).random((angles, 6), np.float32)
    values[values < 0.3] = 0
    found = ranked_angles(values, half)
    for k in range(angles):
        steps = k + np.arange(-half, half + 1)
        mirrored = np.where((steps < 0) | (steps >= angles), 2 * k - steps, steps)
        assert np.array_equal(found[k], np.sort(values[mirrored], axis=0)[half - 1])


def test_settings_that_do_not_fit_the_scan_say_what_would():
    data = scan(angles=100)
    with pytest.raises(InputError, match="size 60 does not fit 100 angles; at most 50"):
        masks(data, MaskSettings(size=60, min_length=20))
    with pytest.raises(InputError, match="min_length 100 does not fit 100 angles; below 100"):
        masks(data, MaskSettings(size=20, min_length=100))
    with pytest.raises(InputError, match="min_width 90 does not fit 90 columns; below 90"):
        masks(data, MaskSettings(size=20, min_length=20, min_width=90))


def test_one_detector_row_is_enough():
    data = scan(rows=1)
    data[:, 0, 40] += 0.5
    found = masks(data)
    assert found[0][:, 36:45].any()
