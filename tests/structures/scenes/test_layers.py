import numpy as np
import pytest
from tests.structures.scenes.building_layers import closest, layers, pairs_within

from synthscope.core.errors import InputError
from synthscope.structures.scenes.scene import ROLES
from synthscope.structures.scenes.settings.layers import EdgesSettings, LayersSettings

A_MOS2, A_GRAPHITE = 3.1604, 2.464


def high_above(scene) -> float:
    low, high = layer_heights(scene)
    return high - low


def layer_heights(scene) -> np.ndarray:
    """The middle of each layer's own atoms, Å."""
    z = scene.positions[:, 2]
    count = len(scene.parts)
    return np.array([(z[scene.grains == k + 1].mean()) for k in range(count)])


def direction_of_a(scene, part: int) -> float:
    """Angle of the metal lattice as it stands among the atoms, degrees within a sixth of a turn."""
    which = (scene.grains == part + 1) & (scene.numbers == 42)
    pairs, _ = pairs_within(scene.kept(which), 3.4)
    at = scene.kept(which).positions[:, :2]
    apart = at[pairs[:, 0]] - at[pairs[:, 1]]
    apart -= np.round(apart / scene.box[:2]) * scene.box[:2]
    angles = np.arctan2(apart[:, 1], apart[:, 0])
    return float(np.degrees(np.angle(np.exp(6j * angles).mean())) / 6)


def test_one_layer_repeats_in_the_box_without_strain():
    scene = layers()
    assert len(scene) == 3 * np.sum(scene.numbers == 42)
    area = np.prod(scene.box[:2])
    assert np.sum(scene.numbers == 42) == pytest.approx(area / (A_MOS2**2 * np.sqrt(3) / 2))
    assert scene.drawn["fit_strain"] == [0.0]
    assert scene.notes == ()
    assert (scene.roles == ROLES.index("layer")).all()
    pairs, apart = pairs_within(scene, 2.8)
    assert len(pairs) == 6 * np.sum(scene.numbers == 42)
    assert apart == pytest.approx(2.418, abs=0.002)


def test_layers_of_graphite_are_half_its_cell_apart_and_lie_as_in_the_bulk():
    scene = layers(structure="C_graphite", layers=2)
    assert high_above(scene) == pytest.approx(6.711 / 2)
    flat = scene.positions[:, :2] - scene.positions[0, :2]
    columns = len(np.unique(np.round((flat + 0.01) % scene.box[:2], 2), axis=0))
    assert columns == len(scene) * 3 / 4  # every second atom above one of the other layer


@pytest.mark.parametrize(("stacking", "columns"), [("AA", 2), ("AB", 3), ("ABC", 3)])
def test_stackings_of_three_layers_have_their_columns(stacking, columns):
    scene = layers(structure="C_graphite", layers=3, stacking=stacking)
    flat = (scene.positions[:, :2] - scene.positions[0, :2] + 0.01) % scene.box[:2]
    unlike = len(np.unique(np.round(flat, 2), axis=0))
    assert unlike == len(scene) / 6 * columns


def test_stacking_2h_puts_unlike_atoms_above_each_other():
    scene = layers(structure="MoS2", layers=2, stacking="2H")
    metals = scene.kept(scene.numbers == 42)
    low, high = (metals.positions[metals.grains == k, :2] for k in (1, 2))
    apart = low[:, None] - high[None]
    apart -= np.round(apart / scene.box[:2]) * scene.box[:2]
    assert np.linalg.norm(apart, axis=-1).min() == pytest.approx(A_MOS2 / np.sqrt(3), abs=1e-3)
    assert high_above(scene) == pytest.approx(12.295 / 2)


def test_a_shift_moves_each_layer_against_that_below():
    scene = layers(structure="layer C2", layers=2, stacking="AA", shift=(0.5, 0.0), spacing_A=3.35)
    first, second = (scene.positions[scene.grains == k] for k in (1, 2))
    moved = (second - first)[:, :2]
    moved -= np.round(moved / scene.box[:2]) * scene.box[:2]
    assert moved == pytest.approx(np.tile([1.23, 0], (len(moved), 1)), abs=1e-6)
    assert layer_heights(scene) == pytest.approx([0, 3.35])


@pytest.mark.parametrize("twist", [3.0, 7.34, 21.8])
def test_twisted_layers_stand_at_the_angles_that_are_told(twist):
    scene = layers(structure="MoS2", layers=2, stacking="AA", twist_deg=twist)
    told = scene.drawn["turn_deg"]
    measured = [direction_of_a(scene, k) for k in (0, 1)]
    assert measured[1] - measured[0] == pytest.approx(told[1] - told[0], abs=0.15)
    assert told[1] - told[0] == pytest.approx(twist, abs=1.5)
    rotation = np.array(scene.parts[1].rotation)
    assert np.degrees(np.arctan2(rotation[1, 0], rotation[0, 0])) == pytest.approx(told[1], abs=0.1)
    assert max(scene.drawn["fit_strain"]) <= 0.02
    assert scene.notes
    assert closest(scene) > 0.7


def test_a_flake_has_the_very_twist_and_no_strain():
    scene = layers(
        layers=2, stacking="AA", twist_deg=7.34, edges=EdgesSettings(width_A=44, outline="round")
    )
    assert scene.box[:2].tolist() == [50.0, 50.0]
    assert scene.drawn["turn_deg"] == [0.0, 7.34]
    assert direction_of_a(scene, 1) == pytest.approx(7.34, abs=1e-6)


def test_strain_changes_the_lattice_as_told():
    plain = layers(structure="layer C2")
    wide = layers(structure="layer C2", biaxial_strain=0.03)
    density = [len(one) / np.prod(one.box[:2]) for one in (plain, wide)]
    assert density[0] / density[1] == pytest.approx(1.03**2)
    pulled = layers(structure="layer C2", uniaxial_strain=0.04, uniaxial_deg=0, poisson_ratio=0.25)
    pairs, apart = pairs_within(pulled, 2.0)
    flat = pulled.positions[pairs[:, 0], :2] - pulled.positions[pairs[:, 1], :2]
    flat -= np.round(flat / pulled.box[:2]) * pulled.box[:2]
    along_y = np.abs(flat[:, 0]) < 1e-6
    bond = 2.46 / np.sqrt(3)
    assert apart[along_y] == pytest.approx(bond * 0.99)
    assert np.abs(flat[~along_y, 0]) == pytest.approx(2.46 / 2 * 1.04)


def test_ripples_have_the_height_and_about_the_wavelength_that_are_asked():
    scene = layers(structure="layer C2", size_A=80, ripple_A=0.8, ripple_wavelength_A=40)
    z = scene.positions[:, 2] - scene.positions[:, 2].mean()
    assert z.std() == pytest.approx(0.8, rel=0.03)
    flat = layers(structure="layer C2", size_A=80)
    assert scene.positions[:, :2] == pytest.approx(flat.positions[:, :2])
    phases = np.exp(-2j * np.pi * np.outer([1, 2, 3, 4], scene.positions[:, 0] / scene.box[0]))
    assert np.abs((phases * z).mean(axis=1))[3] < 1e-3  # a quarter of the box is no wave of 40 Å
    neighbours, _ = pairs_within(scene, 1.7)
    assert len(neighbours) == 1.5 * len(scene)  # across the border of the box as well


def test_ripples_are_others_in_another_scene():
    one, again, other = (
        layers(structure="layer C2", ripple_A=0.5, scene=scene) for scene in (1, 1, 2)
    )
    assert np.array_equal(one.positions, again.positions)
    assert not np.allclose(one.positions[:, 2], other.positions[:, 2])


def test_a_list_names_each_layer_and_they_touch():
    scene = layers(structure=("MoS2", "layer WSe2"), stacking="AA")
    assert [part.structure for part in scene.parts] == ["MoS2", "layer-WSe2"]
    assert set(scene.numbers[scene.grains == 2].tolist()) == {74, 34}
    assert 5.8 < high_above(scene) < 7.0
    assert closest(scene) > 0.7
    assert max(scene.drawn["fit_strain"]) == pytest.approx(0.019, abs=0.001)


@pytest.mark.parametrize(("name", "spacing"), [("layer C2", 3.355), ("layer BN", 3.33)])
def test_layers_in_vacuum_rest_on_each_other_about_as_in_their_bulk(name, spacing):
    scene = layers(structure=name, layers=2, stacking="AB")
    assert high_above(scene) == pytest.approx(spacing, rel=0.03)


def test_a_strain_beyond_the_limit_is_refused_with_the_one_that_would_do():
    with pytest.raises(InputError, match=r"set it to 0\.0"):
        layers(turn_deg=17, max_strain=0.0)
    with pytest.raises(InputError, match="1 layer"):
        layers(structure="layer C2", layers=2)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"structure": ()}, "lists no layer"),
        ({"structure": ("MoS2", "MoS2"), "layers": 2}, "drop layers"),
        ({"structure": ("MoS2", "C_graphite")}, "have no bulk"),
    ],
)
def test_settings_that_contradict_each_other_are_refused(settings, said):
    with pytest.raises(ValueError, match=said):
        LayersSettings(**settings)


def test_structures_that_are_needed_are_named_once():
    assert LayersSettings().needs == ("MoS2",)
    named = LayersSettings(structure=("MoS2", "C_graphite", "MoS2"), stacking="AA")
    assert named.needs == ("MoS2", "C_graphite")
