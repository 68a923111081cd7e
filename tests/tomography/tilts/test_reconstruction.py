"""The reconstruction is the phantom, as far as the tilts show it."""

import numpy as np
import pytest
from skimage.transform import iradon
from tests.tomography.tilts.small_series import STILL, tilt_series

from synthscope.tomography.simulation.volume import render
from synthscope.tomography.tilts.reconstruction import (
    aligned_views,
    angular_weights,
    exact_views,
    grid_columns,
    volume_slices,
)

SIZE = 48


def volume(series, views=None):
    views = exact_views(series) if views is None else views
    return np.stack(list(volume_slices(views, series.alignment.tilt_deg, SIZE)))


def alike(one, other):
    return np.corrcoef(one.ravel(), other.ravel())[0, 1]


@pytest.fixture(scope="module")
def phantom():
    return render(tilt_series().spheres, SIZE)


def test_all_tilts_give_the_phantom_voxel_by_voxel(phantom):
    series = tilt_series(SIZE, (0.0, 178.0), 90, **STILL)
    found = volume(series)
    assert found.shape == phantom.shape and alike(found, phantom) > 0.95
    for axis in range(3):  # no half voxel off
        for step in (-1, 1):
            assert alike(np.roll(found, step, axis), phantom) < alike(found, phantom) - 0.02
    for value in (0.6, 1.0):
        assert np.median(found[phantom == np.float32(value)]) == pytest.approx(value, rel=0.03)


@pytest.mark.parametrize("size", [48, 47, 44])
def test_scikit_image_finds_the_same_volume(size):
    series = tilt_series(size, (0.0, 178.0), 90, **STILL)
    views = np.stack(list(exact_views(series)))
    columns, row = grid_columns(size), size // 2
    assert (columns - size) % 2 == 0
    ours = list(volume_slices(views, series.alignment.tilt_deg, size))[row]
    # iradon turns about column columns // 2 and has the other sense of rotation.
    sinogram = views[:, row].T
    if columns % 2 == 0:
        sinogram = (sinogram + np.roll(sinogram, 1, axis=0)) / 2
    judge = iradon(sinogram, series.alignment.tilt_deg, filter_name="hann", circle=True)
    left = columns // 2 - size // 2
    judges = [judge, judge[::-1], judge[:, ::-1], judge[::-1, ::-1]]
    judges += [one.T for one in judges]
    cut = [one[left : left + size, left : left + size] for one in judges]
    assert max(alike(ours, one) for one in cut) > 0.97


def test_known_alignment_repairs_what_shifts_and_rotations_blur(phantom):
    moved = tilt_series(SIZE, shift_px=3, rotation_deg=3, electrons=50_000)
    counts = [moved.counts(view, moved.mean_counts(view)) for view in range(36)]
    found = alike(volume(moved, aligned_views(moved, counts)), phantom)
    still = tilt_series(SIZE, **STILL, electrons=50_000)
    unaligned = alike(volume(still, aligned_views(still, counts)), phantom)
    assert found > alike(volume(moved), phantom) - 0.02 and found > unaligned + 0.15


def test_an_axis_off_the_middle_and_fewer_rows_show_the_same_slices(phantom):
    about = {"axis_offset": 4.0, "rows": 20, "columns": 76}
    series = tilt_series(SIZE, (0.0, 178.0), 90, about, **STILL, electrons=50_000)
    counts = [series.counts(view, series.mean_counts(view)) for view in range(90)]
    found = volume(series, aligned_views(series, counts))
    assert found.shape == (20, SIZE, SIZE) and alike(found, phantom[14:34]) > 0.95


def test_the_missing_wedge_is_empty_in_fourier_space():
    """Tilts up to 50° leave the directions beyond it, along the beam, without any power."""
    found = volume(tilt_series(SIZE, (-50.0, 50.0), 51, **STILL))
    power = np.abs(np.fft.fftn(found)).sum(axis=0) ** 2
    fx, fy = np.meshgrid(*[np.fft.fftfreq(SIZE)] * 2, indexing="ij")
    radius = np.hypot(fx, fy)
    ring = (radius > 0.1) & (radius < 0.3)
    across = np.degrees(np.arctan2(np.abs(fx), np.abs(fy)))
    assert power[ring & (across > 60)].mean() < 0.05 * power[ring & (across < 40)].mean()


def test_views_count_by_the_range_of_directions_that_they_stand_for():
    np.testing.assert_allclose(angular_weights(np.arange(0, 180, 2.0)), 1)
    np.testing.assert_allclose(angular_weights(np.linspace(0, 356, 90)), 1)
    np.testing.assert_allclose(angular_weights(np.linspace(-60, 60, 61)), 122 / 180, rtol=1e-6)
    uneven = angular_weights(np.array([0.0, 10, 20, 40]))
    np.testing.assert_allclose(uneven * 180 / 4, [10, 10, 15, 20])
    assert angular_weights(np.array([5.0])) == 1
    twice = angular_weights(np.arange(0, 270, 1.0))  # those below 90° are seen once more
    assert twice[5] == twice[185] == 0.75 and twice[100] == 1.5
