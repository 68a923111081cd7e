"""Slabs of a crystal have the size, density and orientation asked for, and repeat sideways."""

import numpy as np
import pytest
from pydantic import ValidationError
from tests.structures.scenes.building_crystals import (
    built,
    closest,
    density,
    of_role,
    stands_as_told,
    zone,
)

from synthscope.core.errors import InputError
from synthscope.settings.load import checked
from synthscope.structures.scenes.settings.crystal import CrystalSettings
from synthscope.structures.scenes.settings.crystal_defects import PrecipitatesSettings


@pytest.mark.parametrize(
    ("name", "uvw"),
    [("Au", (0, 0, 1)), ("Si", (1, 1, 0)), ("SrTiO3", (1, 1, 0)), ("GaN", (1, 1, 0)),
     ("SiO2_quartz", (0, 0, 1)), ("Y3Al5O12", (1, 1, 1)), ("ZrO2_baddeleyite", (0, 0, 1))],
)  # fmt: skip
def test_a_slab_that_repeats_is_as_dense_as_its_crystal_and_has_no_seam(shipped, name, uvw):
    crystal = shipped[name]
    scene = built(shipped, structure=name, thickness_A=60, orientation=zone(*uvw), rim_A=0)
    assert np.abs(np.log(scene.box[:2] / 40)).max() < np.log(1.6)
    volume = scene.box[0] * scene.box[1] * 60
    assert len(scene) == pytest.approx(density(crystal) * volume, rel=0.05)
    perfect = built(shipped, 16.0, structure=name, thickness_A=30, rim_A=2, orientation=zone(*uvw))
    assert closest(scene) > closest(perfect) * (1 - scene.drawn["strain"]) - 1e-6
    assert scene.drawn["strain"] <= 0.01
    assert stands_as_told(scene, crystal, 1, within=0.06)
    assert ((scene.positions >= 0) & (scene.positions <= scene.box)).all()


def test_whole_periods_have_exactly_their_atoms(shipped):
    a = float(shipped["Au"].cell[0, 0])
    scene = built(shipped, structure="Au", thickness_A=5 * a)
    assert np.allclose(scene.box[:2], 10 * a)
    assert len(scene) == 4 * 10 * 10 * 5
    assert of_role(scene, "crystal").all() and scene.drawn.keys() == {"strain", "volume_A3"}
    assert scene.drawn["strain"] == 0


def test_thickness_is_drawn_from_its_distribution(shipped):
    settings = {"structure": "Au", "thickness_A": {"uniform": [10, 60]}}
    depths = [built(shipped, 16.0, seed, **settings).box[2] for seed in range(20)]
    assert min(depths) < 25 and max(depths) > 45 and len(set(depths)) > 8


def test_a_slab_with_rims_has_vacuum_at_its_sides(shipped):
    scene = built(shipped, structure="Si", rim_A=6, thickness_A=30, orientation=zone(1, 1, 0))
    sides = scene.positions[:, :2]
    assert sides.min() >= 6 - 1e-5 and sides.max() <= 34 + 1e-5
    assert len(scene) == pytest.approx(density(shipped["Si"]) * 28 * 28 * 30, rel=0.1)


def test_a_crystal_that_does_not_repeat_gets_rims_and_says_so(shipped):
    strict = {"structure": "Y3Al5O12", "thickness_A": 30, "max_strain": 0.0001}
    turned = {"orientation": {"zone_axes": [[1, 1, 1]], "in_plane_deg": 17.3}}
    scene = built(shipped, **strict, **turned)
    assert scene.positions[:, :2].min() >= 5 - 1e-5
    assert "does not repeat" in scene.notes[0]
    with pytest.raises(InputError, match=r"sideways within a strain of 0\.0001"):
        built(shipped, **strict, **turned, rim_A=0)


def test_the_strain_that_a_refusal_names_would_do(shipped):
    asked = {"structure": "Si", "thickness_A": 20, "rim_A": 0}
    turned = {"orientation": {"zone_axes": [[1, 1, 0]], "in_plane_deg": 17.3}}
    with pytest.raises(InputError, match="a max_strain of") as refused:
        built(shipped, **asked, **turned, max_strain=0.001)
    would = float(str(refused.value).split("max_strain of ")[1].split()[0])
    assert 0.001 < built(shipped, **asked, **turned, max_strain=would).drawn["strain"] <= would


def test_any_orientation_is_built_and_told(shipped):
    for seed in range(3):
        scene = built(shipped, seed=seed, structure="Au", thickness_A=30, orientation={})
        assert stands_as_told(scene, shipped["Au"], 1, within=0.06)


def test_columns_lean_by_the_mistilt_and_the_box_still_repeats(shipped):
    leaning = zone(0, 0, 1, mistilt_mrad=20, mistilt="uniform")
    scene = built(shipped, structure="Au", thickness_A=80, orientation=leaning)
    straight = built(shipped, structure="Au", thickness_A=80)
    middle = scene.positions[:, 2:] - (scene.box[2]) / 2
    tilt = np.array(scene.drawn["mistilt_mrad"]) * 1e-3
    assert 0 < np.hypot(*tilt) <= 0.020001
    apart = scene.positions[:, :2] - straight.positions[:, :2] - tilt * middle
    apart -= scene.box[:2] * np.rint(apart / scene.box[:2])
    assert np.ptp(apart, axis=0).max() < 1e-3
    column = np.array(scene.parts[0].rotation)[:, 2]
    assert column[:2] / column[2] == pytest.approx(tilt, abs=1e-6)
    assert closest(scene) > closest(straight) - 0.06


def test_the_same_seed_gives_the_same_bytes_and_another_another_place(shipped):
    one, two, other = (built(shipped, 20.0, s, structure="Si", thickness_A=20) for s in (1, 1, 2))
    assert one.positions.tobytes() == two.positions.tobytes()
    assert one.positions.tobytes() != other.positions.tobytes()


def test_what_contradicts_itself_is_refused():
    for wrong in (
        {"wedge": {"thin_A": 5}, "steps": {}},
        {"boundary": {}, "dislocation": {}},
        {"wedge": {"thin_A": 5, "shape": "ramp"}, "rim_A": 0},
        {"wedge": {}},
        {"boundary": {"kind": "tilt"}},
        {"boundary": {"kind": "stacking_fault"}},
        {"precipitates": {}},
    ):
        with pytest.raises((ValidationError, InputError)):
            checked(CrystalSettings, {"structure": "Si", **wrong})


def test_it_says_which_structures_it_needs():
    assert CrystalSettings("Si").needs == ("Si",)
    inner = PrecipitatesSettings(structure="Au")
    assert CrystalSettings("Si", precipitates=inner).needs == ("Si", "Au")


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"thickness_A": 0.01, "rim_A": 19.9}, "no atom of structure Si lies in a slab 0.01 Å"),
        (
            {"boundary": {"kind": "stacking_fault", "vector": [1, 1, 0], "divided_by": 2}},
            "repeats after the vector of the stacking_fault",
        ),
    ],
)
def test_slabs_without_atoms_and_faults_without_a_displacement_are_refused(shipped, asked, said):
    with pytest.raises(InputError, match=said):
        built(shipped, structure="Si", orientation=zone(1, 1, 0), **asked)
