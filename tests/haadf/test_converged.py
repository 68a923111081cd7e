"""Intensities at the default settings are those of finer ones, within the error that is told."""

import numpy as np
import pytest
from ase.cluster import Icosahedron
from tests.multislice.specimens import phonons, repeated, strontium_titanate

from synthscope.haadf.plan import prepare
from synthscope.haadf.settings import StemSettings
from synthscope.haadf.slicing_error import slicing_error
from synthscope.haadf.spectrum import image_spectrum
from synthscope.multislice.assembly import evaluate
from synthscope.multislice.multislice import scan, slice_specimen
from synthscope.optics.grids import Grid
from synthscope.optics.phonons import displaced
from synthscope.optics.slicing import own_planes
from synthscope.optics.transmission import Gratings
from synthscope.structures.model import Atoms

SETTINGS = StemSettings(phonons=phonons(1))


def titanate():
    numbers, positions, box = repeated(*strontium_titanate(), (4, 4, 6))
    return numbers, positions, box, [(0, 0), (1.9525, 1.9525)]


def gold():
    a = 4.078
    box = np.array([a, a / np.sqrt(2), a / np.sqrt(2)])
    cell = np.full(2, 79), np.array([[0, 0, 0], [0.5, 0.5, 0.5]]) * box, box
    return *repeated(*cell, (4, 5, 8)), [(0, 0), (a / 2, a / 2 / np.sqrt(2))]


def gold_cluster():
    cluster = Icosahedron("Au", 3)
    box = np.full(3, 20.0)
    positions = cluster.positions - cluster.positions.mean(axis=0) + box / 2
    highest = positions[np.argsort(positions[:, 2])[-3:]]
    return cluster.numbers, positions, box, [tuple(p) for p in highest[:, :2]]


@pytest.mark.slow
@pytest.mark.parametrize("kind", [titanate, gold, gold_cluster])
def test_columns_at_the_default_are_those_of_a_grid_three_times_finer(kind):
    numbers, positions, box, columns = kind()
    prepared = prepare(numbers, positions, box, SETTINGS)
    generator = np.random.default_rng(1)
    around = generator.uniform(0, 1, (20, 2)) * box[:2]
    places = np.concatenate([columns, around])
    moved = displaced(prepared.positions, prepared.rms, generator)
    series = image_spectrum(prepared, moved)
    found = np.array([evaluate(series, box[:2], *p[:, None]).item() for p in places])
    fine = Grid(tuple(3 * n for n in prepared.lattice.grid.shape), tuple(box[:2]))
    lattice = prepared.lattice
    probe = lattice.amplitudes(SETTINGS.aberrations)

    def exactly(slices):
        sample = slice_specimen(Gratings(fine, numbers, slices, 200), moved)
        detectors = list(SETTINGS.detectors)
        exit_planes = [len(slices)]
        return scan(sample, places, lattice.beams, probe, detectors, exit_planes, batch=4)[0, 0]

    right = exactly(prepared.slices)
    np.testing.assert_allclose(found[: len(columns)], right[: len(columns)], rtol=0.01)

    # all that is told against all that can be made finer: grid, interpolation, slices
    slicing = slicing_error(Atoms(numbers, positions, box), (1, 1, 1), prepared)
    if slicing:
        right = exactly(own_planes(positions[:, 2], numbers**1.6, float(box[2]), 0.2))
    told = prepared.error + slicing
    mean = evaluate(series, box[:2], *(np.arange(32) / 32 * e for e in box[:2])).mean()
    assert np.sqrt(((found - right)[len(columns) :] ** 2).mean()) < told * mean
