"""Amorphous films have published distances and neighbours, their density, and no visible seam."""

import numpy as np
import pytest
from scipy.spatial import cKDTree
from tests.structures.scenes.pair_distances import coordination, distances, peak

from synthscope.core.errors import InputError
from synthscope.structures.elements import NUMBERS
from synthscope.structures.scenes.amorphous import MATERIALS, cell, cut, density_g_cm3

# Å: where g(r) of each pair was measured to peak.
PUBLISHED = {
    # Sputtered films: Li and Lannin, Phys. Rev. Lett. 65 (1990) 1905.
    "carbon": {("C", "C", 1.2, 1.9): 1.46, ("C", "C", 2.1, 3.0): 2.49},
    # Mozzi and Warren, J. Appl. Cryst. 2 (1969) 164: a bond of 1.62 Å, O–Si–O tetrahedral and
    # Si–O–Si of 144°.
    "silica": {
        ("Si", "O", 1.3, 2.2): 1.62,
        ("O", "O", 2.2, 3.1): 2.65,
        ("Si", "Si", 2.7, 3.6): 3.08,
    },
    # Misawa, Fukunaga, Niihara, Hirai and Suzuki, J. Non-Cryst. Solids 34 (1979) 313.
    "silicon_nitride": {
        ("Si", "N", 1.4, 2.2): 1.73,
        ("N", "N", 2.4, 3.4): 2.83,
        ("Si", "Si", 2.6, 3.4): 3.01,
    },
}
# Neighbours within Å.
NEIGHBOURS = {
    "carbon": {("C", "C", 1.9): (3.0, 3.4)},
    "silica": {("Si", "O", 2.1): (3.9, 4.1), ("O", "Si", 2.1): (1.95, 2.05)},
    "silicon_nitride": {("Si", "N", 2.2): (3.7, 4.1), ("N", "Si", 2.2): (2.75, 3.1)},
}
DENSITIES = {"carbon": 2.0, "silica": 2.2, "silicon_nitride": 3.0}


def of(symbol: str, numbers: np.ndarray, positions: np.ndarray) -> np.ndarray:
    return positions[numbers == NUMBERS[symbol]]


def streams(count: int):
    return [np.random.default_rng(k) for k in range(count)]


@pytest.mark.parametrize("material", MATERIALS)
def test_a_cell_has_published_distances_neighbours_and_density(material):
    made = cell(material)
    box = [made.edge] * 3
    for (first, second, low, high), expected in PUBLISHED[material].items():
        sets = (of(symbol, made.numbers, made.positions) for symbol in (first, second))
        assert peak(*sets, box, low, high) == pytest.approx(expected, rel=0.05)
    for (first, second, within), (least, most) in NEIGHBOURS[material].items():
        sets = (of(symbol, made.numbers, made.positions) for symbol in (first, second))
        assert least <= coordination(*sets, box, within) <= most
    assert made.density == pytest.approx(DENSITIES[material], rel=0.005)


@pytest.mark.parametrize("material", MATERIALS)
@pytest.mark.parametrize("size", [41.0, 52.0, 67.3])
def test_a_film_has_the_distances_density_and_composition_of_its_cell(material, size):
    made = cell(material)
    box = (size, size, 30.0)
    for rng in streams(3):
        numbers, positions = cut(material, box, rng)
        assert ((positions >= 0) & (positions < box)).all()
        assert density_g_cm3(numbers, np.prod(box)) == pytest.approx(made.density, rel=0.04)
        sides = (size, size, 0)
        for (first, second, low, high), expected in PUBLISHED[material].items():
            sets = (of(symbol, numbers, positions) for symbol in (first, second))
            assert peak(*sets, sides, low, high) == pytest.approx(expected, rel=0.05)
        share = (numbers == numbers.max()).mean()
        assert share == pytest.approx((made.numbers == numbers.max()).mean(), abs=0.01)


@pytest.mark.parametrize("material", MATERIALS)
def test_no_atoms_are_too_near_across_a_seam_or_without_a_bond(material):
    made = cell(material)
    least = distances(made.positions, made.positions, [made.edge] * 3, 3.0).min()
    for rng, sides in zip(streams(4), [(47.0, 55.0), (90.0, 41.0), (9.0, 33.0), (6.0, 6.0)]):
        _, positions = cut(material, (*sides, 20.0), rng)
        found = distances(positions, positions, (*sides, 0.0), 2.9)
        assert found.min() > 0.92 * least
        nearest = cKDTree(positions, boxsize=(*sides, 0.0)).query(positions, k=2)[0][:, 1]
        assert nearest.max() < 2.1


def test_an_edge_of_whole_cells_has_no_seam():
    made = cell("silica")
    box = (2 * made.edge, made.edge, made.edge)
    numbers, positions = cut("silica", box, np.random.default_rng(3))
    found = distances(positions, positions, (*box[:2], 0.0), 2.5)
    inside = distances(made.positions, made.positions, [made.edge] * 3, 2.5)
    assert len(numbers) == pytest.approx(2 * len(made.numbers), abs=20)
    assert found.min() == pytest.approx(inside.min(), abs=1e-6)


def test_cuts_are_shifted_and_turned_each_in_another_way():
    pieces = [cut("silica", (40.0, 40.0, 15.0), rng)[1] for rng in streams(6)]
    assert len({len(piece) for piece in pieces}) > 3
    again = cut("silica", (40.0, 40.0, 15.0), np.random.default_rng(0))[1]
    assert np.array_equal(again, pieces[0])


def test_another_density_is_made_by_stretching_within_limits():
    box = (50.0, 50.0, 40.0)
    for wanted in (2.05, 2.35):
        numbers, _ = cut("silica", box, np.random.default_rng(1), wanted)
        assert density_g_cm3(numbers, np.prod(box)) == pytest.approx(wanted, rel=0.03)
    with pytest.raises(InputError, match=r"bonds of silica would be 10% too short; .* reaches 1.9"):
        cut("silica", box, np.random.default_rng(1), 3.0)
