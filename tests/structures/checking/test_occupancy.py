import numpy as np
import pytest
from tests.structures.broken_structures import HM, cif
from tests.structures.loading_structures import load, load_all

ALLOY = cif("Fe1 Fe 0 0 0 0.7\nNi1 Ni 0 0 0 0.3\n", a=3.6)


def test_a_mixed_site_is_drawn_in_its_proportions(tmp_path):
    crystal, row = load(tmp_path, "a.cif", ALLOY, occupancy="sample", occupancy_repeat=6)
    assert len(crystal) == 4 * 6**3
    share = (crystal.numbers == 28).mean()
    assert share == pytest.approx(0.3, abs=4 * (0.21 / len(crystal)) ** 0.5)
    assert np.allclose(crystal.cell, np.eye(3) * 21.6)
    assert "one seeded draw in 6 × 6 × 6 cells" in row["notes"]


def test_the_draw_follows_the_seed(tmp_path):
    draws = [
        load(tmp_path, "a.cif", ALLOY, seed, occupancy="sample")[0].numbers for seed in (1, 1, 2)
    ]
    assert (draws[0] == draws[1]).all()
    assert (draws[0] != draws[2]).any()


def test_symmetry_and_views_are_those_of_the_mean_structure(tmp_path):
    crystal, _ = load(tmp_path, "a.cif", ALLOY, occupancy="sample")
    assert crystal.space_group == 225 and len(crystal.point_group) == 48
    assert crystal.prototype == "A_cF4_225_a"


def test_vacancies_leave_sites_empty(tmp_path):
    text = cif("Na1 Na 0 0 0 0.5\nCl1 Cl 0.5 0.5 0.5 1\n")
    crystal, _ = load(tmp_path, "v.cif", text, occupancy="sample", occupancy_repeat=4)
    assert (crystal.numbers == 17).sum() == 4 * 64
    assert (crystal.numbers == 11).sum() == pytest.approx(128, abs=4 * 64**0.5)


def test_a_site_that_holds_more_than_one_atom_is_rejected(tmp_path):
    text = cif("Fe1 Fe 0 0 0 0.7\nNi1 Ni 0 0 0 0.5\n", a=3.6)
    [(crystal, row)] = load_all(tmp_path, "a.cif", text, occupancy="sample")
    assert crystal is None and "add up to 1.2" in row["reason"]


def test_split_positions_of_one_atom_share_a_site(tmp_path):
    text = cif("K1 K 0 0 0 1\nI1 I 0.5 0.5 0.48 0.5\nI2 I 0.5 0.5 0.52 0.5\n",
               f"{HM} 'P 4 m m'", a=4.2, c=4.2)  # fmt: skip
    crystal, _ = load(tmp_path, "s.cif", text, occupancy="sample", occupancy_repeat=3)
    assert (crystal.numbers == 19).sum() == (crystal.numbers == 53).sum() == 27
