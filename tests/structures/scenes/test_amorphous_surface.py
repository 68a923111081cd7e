"""Surface layers lose their order, keep their density, and leave the crystal below as it is."""

import numpy as np
import pytest
from tests.structures.scenes.building_crystals import built, closest, of_role, zone

from synthscope.structures.scenes.periodic import inside, tree

CASES = [("Si", (1, 1, 0), 2.352), ("Au", (0, 0, 1), 2.884), ("SrTiO3", (0, 0, 1), 1.952)]


def order(positions: np.ndarray, wave: np.ndarray) -> float:
    """|structure factor| an atom at a reciprocal vector: 1 in a crystal, small without order."""
    return float(np.abs(np.exp(1j * positions @ wave).mean()))


@pytest.mark.parametrize(("name", "uvw", "bond"), CASES)
def test_layers_are_disordered_and_the_crystal_between_is_not(shipped, name, uvw, bond):
    settings = {"structure": name, "thickness_A": 50, "orientation": zone(*uvw)}
    scene = built(shipped, **settings, amorphous_surface={"top_A": 12, "bottom_A": 8})
    plain = built(shipped, **settings)
    assert len(scene) == len(plain)
    assert np.array_equal(scene.numbers, plain.numbers)
    loose = of_role(scene, "surface")
    assert np.array_equal(scene.grains == 0, loose)
    share = ((plain.positions[:, 2] > 38) | (plain.positions[:, 2] < 8)).mean()
    assert loose.mean() == pytest.approx(share, abs=0.06)  # a plane more or less
    assert closest(scene) > 0.84 * bond
    crystal = shipped[name]
    rotation = np.array(scene.parts[0].rotation)
    low = scene.marks  # none: nothing but the layers is wrong
    assert low == ()
    deep = ~loose & (scene.positions[:, 2] > 13) & (scene.positions[:, 2] < 35)
    heavy = scene.numbers == scene.numbers.max()
    g = 2 * np.pi * np.linalg.inv(crystal.cell) @ (np.array([2, -2, 0]))
    wave = rotation @ g
    assert order(scene.positions[deep & heavy], wave) > 0.95
    upper = loose & (scene.positions[:, 2] > 42) & heavy
    assert upper.sum() > 80
    assert order(scene.positions[upper], wave) < 0.35
    # What lies deep enough has not moved.
    shift = scene.positions[deep] - plain.positions[deep]
    shift[:, :2] -= scene.box[:2] * np.rint(shift[:, :2] / scene.box[:2])
    assert np.ptp(shift, axis=0).max() < 1e-9


def test_a_layer_is_as_dense_as_its_crystal(shipped):
    layer = {"top_A": 20}
    scene = built(shipped, structure="Si", thickness_A=40, amorphous_surface=layer)
    z = scene.positions[of_role(scene, "surface"), 2]
    found = ((z > 23) & (z < 38)).sum() / (15 * scene.box[0] * scene.box[1])
    assert found == pytest.approx(8 / 5.431**3, rel=0.06)


def test_the_layer_follows_a_wedge(shipped):
    scene = built(
        shipped,
        structure="Si",
        thickness_A=60,
        wedge={"thin_A": 30},
        amorphous_surface={"top_A": 8},
    )
    loose = of_role(scene, "surface")
    assert loose.any() and scene.positions[loose, 2].min() < 35
    below = inside(scene.positions[~loose], scene.box[:2])
    atoms = tree(scene.positions[loose], scene.box[:2])
    high = below[:, 2] > 48
    assert high.any() and (atoms.query(below[high])[0] < 14).all()


def test_the_layer_lies_on_every_terrace_and_keeps_bonds_beside_cliffs(shipped):
    scene = built(
        shipped,
        structure="Si",
        thickness_A=60,
        orientation=zone(1, 1, 0),
        steps={"count": 2, "planes": 4},
        amorphous_surface={"top_A": 10},
    )
    loose = of_role(scene, "surface")
    highest = scene.positions[:, 2] > scene.positions[:, 2].max() - 4
    assert loose[highest].all()
    assert closest(scene) > 0.84 * 2.352
