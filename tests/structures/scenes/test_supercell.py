"""A user's own structure is shown as it stands, whole or a piece of it, tilted where asked."""

import numpy as np
import pytest

from synthscope.core.errors import InputError
from synthscope.structures.model import Crystal
from synthscope.structures.scenes.compose import as_crystal
from synthscope.structures.scenes.settings.supercell import SupercellSettings
from synthscope.structures.scenes.supercell import build_supercell

EDGES = np.array([6.0, 8.0, 10.0])
PLACES = np.array([[0.1, 0.2, 0.3], [0.6, 0.7, 0.8], [0.9, 0.4, 0.05]])
OWN = Crystal("own", "user", "own", [14, 8, 79], PLACES * EDGES, np.diag(EDGES))
SKEW = Crystal("skew", "user", "s", [14], [[0, 0, 0]], [[6, 0, 0], [1.0, 8, 0], [0, 0, 10]])


def shown(crystal=OWN, size_A=40.0, **asked):
    settings = SupercellSettings(structure=crystal.id, **asked)
    return build_supercell(settings, {crystal.id: crystal}, size_A, None)


def test_a_whole_cell_repeats_in_its_own_box():
    scene = shown()
    assert scene.box[:2].tolist() == [6.0, 8.0] and not scene.alone
    assert scene.numbers.tolist() == [14, 8, 79]
    apart = scene.positions - PLACES * EDGES
    apart -= apart[0]
    assert np.abs(apart[:, :2] - np.rint(apart[:, :2] / EDGES[:2]) * EDGES[:2]).max() < 1e-9
    assert np.abs(apart[:, 2]).max() < 1e-9


@pytest.mark.parametrize("repeats", [(1, 1, 1), (2, 3, 2)])
@pytest.mark.parametrize("centre", [(0.5, 0.5, 0.5), (0.1, 0.2, 0.3)])
def test_the_point_that_is_asked_for_is_in_the_middle(repeats, centre):
    scene = shown(repeats=repeats, centre=centre)
    crystal = as_crystal(scene, "x", "own", 1)
    assert scene.box[:2].tolist() == [6.0 * repeats[0], 8.0 * repeats[1]]
    assert len(scene) == 3 * np.prod(repeats)
    wanted = PLACES * EDGES - np.array(centre) * repeats * EDGES
    for atom, place in zip((14, 8, 79), wanted):
        apart = crystal.positions[crystal.numbers == atom][:, :2] - place[:2]
        assert np.abs(apart - np.rint(apart / EDGES[:2]) * EDGES[:2]).max() < 1e-4


def test_a_piece_has_the_size_and_the_density_that_were_asked_for():
    scene = shown(cut_A=(18.0, 24.0, 30.0), centre=(0.25, 0.35, 0.45))
    assert scene.alone and scene.box[:2].tolist() == [40.0, 40.0]
    spans = np.ptp(scene.positions, axis=0)
    assert (spans <= [18, 24, 30]).all() and (spans > [14, 18, 22]).all()
    assert len(scene) == 3 * 3**3  # as many cells as it has the size of
    assert scene.positions[:, :2].mean(axis=0) == pytest.approx([20, 20], abs=1.5)


def test_a_tilted_piece_is_the_piece_turned():
    flat = shown(cut_A=(18.0, 24.0, 30.0))
    tilted = shown(cut_A=(18.0, 24.0, 30.0), turn_deg=30.0, tilt_x_mrad=50.0)
    turn = np.array(tilted.parts[0].rotation)
    assert np.linalg.det(turn) == pytest.approx(1)
    assert turn[2, 2] == pytest.approx(np.cos(0.05))
    told = (flat.positions - flat.positions.mean(axis=0)) @ turn.T
    assert tilted.positions - tilted.positions.mean(axis=0) == pytest.approx(told)


def test_a_cell_without_right_angles_is_refused_whole_and_cut():
    with pytest.raises(InputError, match=r"90.00, 90.00, 82.87°.*cut_A"):
        shown(SKEW)
    scene = shown(SKEW, cut_A=(20.0, 20.0, 20.0))
    assert len(scene) == pytest.approx(20**3 / 480, rel=0.6)


def test_a_piece_that_does_not_fit_is_refused_with_the_size_that_would_do():
    with pytest.raises(InputError, match=r"(\d+\.\d) Å wide; size_A (\d+) or a smaller") as error:
        shown(cut_A=(30.0, 30.0, 10.0), size_A=20.0)
    size = float(str(error.value).split("size_A ")[1].split()[0])
    assert shown(cut_A=(30.0, 30.0, 10.0), size_A=size).alone
