"""Views show what the table of the alignment says, in counts of electrons."""

import numpy as np
import pytest
from skimage.transform import EuclideanTransform, warp
from tests.tomography.tilts.small_series import STILL, tilt_series

from synthscope.core.errors import InputError
from synthscope.tomography.simulation.projection import project
from synthscope.tomography.tilts.alignment import missing_wedge_deg
from synthscope.tomography.tilts.settings import TiltSettings


def test_still_views_are_the_projections_in_proportion_to_mass_and_thickness():
    series = tilt_series(**STILL, electrons=1000, scattered=0.2, background=0.01)
    exact = project(series.spheres, series.geometry)
    for view in (0, 20, 35):
        expected = 10 + 200 * exact[:, view] / exact.max()
        np.testing.assert_allclose(series.mean_counts(view), expected, rtol=1e-5)


def test_scikit_image_puts_views_right_by_the_table():
    """The judge turns and shifts images; the views are made by moving the spheres' centres."""
    moved = tilt_series(tilt_error_deg=1, shift_px=3, rotation_deg=5, background=0)
    still = project(moved.spheres, moved.true)
    middle = (np.array([moved.geometry.columns, moved.geometry.rows]) - 1) / 2
    for view in (0, 7, 30):
        turn, shift = np.radians(moved.alignment.rotation_deg[view]), moved.alignment.shift_px[view]
        to_middle = EuclideanTransform(translation=-middle)
        seen = EuclideanTransform(rotation=turn, translation=middle + shift)
        image = moved.mean_counts(view) / moved.counts_of_ray
        ideal = still[:, view]
        straight = warp(image, to_middle + seen, order=3)
        assert np.abs(straight - ideal).mean() < 0.1 * np.abs(image - ideal).mean()
        assert np.corrcoef(straight.ravel(), ideal.ravel())[0, 1] > 0.997


def test_true_tilts_depart_from_the_nominal_ones_as_the_settings_say():
    drawn = tilt_series(views=400, tilt_error_deg=0.5, shift_px=3, rotation_deg=2).alignment
    assert drawn.rms() == pytest.approx(
        {"tilt_error_deg": 0.5, "shift_px": 3, "rotation_deg": 2}, rel=0.1
    )
    fewer = tilt_series(views=200, tilt_error_deg=0.5, shift_px=3, rotation_deg=2).alignment
    np.testing.assert_array_equal(fewer.shift_px, drawn.shift_px[:200])


@pytest.mark.parametrize("electrons", [20.0, 50_000.0])
def test_counts_have_the_noise_of_electrons(electrons):
    series = tilt_series(electrons=electrons, background=0.1, **STILL)
    means = [series.mean_counts(view) for view in range(12)]
    counts = [series.counts(view, mean) for view, mean in enumerate(means)]
    departure = np.concatenate([(c - m) / np.sqrt(m) for c, m in zip(counts, means)])
    assert departure.mean() == pytest.approx(0, abs=0.02)
    assert departure.var() == pytest.approx(1, rel=0.02)


def test_more_counts_than_files_have_room_for_are_refused():
    with pytest.raises(InputError, match="102000 counts; files have room for 60000"):
        TiltSettings(electrons=1e6)


def test_the_missing_wedge_is_what_no_view_shows():
    assert missing_wedge_deg(np.linspace(-70, 70, 71)) == 40
    assert missing_wedge_deg(np.linspace(20, 140, 41)) == 60
    assert missing_wedge_deg(np.linspace(0, 180, 91)) == 0
    assert missing_wedge_deg(np.linspace(-180, 180, 91)) == 0
    assert missing_wedge_deg(np.array([10.0])) == 180
