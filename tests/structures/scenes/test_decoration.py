"""Shells are as thick and alloys as rich as asked."""

import numpy as np
import pytest

from synthscope.core.errors import InputError
from synthscope.structures.elements import NUMBERS
from synthscope.structures.scenes.decoration import alloy, below_hull, vegard_stretch
from synthscope.structures.scenes.settings.particles import AlloySettings


def test_depths_in_a_cube_are_those_below_its_faces():
    side = np.arange(0, 21.0, 2.0)
    cube = np.stack(np.meshgrid(side, side, side, indexing="ij"), -1).reshape(-1, 3)
    assert np.allclose(below_hull(cube), np.minimum(cube, 20 - cube).min(axis=1))


def test_atoms_without_a_hull_are_all_surface():
    assert not below_hull(np.array([[0.0, 0, 0], [2, 0, 0], [0, 2, 0], [2, 2, 0]])).any()


@pytest.mark.parametrize("fraction", [0.0, 0.25, 0.5, 1.0])
def test_an_alloy_has_the_fraction_that_was_asked_for_to_one_atom(fraction):
    numbers = np.repeat([79, 11], [401, 100])
    found = alloy(AlloySettings("Ag", fraction, "Au"), numbers, np.random.default_rng(1))
    assert np.count_nonzero(found == NUMBERS["Ag"]) == round(fraction * 401)
    assert np.count_nonzero(found == 11) == 100


def test_an_alloy_s_atoms_lie_anywhere():
    numbers, rng = np.full(200, 79), np.random.default_rng(2)
    hits = np.zeros(200)
    for _ in range(400):
        hits += alloy(AlloySettings("Ag", 0.3), numbers, rng) == 47
    assert abs(hits / 400 - 0.3).max() < 0.1


def test_vegard_goes_from_one_lattice_constant_to_the_other():
    gold = np.full(10, 79)
    stretches = [
        vegard_stretch(AlloySettings("Cu", fraction, vegard=True), gold) for fraction in (0, 0.5, 1)
    ]
    assert stretches == pytest.approx([1, (1 + 3.61 / 4.08) / 2, 3.61 / 4.08])
    assert vegard_stretch(AlloySettings("Cu", 0.5), gold) == 1
    with pytest.raises(InputError, match="not the lattice"):
        vegard_stretch(AlloySettings("Fe", 0.5, vegard=True), gold)
