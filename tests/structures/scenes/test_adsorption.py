import numpy as np
import pytest
from tests.structures.scenes.building_layers import layers, structures

from synthscope.structures.elements import COVALENT_RADII
from synthscope.structures.scenes.adsorption import adsorption_sites, interstitial_sites
from synthscope.structures.scenes.periodic import flat_pairs

GRAPHENE = layers(structure="layer C2", size_A=30)
MOS2 = layers(size_A=30)


def sites(scene, comes, site):
    box = scene.box[:2]
    own = np.ones(len(scene), dtype=bool)
    return adsorption_sites(scene.numbers, scene.positions, box, comes, site, own)


@pytest.mark.parametrize(("site", "per_cell"), [("hollow", 1), ("top", 2), ("bridge", 3)])
def test_graphene_has_its_hollows_tops_and_bridges(site, per_cell):
    places, _ = sites(GRAPHENE, 78, site)
    assert len(places) == per_cell * len(GRAPHENE) / 2
    flat = {"hollow": 2.46 / np.sqrt(3), "top": 0.0, "bridge": 2.46 / np.sqrt(3) / 2}[site]
    *_, apart = flat_pairs(places[:, :2], GRAPHENE.positions[:, :2], GRAPHENE.box[:2], 1.6)
    assert apart.min() == pytest.approx(flat, abs=1e-6)


@pytest.mark.parametrize("site", ["hollow", "top", "bridge"])
@pytest.mark.parametrize("scene", [GRAPHENE, MOS2])
def test_adatoms_touch_what_is_below_at_the_sum_of_covalent_radii(scene, site):
    places, touched = sites(scene, 79, site)
    apart = places - scene.positions[touched]
    apart[:, :2] -= np.round(apart[:, :2] / scene.box[:2]) * scene.box[:2]
    bond = np.array(COVALENT_RADII)[scene.numbers[touched]] + COVALENT_RADII[79]
    assert np.linalg.norm(apart, axis=1) == pytest.approx(bond)
    i, j, flat = flat_pairs(places[:, :2], scene.positions[:, :2], scene.box[:2], 4.0)
    distance = np.hypot(flat, places[i, 2] - scene.positions[j, 2])
    assert (distance >= np.array(COVALENT_RADII)[scene.numbers[j]] + 1.36 - 1e-6).all()


def test_hollows_of_mos2_are_among_its_upper_sulphur_atoms():
    places, touched = sites(MOS2, 78, "hollow")
    assert len(places) == 2 * np.sum(MOS2.numbers == 42)
    assert (MOS2.numbers[touched] == 16).all()
    assert (MOS2.positions[touched, 2] > 3).all()


def test_hydrogen_falls_through_a_hollow_of_graphene_and_not_on_top():
    assert len(sites(GRAPHENE, 1, "hollow")[0]) == 0
    assert len(sites(GRAPHENE, 1, "top")[0]) == len(GRAPHENE)


@pytest.mark.parametrize(
    ("name", "radius"), [("Cu fcc", 3.61 / 2), ("Si", 5.4307 * np.sqrt(3) / 4)]
)
def test_interstitials_take_the_widest_holes_of_a_crystal(name, radius):
    crystal = structures()[name]
    spans = [np.arange(5)] * 3
    cells = np.stack(np.meshgrid(*spans, indexing="ij"), -1).reshape(-1, 1, 3) @ crystal.cell
    positions = (crystal.positions + cells).reshape(-1, 3)
    numbers, box = np.tile(crystal.numbers, 125), 5 * np.diag(crystal.cell)[:2]
    middle = np.argsort(np.abs(positions[:, 2] - np.median(positions[:, 2])))[:20]
    places, near, room = interstitial_sites(numbers, positions, box, 1, middle, numbers > 0)
    assert len(places) >= 10
    apart = places[:, None] - positions[None]
    apart[..., :2] -= np.round(apart[..., :2] / box) * box
    distance = np.linalg.norm(apart, axis=-1)
    assert distance.min(axis=1) == pytest.approx(radius, rel=0.05)
    assert distance[np.arange(len(places)), near] == pytest.approx(distance.min(axis=1))
    assert room == pytest.approx(radius / (COVALENT_RADII[numbers[0]] + 0.31), rel=1e-3)


def test_what_is_flat_has_no_holes():
    every = np.arange(len(GRAPHENE))
    box = GRAPHENE.box[:2]
    found = interstitial_sites(
        GRAPHENE.numbers, GRAPHENE.positions, box, 3, every, GRAPHENE.numbers > 0
    )
    assert len(found[0]) == 0
    assert found[2] == 0.0
