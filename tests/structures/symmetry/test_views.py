from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from synthscope.core.errors import InputError
from synthscope.settings.load import checked
from synthscope.structures.reading.cell import cell_matrix
from synthscope.structures.settings import ViewsSettings
from synthscope.structures.symmetry.views import (
    choose_views,
    decode,
    distinct_views,
    encode,
    format_direction,
    format_plane,
    list_views,
    merge_views,
    plane_normal,
    primitive_directions,
    read_views,
    write_views,
)

CUBIC = np.array([
    np.array(signs)[:, None] * np.eye(3, dtype=int)[list(order)]
    for order in ([0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0])
    for signs in product((1, -1), repeat=3)
])  # fmt: skip
INDEX = st.integers(-9, 9)


def views_settings(**changes) -> dict:
    return checked(ViewsSettings, changes)


def test_the_288_prototypes_have_4264_distinct_views_between_6_and_49_each(aflow):
    counts = [len(distinct_views(crystal.point_group)) for crystal in aflow.values()]
    assert len(counts) == 288
    assert (sum(counts), min(counts), max(counts)) == (4264, 6, 49)


def test_without_symmetry_there_are_49_views_up_to_sign():
    assert len(primitive_directions(2)) == 98
    assert len(distinct_views(np.eye(3)[None])) == 49


def test_a_cube_has_the_six_views_everyone_knows():
    assert [encode(v) for v in distinct_views(CUBIC)] == [
        "000001", "000101", "000102", "010101", "010102", "010202",
    ]  # fmt: skip


def test_every_direction_belongs_to_exactly_one_view(aflow):
    for crystal in list(aflow.values())[::24]:
        views = distinct_views(crystal.point_group)
        orbits = [
            {tuple(s * (r @ np.array(v))) for r in crystal.point_group for s in (1, -1)}
            for v in views
        ]
        for direction in primitive_directions(2):
            assert sum(direction in orbit for orbit in orbits) == 1


def test_equivalent_views_show_the_same_crystal(shipped):
    # Rutile: [100] and [010] are one view, because a fourfold screw axis turns one into the other.
    names = [encode(v) for v in distinct_views(shipped["TiO2_rutile"].point_group, 1)]
    assert "000100" in names and "010000" not in names


@given(INDEX, INDEX, INDEX)
def test_a_name_gives_its_direction_back(u, v, w):
    assert decode(encode((u, v, w))) == (u, v, w)


def test_names_are_those_of_the_published_files():
    assert encode((1, -2, 0)) == "011200"
    assert encode((1, 2, 1)) == "010201"


@pytest.mark.parametrize(
    "name", ["", "01020", "0102011", "21020a", "310201", "０１０２０１", "0²0²0²"]
)
def test_a_name_that_is_none_is_refused(name):
    with pytest.raises(InputError, match="three pairs"):
        decode(name)


def test_an_index_of_two_digits_is_refused():
    with pytest.raises(InputError, match="above 9"):
        encode((10, 0, 1))


def test_the_plane_of_a_direction_is_that_of_the_published_files():
    cube = np.eye(3) * 2.986**2
    assert format_plane(plane_normal(cube, (1, 1, 1))) == "(8.91619, 8.91619, 8.91619)"
    # CeF3, hexagonal, a = 7.131 Å: the whole metric tensor is in it.
    a = (101.702 / 2) ** 0.5
    cell = cell_matrix([a, a, 7.286, 90, 90, 120])
    hkl = plane_normal(cell @ cell.T, (1, -2, 0))
    assert hkl == pytest.approx((101.702, -127.1275, 0), abs=1e-9)
    assert format_plane(hkl) == "(101.702, -127.12, 0.0)"
    assert format_plane((-1e-13, 1e-12, 0.0)) == "(0.0, 0.0, 0.0)"
    assert format_direction((0, -1, 1)) == "(0.0, -1.0, 1.0)"


def test_the_lowest_views_come_first_and_more_of_them_keep_those(shipped):
    views = distinct_views(shipped["ZrO2_baddeleyite"].point_group)
    few, more = choose_views(views, 4), choose_views(views, 9)
    assert set(few) < set(more)
    assert all(max(map(abs, v)) == 1 for v in few)
    assert choose_views(views, None) == views


def test_a_random_choice_depends_on_seed_and_structure_alone(shipped):
    settings = views_settings(count=4, choose="random")
    first = list_views(shipped["Al2SiO5_kyanite"], settings, 1)
    assert first == list_views(shipped["Al2SiO5_kyanite"], settings, 1)
    assert first != list_views(shipped["Al2SiO5_kyanite"], settings, 2)
    assert len({view.uvw for view in first}) == 4


def test_listed_directions_are_taken_as_they_are_without_common_divisors(shipped):
    settings = views_settings(directions=[[2, 0, 0], [0, 0, 1], [1, 0, 0], [-1, 2, 3]])
    views = list_views(shipped["Si"], settings, 1)
    assert [view.uvw for view in views] == [(1, 0, 0), (0, 0, 1), (-1, 2, 3)]
    assert views[2].name == "Si.110203"


def test_a_cluster_has_no_views(shipped):
    assert list_views(shipped["Au55"], views_settings(), 1) == []


def test_tables_of_views_merge_in_order_and_read_back(shipped, tmp_path):
    settings = views_settings(max_index=1)
    tables = []
    for key in ("TiO2_rutile", "Cu"):
        tables.append(tmp_path / f"{key}.csv")
        write_views(list_views(shipped[key], settings, 1), tables[-1])
    merge_views(tables, tmp_path / "views.csv")
    merged = read_views(tmp_path / "views.csv")
    assert merged == sorted(merged, key=lambda row: (row[0], encode(row[1])))
    assert sorted(merged) == sorted(read_views(tables[0]) + read_views(tables[1]))
