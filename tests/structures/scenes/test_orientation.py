"""Crystals stand to the viewer as asked: any way alike, as listed, or a little beside it."""

import numpy as np
import pytest
from scipy import stats

from synthscope.structures.scenes.orientation import orient, towards_viewer
from synthscope.structures.scenes.settings.orientation import OrientationSettings
from synthscope.structures.symmetry.orientation import orientation

TRICLINIC = np.array([[5.1, 0.3, -0.2], [-1.0, 7.2, 0.4], [0.8, 1.1, 9.3]])


def drawn(count: int, cell=None, **settings) -> np.ndarray:
    section, rng = OrientationSettings(**settings), np.random.default_rng(7)
    return np.array([orient(section, cell, rng) for _ in range(count)])


def test_without_a_list_all_rotations_are_as_likely_as_each_other():
    found = drawn(4000)
    assert np.allclose(found @ found.swapaxes(1, 2), np.eye(3), atol=1e-12)
    assert np.allclose(np.linalg.det(found), 1)
    # Uniform over SO(3): any fixed vector ends uniformly on the sphere, so each component of its
    # image is uniform on [-1, 1], and the angle of rotation has the density (1 − cos ω) / π.
    for row in range(3):
        for column in range(3):
            assert stats.kstest(found[:, row, column], stats.uniform(-1, 2).cdf).pvalue > 1e-3
    angles = np.arccos(np.clip((np.trace(found, axis1=1, axis2=2) - 1) / 2, -1, 1))
    assert stats.kstest(angles, lambda x: (x - np.sin(x)) / np.pi).pvalue > 1e-3


@pytest.mark.parametrize("uvw", [(0, 0, 1), (1, 1, 0), (-1, 2, 3)])
def test_a_zone_axis_points_to_the_viewer_whatever_its_turn(uvw):
    found = drawn(200, TRICLINIC, zone_axes=(uvw,))
    direction = np.array(uvw) @ TRICLINIC
    assert np.allclose(found @ direction / np.linalg.norm(direction), [0, 0, 1])
    turns = np.arctan2(found[:, 1, 0], found[:, 0, 0])
    assert len(np.unique(turns.round(6))) == 200
    fixed = drawn(2, TRICLINIC, zone_axes=(uvw,), in_plane_deg=25.0)
    assert np.allclose(fixed[0], fixed[1])


def test_at_zero_a_crystal_stands_as_in_its_image_and_turns_from_x_to_y():
    down, right, towards = orientation(TRICLINIC, (1, 2, 0))[[1, 0, 2]]
    stands = towards_viewer(TRICLINIC, (1, 2, 0), 0.0)
    assert np.allclose(stands, [down, right, -towards])
    turned = towards_viewer(TRICLINIC, (1, 2, 0), 90.0)
    assert np.allclose(turned @ down, [0, 1, 0])


def test_each_of_the_listed_orientations_comes_up():
    found = drawn(60, zone_axes=((0, 0, 1), (1, 1, 1)), in_plane_deg=0.0)
    assert len(np.unique(found.round(9), axis=0)) == 2


def test_euler_angles_are_those_of_bunge():
    # Bunge's matrix takes the specimen's axes to the crystal's: its columns for (φ1, Φ, φ2).
    first, second, third = np.radians([20.0, 35.0, 50.0])

    def about_z(t):
        return np.array([[np.cos(t), np.sin(t), 0], [-np.sin(t), np.cos(t), 0], [0, 0, 1]])

    about_x = np.array(
        [[1, 0, 0], [0, np.cos(second), np.sin(second)], [0, -np.sin(second), np.cos(second)]]
    )
    bunge = about_z(third) @ about_x @ about_z(first)
    found = drawn(1, euler_deg=((20.0, 35.0, 50.0),))[0]
    assert np.allclose(found, bunge.T)


def test_listed_rotations_start_with_a_along_x_and_c_star_along_z():
    for settings in ({"euler_deg": ((0.0, 0.0, 0.0),)}, {"quaternions": ((0.0, 0.0, 0.0, 2.0),)}):
        a, b, _ = TRICLINIC @ drawn(1, TRICLINIC, **settings)[0].T
        assert np.allclose(a, [np.linalg.norm(TRICLINIC[0]), 0, 0])
        assert np.isclose(b[2], 0) and b[1] > 0


def test_a_quaternion_is_scalar_last():
    half = np.sqrt(0.5)
    found = drawn(1, quaternions=((0.0, 0.0, half, half),))[0]
    assert np.allclose(found @ [1, 0, 0], [0, 1, 0])


def test_mistilts_are_as_large_as_asked_and_lean_to_all_sides():
    gaussian = drawn(3000, zone_axes=((0, 0, 1),), mistilt_mrad=10.0)
    lean = gaussian[:, :2, 2]
    assert np.allclose(lean.std(axis=0), 0.010, rtol=0.05)
    assert abs(np.corrcoef(lean.T)[0, 1]) < 0.06
    disc = drawn(3000, zone_axes=((0, 0, 1),), mistilt_mrad=10.0, mistilt="uniform")
    angles = np.arccos(np.clip(disc[:, 2, 2], -1, 1))
    assert angles.max() <= 0.010 + 1e-9
    assert stats.kstest((angles / 0.010) ** 2, "uniform").pvalue > 1e-3


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"zone_axes": ((0, 0, 1),), "euler_deg": ((0.0, 0.0, 0.0),)}, "state one of"),
        ({"in_plane_deg": 3.0}, "list zone_axes"),
    ],
)
def test_contradictions_are_refused(settings, said):
    with pytest.raises(ValueError, match=said):
        OrientationSettings(**settings)
