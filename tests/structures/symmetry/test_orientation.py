import numpy as np
import pytest

from synthscope.structures.reading.cell import cell_matrix
from synthscope.structures.symmetry.orientation import in_plane_direction, orientation
from synthscope.structures.symmetry.views import primitive_directions

ORTHORHOMBIC = np.diag([4.0, 5.0, 7.0])
HEXAGONAL = cell_matrix([4.0, 4.0, 6.5, 90, 90, 120])
TRICLINIC = cell_matrix([7.1262, 7.8520, 5.5724, 89.99, 101.11, 106.03])


@pytest.mark.parametrize("cell", [ORTHORHOMBIC, HEXAGONAL, TRICLINIC])
def test_every_view_is_a_proper_rotation_with_the_beam_along_minus_uvw(cell):
    for uvw in primitive_directions(2):
        rotation = orientation(cell, uvw)
        assert np.allclose(rotation @ rotation.T, np.eye(3), atol=1e-12)
        assert np.linalg.det(rotation) == pytest.approx(1)
        direction = np.array(uvw) @ cell
        assert np.allclose(rotation @ direction, [0, 0, -np.linalg.norm(direction)], atol=1e-9)


@pytest.mark.parametrize(
    ("uvw", "axis"),
    [
        ((0, 0, 1), (1, 0, 0)),
        ((0, 1, 0), (1, 0, 0)),
        ((1, 0, 0), (0, 1, 0)),
        ((0, 1, 1), (1, 0, 0)),
        ((1, 1, 0), (0, 0, 1)),
    ],
)
def test_rows_run_along_the_axis_of_the_first_zero_index(uvw, axis):
    assert in_plane_direction(ORTHORHOMBIC, uvw).tolist() == list(axis)
    rotation = orientation(ORTHORHOMBIC, uvw)
    down = rotation @ (np.array(axis) @ ORTHORHOMBIC)
    assert np.allclose(down, [0, np.linalg.norm(down), 0])


def test_zero_is_asked_of_the_plane_and_not_of_the_direction():
    # Hexagonal [1, -2, 0]: the plane (2, -2.5, 0) contains c; [1, 2, 0] is normal to (0, 1, 0)
    # and contains a.
    assert in_plane_direction(HEXAGONAL, (1, -2, 0)).tolist() == [0, 0, 1]
    assert in_plane_direction(HEXAGONAL, (1, 2, 0)).tolist() == [1, 0, 0]


def test_without_a_zero_index_the_smallest_is_zeroed_and_the_others_swapped():
    # H = (a²u, b²v, c²w) = (16, 25, 49): the first is the smallest.
    row = in_plane_direction(ORTHORHOMBIC, (1, 1, 1))
    assert row[0] == 0 and row[1] / row[2] == pytest.approx(-49 / 25)
    # H = (64, 25, 49): now the second.
    row = in_plane_direction(ORTHORHOMBIC, (4, 1, 1))
    assert row[1] == 0 and row[0] / row[2] == pytest.approx(-49 / 64)


@pytest.mark.parametrize("cell", [HEXAGONAL, TRICLINIC])
def test_the_row_axis_lies_in_the_plane_of_the_image(cell):
    for uvw in primitive_directions(2):
        row = in_plane_direction(cell, uvw) @ cell
        direction = np.array(uvw) @ cell
        assert abs(row @ direction) < 1e-9 * np.linalg.norm(row) * np.linalg.norm(direction)
