"""Columns carry the position, the number and the kind of the atoms that they are made of."""

import numpy as np
import pytest

from synthscope.haadf.columns import columns, group_columns


def perovskite(n=3, a=3.905):
    """SrTiO3 along [001]: n × n × n cells."""
    basis = np.array([[0, 0, 0], [0.5, 0.5, 0.5], [0.5, 0.5, 0], [0.5, 0, 0.5], [0, 0.5, 0.5]])
    cells = np.stack(np.meshgrid(*[np.arange(n)] * 3, indexing="ij"), axis=-1).reshape(-1, 1, 3)
    return np.tile([38, 22, 8, 8, 8], n**3), ((cells + basis) * a).reshape(-1, 3)


def test_columns_of_a_perovskite_have_their_composition():
    numbers, positions = perovskite()
    found = columns(numbers, positions)
    assert found.elements.tolist() == [8, 22, 38]
    kinds, count = np.unique(found.composition, axis=0, return_counts=True)
    assert {tuple(k): c for k, c in zip(kinds, count)} == {
        (0, 0, 3): 9,  # strontium
        (3, 3, 0): 9,  # titanium and oxygen
        (3, 0, 0): 18,  # oxygen
    }
    assert found.n_atoms.sum() == len(numbers)


def test_positions_are_those_of_the_atoms_to_the_last_digits():
    numbers, positions = perovskite()
    found = columns(numbers, positions)
    strontium = found.position[found.composition[:, 2] > 0]
    grid = np.arange(3) * 3.905
    np.testing.assert_allclose(strontium, [(x, y) for y in grid for x in grid], atol=1e-12)
    assert found.spread.max() < 1e-9


def test_the_order_of_atoms_does_not_matter():
    numbers, positions = perovskite()
    order = np.random.default_rng(1).permutation(len(numbers))
    first, second = columns(numbers, positions), columns(numbers[order], positions[order])
    np.testing.assert_allclose(first.position, second.position, atol=1e-12)
    np.testing.assert_array_equal(first.composition, second.composition)


@pytest.mark.parametrize("tolerance, count", [(0.05, 2), (0.15, 1)])
def test_the_tolerance_decides_what_is_one_column(tolerance, count):
    positions = np.array([[0, 0, 0], [0.1, 0, 1], [0, 0, 2.0]])
    assert group_columns(positions, tolerance).max() + 1 == count


def test_a_row_of_close_atoms_is_not_one_long_column():
    positions = np.stack([np.arange(100) * 0.15, np.zeros(100), np.arange(100)], axis=1)
    label = group_columns(positions, 0.2)
    assert label.max() + 1 >= 50
    for one in range(label.max() + 1):
        assert np.ptp(positions[label == one, 0]) <= 0.2


def test_a_relaxed_specimen_keeps_the_columns_of_the_ideal_one():
    numbers, positions = perovskite()
    label = group_columns(positions)
    moved = positions + np.random.default_rng(0).normal(0, 0.3, positions.shape)
    found = columns(numbers, moved, labels=label)
    assert len(found.n_atoms) == 36
    assert sorted(found.n_atoms.tolist()) == sorted(columns(numbers, positions).n_atoms.tolist())
    assert found.spread.max() > 0.2


def test_an_empty_specimen_has_no_columns():
    found = columns(np.zeros(0, int), np.zeros((0, 3)))
    assert found.position.shape == (0, 2)
    assert found.composition.shape == (0, 0)


def test_last_bits_do_not_change_the_order_of_columns():
    numbers, positions = perovskite(a=4.000001)  # half of it ends in the digit that is rounded
    noise = np.random.default_rng(1).normal(scale=1e-9, size=positions.shape)
    found, moved = columns(numbers, positions), columns(numbers, positions + noise)
    np.testing.assert_allclose(found.position, moved.position, atol=1e-8)
    assert (found.composition == moved.composition).all()
