"""Deformations are as asked, keep the box, and each atom's lattice is as its neighbours show it."""

import numpy as np
import pytest
from pydantic import ValidationError
from tests.structures.scenes.building_crystals import built, closest, zone
from tests.structures.scenes.building_layers import streams, structures

from synthscope.core.errors import InputError
from synthscope.settings.load import checked
from synthscope.structures.scenes.dislocation import Line, local_lattice
from synthscope.structures.scenes.layers import build_layers
from synthscope.structures.scenes.local_lattice import LOCAL, in_axes, of_gradient
from synthscope.structures.scenes.periodic import tree
from synthscope.structures.scenes.settings.crystal import CrystalSettings
from synthscope.structures.scenes.settings.layers import LayersSettings
from synthscope.structures.scenes.truth import Truth

GOLD = {"structure": "Au", "thickness_A": 30, "rim_A": 0}
EVERY = {
    "strain_xx": 0.02, "strain_yy": -0.01, "strain_xy": 0.01, "rotation_mrad": 15,
    "bend_x_mrad": 10, "bend_y_mrad": 6,
}  # fmt: skip


def measured(scene, perfect, atoms, reach: float = 3.0) -> np.ndarray:
    """(M, 6) of some atoms: least squares over where their neighbours are, and where they were."""
    edges = perfect.box[:2]
    found = []
    near = tree(perfect.positions, edges).query_ball_point(perfect.positions[atoms], reach)
    for atom, others in zip(atoms, near):
        before, after = (one.positions[others] - one.positions[atom] for one in (perfect, scene))
        for vectors in (before, after):
            vectors[:, :2] -= edges * np.rint(vectors[:, :2] / edges)
        g = np.linalg.lstsq(before, after - before, rcond=None)[0].T
        shear, turn = (g[0, 1] + g[1, 0]) / 2, (g[1, 0] - g[0, 1]) / 2
        found.append([g[0, 0], g[1, 1], shear, turn, g[0, 2], g[1, 2]])
    return np.array(found)


@pytest.mark.parametrize("irregular", [False, True])
def test_what_is_told_of_an_atom_is_what_its_neighbours_show(shipped, irregular):
    perfect = built(shipped, **GOLD)
    scene = built(shipped, **GOLD, deformation={**EVERY, "irregular": irregular})
    assert np.array_equal(scene.numbers, perfect.numbers)
    assert np.allclose(scene.box[:2], perfect.box[:2])
    atoms = np.flatnonzero(np.abs(perfect.positions[:, 2] - 14) < 9)[::7]
    known, seen = scene.local[atoms], measured(scene, perfect, atoms)
    # neighbours are 3 Å away, where a wave of 40 Å is a little further on
    assert np.abs(seen - known).max() < 0.12 * np.abs(known).max()
    for name, one, two in zip(LOCAL, known.T, seen.T):
        assert np.corrcoef(one, two)[0, 1] > 0.99, name


def test_amplitudes_are_those_asked_for(shipped):
    for name, asked in EVERY.items():
        scene = built(shipped, **GOLD, deformation={name: asked})
        at = LOCAL.index(name.replace("_mrad", "").replace("bend", "tilt"))
        most = asked * (1e-3 if name.endswith("mrad") else 1)
        assert np.abs(scene.local[:, at]).max() == pytest.approx(abs(most), rel=0.1)
        others = (
            {"strain_xy", "rotation"} - {LOCAL[at]}
            if name in ("strain_xy", "rotation_mrad")
            else {"strain_" + 2 * name[5]}
            if name.startswith("bend")
            else set()
        )
        for k in set(range(6)) - {at} - {LOCAL.index(one) for one in others}:
            assert not scene.local[:, k].any(), (name, LOCAL[k])


def test_columns_lean_with_the_planes_and_the_middle_is_not_strained(shipped):
    scene = built(shipped, **GOLD, deformation={"bend_x_mrad": 20})
    z = scene.positions[:, 2]
    xx = scene.local[:, LOCAL.index("strain_xx")]
    middle = np.abs(z - z.mean()) < 1.2
    assert np.abs(xx[middle]).max() < 0.1 * np.abs(xx).max()
    above, below = xx[z > z.max() - 1.5], xx[z < 1.5]
    assert above.std() == pytest.approx(below.std(), rel=0.1) and above.std() > 0.01
    lean = scene.local[:, LOCAL.index("tilt_x")]
    assert np.abs(lean).max() == pytest.approx(0.02, rel=0.05)


def test_an_irregular_deformation_has_the_strength_of_a_wave(shipped):
    scenes = [
        built(shipped, 60.0, seed, structure="Au", thickness_A=6, rim_A=0,
              deformation={"strain_xx": 0.02, "waves": 3, "irregular": True})
        for seed in range(6)
    ]  # fmt: skip
    strength = np.mean([(one.local[:, 0] ** 2).mean() for one in scenes])
    assert np.sqrt(strength) == pytest.approx(0.02 / np.sqrt(2), rel=0.1)


def test_what_would_bring_atoms_too_close_is_refused_with_what_would_do(shipped):
    thick = {"structure": "Au", "thickness_A": 150, "rim_A": 0}
    bent = {"bend_x_mrad": 60.0, "strain_xx": 0.02}
    with pytest.raises(InputError, match=r"deformation: some atoms come as near as 0\.") as told:
        built(shipped, **thick, deformation=bent)
    share = float(str(told.value).split("amplitudes ")[1].split()[0])
    assert 0 < share < 1
    mild = {name: share * value for name, value in bent.items()}
    scene = built(shipped, **thick, deformation=mild)
    assert closest(scene) > 0.84 * closest(built(shipped, **thick))
    with pytest.raises(InputError, match=r"20 waves in 41 Å are not smooth .*; use at most 3"):
        built(shipped, **GOLD, deformation={"strain_xx": 0.01, "waves": 20})


def test_settings_that_contradict_or_do_nothing_are_refused():
    for wrong in ({"deformation": {}}, {"deformation": {"strain_xx": 0.01}, "relaxation": {}}):
        with pytest.raises((ValidationError, InputError)):
            checked(CrystalSettings, {"structure": "Au", **wrong})


def test_dislocations_tell_the_strain_of_their_surroundings(shipped):
    asked = {"structure": "Au", "thickness_A": 8, "orientation": zone(1, 1, 2, in_plane_deg=0.0)}
    scene = built(shipped, 60.0, **asked, dislocation={})
    lines = np.array([mark.at[:2] for mark in scene.marks])
    apart = scene.positions[:, None, :2] - lines
    apart -= scene.box[:2] * np.rint(apart / scene.box[:2])
    distance = np.linalg.norm(apart, axis=2).min(axis=1)
    unknown = np.isnan(scene.local).any(axis=1)
    assert unknown.any() and distance[unknown].max() < 4
    known = np.abs(scene.local[:, :4]).max(axis=1)
    # the strain falls as 1/r, and no cut has left a trace
    for low, high in ((4, 8), (8, 14)):
        ring = (distance > low) & (distance < high)
        assert known[ring].max() < 1.6 * 2.88 / (2 * np.pi * low) + 0.02
    assert np.nanmean(known[distance < 8]) > 1.5 * known[distance > 12].mean()


def test_the_lattice_is_whole_across_the_cut_of_a_dislocation():
    edges, burgers = np.array([40.0, 40.0]), np.array([2.5, 0.0, 1.4])
    lines = [Line(np.array([10.0, 20.0]), burgers), Line(np.array([30.0, 20.0]), -burgers)]
    x = np.linspace(0.3, 39.7, 41)
    rows = [np.column_stack([x, np.full(41, 20 + off), 0 * x]) for off in (-0.02, 0.0, 0.02)]
    for where in (edges, None):
        below, on, above = (
            local_lattice(row, lines[: 1 if where is None else 2], where, 0.3) for row in rows
        )
        assert np.array_equal(np.isnan(on), np.isnan(above)) and np.isfinite(on).any()
        assert on == pytest.approx(above, abs=3e-3, nan_ok=True)
        assert on == pytest.approx(below, abs=3e-3, nan_ok=True)


def test_a_misfit_strains_its_sphere_evenly_and_the_matrix_less(shipped):
    inner = {"replace": {"Au": "Ag"}, "misfit": 0.06, "diameter_A": 16}
    scene = built(shipped, **GOLD, precipitates=inner)
    centre = np.array(scene.marks[0].at)
    apart = scene.positions - centre
    apart[:, :2] -= scene.box[:2] * np.rint(apart[:, :2] / scene.box[:2])
    distance = np.linalg.norm(apart, axis=1)
    inside = scene.local[distance < 6]
    assert inside[:, 0] == pytest.approx(inside[0, 0]) and 0 < inside[0, 0] < 0.06
    outside = scene.local[(distance > 9) & (distance < 20)]
    assert np.abs(outside[:, 0]).max() > 2 * np.abs(outside[:, 0]).mean() > 0
    along = (np.abs(apart[:, 0]) > 9) & (np.hypot(apart[:, 1], apart[:, 2]) < 3)
    assert (scene.local[along & (distance < 15), 0] < 0).all()


def test_layers_deform_too():
    asked = checked(LayersSettings, {"structure": "MoS2", "deformation": {"strain_xx": 0.03}})
    scene = build_layers(asked, structures(), 40.0, streams())
    assert np.abs(scene.local[:, 0]).max() == pytest.approx(0.03, rel=0.1)


def test_the_truth_keeps_it_in_few_numbers(shipped):
    scene = built(shipped, **GOLD, deformation={"strain_xx": 0.01})
    truth = Truth.of(scene, "x", {})
    told = truth.to_dict()["local"]
    assert told["strain_yy"] == 0.0 and len(told["strain_xx"]) == len(scene)
    assert np.array_equal(Truth.from_dict(truth.to_dict()).local, truth.local)
    assert truth.local == pytest.approx(scene.local, abs=1e-6)


def test_in_other_axes_it_is_the_same_deformation():
    rng = np.random.default_rng(1)
    g = rng.normal(size=(5, 3, 3))
    g[:, 2] = -g[:, :, 2]  # columns across the planes
    for axes in (
        np.array([[0, 1, 0], [1, 0, 0], [0, 0, -1.0]]),
        np.array([[0, -1, 0], [1, 0, 0], [0, 0, 1.0]]),
    ):
        turned = np.einsum("ia,nab,jb->nij", axes, g, axes)
        assert in_axes(of_gradient(g), axes) == pytest.approx(of_gradient(turned))
