"""A support is as thick and as rough as asked, with its mean surface at z = 0."""

import numpy as np
import pytest
from scipy.spatial import cKDTree
from tests.structures.scenes.metals import fcc, streams

from synthscope.core.distributions import Distribution
from synthscope.structures.scenes.amorphous import MATERIALS, cell, density_g_cm3
from synthscope.structures.scenes.contact import VDW
from synthscope.structures.scenes.lying import laid_on, touching_A
from synthscope.structures.scenes.particles import ParticlesSettings, build_particles
from synthscope.structures.scenes.scene import ROLES, Grain, Scene
from synthscope.structures.scenes.settings.support import SupportSettings
from synthscope.structures.scenes.support import build_support, heights

SIZE = 52.0


def film(scene: int = 1, **stated):
    return build_support(SupportSettings(**stated), [SIZE, SIZE], streams(scene))


@pytest.mark.parametrize("material", MATERIALS)
@pytest.mark.parametrize("rough", [0.0, 3.0])
def test_a_film_has_the_mass_of_its_thickness(material, rough):
    made = [film(k, material=material, thickness_A=25.0, roughness_A=rough) for k in range(3)]
    density = [density_g_cm3(one.numbers, SIZE * SIZE * 25.0) for one in made]
    assert np.mean(density) == pytest.approx(cell(material).density, rel=0.03)
    assert all(set(one.roles.tolist()) == {ROLES.index("support")} for one in made)
    assert not any(one.grains.any() for one in made)


def test_a_flat_film_ends_at_zero_and_its_thickness():
    z = film(thickness_A=20.0).positions[:, 2]
    assert -0.7 < z.max() <= 0 and -20 <= z.min() < -19.3


def test_a_random_surface_has_the_height_and_the_length_that_were_asked_for():
    edges = np.array([400.0, 300.0])
    across = [np.arange(0, edge, 2.0) for edge in edges]
    places = np.stack(np.meshgrid(*across, indexing="ij"), -1).reshape(-1, 2)
    places = np.column_stack([places, np.zeros(len(places))])
    field = heights(places, edges, 4.0, 20.0, np.random.default_rng(5)).reshape(200, 150)
    assert field.std() == pytest.approx(4.0, rel=0.05)
    assert abs(field).max() < 12.001
    correlation = np.fft.ifft2(abs(np.fft.fft2(field)) ** 2).real
    correlation /= correlation[0, 0]
    assert correlation[10, 0] == pytest.approx(np.exp(-1), abs=0.1)
    assert correlation[0, 10] == pytest.approx(np.exp(-1), abs=0.1)
    assert field[0] == pytest.approx(field[-1], abs=2.5)  # it repeats


def test_rough_surfaces_are_as_rough_as_asked():
    made = film(thickness_A=40.0, roughness_A=4.0, roughness_length_A=20.0)
    x, y, z = made.positions.T
    columns = {}
    for key, height in zip(zip((x // 3).tolist(), (y // 3).tolist()), z.tolist()):
        columns.setdefault(key, []).append(height)
    tops = np.array([max(column) for column in columns.values()])
    assert tops.std() == pytest.approx(4.0, rel=0.25, abs=60)


def test_a_film_may_not_be_rougher_than_it_is_thick():
    with pytest.raises(ValueError, match="roughness_A is at most a quarter of thickness_A, 5"):
        SupportSettings(thickness_A=Distribution(uniform=(20.0, 40.0)), roughness_A=6.0)


def test_a_particle_on_a_film_touches_it_and_a_buried_one_has_its_own_room():
    support = film(thickness_A=30.0)
    for share in (0.0, 0.5, 1.0):
        settings = ParticlesSettings(structures=("Au",), size_A=20.0, embedded=share)
        scene = build_particles(settings, {"Au": fcc()}, SIZE, streams(), support)
        below = scene.roles == ROLES.index("support")
        apart = scene.positions[below][:, None] - scene.positions[~below]
        apart[..., :2] -= SIZE * np.round(apart[..., :2] / SIZE)
        gaps = np.linalg.norm(apart, axis=-1)
        gaps -= touching_A(scene.numbers[below], 79)[:, None]
        assert gaps.min() == pytest.approx(0, abs=1e-3 if share == 0 else 0.3)
        assert gaps.min() > -1e-5
        # A ball with what it touches, some 11 Å in radius, of which a cap is above the surface.
        heights_of_it = scene.positions[~below, 2]
        under = max(0, min(22, 11 - (heights_of_it.min() + heights_of_it.max()) / 2))
        room = (1 - below.sum() / len(support)) * 30.0 * SIZE**2
        assert room == pytest.approx(np.pi * under**2 * (33 - under) / 3, rel=0.25, abs=60)


def test_a_layer_lies_on_a_film_as_far_off_as_van_der_waals_radii_say():
    box = np.array([40.0, 33.0, 1.0])
    support = build_support(SupportSettings(thickness_A=15.0), box, streams())
    across = [np.arange(0, edge, 2.0) for edge in box[:2]]
    places = np.stack(np.meshgrid(*across, [7.0], indexing="ij"), -1).reshape(-1, 3)
    part = Grain("graphene", "layer", np.eye(3))
    layer = Scene.of_one(np.full(len(places), 6), places, box, part)
    scene = laid_on(layer, support, VDW)
    assert np.allclose(scene.box[:2], box[:2])
    top, below = scene.positions[scene.grains == 1], scene.positions[scene.grains == 0]
    tree = cKDTree(below, boxsize=(*box[:2], 0))
    assert tree.query(top)[0].min() == pytest.approx(2 * VDW[6], abs=1e-3)
