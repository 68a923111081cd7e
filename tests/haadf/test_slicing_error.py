"""What slices cost is told of the whole image, whatever part they were tried on."""

import numpy as np
from tests.multislice.specimens import phonons

from synthscope.haadf.plan import prepare
from synthscope.haadf.settings import StemSettings
from synthscope.haadf.slicing_error import slicing_error
from synthscope.multislice.multislice import scan, slice_specimen
from synthscope.optics.slicing import own_planes
from synthscope.optics.transmission import Gratings
from synthscope.structures.model import Atoms

SETTINGS = StemSettings(
    semiangle_mrad=20, detectors_mrad=((40, 70),), error=0.03, phonons=phonons(1), slice_A=1.5
)


def gold_on_carbon(width=18.0):
    """Three columns of gold, each of whose planes is a slice, far from carbon at random depths."""
    random = np.random.default_rng(5)
    carbon = random.uniform(0, 1, (40, 3)) * [width, width, 5] + [0, 0, 1]
    gold = [[5.0 + 3 * n, 5.0, 8 + 3 * z] for n in range(3) for z in range(3)]
    numbers = np.repeat([6, 79], [len(carbon), len(gold)])
    return numbers, np.concatenate([carbon, gold]), np.array([width, width, 16.0])


def error_over_the_own_area(specimen, prepared):
    """Of all positions, against slices of 0.1 Å."""
    numbers, positions, box = specimen
    lattice = prepared.lattice
    x = (np.arange(14) + 0.5) / 14
    places = np.stack(np.meshgrid(x * box[0], x * box[1], indexing="ij"), -1).reshape(-1, 2)
    probe = lattice.amplitudes(SETTINGS.aberrations)

    def seen(slices):
        gratings = Gratings(lattice.grid, numbers, slices, SETTINGS.energy_keV)
        sample = slice_specimen(gratings, positions)
        exits = [len(slices)]
        return scan(sample, places, lattice.beams, probe, list(lattice.detectors), exits)[0, 0]

    right = seen(own_planes(positions[:, 2], numbers**1.6, float(box[2]), 0.1))
    away = seen(prepared.slices) - right
    contrast = (right**2).mean() / right.mean() ** 2
    return np.sqrt((away**2).mean()) / right.mean() * max(min(1, 8 / contrast), contrast**-0.5)


def test_slices_of_a_support_cost_little_of_an_image_of_heavy_atoms():
    specimen = gold_on_carbon()
    prepared = prepare(*specimen, SETTINGS)
    told = slicing_error(Atoms(*specimen), (1, 1, 1), prepared)
    true = error_over_the_own_area(specimen, prepared)
    assert true / 3 < told < 3 * true


def test_slices_of_a_support_alone_cost_more_of_its_image():
    numbers, positions, box = gold_on_carbon()
    kept = numbers == 6
    support = Atoms(numbers[kept], positions[kept], box)
    bare = prepare(support.numbers, support.positions, box, SETTINGS)
    prepared = prepare(numbers, positions, box, SETTINGS)
    told = slicing_error(Atoms(numbers, positions, box), (1, 1, 1), prepared)
    assert slicing_error(support, (1, 1, 1), bare) > 3 * told
