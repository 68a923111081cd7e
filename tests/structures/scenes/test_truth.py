"""The truth about a scene goes with its crystal through files, bit for bit."""

import json
from dataclasses import replace

import numpy as np

from synthscope.structures.model import Crystal
from synthscope.structures.scenes.scene import DEFECTS, ROLES, Grain, Mark, Scene
from synthscope.structures.scenes.truth import Truth


def a_scene() -> Scene:
    part = Grain("Si", "layer", ((0.0, 1 / 3, 0.1), (1.0, 0.0, 0.0), (0.0, 0.0, 1.0)), 12.5)
    marks = (
        Mark("vacancy", (1 / 3, 2.0, 3.0), was="Si", grain=1),
        Mark("dislocation", (0.0, 1.0, 2.0), (3.0, 4.0, 5.0), vector=(0.1, 0.0, 0.0)),
        Mark("tilt_boundary", (0.0, 0.0, 0.0), (0.0, 9.0, 0.0), angle_deg=7.3),
    )
    more = {"marks": marks, "drawn": {"size_A": 12.5, "at": [1 / 7, 2]}, "notes": ("unrelaxed",)}
    return Scene.of_one([14, 14], np.array([[0.1, 0.2, 0.3], [1, 2, 3]]), (9, 9, 9), part, **more)


def a_crystal() -> Crystal:
    scene = a_scene()
    return Crystal(
        "a-00001", "scene", "a", scene.numbers, scene.positions, np.diag(scene.box),
        pbc=(True, True, False), truth=Truth.of(scene, "a", {"Si": "Si", "Au": "Au"}),
    )  # fmt: skip


def test_a_scene_survives_json_bit_for_bit():
    crystal = a_crystal()
    back = Crystal.from_dict(json.loads(json.dumps(crystal.to_dict(), allow_nan=False)))
    assert back == crystal
    truth = back.truth
    assert truth.parts == crystal.truth.parts and truth.marks == crystal.truth.marks
    assert ROLES[truth.roles[0]] == "layer" and truth.grains.tolist() == [1, 1]
    assert truth.marks[0].kind in DEFECTS and truth.marks[0].at[0] == 1 / 3
    assert truth.formulas == {"Si": "Si"}
    assert truth.drawn == {"size_A": 12.5, "at": [1 / 7, 2]} and truth.notes == ("unrelaxed",)


def test_another_truth_makes_another_crystal():
    crystal = a_crystal()
    assert replace(crystal, truth=replace(crystal.truth, roles=[0, 5])) != crystal
    assert replace(crystal, truth=None) != crystal


def test_what_is_kept_of_a_crystal_has_its_truth():
    truth = replace(a_crystal().truth, roles=[3, 5], grains=[0, 1])
    assert truth.kept(np.array([False, True])).roles.tolist() == [5]
    assert truth.kept(np.array([0])).grains.tolist() == [0]
