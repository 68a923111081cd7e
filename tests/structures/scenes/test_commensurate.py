import numpy as np
import pytest

from synthscope.core.errors import InputError
from synthscope.structures.scenes.commensurate import fit_box, integer_cell
from synthscope.structures.scenes.plane import rotation_matrix

HEXAGONAL = 3.16 * np.array([[1, 0], [-0.5, np.sqrt(3) / 2]])


def turned(degrees: float) -> np.ndarray:
    return HEXAGONAL @ rotation_matrix(degrees).T


def test_a_lattice_along_the_box_repeats_without_strain():
    fit = fit_box([HEXAGONAL], 50.0)
    assert fit.strains[0] < 1e-12
    assert fit.box[0] % 3.16 == pytest.approx(0, abs=1e-9)
    assert fit.box[1] % (3.16 * np.sqrt(3)) == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize("angles", [(13.0,), (0.0, 7.3), (10.0, 31.8), (0.0, 5.0, 10.0)])
def test_mapped_lattices_repeat_in_the_box_and_differ_by_what_is_told(angles):
    lattices = [turned(angle) for angle in angles]
    fit = fit_box(lattices, 50.0)
    assert (fit.box >= 50 * (1 - max(fit.strains))).all()
    assert (fit.box < 50 * 1.2).all()
    for lattice, by, turn, strain in zip(lattices, fit.maps, fit.turns_deg, fit.strains):
        points = integer_cell(lattice @ by.T, fit.box)
        density = len(points) * abs(np.linalg.det(lattice)) / np.prod(fit.box)
        assert density == pytest.approx(1, abs=2.5 * strain + 1e-9)
        assert np.linalg.svd(by, compute_uv=False) == pytest.approx(1, abs=strain + 1e-9)
        unturned = rotation_matrix(-turn) @ by
        assert unturned == pytest.approx(unturned.T, abs=1e-9)
    assert max(fit.strains) < 0.02


def test_each_point_of_a_lattice_stands_in_the_box_once():
    fit = fit_box([turned(21.8)], 40.0)
    points = integer_cell(turned(21.8) @ fit.maps[0].T, fit.box) / fit.box
    apart = points[:, None] - points[None]
    apart -= np.round(apart)
    distances = np.linalg.norm(apart * fit.box, axis=-1)
    assert distances[np.triu_indices(len(points), 1)].min() > 3.0


def test_a_box_of_hundreds_of_angstroms_is_found_in_little_memory():
    graphene = 2.46 * np.array([[1, 0], [-0.5, np.sqrt(0.75)]])
    fit = fit_box([graphene @ rotation_matrix(turn).T for turn in (13.0, 17.3)], 400.0)
    assert (fit.box >= 400).all() and max(fit.strains) < 0.005


def test_a_cell_far_larger_than_the_box_is_refused():
    with pytest.raises(InputError, match="use a larger size_A"):
        fit_box([30 * rotation_matrix(45.0).T], 5.0)
