"""Particles are as large, as many and as they stand as asked, and overlap with nothing."""

import numpy as np
import pytest
from scipy.spatial import cKDTree
from tests.structures.scenes.metals import cluster, fcc, rocksalt, streams

from synthscope.core.errors import InputError
from synthscope.structures.scenes.compose import as_crystal, build
from synthscope.structures.scenes.lying import clear_of, touching_A
from synthscope.structures.scenes.particles import build_particles
from synthscope.structures.scenes.scene import ROLES, Scene
from synthscope.structures.scenes.settings.orientation import OrientationSettings
from synthscope.structures.scenes.settings.particles import (
    AlloySettings,
    ParticlesSettings,
    ShellSettings,
)
from synthscope.structures.scenes.settings.scene import SceneSettings

STRUCTURES = {"Au": fcc(), "Cu": fcc("Cu", 3.61), "NaCl": rocksalt(), "Au147": cluster()}


def built(scene: int = 1, support: Scene | None = None, each=None, **stated):
    settings = ParticlesSettings(**{"structures": ("Au",)} | stated)
    return build_particles(settings, STRUCTURES, 60.0, streams(scene), support, each)


def film(size_A: float = 60.0, spacing: float = 2.0) -> Scene:
    """Carbon atoms on a grid, with their highest layer at z = 0."""
    across = np.arange(0, size_A, spacing)
    down = np.arange(-30.0, 0.1, spacing)
    grid = np.stack(np.meshgrid(across, across, down, indexing="ij"), -1).reshape(-1, 3)
    role = np.full(len(grid), ROLES.index("support"), dtype=np.int8)
    zeros = np.zeros(len(grid), dtype=np.int16)
    return Scene(np.full(len(grid), 6), grid, np.array([size_A, size_A, 30]), role, zeros)


def apart(scene: Scene, first: np.ndarray, second: np.ndarray) -> float:
    """Least distance of two sets of atoms, over the sides that repeat."""
    box = (*scene.box[:2], 0.0)
    tree = cKDTree(scene.positions[first], boxsize=box)
    return float(tree.query(scene.positions[second])[0].min())


@pytest.mark.parametrize("shape", ["sphere", "wulff"])
@pytest.mark.parametrize("size", [15.0, 25.0, 40.0])
def test_a_particle_has_the_atoms_of_its_size_on_the_average(shape, size):
    counts = [len(built(k, shape=shape, size_A=size)) for k in range(12)]
    expected = 4 / 3 * np.pi * (size / 2) ** 3 * 4 / 4.08**3
    # A Wulff shape's facets take or leave whole planes of atoms.
    assert np.mean(counts) == pytest.approx(expected, rel=0.03 if shape == "sphere" else 0.1)


def test_a_sphere_is_as_wide_as_asked():
    scene = built(size_A=30.0)
    width = np.ptp(scene.positions, axis=0)
    assert (width <= 30).all() and (width > 27).all()
    assert scene.parts[0].size_A == 30.0
    assert scene.parts[0].role == "particle"


def test_each_particle_of_a_field_has_its_own_size_orientation_and_grain():
    sizes = [12.0, 15.0, 18.0, 14.0]

    def each(k):
        return ParticlesSettings(structures=("Au", "Cu"), size_A=sizes[k])

    scene = built(count=4, each=each)
    assert [part.size_A for part in scene.parts] == sizes
    assert sorted(set(scene.grains.tolist())) == [1, 2, 3, 4]
    rotations = np.array([part.rotation for part in scene.parts])
    assert len(np.unique(rotations.round(6), axis=0)) == 4
    assert [told["atoms"] for told in scene.drawn["particles"]] == np.bincount(scene.grains)[
        1:
    ].tolist()


def test_the_rotation_that_is_told_takes_the_lattice_to_the_atoms():
    scene = built(size_A=24.0)
    back = scene.positions @ np.array(scene.parts[0].rotation)
    steps = (back - back[0]) / (4.08 / 2)
    assert np.allclose(steps, np.round(steps), atol=1e-6)


def test_a_zone_axis_of_a_particle_points_to_the_viewer():
    axis = OrientationSettings(zone_axes=((1, 1, 0),))
    scene = built(orientation=axis)
    heights = np.unique((scene.positions[:, 2] - scene.positions[:, 2].min()).round(6))
    assert np.allclose(np.diff(heights), 4.08 / 8**0.5, atol=1e-5)


@pytest.mark.parametrize("edges", ["inside", "across"])
def test_particles_of_a_field_keep_their_gap(edges):
    scene = built(3, count=5, size_A=14.0, gap_A=6.0, edges=edges)
    for k in range(1, 6):
        one, others = scene.grains == k, scene.grains != k
        flat = Scene(**{**vars(scene), "positions": scene.positions * [1, 1, 0]})
        assert apart(flat, one, others) >= 6.0
    inside = [np.ptp(scene.positions[scene.grains == k][:, :2], axis=0).max() for k in range(1, 6)]
    assert edges == "across" or max(inside) <= 14.0
    assert (scene.positions[:, :2] >= 0).all() and (scene.positions[:, :2] < 60).all()


def test_particles_that_may_overlap_lie_on_each_other_without_touching_too_near():
    scene = built(5, count=6, overlap=True, each=lambda k: ParticlesSettings(
        structures=("Au",), size_A=16.0))  # fmt: skip
    for k in range(2, 7):
        assert apart(scene, scene.grains < k, scene.grains == k) >= 2 * 1.36 - 1e-6
    assert np.ptp(scene.positions[:, 2]) > 17


def test_a_particle_touches_its_support_and_leaves_its_atoms_alone():
    below = film()
    scene = built(support=below, size_A=20.0)
    of_film = scene.roles == ROLES.index("support")
    assert np.count_nonzero(of_film) == len(below)
    assert apart(scene, of_film, ~of_film) == pytest.approx(0.76 + 1.36, abs=1e-3)
    assert scene.positions[~of_film][:, 2].min() > 0


@pytest.mark.parametrize("share", [0.5, 1.0])
def test_an_embedded_particle_takes_the_place_of_support_atoms(share):
    below = film()
    scene = built(support=below, size_A=20.0, embedded=share)
    of_film = scene.roles == ROLES.index("support")
    heights = scene.positions[~of_film][:, 2]
    assert (heights < 1.0).mean() == pytest.approx(share, abs=0.12)
    assert apart(scene, of_film, ~of_film) >= 0.76 + 1.36 - 1e-6
    # A ball with what it touches, 11.5 Å in radius, of which a cap is above the surface.
    under = 11.5 - (heights.min() + heights.max()) / 2 + 1.0
    expected = np.pi * under**2 * (3 * 11.5 - under) / 3
    displaced = (len(below) - np.count_nonzero(of_film)) * 8.0
    assert displaced == pytest.approx(expected, rel=0.25)


def test_what_is_clear_of_others_is_judged_by_both_elements():
    below = film(20.0)
    at, kinds = np.array([[10.0, 10.0, 2.1], [0.1, 4.0, 1.9]]), np.array([79, 1])
    clear = clear_of(below, kinds, at, np.array([20.0, 20.0, 0]))
    near = ~clear
    for k in np.flatnonzero(near):
        distances = np.linalg.norm(at - below.positions[k], axis=1)
        assert (distances < touching_A(kinds, 6)).any()
    assert near.sum() == 1  # gold is nearer than 2.12 Å to one atom; hydrogen to none


def test_a_shell_and_an_alloy_are_counted():
    scene = built(
        size_A=30.0, shell=ShellSettings("Pd", 5.0), alloy=AlloySettings("Ag", 0.25, vegard=True)
    )
    in_shell = scene.roles == ROLES.index("shell")
    assert np.array_equal(scene.numbers == 46, in_shell)
    assert 1 - in_shell.mean() == pytest.approx((20 / 30) ** 3, rel=0.1)
    silver = (scene.numbers == 47).sum() / (~in_shell).sum()
    assert silver == pytest.approx(0.25, abs=0.06)


def test_a_cluster_is_taken_whole():
    scene = built(structures=("Au147",))
    assert len(scene) == 147


def test_scenes_depend_on_their_number_alone():
    first, again, other = built(1, count=3, size_A=12), built(1, count=3, size_A=12), built(2)
    assert np.array_equal(first.positions, again.positions)
    assert len(first) != len(other) or not np.array_equal(first.positions, other.positions)


@pytest.mark.parametrize(
    ("stated", "said"),
    [
        ({"size_A": 80.0}, r"a particle 80\.\d Å wide does not fit .* has to be 8\d at least"),
        ({"size_A": 25.0, "count": 9}, r"there is no room for 9 .* size_A of 1\d\d has it"),
        ({"size_A": 25.0, "structures": ("NaCl",), "shape": "wulff"}, "state them in surfaces"),
        ({"size_A": 2.0, "structures": ("wide",)}, "no atom of 'Au' is inside"),
    ],
)
def test_what_does_not_fit_is_refused_with_what_would_do(stated, said):
    wide = fcc("Au", 40.0)
    with pytest.raises(InputError, match=said):
        for k in range(20):
            settings = ParticlesSettings(**{"structures": ("Au",)} | stated)
            build_particles(settings, STRUCTURES | {"wide": wide}, 60.0, streams(k))


def test_surfaces_belong_to_wulff_shapes():
    with pytest.raises(ValueError, match="surfaces are of shape: wulff"):
        ParticlesSettings(surfaces={"111": 1.0})


def test_places_are_told_in_the_axes_of_the_atoms_of_the_crystal():
    particles = ParticlesSettings(structures=("Au",), count=3, size_A=14)
    scene = build("a", 1, SceneSettings(size_A=60, particles=particles), STRUCTURES, 1)
    crystal = as_crystal(scene, "a-00001", "a", 1)
    for k, told in enumerate(scene.drawn["particles"], 1):
        own = crystal.positions[crystal.truth.grains == k, :2]
        middle = (own.min(axis=0) + own.max(axis=0)) / 2
        assert middle == pytest.approx([told["x_A"], told["y_A"]], abs=1e-3)


def test_an_alloy_that_replaces_nothing_is_refused():
    with pytest.raises(InputError, match="no particle has Cu"):
        built(alloy=AlloySettings(element="Pd", replaces="Cu"))
