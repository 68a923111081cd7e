import numpy as np
import pytest

from synthscope.core.errors import InputError
from synthscope.specimens.block import block
from synthscope.specimens.defects import (
    Defect,
    Relaxation,
    introduce,
    nearest,
    relax,
    widest_gap,
)
from synthscope.specimens.settings import DefectSettings
from synthscope.specimens.slab import periodic_cell
from synthscope.structures.checking.distances import close_pairs

MIDDLE = np.full(3, 13.0)


@pytest.fixture(scope="module")
def perfect(antimony):
    return block(antimony, (0, 0, 1))


def vacancy(perfect, level):
    """The middle atom is missing, and the rest closes in on it."""
    return introduce(perfect, Defect("vacancy", relaxation=DefectSettings().relaxation(level)))


def column_shifts(perfect, changed):
    """Distance of each column from the middle, and the mean movement of its atoms along it."""
    kept = np.linalg.norm(perfect.positions - MIDDLE, axis=1) > 1e-6
    before, after = perfect.positions[kept], changed.positions
    radius = np.linalg.norm(before[:, :2] - 13, axis=1)
    moved = np.linalg.norm(after[:, :2] - 13, axis=1) - radius
    _, column = np.unique(np.round(before[:, :2], 3), axis=0, return_inverse=True)
    count = np.bincount(column.ravel())
    return (np.bincount(column.ravel(), radius) / count, np.bincount(column.ravel(), moved) / count)


@pytest.mark.parametrize(
    ("level", "within", "least", "most"),
    [
        # Measured on the published targets: median movement of columns at a distance, Å.
        ("L1", (2, 7), -0.14, -0.08),
        ("L1", (8, 9), -0.10, -0.06),
        ("L1", (10, 11), -0.05, -0.01),
        ("L1", (12.5, 17), -0.01, 0.0),
        ("L2", (3, 9), -0.23, -0.15),
        ("L2", (9, 10), -0.15, -0.08),
        ("L2", (11, 12), -0.06, -0.01),
        ("L2", (13, 17), -0.02, 0.0),
    ],
)
def test_columns_move_as_far_as_on_the_published_images(perfect, level, within, least, most):
    radius, moved = column_shifts(perfect, vacancy(perfect, level))
    here = (radius >= within[0]) & (radius < within[1])
    assert here.any() and least <= np.median(moved[here]) <= most


@pytest.mark.parametrize("level", ["L1", "L2"])
def test_the_atom_in_the_middle_is_missing(perfect, level):
    changed = vacancy(perfect, level)
    assert len(changed) == len(perfect) - 1
    assert np.linalg.norm(perfect.positions - MIDDLE, axis=1).min() < 1e-9
    assert np.linalg.norm(changed.positions - MIDDLE, axis=1).min() > 2.5
    assert changed.box.tolist() == perfect.box.tolist()


def test_defects_are_the_same_each_time(perfect):
    one, two = (vacancy(perfect, "L2") for _ in range(2))
    assert one.positions.tobytes() == two.positions.tobytes()


def test_an_unknown_kind_or_element_is_refused(perfect):
    with pytest.raises(InputError, match="vacancy, substitution, interstitial or none"):
        introduce(perfect, Defect("hole"))
    with pytest.raises(InputError, match="no atom of Au"):
        introduce(perfect, Defect("vacancy", site="Au"))


def test_a_substitution_changes_one_atom_and_its_neighbourhood(shipped):
    atoms = block(shipped["SrTiO3"], (0, 0, 1))
    relaxation = Relaxation(amplitude=-0.1, radius=3.0, softness=0.2)
    changed = introduce(atoms, Defect("substitution", "Nb", "Ti", relaxation))
    assert len(changed) == len(atoms)
    [site] = np.flatnonzero(changed.numbers != atoms.numbers)
    assert (atoms.numbers[site], changed.numbers[site]) == (22, 41)
    assert np.isnan(changed.rms[site])
    far = np.linalg.norm(atoms.positions - atoms.positions[site], axis=1)
    away = np.linalg.norm(changed.positions - atoms.positions[site], axis=1) - far
    assert np.allclose(away[(far > 0.1) & (far < 2)], 0.1, atol=2e-3)
    assert np.abs(away[far > 6]).max() < 1e-6


def test_an_interstitial_sits_where_there_is_most_room(shipped):
    atoms = block(shipped["Fe"], (0, 0, 1))
    changed = introduce(atoms, Defect("interstitial", "C"))
    assert len(changed) == len(atoms) + 1 and changed.numbers[-1] == 6
    place = changed.positions[-1]
    room = np.linalg.norm(atoms.positions - place, axis=1).min()
    # The tetrahedral gap of bcc is sqrt(5)/4 a wide, measured on a grid of 0.2 Å.
    assert room == pytest.approx(5**0.5 / 4 * 2.8665, abs=0.1)


def test_an_interstitial_keeps_away_from_light_atoms_as_from_heavy_ones(shipped):
    atoms = block(shipped["SrTiO3"], (0, 0, 1))
    changed = introduce(atoms, Defect("interstitial", "Au"))
    room = np.linalg.norm(atoms.positions - changed.positions[-1], axis=1).min()
    # the middle of the cell's edge has two Sr and four O around it, half a cell away
    assert room == pytest.approx(3.905 / 2, abs=0.15)


def test_a_periodic_cell_relaxes_across_its_faces(shipped):
    cell = periodic_cell(shipped["Cu"], (0, 0, 1), 14.0).atoms(4)
    relaxation = Relaxation(amplitude=0.2, radius=3.0)
    corner = introduce(cell, Defect("vacancy", relaxation=relaxation), np.zeros(3), cell.box)
    inside = introduce(cell, Defect("vacancy", relaxation=relaxation), cell.box / 2, cell.box)
    sorted_distances = [
        np.sort(close_pairs(a.positions, np.diag(cell.box), 2.7)[1]) for a in (corner, inside)
    ]
    assert np.allclose(*sorted_distances, atol=1e-9)


def test_atoms_never_cross_the_middle(perfect):
    squeezed = relax(perfect, MIDDLE + 0.5, Relaxation(amplitude=50.0, radius=100.0))
    before = np.linalg.norm(perfect.positions - MIDDLE - 0.5, axis=1)
    after = np.linalg.norm(squeezed.positions - MIDDLE - 0.5, axis=1)
    assert np.allclose(after, 0.75 * before)


def test_of_equally_near_atoms_the_choice_does_not_depend_on_their_order(antimony):
    atoms = block(antimony, (0, 0, 1))
    centre = MIDDLE + 2.986 / 2
    chosen = atoms.positions[nearest(atoms, centre)]
    order = np.random.default_rng(3).permutation(len(atoms))
    from dataclasses import replace

    shuffled = replace(atoms, positions=atoms.positions[order], numbers=atoms.numbers[order])
    assert np.allclose(shuffled.positions[nearest(shuffled, centre)], chosen)


def test_the_widest_gap_of_nothing_is_the_place_itself(perfect):
    far = np.full(3, 500.0)
    assert widest_gap(perfect, far).tolist() == far.tolist()
