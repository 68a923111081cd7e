"""Grey values depend on the whole volume, and on nothing else."""

import numpy as np
import pytest
from skimage.transform import resize as skimage_resize

from synthscope.tomography.modes.real import counts_for_range
from synthscope.tomography.modes.rescale import Range, range_of, to_grey
from synthscope.tomography.modes.resize import resize
from synthscope.tomography.scans.normalise import line_integrals, without_nan


@pytest.mark.parametrize("chunk", [1, 7, 40, 97])
def test_two_passes_give_the_same_grey_values_for_any_chunk_size(chunk):
    volume = np.random.default_rng(1).normal(3, 2, (97, 20, 30)).astype(np.float32)
    parts = [volume[k : k + chunk] for k in range(0, 97, chunk)]
    over = range_of(parts)
    grey = np.concatenate([to_grey(part, over) for part in parts])
    assert np.array_equal(grey, to_grey(volume, Range(volume.min().item(), volume.max().item())))
    assert grey.min() == 0 and grey.max() == 65535


def test_grey_values_are_rounded_down_and_clipped():
    over = Range(0.0, 1.0)
    values = np.array([-1, 0, 0.5, 0.9999999, 1, 2], np.float32)
    assert to_grey(values, over).tolist() == [0, 0, 32767, 65534, 65535, 65535]


def test_a_volume_of_one_value_is_black():
    assert not to_grey(np.full((2, 2), 7.0), Range(7.0, 7.0)).any()
    assert not to_grey(np.zeros((2, 2)), Range()).any()


def test_the_range_ignores_what_is_not_finite():
    assert range_of([np.array([np.nan, 1, np.inf]), np.array([np.nan])]) == Range(1.0, 1.0)


def test_the_edges_of_a_tall_scan_do_not_set_its_range():
    assert [row for row in range(45) if counts_for_range(row, 45)] == [20, 21, 22, 23, 24]
    assert all(counts_for_range(row, 40) for row in range(40))


@pytest.mark.parametrize("shape", [(180, 256), (40, 36), (1, 50), (900, 17)])
def test_resizing_is_that_of_scikit_image_with_anti_aliasing(shape):
    sinogram = np.random.default_rng(2).random(shape).astype(np.float32)
    expected = skimage_resize(sinogram[None], (1, 60, 54), anti_aliasing=True)[0]
    np.testing.assert_allclose(resize(sinogram, (60, 54)), expected, atol=1e-6)


def test_line_integrals_are_logarithms_of_transmission_with_limits():
    counts = np.array([[90.0, 50.0, 0.0, 10.0]])
    flat, dark = np.array([110.0, 90.0, 60.0, 10.0]), np.full(4, 10.0)
    found = line_integrals(counts, flat, dark)[0]
    assert found[:2] == pytest.approx([np.log(100 / 80), np.log(80 / 40)], rel=1e-6)
    assert found[2:] == pytest.approx([-np.log(1e-9)] * 2, rel=1e-6)


def test_pixels_that_are_no_numbers_are_filled_from_their_neighbours():
    rows = np.array([[1, np.nan, 3, np.inf], [np.nan] * 4, [5, 6, 7, 8]], np.float32)
    assert without_nan(rows).tolist() == [[1, 2, 3, 3], [0, 0, 0, 0], [5, 6, 7, 8]]
