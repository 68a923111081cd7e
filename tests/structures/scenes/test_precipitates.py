"""Precipitates have the size, number, composition, strain and lattice asked for."""

from dataclasses import replace

import numpy as np
import pytest
from tests.structures.scenes.building_crystals import (
    built,
    closest,
    density,
    of_role,
    stands_as_told,
)

from synthscope.core.errors import InputError
from synthscope.structures.scenes.periodic import inside, tree

COPPER = {"structure": "Cu", "thickness_A": 50}


def test_a_coherent_sphere_has_other_atoms_on_the_same_sites(shipped):
    settings = {"count": 2, "diameter_A": 16, "replace": {"Cu": "Au"}}
    scene = built(shipped, 50.0, **COPPER, precipitates=settings)
    plain = built(shipped, 50.0, **COPPER)
    assert np.array_equal(scene.positions, plain.positions)
    gold = scene.numbers == 79
    assert np.array_equal(gold, of_role(scene, "precipitate"))
    expected = 2 * np.pi / 6 * 16**3 * density(shipped["Cu"])
    assert gold.sum() == pytest.approx(expected, rel=0.1)
    assert [mark.kind for mark in scene.marks] == ["precipitate"] * 2
    for place, mark in zip((2, 3), scene.marks):
        assert mark.grain == place and (mark.was, mark.now) == ("Cu", "Au")
        assert scene.parts[place - 1].size_A == 16
        apart = scene.positions[scene.grains == place] - mark.at
        apart[:, :2] -= scene.box[:2] * np.rint(apart[:, :2] / scene.box[:2])
        assert np.linalg.norm(apart, axis=1).max() < 8
        assert np.abs(apart.mean(axis=0)).max() < 0.7
    assert scene.marks[0].at[2] > 7.9 and scene.marks[0].at[2] < scene.box[2] - 6


def test_the_share_of_the_sites_that_is_taken_is_as_asked(shipped):
    settings = {"diameter_A": 36, "share": 0.3, "replace": {"Cu": "Au"}}
    scene = built(shipped, 50.0, **COPPER, precipitates=settings)
    inside = of_role(scene, "precipitate")
    share = (scene.numbers[inside] == 79).mean()
    assert share == pytest.approx(0.3, abs=4 * np.sqrt(0.21 / inside.sum()))


def test_a_misfit_strains_sphere_and_matrix_as_eshelby_says(shipped):
    settings = {"diameter_A": 16, "misfit": 0.04, "replace": {"Cu": "Au"}}
    scene = built(shipped, 50.0, **COPPER, precipitates=settings)
    plain = built(shipped, 50.0, **COPPER)
    at = np.array(scene.marks[0].at)
    # Marks are counted from the lowest atom, which the sphere moves.
    moved = scene.positions - plain.positions
    moved -= [0, 0, moved[np.argmax(np.linalg.norm(plain.positions - at, axis=1)), 2]]
    apart = plain.positions - at
    for one in (moved, apart):
        one[:, :2] -= scene.box[:2] * np.rint(one[:, :2] / scene.box[:2])
    r = np.linalg.norm(apart, axis=1)
    constrained = 1.3 / (3 * 0.7) * 0.04
    held = scene.box[:2].min() / 2
    radial = (moved * apart).sum(axis=1) / np.maximum(r, 1e-9)
    inside, outside = (r > 3) & (r < 8), (r > 8.5) & (r < held)
    strain = radial[inside] / r[inside]
    assert strain == pytest.approx(constrained * (1 - (8 / held) ** 3), abs=2e-3)
    expected = constrained * 8**3 * (1 / r[outside] ** 2 - r[outside] / held**3)
    assert radial[outside] == pytest.approx(expected, abs=0.02)
    assert np.abs(moved[r > held]).max() < 0.02


def test_a_plate_lies_on_a_plane_of_its_family(shipped):
    settings = {"diameter_A": 30, "thickness_A": 7, "replace": {"Cu": "Au"}}
    seen = set()
    for seed in range(4):
        scene = built(shipped, 50.0, seed, **COPPER, precipitates=settings)
        apart = scene.positions[scene.numbers == 79] - scene.marks[0].at
        apart[:, :2] -= scene.box[:2] * np.rint(apart[:, :2] / scene.box[:2])
        extent = np.ptp(apart, axis=0)
        assert extent.min() <= 7 and sorted(extent)[1] > 25
        seen.add(int(np.argmin(extent)))
        count = np.pi / 4 * 30**2 * 7 * density(shipped["Cu"])
        assert len(apart) == pytest.approx(count, rel=0.3)
    assert len(seen) > 1


def test_plates_close_to_each_other_do_not_meet(shipped):
    settings = {"count": 4, "diameter_A": 26, "thickness_A": 5,
                "replace": {"Cu": "Au"}}  # fmt: skip
    scene = built(shipped, 50.0, **COPPER, precipitates=settings)
    for one in range(2, 6):
        first, others = scene.grains == one, (scene.grains > 1) & (scene.grains != one)
        assert first.sum() > 150
        atoms = tree(scene.positions[first], scene.box[:2])
        apart = atoms.query(inside(scene.positions[others], scene.box[:2]))[0]
        assert apart.min() > 2.9


def test_a_precipitate_of_its_own_lattice_takes_the_place_of_the_matrix(shipped):
    settings = {"diameter_A": 30, "structure": "Si", "orientation": {}}
    scene = built(shipped, 50.0, **COPPER, precipitates=settings)
    silicon = scene.numbers == 14
    assert np.array_equal(silicon, of_role(scene, "precipitate"))
    assert silicon.sum() == pytest.approx(np.pi / 6 * 30**3 * density(shipped["Si"]), rel=0.1)
    assert closest(scene) > 0.75 * 2.35
    assert scene.parts[1].structure == "Si" and scene.marks[0].grain == 2
    only = scene.kept(silicon)
    centred = only.moved([*(25 - np.array(scene.marks[0].at[:2])), 0])
    positions = centred.positions.copy()
    positions[:, :2] %= scene.box[:2]
    inner = np.linalg.norm(positions - [25, 25, scene.marks[0].at[2]], axis=1) < 11
    middle = replace(centred, positions=positions, marks=())
    assert inner.sum() > 100
    assert stands_as_told(middle, shipped["Si"], 2, within=1e-6)


def test_what_has_no_room_is_refused_with_its_number(shipped):
    settings = {"count": 3, "diameter_A": 60, "replace": {"Cu": "Au"}}
    with pytest.raises(InputError, match="only 0 of 3 precipitates of 60 Å have room"):
        built(shipped, **COPPER, precipitates=settings)
    with pytest.raises(InputError, match="the crystal has no Al; it has Cu"):
        built(shipped, **COPPER, precipitates={"replace": {"Al": "Au"}})
