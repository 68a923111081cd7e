"""Displacements come from where they are known best, and the table says what others measured."""

import math

import numpy as np
import pytest

from synthscope.structures.elements import NUMBERS
from synthscope.structures.model import Crystal
from synthscope.structures.vibrations import (
    Displacements,
    compounds,
    describe_displacements,
    displacements,
    elements,
    foreign_rms,
    vibrating,
)

MOTION = Displacements()

# ⟨u²⟩ at 300 K in Å² by Peng, Ren, Dudarev and Whelan, Acta Cryst. A52 (1996) 456.
ELSEWHERE = {
    **{"C": 1.83e-3, "Al": 1.01e-2, "Si": 6.29e-3, "Ti": 6.66e-3, "Fe": 4.21e-3, "Cu": 7.14e-3},
    **{"Mo": 2.79e-3, "Ag": 9.52e-3, "W": 2.07e-3, "Pt": 4.83e-3, "Au": 8.04e-3, "Pb": 2.76e-2},
}


def crystal(symbols: str, rms=None) -> Crystal:
    numbers = [NUMBERS[symbol] for symbol in symbols.split()]
    positions = np.linspace(0, 0.9, len(numbers))[:, None] * np.ones(3)
    return Crystal("x", "user", "X", numbers, positions, np.eye(3) * 6, rms=rms)


def known(symbols: str, rms=None, **changes):
    found, origins = displacements(crystal(symbols, rms), Displacements(**changes))
    return found.round(4).tolist(), origins


@pytest.mark.parametrize("symbol", ELSEWHERE)
def test_elements_vibrate_as_far_as_in_another_table(symbol):
    rms, origins = displacements(crystal(symbol), MOTION)
    assert origins == ["element"]
    assert rms[0] ** 2 == pytest.approx(ELSEWHERE[symbol], rel=0.07)


def test_a_compound_has_its_own_values_in_any_number_of_formula_units():
    rms, origins = displacements(crystal("Ga As Ga As"), MOTION)
    np.testing.assert_allclose(8 * math.pi**2 * rms**2, [0.6456, 0.6952] * 2, rtol=1e-4)
    assert set(origins) == {"compound"}


def test_the_file_comes_first_then_the_configuration_then_the_table_then_the_default():
    assert known("Ga As", [0.08, np.nan]) == ([0.08, 0.0938], ["file", "compound"])
    assert known("Ga As", [0.08, np.nan], rms_A={"Ga": 0.1, "As": 0.2}) == (
        [0.08, 0.2],
        ["file", "configuration"],
    )
    assert known("Ga As", [0.08, np.nan], use_file_values=False)[1] == ["compound"] * 2
    assert known("Ga As", use_table=False) == ([0.055] * 2, ["default"] * 2)
    found, origins = known("Pu O O", default_rms_A=0.3)
    assert origins == ["default", "element", "element"]
    assert found[0] == 0.3


def test_ions_are_bound_more_tightly_than_atoms_of_a_soft_metal():
    metal = compounds()[("K", 1),]["K"]
    assert elements()["K"] < 0.6 * metal
    assert elements()["Cu"] == compounds()[("Cu", 1),]["Cu"]  # its salts are softer than the metal


def test_every_value_of_the_table_is_a_possible_one():
    values = [rms for found in compounds().values() for rms in found.values()]
    assert len(values) > 200
    assert 0.03 < min(values) and max(values) < 0.5
    for composition, found in compounds().items():
        assert found.keys() == dict(composition).keys()


def test_every_atom_gets_a_displacement_and_the_words_say_from_where():
    moving = vibrating(crystal("Ga As Xe", [0.08, np.nan, np.nan]), MOTION)
    assert np.isfinite(moving.rms).all()
    assert describe_displacements(crystal("Ga As Xe", [0.08, np.nan, np.nan]), MOTION) == (
        "As 0.0865 element, Ga 0.0800 file, Xe 0.0550 default"
    )


def test_foreign_atoms_take_the_configuration_then_the_table():
    assert foreign_rms(Displacements(rms_A={"Au": 0.2}))[79] == 0.2
    assert foreign_rms(MOTION)[79] == pytest.approx(0.0898, abs=1e-4)
    assert foreign_rms(Displacements(use_table=False)) == {}
