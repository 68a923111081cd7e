"""A scene is a function of seed, name and number, and becomes a crystal that knows its truth."""

from dataclasses import replace

import numpy as np
import pytest

from synthscope.core.distributions import Distribution
from synthscope.core.errors import InputError
from synthscope.structures.checking.catalog import load_source
from synthscope.structures.elements import NUMBERS
from synthscope.structures.model import Crystal
from synthscope.structures.scenes import compose
from synthscope.structures.scenes.compose import as_crystal, build
from synthscope.structures.scenes.scene import ROLES
from synthscope.structures.scenes.settings.crystal import CrystalSettings
from synthscope.structures.scenes.settings.layers import LayersSettings
from synthscope.structures.scenes.settings.particles import ParticlesSettings
from synthscope.structures.scenes.settings.point_defects import PointDefect, PointDefectsSettings
from synthscope.structures.scenes.settings.relaxation import RelaxationSettings
from synthscope.structures.scenes.settings.scene import SceneSettings
from synthscope.structures.scenes.settings.supercell import SupercellSettings
from synthscope.structures.scenes.settings.support import SupportSettings
from synthscope.structures.settings import StructuresSettings
from synthscope.structures.sources.source import Source
from synthscope.structures.vibrations import Displacements, displacements

EDGE = 4.08
FCC = np.array([[0, 0, 0], [0, 0.5, 0.5], [0.5, 0, 0.5], [0.5, 0.5, 0]])
GOLD = Crystal("Au", "ase", "Au", [79] * 4, FCC * EDGE, EDGE * np.eye(3), space_group=225)
PARTICLES = SceneSettings(
    size_A=40,
    particles=ParticlesSettings(size_A=Distribution(uniform=(8, 14)), structures=("Au fcc",)),
    support=SupportSettings(thickness_A=Distribution(uniform=(6, 9))),
)
GIVEN = {"Au fcc": GOLD}
MOTION = Displacements()
GONE = PointDefectsSettings(kinds=(PointDefect(count=1),))


def test_a_scene_depends_on_seed_name_and_number_alone():
    one = build("a", 3, PARTICLES, GIVEN, 7)
    again = build("a", 3, replace(PARTICLES, count=50, first=2), GIVEN, 7)
    assert as_crystal(one, "x", "a", 3) == as_crystal(again, "x", "a", 3)
    for name, number, seed in (("b", 3, 7), ("a", 4, 7), ("a", 3, 8)):
        other = build(name, number, PARTICLES, GIVEN, seed)
        assert len(other) != len(one) or not np.array_equal(other.positions, one.positions)


def test_another_number_that_varies_leaves_what_was_drawn():
    fixed = replace(PARTICLES, support=SupportSettings(thickness_A=7))
    one, other = (build("a", 1, made, GIVEN, 7) for made in (PARTICLES, fixed))
    told = one.drawn["particles"][0], other.drawn["particles"][0]
    assert told[0]["size_A"] == told[1]["size_A"] and told[0]["x_A"] == told[1]["x_A"]
    assert one.drawn.keys() - other.drawn.keys() == {"support.thickness_A"}


def test_every_number_that_was_drawn_is_told():
    sizes, depths = set(), set()
    for number in range(1, 9):
        scene = build("a", number, PARTICLES, GIVEN, 1)
        drawn = scene.drawn["support.thickness_A"]
        film = scene.positions[scene.roles == ROLES.index("support"), 2]
        assert np.ptp(film) == pytest.approx(drawn, abs=1.5)
        sizes.add(scene.parts[0].size_A)
        depths.add(drawn)
    assert len(sizes) == len(depths) == 8
    assert all(8 <= size <= 14 for size in sizes) and all(6 <= depth <= 9 for depth in depths)


def test_the_crystal_of_a_scene_stands_around_the_origin():
    scene = build("a", 1, PARTICLES, GIVEN, 1)
    crystal = as_crystal(scene, "a-00001", "a", 1)
    assert crystal.pbc.tolist() == [True, True, False] and crystal.name == "a 1"
    assert np.abs(crystal.positions[:, :2]).max() <= 20 + 1e-9
    low, high = crystal.positions[:, 2].min(), crystal.positions[:, 2].max()
    assert low == pytest.approx(-high, abs=1e-4) and crystal.cell[2, 2] == pytest.approx(high - low)
    assert len(crystal.truth.roles) == len(crystal) and crystal.truth.parts == scene.parts


def test_marks_move_with_the_atoms():
    cell = SupercellSettings(structure="Au fcc", repeats=(3, 3, 3))
    gone = PointDefect(kind="vacancy", count=2)
    asked = SceneSettings(supercell=cell, defects=PointDefectsSettings(kinds=(gone,)))
    whole = as_crystal(build("a", 1, replace(asked, defects=None), GIVEN, 1), "x", "a", 1)
    crystal = as_crystal(build("a", 1, asked, GIVEN, 1), "x", "a", 1)
    assert len(whole) - len(crystal) == 2 == len(crystal.truth.marks)
    for mark in crystal.truth.marks:
        for made, there in ((whole, True), (crystal, False)):
            nearest = np.linalg.norm(made.positions - mark.at, axis=1).min()
            assert (nearest < 1e-3) == there


def test_a_film_alone_is_a_scene():
    scene = build("a", 1, SceneSettings(size_A=20, support=SupportSettings(thickness_A=8)), {}, 1)
    assert set(scene.numbers) == {NUMBERS["C"]} and not scene.parts


def test_more_atoms_than_the_limit_are_refused_with_their_number():
    scene = build("a", 1, PARTICLES, GIVEN, 1)
    with pytest.raises(InputError, match=rf"{len(scene)} atoms; the limit is 1000 \(atom_limit\)"):
        build("a", 1, replace(PARTICLES, atom_limit=1000), GIVEN, 1)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({}, "state what the scene shows"),
        ({"particles": ParticlesSettings(), "supercell": SupercellSettings("Si")}, "one subject"),
        ({"support": SupportSettings(), "first": 99_999, "count": 2}, "beyond scene 99,999"),
        ({"support": SupportSettings(), "defects": GONE}, "there is none"),
    ],
)
def test_scenes_without_or_with_two_subjects_are_refused(asked, said):
    with pytest.raises(ValueError, match=said):
        SceneSettings(**asked)


def test_atoms_of_a_grain_vibrate_as_in_its_compound_and_others_as_their_element():
    salt = Crystal(
        "s", "ase", "s", [11, 17], [[0, 0, 0], [2.8, 0, 0]], 5.6 * np.eye(3), formula="Cl Na"
    )
    gone = PointDefectsSettings(kinds=(PointDefect(kind="vacancy", was=("Cl",), count=1),))
    asked = SceneSettings(
        size_A=22.4,
        supercell=SupercellSettings("s", repeats=(4, 4, 1)),
        support=SupportSettings(thickness_A=6),
        defects=gone,
    )
    scene = build("a", 1, asked, {"s": salt}, 1)
    crystal = as_crystal(scene, "x", "a", 1, [salt])
    told = {
        (number, origin)
        for number, origin in zip(crystal.numbers, displacements(crystal, MOTION)[1])
    }
    assert told == {(11, "compound"), (17, "compound"), (6, "element")}
    alone, _ = displacements(salt, MOTION)
    rms, _ = displacements(crystal, MOTION)
    assert set(rms[crystal.numbers == 11]) == {alone[0]}


def test_atoms_that_overlap_are_refused_with_where_they_are():
    layers = LayersSettings(structure="layer C2", layers=2, stacking="AA", spacing_A=0.6)
    graphene, _ = load_source(Source("x", "ase", name="layer C2"), StructuresSettings(), 1)[0]
    with pytest.raises(InputError, match=r"C \(layer\) and C \(layer\) are 0.60 Å apart at \("):
        build("a", 1, SceneSettings(layers=layers), {"layer C2": graphene}, 1)


@pytest.mark.parametrize(
    "asked",
    [
        {"supercell": SupercellSettings("Au fcc", repeats=(100, 100, 100))},
        {"support": SupportSettings(thickness_A=1000), "size_A": 300},
        {"particles": ParticlesSettings(size_A=400), "size_A": 500},
        {"crystal": CrystalSettings("Au fcc", thickness_A=2000), "size_A": 1000},
    ],
)
def test_what_would_fill_the_memory_is_refused_before_it_is_built(asked, monkeypatch):
    monkeypatch.setattr(compose, "_composed", None)
    with pytest.raises(InputError, match=r"about [\d,]+ atoms would be placed; the limit is 50000"):
        build("a", 1, SceneSettings(**asked), GIVEN, 1)


def test_scenes_say_whether_they_are_relaxed():
    plain = build("a", 1, PARTICLES, GIVEN, 1)
    assert plain.drawn["relaxed"] == "no" and plain.notes[-1] == "geometry alone, not relaxed"
    slab = CrystalSettings("Au fcc", thickness_A=6, relaxation=RelaxationSettings(most_steps=1))
    relaxed = build("a", 1, SceneSettings(size_A=16, crystal=slab, defects=GONE), GIVEN, 1)
    assert relaxed.drawn["relaxed"] == "EMT"
    assert relaxed.notes[-1] == "point defects were put in after relaxing"


def test_a_cluster_is_no_crystal_to_cut_a_slab_from():
    cluster = Crystal("Au2", "ase", "Au2", [79] * 2, [[0, 0, 0], [0, 0, 2.5]], None)
    with pytest.raises(InputError, match="does not repeat in three dimensions"):
        build("a", 1, SceneSettings(crystal=CrystalSettings("Au2")), {"Au2": cluster}, 1)
