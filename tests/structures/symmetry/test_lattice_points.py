"""The points of a lattice within a sphere."""

import numpy as np

from synthscope.structures.symmetry.lattice_points import lattice_points


def test_lattice_points_fill_a_sphere():
    points = lattice_points(np.eye(3), 10.0)
    assert len(points) == 4169  # integer points with x² + y² + z² <= 100 (OEIS A000605)
