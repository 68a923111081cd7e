"""A sinogram counts as striped for stripes that matter, and not for a stray mark."""

import numpy as np
import pytest

from synthscope.tomography.stripes.striped import column_offsets, marked_strength
from synthscope.tomography.stripes.striped import is_striped as decided
from synthscope.tomography.stripes.striped_settings import StripedSettings

ANGLES, COLUMNS = 180, 60
DEFAULT = StripedSettings()


def sinogram(seed=1):
    """A bump that wanders over the detector, with noise of 1 %."""
    k, j = np.indices((ANGLES, COLUMNS))
    bump = 0.8 * np.exp(-(((j - 30 - 15 * np.sin(k / 30)) / 15) ** 2))
    noise = np.random.default_rng(seed).normal(0, 0.01, bump.shape)
    return (bump + noise).astype(np.float32)


def is_striped(offsets, mask, settings, known=False):
    return decided(marked_strength(offsets, mask), False, settings, known)


def marked(*columns, angles=slice(None)):
    mask = np.zeros((ANGLES, COLUMNS), bool)
    mask[angles, list(columns)] = True
    return mask


@pytest.mark.parametrize("offset", [-0.05, 0.03])
def test_a_marked_stripe_counts_and_its_strength_is_its_offset(offset):
    image = sinogram()
    image[:, 20] += offset
    offsets = column_offsets(image)
    assert marked_strength(offsets, marked(20)).strongest == pytest.approx(abs(offset), abs=0.008)
    assert is_striped(offsets, marked(20), DEFAULT)


def test_a_partial_stripe_has_the_strength_of_its_share_of_the_angles():
    image = sinogram()
    image[:60, 20] += 0.12
    found = marked_strength(column_offsets(image), marked(20, angles=slice(60))).strongest
    assert found == pytest.approx(0.04, abs=0.006)


def test_a_stray_mark_and_a_marked_column_that_departs_little_do_not_count():
    image = sinogram()
    image[7, 20] += 2  # a zinger
    offsets = column_offsets(image)
    assert not is_striped(offsets, marked(20, angles=slice(7, 8)), DEFAULT)
    assert not is_striped(offsets, marked(28, 29, 30, 31, 32), DEFAULT)
    assert not is_striped(offsets, marked(), DEFAULT)


def test_any_mark_counts_as_in_the_original_and_where_stripes_are_known():
    offsets, mask = column_offsets(sinogram()), marked(20, angles=slice(7, 8))
    assert is_striped(offsets, mask, StripedSettings(0, 0))
    assert is_striped(offsets, mask, DEFAULT, known=True)
    assert not is_striped(offsets, marked(), DEFAULT, known=True)
