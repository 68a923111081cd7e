"""Boundaries are where they are marked, with both sides as told and no atoms that overlap."""

import numpy as np
import pytest
from scipy.spatial import cKDTree
from tests.structures.loading_structures import settings
from tests.structures.scenes.building_crystals import (
    built,
    closest,
    deep_within,
    density,
    of_role,
    stands_as_told,
    upright,
    zone,
)

from synthscope.core.errors import InputError
from synthscope.structures.checking.catalog import load_source
from synthscope.structures.scenes.periodic import pairs_within, tree
from synthscope.structures.sources.sources import Source

CUBE = {"structure": "Au", "thickness_A": 25}
ALONG_110 = {"thickness_A": 25, "orientation": zone(1, 1, 0)}


def neighbours(scene, reach: float) -> list[list[int]]:
    atoms = tree(scene.positions, scene.box[:2])
    return atoms.query_ball_point(scene.positions, reach)


def lopsided(scene, reach: float) -> np.ndarray:
    """Places of atoms deep in the slab that are no centre of inversion of their neighbours."""
    z = scene.positions[:, 2]
    found = []
    for k, near in enumerate(neighbours(scene, reach)):
        if not 4 < z[k] < scene.box[2] - 4:
            continue
        vectors = scene.positions[near] - scene.positions[k]
        vectors[:, :2] -= scene.box[:2] * np.rint(vectors[:, :2] / scene.box[:2])
        assert len(near) == 13
        if cKDTree(vectors).query(-vectors)[0].max() > 0.3:
            found.append(k)
    return np.array(found)


@pytest.mark.parametrize(
    ("name", "plane", "uvw", "angle"),
    [("Au", (1, 1, 1), (1, 1, 0), 60.0), ("Si", (1, 1, 1), (1, 1, 0), 60.0),
     ("SrTiO3", (1, 1, 1), (1, 1, 0), 60.0), ("Fe", (1, 1, 2), (1, 1, 0), 60.0),
     ("TiO2_rutile", (1, 0, 1), (0, 1, 0), 65.57)],
)  # fmt: skip
def test_the_halves_of_a_twin_are_mirror_images_and_stand_as_told(shipped, name, plane, uvw, angle):
    scene = upright(
        built(
            shipped,
            structure=name,
            thickness_A=25,
            orientation=zone(*uvw),
            boundary={"kind": "twin", "plane": plane},
        )
    )
    assert [mark.kind for mark in scene.marks] == ["twin_boundary"] * 2
    for grain in (1, 2):
        assert stands_as_told(scene, shipped[name], grain, within=0.05)
        assert np.linalg.det(scene.parts[grain - 1].rotation) == pytest.approx(1)
    assert {round(mark.angle_deg, 2) for mark in scene.marks} == {angle}
    # All of it is the same when it is mirrored at any of the planes; but of two atoms that came too
    # close to each other there, one is left.
    whole = ~of_role(scene, "boundary") if scene.notes else np.ones(len(scene), dtype=bool)
    assert (name == "TiO2_rutile") == any("taken out" in note for note in scene.notes)
    for mark in scene.marks:
        mirrored = scene.positions * [-1, 1, 1] + [2 * mark.at[0], 0, 0]
        edges = scene.box[:2]
        mirrored[:, :2] %= edges
        mirrored[:, :2][mirrored[:, :2] >= edges] = 0
        inner = (mirrored[:, 2] > 1) & (mirrored[:, 2] < scene.box[2] - 1) & whole
        apart, partner = tree(scene.positions, edges).query(mirrored[inner])
        assert apart.max() < 1e-6
        assert (scene.numbers[partner] == scene.numbers[inner]).all()
        assert mark.at[1] == 0 and mark.to[1] == scene.box[1] and mark.at[0] == mark.to[0]


def test_a_twin_in_a_face_centred_cubic_metal_keeps_twelve_neighbours(shipped):
    scene = upright(built(shipped, structure="Au", **ALONG_110, boundary={"kind": "twin"}))
    bond = closest(scene)
    assert bond == pytest.approx(2.8837, abs=0.01)
    wrong = lopsided(scene, 1.2 * bond)
    # One layer at each plane, and that lies in it.
    at = np.array([mark.at[0] for mark in scene.marks])
    off = np.abs(scene.positions[wrong, 0][:, None] - at)
    assert np.minimum(off, scene.box[0] - off).min(axis=1).max() < 1e-6
    assert len(wrong) > 20 and of_role(scene, "boundary")[wrong].all()


def test_a_twin_of_zinc_blende_binds_no_two_atoms_of_a_kind(shipped):
    scene = upright(built(shipped, structure="GaAs", **ALONG_110, boundary={"kind": "twin"}))
    bond = closest(scene)
    assert bond == pytest.approx(2.448, abs=0.01)
    for k, near in enumerate(neighbours(scene, 1.1 * bond)):
        assert (scene.numbers[[j for j in near if j != k]] != scene.numbers[k]).all()
    assert len({part.rotation for part in scene.parts}) == 2


def test_a_stacking_fault_has_two_layers_as_in_a_hexagonal_crystal(shipped):
    fault = {"kind": "stacking_fault", "vector": [1, 1, -2], "divided_by": 6}
    scene = upright(built(shipped, structure="Au", **ALONG_110, boundary=fault))
    a = float(shipped["Au"].cell[0, 0])
    wrong = lopsided(scene, 1.2 * closest(scene))
    layers = np.unique(np.round(scene.positions[wrong, 0], 3))
    assert len(layers) == 4
    for mark in scene.marks:
        assert np.linalg.norm(mark.vector) == pytest.approx(a / np.sqrt(6), rel=0.01)
        assert mark.vector[0] == pytest.approx(0, abs=1e-6)
        off = np.abs(layers - mark.at[0])
        assert np.sum(np.minimum(off, scene.box[0] - off) < 1.3) == 2


@pytest.mark.parametrize("rim", [0, 4])
def test_the_lattice_beyond_a_fault_is_displaced_by_its_vector(shipped, rim):
    fault = {"kind": "stacking_fault", "vector": [1, 1, -2], "divided_by": 6}
    scene = upright(built(shipped, structure="Si", **ALONG_110, boundary=fault, rim_A=rim))
    assert len(scene.marks) == (1 if rim else 2)
    mark = next(m for m in scene.marks if rim or 5 < m.at[0] < scene.box[0] - 5)
    x = scene.positions[:, 0]
    left = scene.positions[(x > mark.at[0] - 8) & (x < mark.at[0])]
    right = scene.positions[(x > mark.at[0]) & (x < mark.at[0] + 8)]
    rotation = np.array(scene.parts[0].rotation)
    apart = (
        (right[:, None] - left[:50] - mark.vector) @ rotation @ np.linalg.inv(shipped["Si"].cell)
    )
    sites = shipped["Si"].fractional
    off = apart.reshape(-1, 1, 3) - (sites[:, None] - sites).reshape(-1, 3)
    assert np.abs(off - np.rint(off)).max(axis=2).min(axis=1).max() < 0.02


def test_antiphase_domains_keep_every_atom_and_exchange_its_sites():
    source = Source("ase-x", "ase", None, "NiAl cesiumchloride a=2.887")
    [(nial, _)] = load_source(source, settings(ase=[source.name]), 1)
    wrong = {"kind": "antiphase_boundary", "plane": [1, 1, 0], "vector": [1, 1, 1],
                "divided_by": 2}  # fmt: skip
    scene = upright(built({"NiAl": nial}, structure="NiAl", thickness_A=30, boundary=wrong))
    volume = float(np.prod(scene.box[:2])) * 30
    assert len(scene) == pytest.approx(density(nial) * volume, rel=0.06)
    assert closest(scene) == pytest.approx(2.887 * np.sqrt(3) / 2, rel=1e-3)
    # Like neighbours stand across the boundaries alone.
    like = [
        k
        for k, near in enumerate(neighbours(scene, 2.6))
        if (scene.numbers[[j for j in near if j != k]] == scene.numbers[k]).any()
    ]
    assert len(like) > 50 and of_role(scene, "boundary")[like].all()
    assert np.linalg.norm(scene.marks[0].vector) == pytest.approx(2.887 * np.sqrt(3) / 2)


@pytest.mark.parametrize(("asked", "name"), [(36.87, "Au"), (22.62, "SrTiO3"), (15.0, "Fe")])
def test_grains_of_a_tilt_boundary_are_turned_by_the_angle(shipped, asked, name):
    scene = upright(
        built(
            shipped, structure=name, thickness_A=25, boundary={"kind": "tilt", "angle_deg": asked}
        )
    )
    assert [mark.kind for mark in scene.marks] == ["tilt_boundary"] * 2
    for mark in scene.marks:
        assert mark.angle_deg == pytest.approx(asked, abs=1.2)
    for grain in (1, 2):
        assert stands_as_told(scene, shipped[name], grain, within=0.06)
    one, two = (np.array(part.rotation) for part in scene.parts)
    turn = two @ one.T
    assert np.degrees(np.arctan2(abs(turn[1, 0]), turn[0, 0])) == pytest.approx(
        scene.marks[0].angle_deg, abs=1e-3
    )
    perfect = built(shipped, 16.0, structure=name, thickness_A=25)
    assert closest(scene) > 0.75 * closest(perfect) - 1e-6
    volume = float(np.prod(scene.box[:2])) * 25
    assert len(scene) == pytest.approx(density(shipped[name]) * volume, rel=0.1)
    assert "atoms taken out at boundaries" in scene.notes[0]


def test_a_boundary_with_rims_is_one_and_in_the_middle(shipped):
    scene = upright(built(shipped, **CUBE, rim_A=5, boundary={"kind": "tilt", "angle_deg": 28}))
    [mark] = scene.marks
    assert mark.at[0] == 20 and (mark.at[1], mark.to[1]) == (5, 35)
    assert mark.angle_deg == pytest.approx(28, abs=1e-3)
    x = scene.positions[:, 0]
    assert (x[scene.grains == 1] < 20).all() and (x[scene.grains == 2] >= 20 - 1e-5).all()
    assert len(deep_within(scene, 1, 3)) > 50


def test_a_plane_that_is_not_edge_on_is_refused_with_what_would_do(shipped):
    with pytest.raises(InputError, match=r"no plane of \{1 1 1\} is edge-on.*hu \+ kv \+ lw = 0"):
        built(shipped, **CUBE, boundary={"kind": "twin"})


def test_a_twinned_wedge_with_an_amorphous_surface_has_all_three(shipped):
    scene = upright(
        built(
            shipped,
            structure="Au",
            thickness_A=40,
            orientation=zone(1, 1, 0, mistilt_mrad=5),
            boundary={"kind": "twin"},
            wedge={"thin_A": 25},
            amorphous_surface={"top_A": 8},
        )
    )
    assert len(scene.parts) == 2 and len(scene.marks) == 2
    assert of_role(scene, "surface").sum() > 100 and of_role(scene, "boundary").any()
    assert scene.drawn["wedge.thin_A"] == 25 and closest(scene) > 2.2


def test_boundaries_run_along_either_edge_of_the_box(shipped):
    runs = set()
    for seed in range(12):
        scene = built(shipped, 16.0, seed, **ALONG_110, structure="Au", boundary={})
        [run] = {tuple(np.sign(np.subtract(mark.to, mark.at))) for mark in scene.marks}
        runs.add(run)
    assert runs == {(0, 1, 0), (0, -1, 0), (1, 0, 0), (-1, 0, 0)}


def test_wide_ions_keep_apart_where_a_tilt_brings_them_together(shipped):
    tilt = {"kind": "tilt", "angle_deg": 30}
    scene = built(shipped, structure="SrTiO3", thickness_A=20, boundary=tilt)
    metals = scene.positions[np.isin(scene.numbers, [38, 22])]
    pairs = pairs_within(metals, scene.box[:2], 2.2)
    assert len(metals) > 500 and len(pairs) == 0
