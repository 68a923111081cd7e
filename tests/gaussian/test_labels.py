import numpy as np
import pytest

from synthscope.gaussian.frame import Framed, frame
from synthscope.gaussian.render import labels, render
from synthscope.gaussian.style import Style
from synthscope.structures.symmetry.rotations import rotations

POSITIONS = np.random.default_rng(5).normal(size=(20, 3)) * 4
VIEWS = rotations(3, "gaussian", "labels", 0, 4)


@pytest.mark.parametrize("pixel_size", [None, 0.5])
def test_the_frame_fits_each_view_or_has_the_asked_pixel_size(pixel_size):
    framed = frame(POSITIONS, VIEWS, 64, 1.5, pixel_size)
    c = framed.coordinates
    middle = (c.min(axis=1) + c.max(axis=1)) / 2
    assert np.allclose(middle, 31.5)
    longest = (c.max(axis=1) - c.min(axis=1)).max(axis=1) * framed.pixel_size_A
    if pixel_size:
        assert (framed.pixel_size_A == pixel_size).all()
    else:
        assert np.allclose(longest + 3.0, 63 * framed.pixel_size_A)
        assert len(set(framed.pixel_size_A)) == len(VIEWS)


def test_coordinates_are_the_atoms_rotated_and_scaled():
    framed = frame(POSITIONS, VIEWS, 64, 1.5)
    for k, view in enumerate(VIEWS):
        r = POSITIONS @ view.T
        array = np.stack([-r[:, 1], r[:, 0], r[:, 2]], axis=1) / framed.pixel_size_A[k]
        between = framed.coordinates[k] - framed.coordinates[k][0]
        assert np.allclose(between, array - array[0])


def test_the_original_orientation_shows_x_to_the_right_and_y_upwards():
    positions = np.array([[0.0, 0, 0], [4, 0, 0], [0, 3, 0]])
    origin, right, up = frame(positions, np.eye(3)[None], 64, 1.0).coordinates[0]
    assert right[1] > origin[1] and right[0] == pytest.approx(origin[0])
    assert up[0] < origin[0] and up[1] == pytest.approx(origin[1])


def test_deltas_stand_at_the_voxels_of_the_coordinates():
    framed = frame(POSITIONS, VIEWS, 48, 0.5)
    style = Style(edge_px=48)
    voxels, _ = render("coordinates_3d", framed, None, style)
    pixels, _ = render("coordinates_px", framed, None, style)
    assert voxels.dtype == np.int64 and pixels.dtype == np.float32
    assert np.abs(voxels - pixels).max() <= 0.5 + 1e-5
    flat, deep = (labels(output, framed, style) for output in ("delta_2d", "delta_3d"))
    for k, v in enumerate(voxels):
        assert {tuple(x) for x in np.argwhere(deep[k])} == {tuple(x) for x in v}
        assert {tuple(x) for x in np.argwhere(flat[k])} == {tuple(x) for x in v[:, :2]}


@pytest.mark.parametrize("snap", [False, True])
@pytest.mark.parametrize("radius", [0.3, 2.0, 7.0])
def test_binary_volumes_are_the_union_of_balls(snap, radius):
    framed = frame(POSITIONS, VIEWS[:2], 40, 0.5)
    style = Style(edge_px=40, snap=snap, binary_radius_px=radius)
    balls = labels("binary_3d", framed, style)
    c = framed.voxels() if snap else framed.coordinates
    grid = np.stack(np.mgrid[:40, :40, :40], axis=-1)
    for k in range(2):
        expected = np.zeros((40, 40, 40), bool)
        for atom in c[k]:
            expected |= ((grid - atom) ** 2).sum(axis=-1) <= radius**2
        assert (balls[k] == expected).all()


@pytest.mark.parametrize("snap", [False, True])
def test_binary_images_are_the_union_of_discs(snap):
    framed = frame(POSITIONS, VIEWS, 40, 0.5)
    style = Style(edge_px=40, snap=snap, binary_radius_px=3.2)
    discs = labels("binary_2d", framed, style)
    c = framed.voxels() if snap else framed.coordinates
    grid = np.stack(np.mgrid[:40, :40], axis=-1)
    distances = ((grid - c[:, :, None, None, :2]) ** 2).sum(axis=-1)
    assert (discs == (distances <= 3.2**2).any(axis=1)).all()


def test_binary_images_of_snapped_atoms_are_the_shadow_of_the_volumes():
    framed = frame(POSITIONS, VIEWS, 40, 0.5)
    style = Style(edge_px=40, snap=True, binary_radius_px=5)
    assert (labels("binary_3d", framed, style).any(3) == labels("binary_2d", framed, style)).all()


def test_a_radius_in_angstrom_follows_the_pixel_size():
    framed = Framed(np.full((2, 1, 3), 20.0), np.array([0.1, 0.2]))
    style = Style(edge_px=41, binary_radius_A=1.4)
    areas = labels("binary_2d", framed, style).sum(axis=(1, 2)) * framed.pixel_size_A**2
    assert areas == pytest.approx(np.pi * 1.4**2, rel=0.05)


def test_no_ball_reaches_through_the_edge_to_the_other_side():
    framed = Framed(np.array([[[0.0, 0, 0], [-9, 3, 3], [15, 99, 15]]]), np.array([0.2]))
    style = Style(edge_px=16, binary_radius_px=4)
    ball = labels("binary_3d", framed, style)[0]
    assert ball[:5, :5, :5].sum() == ball.sum() > 0
