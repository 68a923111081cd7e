"""Patterns fall where the settings say, distorted as they say, and lose no electrons."""

import numpy as np
import pytest

from synthscope.optics.camera.projection import project
from synthscope.optics.camera.settings import BeamStop, Projection
from synthscope.optics.camera.stop import shadow

SIZE = 201
CENTRE = SIZE // 2


def spots(*places):
    y, x = np.mgrid[:SIZE, :SIZE] - CENTRE
    return sum(np.exp(-((x - px) ** 2 + (y - py) ** 2) / 8) for px, py in places)


def middle(image):
    """Centre of mass (x, y) from the centre pixel."""
    y, x = np.mgrid[:SIZE, :SIZE] - CENTRE
    return np.array([(image * x).sum(), (image * y).sum()]) / image.sum()


def test_nothing_is_done_where_nothing_is_asked_for():
    image = spots((3, 4))
    assert project(image, Projection()) is image


def test_whole_offsets_move_whole_pixels():
    image = spots((3, 4))
    moved = project(image, Projection(offset_px=(12, -7)))
    np.testing.assert_array_equal(moved[:-7, 12:], image[7:, :-12])


def test_beyond_its_border_a_pattern_goes_on_as_it_is_there():
    image = np.add.outer(np.arange(SIZE), np.arange(SIZE)).astype(float)
    moved = project(image, Projection(offset_px=(12, -7)))
    assert (moved[:-7, :13] == moved[:-7, 12:13]).all()
    assert (moved[-8:, 12:] == moved[-8, 12:]).all()


def test_offsets_of_parts_of_a_pixel_move_the_centre_of_mass():
    moved = project(spots((0, 0)), Projection(offset_px=(2.3, -5.6)))
    np.testing.assert_allclose(middle(moved), [2.3, -5.6], atol=1e-6)


@pytest.mark.parametrize("angle", [0.0, 30.0, 90.0, 205.0])
def test_a_circle_becomes_the_ellipse(angle):
    y, x = np.mgrid[:SIZE, :SIZE] - CENTRE
    disc = (np.hypot(x, y) < 50).astype(float)
    found = project(disc, Projection(ellipticity=0.2, ellipse_deg=angle))
    moments = np.array([[(found * a * b).sum() for a in (x, y)] for b in (x, y)]) / found.sum()
    values, vectors = np.linalg.eigh(moments)
    assert np.sqrt(values[1] / values[0]) == pytest.approx(1.2, rel=2e-3)
    direction = np.array([np.cos(np.radians(angle)), np.sin(np.radians(angle))])
    assert abs(vectors[:, 1] @ direction) == pytest.approx(1, abs=1e-3)
    assert found.sum() == pytest.approx(disc.sum(), rel=1e-3)


@pytest.mark.parametrize("k", [-0.04, 0.1])
def test_radial_distortion_moves_points_along_their_radius(k):
    for place in ((40.0, 0.0), (-30.0, 45.0), (0.0, 70.0)):
        image = spots(place)
        found = project(image, Projection(radial=k))
        r = np.hypot(*place)
        expected = np.array(place) * (1 + k * (r / (SIZE / 2)) ** 2)
        np.testing.assert_allclose(middle(found), expected, atol=0.1)
        assert found.sum() == pytest.approx(image.sum(), rel=2e-3)


def test_all_distortions_together_keep_the_electrons():
    image = spots((0, 0), (40, 10), (-30, 35), (5, -60))
    given = Projection((4.5, -3.2), 0.05, 40.0, -0.03)
    assert project(image, given).sum() == pytest.approx(image.sum(), rel=2e-3)
    both = project(np.stack([image, 2 * image]), given)
    np.testing.assert_allclose(both[1], 2 * both[0], atol=1e-12)


def test_a_barrel_that_ends_inside_the_camera_is_dark_beyond():
    found = project(np.ones((SIZE, SIZE)), Projection((90, 90), radial=-0.05))
    assert found[0, 0] == 0 and np.isfinite(found).all()


def test_the_stop_hides_its_disc_and_its_arm():
    free = shadow((SIZE, SIZE), BeamStop(20.0, (10.0, 5.0), arm_px=8.0, arm_deg=180.0))
    disc = np.pi * 20**2
    arm = 8 * (CENTRE + 10 + 0.5 - 20)
    assert (1 - free).sum() == pytest.approx(disc + arm, rel=0.01)
    assert free[CENTRE + 5, CENTRE + 10] == 0
    assert free[CENTRE + 5, 0] == 0  # the arm goes left
    assert free[CENTRE + 5, -1] == 1 and free[CENTRE + 11, 0] == 1
    up = shadow((SIZE, SIZE), BeamStop(20.0, arm_px=8.0, arm_deg=-90.0))
    assert up[0, CENTRE] == 0 and up[-1, CENTRE] == 1


def test_without_a_stop_all_is_free():
    assert shadow((4, 6), None).tolist() == np.ones((4, 6)).tolist()
