"""A Wulff shape has the facets of its surface energies, and the volume that was asked for."""

import numpy as np
import pytest
from scipy.spatial import ConvexHull, HalfspaceIntersection
from tests.structures.scenes.metals import fcc, rocksalt

from synthscope.core.errors import InputError
from synthscope.structures.scenes.settings.particles import indices
from synthscope.structures.scenes.wulff import surface_energies, wulff_planes


def test_planes_are_read_with_their_signs():
    assert indices("111") == (1, 1, 1)
    assert indices("1-10") == (1, -1, 0)
    assert indices("-2-13") == (-2, -1, 3)


def test_facets_are_as_far_off_as_their_energies_say_all_around():
    gold = fcc()
    faces, reach = wulff_planes(gold, surface_energies(gold, {}), 40.0)
    assert len(faces) == 8 + 6 + 12
    by_kind = {}
    for normal, distance in zip(faces[:, :3], faces[:, 3]):
        by_kind.setdefault(np.count_nonzero(abs(normal) > 1e-9), set()).add(round(distance, 9))
    assert all(len(distances) == 1 for distances in by_kind.values())
    (octahedral,), (cubic,) = by_kind[3], by_kind[1]
    assert cubic / octahedral == pytest.approx(1.627 / 1.283)
    shape = HalfspaceIntersection(np.column_stack([faces[:, :3], -faces[:, 3]]), np.zeros(3))
    assert ConvexHull(shape.intersections).volume == pytest.approx(4 / 3 * np.pi * 20**3)
    assert np.linalg.norm(shape.intersections, axis=1).max() == pytest.approx(reach)


def test_a_cube_comes_of_one_plane():
    faces, reach = wulff_planes(rocksalt(), {(1, 0, 0): 1.0}, 30.0)
    edge = (4 / 3 * np.pi * 15**3) ** (1 / 3)
    assert len(faces) == 6
    assert np.allclose(faces[:, 3], edge / 2)
    assert reach == pytest.approx(edge / 2 * 3**0.5)


def test_unknown_energies_and_open_shapes_are_refused():
    with pytest.raises(InputError, match="state them in surfaces"):
        surface_energies(rocksalt(), {})
    rod = fcc()
    object.__setattr__(rod, "point_group", np.zeros((0, 3, 3), dtype=int))
    with pytest.raises(InputError, match="do not enclose a particle"):
        wulff_planes(rod, {(1, 0, 0): 1.0, (0, 1, 0): 1.0}, 30.0)
