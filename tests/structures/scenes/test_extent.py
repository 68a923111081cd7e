import numpy as np
import pytest
from tests.structures.scenes.building_crystals import built
from tests.structures.scenes.building_layers import layers

from synthscope.structures.scenes.extent import area_A2, volume_A3
from synthscope.structures.scenes.scene import Grain, Scene
from synthscope.structures.scenes.settings.layers import EdgesSettings

UPRIGHT = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))


def cubes(edge: int, centres, box: float, role="particle") -> Scene:
    """Cubic particles of atoms 1 Å apart."""
    steps = np.arange(edge + 1) - edge / 2
    one = np.stack(np.meshgrid(steps, steps, steps, indexing="ij"), -1).reshape(-1, 3)
    scene = None
    for centre in centres:
        positions = one + np.array([*centre, 50])
        positions[:, :2] %= box
        numbers = np.full(len(one), 79)
        made = Scene.of_one(numbers, positions, [box, box, 100], Grain("Au", role, UPRIGHT))
        scene = made if scene is None else scene.with_(made)
    return scene


def test_particles_cover_the_outline_and_fill_the_hull_of_each():
    scene = cubes(10, [(15, 15), (40, 40)], 60)
    assert area_A2(scene) == pytest.approx(200)
    assert volume_A3(scene) == pytest.approx(2000)


def test_a_particle_across_the_border_of_the_box_is_one():
    assert volume_A3(cubes(10, [(1, 59)], 60)) == pytest.approx(1000)


def test_what_repeats_fills_the_box_sideways():
    scene = cubes(20, [(10, 10)], 20.5, role="crystal")
    assert area_A2(scene) == pytest.approx(20.5**2)
    assert volume_A3(scene) == pytest.approx(20.5**2 * 20)


def test_layers_cover_what_is_left_of_them():
    whole, ribbon = layers(), layers(edges=EdgesSettings(shape="ribbon", width_A=25))
    assert area_A2(whole) == pytest.approx(np.prod(whole.box[:2]), abs=0.01)
    share = len(ribbon) / len(whole)
    assert area_A2(ribbon) == pytest.approx(share * area_A2(whole), rel=1e-4)
    assert volume_A3(whole) == pytest.approx(area_A2(whole) * 3.172, rel=1e-3)


def test_a_wedge_has_the_volume_below_its_slope(shipped):
    whole = {"structure": "Si", "thickness_A": 60}
    wedge = built(shipped, **whole, wedge={"thin_A": 0})
    area = float(np.prod(wedge.box[:2]))
    assert volume_A3(built(shipped, **whole)) == pytest.approx(60 * area, rel=0.03)
    assert volume_A3(wedge) == pytest.approx(30 * area, rel=0.06)


def test_ripples_leave_the_volume_of_a_layer_as_it_is():
    flat, rippled = (layers(ripple_A=height) for height in (0, 2))
    assert volume_A3(rippled) == volume_A3(flat) > 0
