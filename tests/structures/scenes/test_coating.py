"""Films on a crystal have their depth and density, follow its surface, and overlap with nothing."""

import numpy as np
import pytest
from tests.structures.scenes.building_crystals import built, of_role, zone

from synthscope.core.errors import InputError
from synthscope.structures.scenes.periodic import inside, tree
from synthscope.structures.scenes.point_defects import add_point_defects
from synthscope.structures.scenes.settings.point_defects import PointDefect, PointDefectsSettings

SILICON = {"structure": "Si", "orientation": zone(1, 1, 0)}


def test_carbon_lies_on_both_sides_as_deep_as_asked(shipped):
    scene = built(shipped, **SILICON, thickness_A=30, coating={"top_A": 15, "bottom_A": 9})
    carbon = scene.numbers == 6
    assert np.array_equal(carbon, of_role(scene, "surface"))
    assert (scene.grains[carbon] == 0).all() and (scene.grains[~carbon] == 1).all()
    silicon, z = scene.positions[~carbon, 2], scene.positions[carbon, 2]
    assert np.ptp(silicon) == pytest.approx(29, abs=2)
    assert z.max() - silicon.max() == pytest.approx(15, abs=2.5)
    assert silicon.min() - z.min() == pytest.approx(9, abs=2.5)
    assert not ((z > silicon.min() + 1) & (z < silicon.max() - 1)).any()
    middle = (z > silicon.max() + 4) & (z < silicon.max() + 12)
    volume = scene.box[0] * scene.box[1] * 8
    assert middle.sum() * 12.011 / 0.6022 / volume == pytest.approx(2.0, rel=0.08)
    atoms = tree(scene.positions[~carbon], scene.box[:2])
    near = atoms.query(inside(scene.positions[carbon], scene.box[:2]))[0]
    assert 1.6 < near.min() < 2.2  # covalent radii add up to 1.87 Å


def test_a_film_follows_a_wedge_and_keeps_out_of_rims(shipped):
    ramp = {"shape": "ramp", "thin_A": 15}
    scene = built(
        shipped, **SILICON, thickness_A=45, wedge=ramp, coating={"material": "silica", "top_A": 10}
    )
    film = of_role(scene, "surface")
    assert set(scene.numbers[film]) == {8, 14}
    x, y, z = scene.positions[film].T
    assert min(x.min(), y.min()) >= 5 and max(x.max(), y.max()) <= 35
    over = z - (15 + 30 * (x - 5) / 30)
    assert over.min() > -2.5 and over.max() < 10.5
    for at in (8, 20, 32):
        assert ((np.abs(x - at) < 3) & (over > 6)).any()


@pytest.mark.parametrize("depth", [0.01, 0.5, 2.0])
def test_a_film_may_be_thinner_than_an_atom(shipped, depth):
    scene = built(shipped, **SILICON, thickness_A=20, coating={"top_A": depth, "bottom_A": depth})
    plain = built(shipped, **SILICON, thickness_A=20)
    assert scene.box[2] < plain.box[2] + 2 * depth + 1.5
    assert len(plain) <= len(scene) < len(plain) + 400 * depth + 20


def test_a_coated_slab_is_the_slab_without(shipped):
    plain = built(shipped, **SILICON, thickness_A=20)
    scene = built(shipped, **SILICON, thickness_A=20, coating={"top_A": 8})
    assert np.array_equal(scene.positions[: len(plain)], plain.positions)
    assert len(scene) > len(plain) + 500


def test_a_film_follows_steps(shipped):
    scene = built(
        shipped, **SILICON, thickness_A=40, steps={"count": 2, "planes": 4}, coating={"top_A": 10}
    )
    film = of_role(scene, "surface")
    own = inside(scene.positions[~film], scene.box[:2])
    # Right below every atom of the film's upper part there is silicon within its depth.
    bare = tree(own * [1, 1, 0], scene.box[:2])
    for x, y, z in inside(scene.positions[film], scene.box[:2])[::7]:
        column = bare.query_ball_point([x, y, 0.0], 3.0)
        assert own[column, 2].max() > z - 13


def test_adatoms_and_interstitials_keep_clear_of_a_film(shipped):
    scene = built(shipped, **SILICON, thickness_A=8, coating={"top_A": 10, "bottom_A": 10})
    carbon = tree(scene.positions[of_role(scene, "surface")], scene.box[:2])

    def with_(**kind):
        settings = PointDefectsSettings(kinds=(PointDefect(count=30, **kind),))
        return add_point_defects(scene, settings, lambda what: np.random.default_rng(1))

    with pytest.raises(InputError, match="leave what covers it out"):
        with_(kind="adatom", now="Au")
    inner = with_(kind="interstitial", now="H")
    places = inside(inner.positions[of_role(inner, "interstitial")], scene.box[:2])
    assert len(places) == 30 and carbon.query(places)[0].min() > 1.2
