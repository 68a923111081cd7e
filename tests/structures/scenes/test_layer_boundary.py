import numpy as np
import pytest
from tests.structures.scenes.building_layers import closest, layers, pairs_within, structures

from synthscope.core.errors import InputError
from synthscope.structures.scenes.layer_boundary import as_columns
from synthscope.structures.scenes.layer_edges import EdgesSettings
from synthscope.structures.scenes.scene import ROLES
from synthscope.structures.scenes.settings.layers import LayerBoundarySettings
from synthscope.structures.scenes.sheets import find_sheets
from synthscope.structures.scenes.stacking import half_turned

BOUNDARY = ROLES.index("boundary")


def two_grains(misorientation: float, structure: str = "layer C2", scene: int = 1, **settings):
    boundary = LayerBoundarySettings(misorientation_deg=misorientation)
    return layers(structure=structure, boundary=boundary, scene=scene, **settings)


def direction(scene, grain: int, reach: float) -> float:
    """Angle of a grain's lattice by its second neighbours, degrees within a sixth of a turn."""
    inside = scene.kept((scene.grains == grain) & (scene.roles == ROLES.index("layer")))
    pairs, apart = pairs_within(inside, 1.15 * reach)
    pairs = pairs[apart > 0.85 * reach]
    alike = inside.numbers[pairs[:, 0]] == inside.numbers[pairs[:, 1]]
    pairs = pairs[alike]
    flat = inside.positions[pairs[:, 0], :2] - inside.positions[pairs[:, 1], :2]
    flat -= np.round(flat / scene.box[:2]) * scene.box[:2]
    return float(np.degrees(np.angle(np.exp(6j * np.arctan2(*flat.T[::-1])).mean()))) / 6


@pytest.mark.parametrize("misorientation", [6.0, 12.0, 21.8, 28.0])
@pytest.mark.parametrize("scene", [1, 2])
def test_graphene_keeps_three_bonds_at_every_atom_of_a_boundary(misorientation, scene):
    found = two_grains(misorientation, scene=scene)
    pairs, apart = pairs_within(found, 1.75)
    assert (np.bincount(pairs.ravel(), minlength=len(found)) == 3).all()
    assert 1.2 < apart.min() and apart.max() < 1.7
    area = np.prod(found.box[:2])
    assert len(found) / area == pytest.approx(2 / (2.46**2 * np.sqrt(3) / 2), rel=0.025)


@pytest.mark.parametrize("misorientation", [9.0, 21.8])
def test_grains_stand_at_the_angle_that_the_mark_tells(misorientation):
    scene = two_grains(misorientation, turn_deg=4.0)
    first, second = (direction(scene, grain, 2.46) for grain in (1, 2))
    told = scene.marks[0].angle_deg
    assert (second - first) % 60 == pytest.approx(told % 60, abs=0.6)
    assert told == pytest.approx(misorientation, abs=1.5)
    turns = scene.drawn["turn_deg"]
    assert turns[1] - turns[0] == pytest.approx(told, abs=1e-3)
    assert len(scene.parts) == 2


def test_boundaries_are_marked_where_rings_are_not_of_six():
    scene = two_grains(21.8)
    core = scene.positions[scene.roles == BOUNDARY]
    assert 0.02 < len(core) / len(scene) < 0.25
    assert [mark.kind for mark in scene.marks] == ["grain_boundary"] * 2
    for mark in scene.marks:
        assert mark.at[0] == mark.to[0]
        assert (mark.at[1], mark.to[1]) == (0, pytest.approx(scene.box[1]))
    off = core[:, :1] - [mark.at[0] for mark in scene.marks]
    off -= np.round(off / scene.box[0]) * scene.box[0]
    assert np.abs(off).min(axis=1).max() < 6.5


@pytest.mark.parametrize("structure", ["MoS2", "layer WSe2", "layer BN"])
@pytest.mark.parametrize("misorientation", [18.0, 40.0, 60.0])
def test_no_atoms_are_too_close_at_boundaries_of_compounds(structure, misorientation):
    for scene in (1, 2, 3):
        found = two_grains(misorientation, structure, scene=scene)
        assert closest(found) > 0.7
        assert set(found.numbers.tolist()) == set(structures()[structure].numbers.tolist())


def test_sixty_degrees_turn_the_lattice_of_a_dichalcogenide_into_its_mirror():
    scene = two_grains(60.0, "MoS2")
    inside = scene.kept(scene.roles == ROLES.index("layer"))
    metal = inside.numbers == 42
    pairs, _ = pairs_within(inside, 2.7)
    mixed = metal[pairs].sum(axis=1) == 1
    i, j = np.where(metal[pairs[mixed, 0]], pairs[mixed].T, pairs[mixed].T[::-1])
    apart = inside.positions[j, :2] - inside.positions[i, :2]
    apart -= np.round(apart / scene.box[:2]) * scene.box[:2]
    threefold = np.exp(3j * np.arctan2(apart[:, 1], apart[:, 0]))
    one, other = (threefold[inside.grains[i] == grain].mean() for grain in (1, 2))
    assert np.abs([one, other]) == pytest.approx(1, abs=0.1)
    assert one == pytest.approx(-other, abs=0.1)
    assert np.sum(scene.roles == BOUNDARY) > 20


def test_other_layers_are_cut_and_merged():
    scene = two_grains(16.0, "layer TaS2 1T a=3.36 thickness=3.1")
    assert closest(scene) > 0.7
    assert np.sum(scene.roles == BOUNDARY) > 20
    density = len(scene) / np.prod(scene.box[:2])
    assert density == pytest.approx(3 / (3.36**2 * np.sqrt(3) / 2), rel=0.06)


def test_each_layer_of_a_stack_has_both_grains():
    scene = two_grains(18.0, "MoS2", layers=2)
    assert len(scene.parts) == 4
    assert np.unique(scene.grains).tolist() == [1, 2, 3, 4]
    z = [scene.positions[scene.grains == grain, 2].mean() for grain in (1, 2, 3, 4)]
    assert z[2] - z[0] == pytest.approx(6.1475, abs=0.1)
    assert len(scene.marks) == 2


def test_a_flake_with_a_boundary_is_marked_as_far_as_it_reaches():
    scene = two_grains(21.8, edges=EdgesSettings(width_A=30, outline="round"))
    assert len(scene.marks) == 1
    [mark] = scene.marks
    assert abs(mark.at[0] - 25) < 9
    assert 15 < mark.to[1] - mark.at[1] < 30
    assert {1, 2} == set(scene.grains.tolist())


def test_without_an_angle_the_lattice_goes_through():
    scene = two_grains(0.0)
    plain = layers(structure="layer C2")
    assert len(scene) / np.prod(scene.box[:2]) == pytest.approx(
        len(plain) / np.prod(plain.box[:2]), rel=0.03
    )


@pytest.mark.parametrize(
    ("structure", "kinds"),
    [("MoS2", [[16, 16], [42]]), ("layer C2", [[6], [6]]), ("layer BN", [[5], [7]])],
)
def test_a_honeycomb_is_known_by_its_two_columns(structure, kinds):
    sheet = find_sheets(structures()[structure]).sheets[0]
    for one in (sheet, half_turned(sheet)):
        columns = as_columns(one)
        assert sorted(sorted(numbers.tolist()) for numbers, _ in columns.kinds) == kinds
        apart = one.positions[:, :2] - columns.hollow
        apart = apart @ np.linalg.inv(columns.lattice)
        apart -= np.round(apart)
        spread = np.linalg.norm(apart @ columns.lattice, axis=1)
        assert spread == pytest.approx(np.linalg.norm(columns.lattice[0]) / np.sqrt(3), abs=0.01)


def test_a_layer_of_three_columns_is_no_honeycomb():
    assert (
        as_columns(find_sheets(structures()["layer TaS2 1T a=3.36 thickness=3.1"]).sheets[0])
        is None
    )


def test_a_box_too_small_for_two_grains_is_refused():
    with pytest.raises(InputError, match="hold no two grains of this layer; use a size_A of 13"):
        two_grains(20.0, size_A=5.0)
