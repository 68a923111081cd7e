"""What is planned of a structure grows as the work of making its images does."""

from dataclasses import replace

import numpy as np
import pytest

from synthscope.cbed.settings import CbedSettings, Directions
from synthscope.core.settings import Section
from synthscope.gaussian.settings import GaussianSettings
from synthscope.haadf.settings import HaadfSettings
from synthscope.registry.work import PLANNED_WORK
from synthscope.stem4d.settings import Stem4dSettings
from synthscope.structures.model import Crystal

ABOVE = [(0, 0, 1)]
SETTINGS: dict[str, Section] = {
    "gaussian": GaussianSettings(),
    "haadf": HaadfSettings(geometry="cell", cell_depth_A=12, field_A=14),
    "cbed": CbedSettings(size_px=128, thicknesses_A=(40.0,), directions=Directions(axes=ABOVE)),
    "stem4d": Stem4dSettings(geometry="cell", cell_depth_A=12, field_A=14),
}


def cubic(edge_A=4.0, atoms=1):
    """A crystal with atoms on a line in its cell."""
    positions = np.outer(np.arange(atoms) / atoms, [0, 0, edge_A])
    numbers, cell = np.full(atoms, 29), np.eye(3) * edge_A
    return Crystal("x", "user", "x", numbers=numbers, positions=positions, cell=cell)


def work(product, crystal, views=ABOVE, **changes):
    return PLANNED_WORK[product](crystal, views, replace(SETTINGS[product], **changes), 1)


@pytest.mark.parametrize("product", ["haadf", "stem4d"])
def test_work_is_told_of_each_view_and_grows_with_the_field_and_the_thickness(product):
    (one,) = work(product, cubic())
    assert work(product, cubic(), ABOVE * 2) == [one, one]
    assert work(product, cubic(), field_A=28)[0] > 2 * one
    assert 1.3 * one < work(product, cubic(), cell_depth_A=24)[0] < 2 * one + 1
    assert work(product, cubic(atoms=2))[0] >= one  # two planes a cell


def test_each_phonon_configuration_of_a_haadf_image_is_as_much_work():
    phonons = SETTINGS["haadf"].phonons
    one, five = (
        work("haadf", cubic(), phonons=replace(phonons, configurations=count)) for count in (1, 5)
    )
    assert five == [5 * one[0]]


def test_a_view_that_cannot_be_imaged_is_no_work():
    assert work("haadf", cubic(), thicknesses_A=(5.0, 1000.0)) == []


def test_cbed_is_as_much_work_as_its_directions_and_thickness():
    (one,) = work("cbed", cubic())
    two = work("cbed", cubic(), directions=Directions(axes=[(0, 0, 1), (0, 1, 1)]))
    assert two[0] == one and len(two) == 2
    assert work("cbed", cubic(), thicknesses_A=(80.0,))[0] >= 2 * one
    assert work("cbed", cubic(atoms=4))[0] >= 2 * one  # planes a cell


def test_an_image_of_more_atoms_is_more_work():
    few, many = (work("gaussian", cubic(atoms=count), particle_radius_A=None) for count in (1, 500))
    assert len(few) == 1 and few[0] < many[0] < 10 * few[0]
