import csv
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from synthscope.structures.elements import formula
from synthscope.structures.sources.aflow import aflow_draft
from synthscope.structures.sources.generated import generated_draft
from synthscope.structures.symmetry.prototype import prototype_label, prototype_name
from synthscope.structures.symmetry.standardise import dataset, standardise

RESOURCES = Path(__file__).resolve().parents[3] / "resources"


def label(crystal, shift, turn=None):
    fractional = (crystal.fractional + np.array(shift)) % 1.0
    cell = crystal.cell if turn is None else crystal.cell @ turn
    return prototype_label(standardise(cell, fractional, crystal.numbers, 0.01))


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("SrTiO3", "ABC3_cP5_221_a_b_c"),
        ("NaCl", "AB_cF8_225_a_b"),
        ("Si", "A_cF8_227_a"),
        ("CeO2", "AB2_cF12_225_a_c"),
        ("Y3Al5O12", "A3B5C12_cI160_230_c_ad_h"),
        ("GaN", "AB_hP4_186_b_b"),
        ("ZrO2_baddeleyite", "AB2_mP12_14_e_2e"),
        ("Al2SiO5_kyanite", "AB2C5_aP32_2_2i_4i_10i"),
    ],
)
def test_labels_are_written_as_aflow_writes_them(shipped, key, expected):
    assert shipped[key].prototype == expected


@pytest.mark.parametrize("key", ["SrTiO3", "NaCl", "CeO2", "TiO2_rutile", "MgAl2O4"])
def test_a_prototype_has_one_label_whatever_the_origin_and_the_turn(shipped, key):
    rng = np.random.default_rng(5)
    crystal = shipped[key]
    for _ in range(4):
        turn = np.linalg.qr(rng.normal(size=(3, 3)))[0]
        turn *= np.sign(np.linalg.det(turn))
        assert label(crystal, rng.random(3), turn) == crystal.prototype
    assert label(crystal, (0.5, 0.5, 0.5)) == crystal.prototype


@pytest.mark.parametrize("number", [1, 40, 200, 333, 404, 517, 680, 808, 950, 1200])
def test_axes_hands_and_origins_do_not_change_the_label(number):
    """Random crystals in other axes of the same lattice, turned and mirrored."""
    draft = generated_draft(number, 96, 30.0)
    fractional = np.linalg.solve(draft.cell.T, draft.positions.T).T
    known = standardise(draft.cell, fractional, draft.numbers, 0.01)
    rng = np.random.default_rng(number)
    for hand in (1, -1):
        for axes in ((0, 1, 2), (1, 2, 0), (2, 1, 0)):
            turn = np.linalg.qr(rng.normal(size=(3, 3)))[0]
            cell = draft.cell[list(axes)] @ (hand * np.sign(np.linalg.det(turn)) * turn)
            moved = (fractional[:, list(axes)] + rng.random(3)) % 1.0
            found = standardise(cell, moved, draft.numbers, 0.01)
            if hand == 1:
                assert found.number == known.number
            if found.number == known.number:  # the mirror image of 76 is 78, for example
                assert prototype_label(found) == prototype_label(known)


@pytest.mark.parametrize("heavy", [42, 74])
def test_a_sheet_and_the_same_turned_over_have_one_label(heavy):
    """Sulphur above and below the one or the other third of the cell: 187, letters h or i."""
    cell = np.array([[3.19, 0, 0], [-1.595, 2.7626, 0], [0, 0, 12.0]])
    kinds = np.array([heavy, 16, 16])
    labels = {
        prototype_label(
            standardise(cell, np.array([[0, 0, 0], [u, v, z], [u, v, -z]]), kinds, 0.01)
        )
        for u, v in ((1 / 3, 2 / 3), (2 / 3, 1 / 3))
        for z in (0.13, 0.37)
    }
    assert labels == {"AB2_hP3_187_a_h"}


def test_swapping_the_elements_keeps_the_prototype(shipped):
    crystal = shipped["NaCl"]
    swapped = np.where(crystal.numbers == 11, 17, 11)
    found = standardise(crystal.cell, crystal.fractional, swapped, 0.01)
    assert prototype_label(found) == crystal.prototype


def test_the_288_prototypes_have_270_labels_and_their_own_space_groups(aflow):
    assert len({crystal.prototype for crystal in aflow.values()}) == 270
    assert len({crystal.space_group for crystal in aflow.values()}) == 100
    other = [
        number
        for number in range(1, 289)
        if aflow_draft(number).claimed_space_group != aflow[f"{number:06d}"].space_group
    ]
    # Three are more symmetric than AFLOW's label says.
    assert other == [17, 85, 230]


def test_formulas_of_the_prototypes_are_those_of_their_labels(aflow):
    for number in range(1, 289, 7):
        crystal = aflow[f"{number:06d}"]
        stoichiometry = aflow_draft(number).about["aflow_label"].split("_")[0]
        counts = []
        for char in stoichiometry:
            if char.isalpha():
                counts.append("")
            else:
                counts[-1] += char
        named = sorted(int(count or 1) for count in counts)
        assert named == sorted(int(n) for n in Counter(crystal.numbers.tolist()).values()) or (
            np.array(named) * (len(crystal) // sum(named))
        ).tolist() == sorted(Counter(crystal.numbers.tolist()).values())


def test_the_table_of_names_is_what_the_labels_are(aflow):
    with open(RESOURCES / "structures" / "aflow_prototypes.csv", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [row["prototype"] for row in rows] == [
        aflow[f"{number:06d}"].prototype for number in range(1, 289)
    ]
    assert [row["aflow_label"] for row in rows] == [
        aflow_draft(number).about["aflow_label"] for number in range(1, 289)
    ]


def test_known_prototypes_have_their_name():
    assert "Perovskite" in prototype_name("ABC3_cP5_221_a_b_c")
    assert prototype_name("AB2C5_aP32_2_2i_4i_10i") == ""


def test_spglib_never_sees_what_would_end_the_process():
    for bad in (np.nan, np.inf):
        with pytest.raises(ValueError, match="not finite"):
            dataset(np.eye(3), np.array([[bad, 0, 0]]), np.array([1]), 0.01)
        with pytest.raises(ValueError, match="not finite"):
            dataset(np.full((3, 3), bad), np.zeros((1, 3)), np.array([1]), 0.01)


def test_formulas_are_reduced_and_in_alphabetical_order():
    assert formula([22, 8, 8, 8, 38] * 2) == "O3 Sr Ti"
    assert formula([79] * 55, reduce_=False) == "Au55"
