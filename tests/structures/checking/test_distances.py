import numpy as np
import pytest

from synthscope.structures.checking.distances import close_pairs
from synthscope.structures.reading.cell import cell_matrix


def test_pairs_are_those_of_brute_force_in_a_skewed_cell():
    rng = np.random.default_rng(2)
    cell = cell_matrix([4.0, 5.0, 3.0, 70, 110, 60])
    positions = rng.random((7, 3)) @ cell
    reach = 4.5
    span = np.arange(-5, 6)
    shifts = np.stack(np.meshgrid(span, span, span, indexing="ij"), -1).reshape(-1, 3) @ cell
    expected = []
    for i in range(7):
        for j in range(i, 7):
            d = np.linalg.norm(positions[j] + shifts - positions[i], axis=1)
            expected += d[(d < reach) & (d > 1e-9)].tolist()
    pairs, found = close_pairs(positions, cell, reach)
    assert np.allclose(found, sorted(expected))
    assert (pairs[:, 0] <= pairs[:, 1]).all()


def test_two_atoms_on_one_place_are_a_pair_at_distance_zero():
    for cell in (None, np.eye(3) * 4):
        pairs, distances = close_pairs(np.ones((2, 3)), cell, 0.5)
        assert pairs.tolist() == [[0, 1]] and distances.tolist() == [0.0]


def test_a_cluster_has_no_images():
    pairs, distances = close_pairs(np.array([[0, 0, 0], [3.0, 0, 0]]), None, 5.0)
    assert pairs.tolist() == [[0, 1]] and distances == pytest.approx([3.0])
    assert len(close_pairs(np.zeros((0, 3)), None, 5.0)[0]) == 0
