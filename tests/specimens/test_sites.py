"""Each atom of a specimen tells which atom of its crystal it is, and a scene where it lies."""

import numpy as np
import pytest

from synthscope.specimens.changed import with_defect
from synthscope.specimens.particle import particle
from synthscope.specimens.settings import DefectSettings, FieldSettings
from synthscope.specimens.specimen import perfect_specimen
from synthscope.structures.model import Crystal
from synthscope.structures.scenes.scene import Grain, Scene
from synthscope.structures.scenes.truth import Truth

CELL = np.array([[4.1, 0, 0], [0.4, 5.0, 0], [0, 0, 6.2]])
KINDS = [38, 22, 8, 7]
PLACES = np.array([[0, 0, 0.1], [0.5, 0.5, 0.6], [0.25, 0.1, 0.3], [0.75, 0.4, 0.9]])
CRYSTAL = Crystal("c", "user", "c", KINDS, PLACES @ CELL, CELL)
BLOCK = FieldSettings(field_A=16.0, cell_depth_A=12.0, cell_strain=0.2)
PERIODIC = FieldSettings(field_A=16.0, cell_depth_A=12.0, cell_strain=0.2, geometry="cell")


def a_scene(box=(12.0, 15.0, 9.0), alone=False) -> Crystal:
    rng = np.random.default_rng(4)
    part = Grain("Si", "particle", tuple(map(tuple, np.eye(3).tolist())))
    positions = rng.random((40, 3)) * box - np.array(box) / 2
    scene = Scene.of_one(rng.permutation(np.arange(40) + 10), positions, box, part)
    return Crystal(
        "s-00001", "scene", "s", scene.numbers, scene.positions,
        None if alone else np.diag(box), pbc=None if alone else (True, True, False),
        truth=Truth.of(scene, "s", {}),
    )  # fmt: skip


@pytest.mark.parametrize("settings", [BLOCK, PERIODIC], ids=["block", "cell"])
@pytest.mark.parametrize("kind", ["vacancy", "substitution", "interstitial", "none"])
def test_atoms_are_copies_of_the_sites_that_they_name(settings, kind):
    perfect = perfect_specimen(CRYSTAL, (0, 0, 1), settings)
    assert (CRYSTAL.numbers[perfect.sites] == perfect.numbers).all()
    assert set(perfect.unit.sites) == {0, 1, 2, 3}
    element = "Au" if kind in ("substitution", "interstitial") else None
    changed = with_defect(perfect, "L1", DefectSettings(kind=kind, element=element))
    host = changed.numbers != 79
    assert (CRYSTAL.numbers[changed.sites[host]] == changed.numbers[host]).all()
    assert (changed.sites[~host] == -1).all() == (kind != "substitution")
    assert (~host).any() == (element is not None)


def test_atoms_of_a_particle_are_copies_of_the_sites_that_they_name():
    for radius in (7.0, None):
        atoms = particle(CRYSTAL, radius)
        assert (CRYSTAL.numbers[atoms.sites] == atoms.numbers).all()


@pytest.mark.parametrize("geometry", ["block", "cell"])
@pytest.mark.parametrize("alone", [False, True])
@pytest.mark.parametrize("field", [30.0, 40.0])
def test_a_scene_is_whole_and_lies_where_its_place_says(geometry, alone, field):
    crystal = a_scene(alone=alone)
    settings = FieldSettings(field_A=field, geometry=geometry)
    specimen = perfect_specimen(crystal, (0, 0, 1), settings)
    assert sorted(specimen.unit.sites) == list(range(40))
    assert (crystal.numbers[specimen.sites] == specimen.numbers).all()
    place = specimen.place
    assert np.linalg.det(place.axes) == pytest.approx(1) and place.axes[2, 2] == -1
    told = crystal.positions[specimen.sites] @ place.axes.T + place.shift
    apart = specimen.positions - told
    assert np.abs(apart[:, 2]).max() < 1e-9
    period = np.full(2, 1e9) if alone else specimen.unit.box[:2]
    assert np.abs(apart[:, :2] - np.rint(apart[:, :2] / period) * period).max() < 1e-6
    low, high = specimen.atoms.positions[:, 2].min(), specimen.atoms.positions[:, 2].max()
    assert low == pytest.approx(1) and specimen.thickness == pytest.approx(high - low)


def test_what_repeats_of_a_scene_is_its_box():
    specimen = perfect_specimen(a_scene(), (0, 0, 1), FieldSettings(field_A=24.0))
    assert specimen.unit.box[:2].tolist() == [15.0, 12.0]  # a points down, along the rows
    assert specimen.repeats == (2, 2, 1)
    assert len(specimen.atoms) == 160 and specimen.repeat is None


def test_a_scene_is_drawn_as_it_is():
    crystal = a_scene()
    assert particle(crystal, 3.0).sites.tolist() == list(range(40))
