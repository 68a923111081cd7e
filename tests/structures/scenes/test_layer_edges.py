import numpy as np
import pytest
from tests.structures.scenes.building_layers import layers, pairs_within

from synthscope.core.errors import InputError
from synthscope.structures.scenes.scene import ROLES
from synthscope.structures.scenes.settings.layers import EdgesSettings

EDGE = ROLES.index("edge")


def bonds(scene) -> np.ndarray:
    pairs, _ = pairs_within(scene, 1.7 if 6 in scene.numbers else 2.9)
    return np.bincount(pairs.ravel(), minlength=len(scene))


@pytest.mark.parametrize("shape", ["flake", "ribbon", "hole"])
@pytest.mark.parametrize("structure", ["layer C2", "MoS2"])
def test_atoms_at_edges_lack_bonds_and_keep_half_of_them(shape, structure):
    scene = layers(structure=structure, edges=EdgesSettings(shape=shape, width_A=30))
    full = np.where(scene.numbers == 42, 6, 3)
    count = bonds(scene)
    assert np.array_equal(count < full, scene.roles == EDGE)
    assert (2 * count >= full).all()
    assert 0 < np.sum(scene.roles == EDGE) < len(scene) / 2


def test_a_flake_stands_in_vacuum_and_is_as_wide_as_asked():
    scene = layers(edges=EdgesSettings(width_A=30, outline="round"), structure="layer C2")
    from_centre = np.linalg.norm(scene.positions[:, :2] - 25, axis=1)
    assert 13.5 < from_centre.max() <= 15
    assert len(scene) == pytest.approx(np.pi * 15**2 / 2.62, rel=0.06)


@pytest.mark.parametrize(("turn", "edge"), [(90, "zigzag"), (0, "armchair")])
def test_a_ribbon_has_the_edge_that_its_turn_gives(turn, edge):
    ribbon = EdgesSettings(shape="ribbon", width_A=20)
    scene = layers(structure="layer C2", turn_deg=turn, edges=ribbon)
    rim = scene.kept(scene.roles == EDGE)
    left = rim.positions[rim.positions[:, 0] < scene.box[0] / 2]
    steps = np.diff(np.sort(left[:, 1]))
    # Zigzag: one atom for each edge of the cell; armchair: pairs of bonded atoms.
    wanted = [2.46] if edge == "zigzag" else [2.46 / np.sqrt(3), 2 * 2.46 / np.sqrt(3)]
    assert np.unique(np.round(steps, 3)) == pytest.approx(wanted, abs=2e-3)
    assert np.ptp(scene.positions[:, 0]) <= 20


@pytest.mark.parametrize("edge", ["zigzag", "armchair"])
def test_straight_edges_of_a_flake_follow_the_turned_lattice(edge):
    edges = EdgesSettings(edge=edge, width_A=75)
    scene = layers(size_A=80, structure="layer C2", turn_deg=33, edges=edges)
    from_centre = scene.positions[:, :2] - 40

    def outermost(degrees: float) -> int:
        """Atoms within 0.8 Å of the rim in a direction."""
        along = from_centre @ [np.cos(np.radians(degrees)), np.sin(np.radians(degrees))]
        return int(np.sum(along > along.max() - 0.8))

    normal = 33 + (90 if edge == "zigzag" else 0)
    sides = [outermost(normal + 60 * k) for k in range(6)]
    corners = [outermost(normal + 30 + 60 * k) for k in range(6)]
    assert min(sides) > 10 > max(corners)


def test_a_hole_leaves_layers_that_repeat():
    scene = layers(structure="layer C2", edges=EdgesSettings(shape="hole", width_A=20))
    whole = layers(structure="layer C2")
    assert scene.box.tolist() == whole.box.tolist()
    at_rim = scene.positions[:, 0] < 1.5
    assert not (scene.roles[at_rim] == EDGE).any()
    assert scene.drawn["area_A2"] == pytest.approx(
        whole.drawn["area_A2"] * len(scene) / len(whole), rel=1e-6
    )


def test_what_does_not_fit_the_box_is_refused_with_the_width_that_would():
    with pytest.raises(InputError, match="width_A may be 46"):
        layers(edges=EdgesSettings(width_A=48))
