from collections import Counter

import numpy as np
import pytest
from tests.structures.scenes.building_layers import closest, layers, streams, structures

from synthscope.core.errors import InputError
from synthscope.structures.elements import COVALENT_RADII, SYMBOLS
from synthscope.structures.scenes.point_defects import add_point_defects
from synthscope.structures.scenes.scene import ROLES, Grain, Scene
from synthscope.structures.scenes.settings.layers import EdgesSettings
from synthscope.structures.scenes.settings.point_defects import PointDefect, PointDefectsSettings

UPRIGHT = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))


def with_defects(scene: Scene, *kinds: dict, number: int = 1, apart_A: float = 3.0) -> Scene:
    settings = PointDefectsSettings(
        kinds=tuple(PointDefect(**kind) for kind in kinds), apart_A=apart_A
    )
    return add_point_defects(scene, settings, streams(number))


def crystal(cells: int = 6) -> Scene:
    """A block of silicon that repeats sideways."""
    one = structures()["Si"]
    spans = [np.arange(cells)] * 3
    shifts = np.stack(np.meshgrid(*spans, indexing="ij"), -1).reshape(-1, 1, 3) @ one.cell
    positions = (one.positions + shifts).reshape(-1, 3)
    numbers = np.tile(one.numbers, cells**3)
    return Scene.of_one(
        numbers, positions, cells * np.diag(one.cell), Grain("Si", "crystal", UPRIGHT)
    )


def particle() -> Scene:
    """Au147 that does not repeat, around 0."""
    one = structures()["Au147"]
    positions = one.positions - one.positions.mean(axis=0)
    part = Grain("Au147", "particle", UPRIGHT)
    return Scene.of_one(one.numbers, positions, [0, 0, 0], part, alone=True)


def missing(perfect: Scene, changed: Scene) -> set[tuple[float, ...]]:
    """Places that the one has atoms at and the other has not."""
    before, after = (set(map(tuple, one.positions.round(6))) for one in (perfect, changed))
    return before - after


@pytest.mark.parametrize("make", [layers, crystal, particle])
def test_vacancies_are_marked_where_an_atom_is_missing(make):
    perfect = make()
    scene = with_defects(perfect, {"count": 7})
    assert len(scene) == len(perfect) - 7
    assert missing(perfect, scene) == {tuple(np.round(mark.at, 6)) for mark in scene.marks}
    assert {mark.kind for mark in scene.marks} == {"vacancy"}
    at = {tuple(place): z for place, z in zip(perfect.positions.round(6), perfect.numbers)}
    assert all(mark.was == SYMBOLS[at[tuple(np.round(mark.at, 6))]] for mark in scene.marks)
    assert all(mark.now == "" and mark.to is None and mark.grain == 1 for mark in scene.marks)


def test_elements_that_may_be_hit_are_those_that_are_asked():
    scene = with_defects(layers(), {"was": ("S",), "count": 20})
    assert {mark.was for mark in scene.marks} == {"S"}
    assert Counter(round(mark.at[2], 2) for mark in scene.marks).keys() == {0.0, 3.17}


def test_densities_come_out_as_asked_in_the_mean():
    perfect = layers(size_A=40)
    numbers = [
        len(with_defects(perfect, {"per_nm2": 0.4, "was": ("S",)}, number=n).marks)
        for n in range(200)
    ]
    mean = 0.4 * np.prod(perfect.box[:2]) / 100
    assert np.mean(numbers) == pytest.approx(mean, abs=4 * np.sqrt(mean / 200))
    assert np.var(numbers) == pytest.approx(mean, rel=0.4)  # Poisson's


def test_fractions_and_densities_in_space_come_out_as_asked():
    perfect = crystal()
    hit = [len(with_defects(perfect, {"fraction": 0.01}, number=n).marks) for n in range(50)]
    mean = 0.01 * len(perfect)
    assert np.mean(hit) == pytest.approx(mean, abs=4 * np.sqrt(mean / 50))
    thick = np.ptp(perfect.positions[:, 2]) * np.prod(perfect.box[:2]) / 1000
    hit = [len(with_defects(perfect, {"per_nm3": 0.5}, number=n).marks) for n in range(50)]
    assert np.mean(hit) == pytest.approx(0.5 * thick, abs=4 * np.sqrt(0.5 * thick / 50))


def test_defects_of_all_kinds_keep_their_distance_across_the_border_too():
    kinds = {"count": 15}, {"kind": "adatom", "now": "Pt", "count": 15}
    perfect = layers()
    for number in range(3):
        scene = with_defects(perfect, *kinds, apart_A=6.0, number=number)
        at = np.array([mark.at for mark in scene.marks])
        apart = at[:, None] - at[None]
        apart[..., :2] -= np.round(apart[..., :2] / scene.box[:2]) * scene.box[:2]
        distance = np.linalg.norm(apart, axis=-1)[np.triu_indices(len(at), 1)]
        assert distance.min() >= 6.0


def test_more_than_fit_are_refused_with_the_number_that_does():
    with pytest.raises(InputError, match=r"of 500 of kind vacancy, \d+ fit 8 Å apart") as error:
        with_defects(layers(), {"count": 500}, apart_A=8.0)
    fit = int(str(error.value).split("ask for at most ")[1].split(",")[0])
    assert len(with_defects(layers(), {"count": fit}, apart_A=8.0).marks) == fit


def test_a_column_of_two_sulphur_atoms_is_missing_where_it_is_asked():
    perfect = layers()
    kind = {"kind": "divacancy", "was": ("S",), "pair": "column", "count": 6}
    scene = with_defects(perfect, kind)
    assert len(scene) == len(perfect) - 12
    ends = [end for mark in scene.marks for end in (mark.at, mark.to)]
    assert missing(perfect, scene) == {tuple(np.round(end, 6)) for end in ends}
    for mark in scene.marks:
        assert mark.at[:2] == pytest.approx(mark.to[:2])
        assert mark.at[2] - mark.to[2] == pytest.approx(3.172, abs=1e-3)


def test_a_divacancy_of_graphene_is_of_two_neighbours():
    scene = with_defects(layers(structure="layer C2"), {"kind": "divacancy", "count": 10})
    for mark in scene.marks:
        assert np.linalg.norm(np.subtract(mark.to, mark.at)) == pytest.approx(2.46 / np.sqrt(3))


def test_substitutions_change_the_element_alone():
    perfect = layers()
    kind = {"kind": "substitution", "was": ("Mo",), "now": "W", "fraction": 0.1}
    scene = with_defects(perfect, kind)
    assert np.array_equal(scene.positions, perfect.positions)
    changed = scene.numbers != perfect.numbers
    assert (perfect.numbers[changed] == 42).all() and (scene.numbers[changed] == 74).all()
    assert np.array_equal(changed, scene.roles == ROLES.index("substitution"))
    assert changed.sum() == len(scene.marks) > 10
    assert {(mark.was, mark.now) for mark in scene.marks} == {("Mo", "W")}


def test_an_antisite_is_an_element_of_the_specimen_on_the_site_of_another():
    scene = with_defects(layers(), {"kind": "antisite", "was": ("S",), "count": 5})
    assert {(mark.was, mark.now) for mark in scene.marks} == {("S", "Mo")}
    assert np.sum(scene.roles == ROLES.index("antisite")) == 5


def test_exchanged_antisites_keep_the_composition_and_are_neighbours():
    perfect = layers(structure="layer BN")
    scene = with_defects(perfect, {"kind": "antisite", "exchange": True, "count": 5})
    assert Counter(scene.numbers.tolist()) == Counter(perfect.numbers.tolist())
    assert np.sum(scene.numbers != perfect.numbers) == len(scene.marks) == 10
    for one, other in zip(scene.marks[::2], scene.marks[1::2]):
        apart = np.subtract(one.at, other.at)
        apart[:2] -= np.round(apart[:2] / scene.box[:2]) * scene.box[:2]
        assert np.linalg.norm(apart) == pytest.approx(2.504 / np.sqrt(3))
        assert (one.was, one.now) == (other.now, other.was)


@pytest.mark.parametrize("make", [layers, crystal, particle])
@pytest.mark.parametrize("site", ["hollow", "top", "bridge"])
def test_adatoms_lie_on_the_surface_at_bond_distance(make, site):
    perfect = make()
    scene = with_defects(perfect, {"kind": "adatom", "now": "Pt", "site": site, "count": 3})
    new = scene.roles == ROLES.index("adatom")
    assert new.sum() == 3 and (scene.numbers[new] == 78).all()
    marked = {tuple(np.round(mark.at, 9)) for mark in scene.marks}
    assert {tuple(place) for place in scene.positions[new].round(9)} == marked
    radii = np.array(COVALENT_RADII)
    for place in scene.positions[new]:
        apart = perfect.positions - place
        if not scene.alone:
            apart[:, :2] -= np.round(apart[:, :2] / scene.box[:2]) * scene.box[:2]
        ratio = np.linalg.norm(apart, axis=1) / (radii[perfect.numbers] + radii[78])
        assert ratio.min() == pytest.approx(1.0)


def test_interstitials_are_in_holes_of_a_crystal():
    perfect = crystal()
    scene = with_defects(perfect, {"kind": "interstitial", "now": "Li", "count": 5})
    assert np.sum(scene.roles == ROLES.index("interstitial")) == 5
    assert closest(scene) > 0.7
    low, high = perfect.positions[:, 2].min(), perfect.positions[:, 2].max()
    assert all(low < mark.at[2] < high for mark in scene.marks)


def test_an_interstitial_that_no_hole_takes_is_refused():
    with pytest.raises(InputError, match="widest hole takes"):
        with_defects(layers(), {"kind": "interstitial", "now": "W", "count": 1})


def test_places_of_a_list_are_hit_at_the_nearest_site():
    perfect = layers()
    scene = with_defects(perfect, {"was": ("S",), "at_A": ((10.0, 10.0), (0.1, 30.0, 0.0))})
    for mark, wanted in zip(scene.marks, ((10, 10), (0.1, 30))):
        sulphur = perfect.positions[perfect.numbers == 16, :2]
        apart = sulphur - wanted
        apart -= np.round(apart / perfect.box[:2]) * perfect.box[:2]
        nearest = sulphur[np.linalg.norm(apart, axis=1).argmin()]
        assert mark.at[:2] == pytest.approx(nearest)
    assert [round(mark.at[2], 2) for mark in scene.marks] == [3.17, 0.0]


def test_edges_and_supports_are_left_alone():
    flake = layers(edges=EdgesSettings(width_A=40))
    film = Scene.of_one(
        np.full(200, 6),
        np.random.default_rng(1).uniform(0, 50, (200, 3)) - [0, 0, 55],
        flake.box,
        Grain("carbon", "support", UPRIGHT),
    )
    film = flake.with_(film)
    grains = np.where(film.roles == ROLES.index("support"), 0, film.grains)
    film = Scene(**{**vars(film), "grains": grains})
    scene = with_defects(film, {"fraction": 1.0}, apart_A=0.0)
    assert set(scene.roles.tolist()) == {ROLES.index("edge"), ROLES.index("support")}
    adatoms = with_defects(film, {"kind": "adatom", "now": "Pt", "site": "top", "count": 30})
    assert all(mark.at[2] > 0 and mark.grain == 1 for mark in adatoms.marks)


def test_an_entry_draws_the_same_whatever_follows():
    perfect = layers()
    alone = with_defects(perfect, {"count": 5})
    more = with_defects(perfect, {"count": 5}, {"kind": "adatom", "now": "Au", "count": 3})
    assert more.marks[:5] == alone.marks
    assert more.drawn["point_defects"] == [5, 3]


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ({}, "state one of per_nm2"),
        ({"count": 3, "fraction": 0.1}, "state one of per_nm2"),
        ({"kind": "adatom", "count": 3}, "state now"),
        ({"now": "Au", "count": 3}, "no use to a vacancy"),
        ({"kind": "adatom", "now": "Au", "was": ("C",), "count": 3}, "takes no atom's place"),
        ({"pair": "column", "count": 3}, "pair is of kind divacancy alone, not of vacancy"),
        ({"exchange": True, "count": 3}, "exchange is of kind antisite alone"),
        ({"site": "top", "count": 3}, "site is of kind adatom alone"),
    ],
)
def test_settings_that_contradict_each_other_are_refused(kind, said):
    with pytest.raises(ValueError, match=said):
        PointDefect(**kind)


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ({"was": ("Au",), "count": 1}, "no site of Au"),
        ({"kind": "antisite", "now": "Au", "count": 1}, "antisite with another of its own"),
        (
            {"kind": "adatom", "now": "H", "count": 1},
            "no hollow of the specimen that nothing covers",
        ),
        ({"kind": "divacancy", "pair": "column", "count": 1}, "use pair neighbours"),
        ({"per_nm3": 1.0}, "of no volume; use per_nm2"),
        ({"at_A": ((9.0, 9.0), (9.1, 9.0))}, "nearest to 1 of the places at_A are taken"),
    ],
)
def test_what_has_no_site_is_refused(kind, said):
    with pytest.raises(InputError, match=said):
        with_defects(layers(structure="layer C2"), kind)
