"""Formulas and directions stand as people write them."""

import math
import warnings

import pytest

from synthscope.dataset.notation import _ORDER, direction, edge, elements, reduced, written


@pytest.mark.parametrize(
    ("formula", "text"),
    [
        ("O3 Sr Ti", "SrTiO₃"),
        ("Al2 O5 Si", "Al₂SiO₅"),
        ("Au147", "Au₁₄₇"),
        ("Na1 Cl1", "NaCl"),
        ("C6 H6", "C₆H₆"),
        ("Fe0.5 Ni0.5", "Fe₀.₅Ni₀.₅"),
        ("<b>", "<b>"),
        ("", ""),
    ],
)
def test_the_least_electronegative_element_comes_first(formula, text):
    assert written(formula) == text


@pytest.mark.parametrize(
    ("cell", "unit"),
    [
        ("Al8 O20 Si4", "Al2 O5 Si"),
        ("As2 Ga2", "As Ga"),
        ("Au147", "Au"),
        ("Fe0.5 Ni0.5", "Fe0.5 Ni0.5"),
        ("?", "?"),
        ("", ""),
    ],
)
def test_a_formula_unit_has_no_common_divisor(cell, unit):
    assert reduced(cell) == unit


@pytest.mark.parametrize(
    ("pixel_A", "text"),
    [(0.1015625, "0.1016 Å"), (99, "99 Å"), (650, "65 nm"), (1e4, "1 µm"), (6.5e4, "6.5 µm")],
)
def test_an_edge_of_a_pixel_is_told_in_a_unit_of_its_size(pixel_A, text):
    assert edge(pixel_A) == f"{text} a pixel"


def test_the_order_is_that_of_pymatgen():
    element = pytest.importorskip("pymatgen.core").Element
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of elements without a value
        values = [element(symbol).X for symbol in _ORDER]
    known = [value for value in values if not math.isnan(value)]
    assert known == sorted(known) and len(_ORDER) == len(set(_ORDER)) == 103


def test_elements_of_a_formula():
    assert elements("O3 Sr Ti") == {"O", "Sr", "Ti"} and elements("?") == set()


def test_directions_are_short_where_they_can_be():
    assert direction((0, 0, 1)) == "[001]" and direction((1, -1, 0), "()") == "(1-10)"
    assert direction((10, 0, 1)) == "[10 0 1]"
