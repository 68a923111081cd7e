"""Columns that gradients do not see: they fluctuate, or are a part of a wide, soft stripe."""

from types import SimpleNamespace

import numpy as np
import pytest
from tests.tomography.stripes.test_masks import scan

from synthscope.tomography.stripes.mask_settings import MaskSettings
from synthscope.tomography.stripes.odd_columns import fluctuation
from synthscope.tomography.stripes.scan_masks import scan_masks

ROWS, ANGLES = 48, 300


@pytest.fixture(scope="module")
def data():
    return scan(ANGLES, ROWS, 120)


def found(data, first=0, stop=ROWS, **settings):
    """Masks and odd columns of rows: {row: (mask, odd)}."""
    opened = SimpleNamespace(
        projections=range(len(data)),
        rows=data.shape[1],
        columns=data.shape[2],
        sinograms=lambda low, high, _: (data[:, row] for row in range(low, high)),
    )
    given = MaskSettings(**{"size": 30, "min_length": 200, "min_width": 6, **settings})
    return {row: (mask, odd) for row, mask, odd in scan_masks(opened, given, 9, first, stop)}


def test_a_fluctuating_column_is_marked_at_all_angles(data):
    noisy = data.copy()
    noise = np.random.default_rng(3).normal(0, 0.05, (ANGLES, 3))
    noisy[:, 20:23, 50] += noise
    assert fluctuation(noisy[:, 21])[50] == pytest.approx(0.05, rel=0.15)
    masks = found(noisy)
    for row in (20, 21, 22):
        mask, odd = masks[row]
        assert np.flatnonzero(odd).tolist() == [50] and mask[:, 50].all()
    assert not masks[24][1].any()
    assert not found(noisy, fluctuating=None)[21][1].any()


def test_a_wide_soft_stripe_over_few_rows_is_marked_and_the_sample_is_not(data):
    j = np.arange(120)
    profile = 1 / (1 + np.exp(-(j - 70) / 3)) - 1 / (1 + np.exp(-(j - 90) / 3))
    wide = data.copy()
    wide[:, 20:25] += (0.08 * profile).astype(np.float32)
    masks = found(wide)
    for row in range(20, 25):
        odd = np.flatnonzero(masks[row][1])
        assert len(odd) > 5 and odd.min() > 55 and odd.max() < 105
    assert not masks[10][1].any() and not masks[40][1].any()
    assert not found(wide, wide=None)[22][1].any()
    sample = data + (0.08 * profile).astype(np.float32)  # over all rows
    assert not any(odd.any() for _, odd in found(sample).values())


@pytest.mark.parametrize("part", [(0, 11), (11, 29), (29, 48)])
def test_odd_columns_of_a_range_of_rows_are_those_of_the_whole_scan(data, part):
    wide = data.copy()
    wide[:, 27:31, 70:90] += 0.07
    wide[:, :4, 20:40] -= 0.05
    wide[:, 41:47, 20:40] -= 0.05
    whole = found(wide)
    assert any(odd.any() for _, odd in whole.values())
    for row, (mask, odd) in found(wide, *part).items():
        assert np.array_equal(odd, whole[row][1]) and np.array_equal(mask, whole[row][0])


def test_wide_stripes_are_not_looked_for_in_few_rows():
    assert MaskSettings().for_scan(300, 19, 100).wide is None
    assert MaskSettings().for_scan(300, 20, 100).wide == MaskSettings().wide
