"""An image is averaged over just those operations that map its specimen and its probe."""

from dataclasses import replace

import numpy as np
import pytest
from tests.multislice.specimens import phonons, repeated, silicon_110, strontium_titanate

from synthscope.haadf.plan import prepare
from synthscope.haadf.settings import StemSettings
from synthscope.haadf.spectrum import image_spectrum
from synthscope.haadf.symmetry import Copies, Symmetry
from synthscope.optics.aberrations import Aberrations

QUICK = StemSettings(
    semiangle_mrad=30, detectors_mrad=((40, 60),), error=0.05, phonons=phonons(1), method="exact"
)


def pinwheel(shift=(0.0, 0.0)):
    """Atoms around a fourfold axis without mirrors, off the corner by `shift` of the box."""
    arm = np.array([[0.11, 0.04], [0.27, 0.15]])
    turn = np.array([[0, -1], [1, 0]])
    places = np.concatenate([arm @ np.linalg.matrix_power(turn, n).T for n in range(4)])
    depth = np.tile([0.5, 1.5], 4)
    box = np.array([12.0, 12.0, 2.0])
    positions = np.column_stack([(places + shift) % 1.0 * 12.0, depth])
    return np.full(8, 14), positions, box


def of(specimen, **changes):
    return Symmetry.of(prepare(*specimen, replace(QUICK, **changes)))


@pytest.mark.parametrize(
    "specimen, shifts, turns",
    [
        (repeated(*strontium_titanate(), (3, 3, 1)), 9, 8),
        (repeated(*strontium_titanate(), (3, 4, 1)), 12, 4),
        (repeated(*silicon_110(), (3, 2, 1)), 6, 4),
        (pinwheel((0.3, 0.1)), 1, 4),
    ],
)
def test_operations_are_those_of_the_layer_group(specimen, shifts, turns):
    found = of(specimen)
    assert (len(found.shifts), len(found.turns)) == (shifts, turns)
    assert found.order == shifts * turns


def test_columns_on_axes_and_mirrors_have_fewer_copies():
    assert of(pinwheel((0.3, 0.1))).copies == pytest.approx(4)
    crystal = of(repeated(*strontium_titanate(), (3, 3, 1)))  # every column is on an axis
    assert crystal.shifting.copies == 9 <= crystal.copies < 12
    numbers, positions, box = pinwheel((0.5, 0.5))
    middle = np.array([[6.0, 6.0, 1.0]])  # as bright as all the others
    with_one = (np.append(numbers, 14 * 8 ** (1 / 3.4)), np.append(positions, middle, 0), box)
    assert of(with_one).copies == pytest.approx(1 / (0.5 / 4 + 0.5 / 1), rel=0.05)


@pytest.mark.parametrize(
    "changes, turns",
    [
        ({"aberrations": Aberrations(defocus_A=50.0)}, 4),
        ({"aberrations": Aberrations(astigmatism_A=30.0, astigmatism_deg=10.0)}, 2),
        ({"aberrations": Aberrations(coma_A=300.0, coma_deg=10.0)}, 1),
        ({"tilt_mrad": (3.0, 0.0)}, 1),
    ],
)
def test_an_operation_that_changes_the_probe_is_none(changes, turns):
    assert len(of(pinwheel(), **changes).turns) == turns


def test_an_atom_that_is_another_or_moves_more_leaves_less_symmetry():
    numbers, positions, box = repeated(*strontium_titanate(), (3, 3, 1))
    other = numbers.copy()
    other[0] += 1
    assert len(of((other, positions, box)).shifts) == 1
    rms = np.full(len(numbers), 0.07)
    rms[0] = 0.09
    assert len(Symmetry.of(prepare(numbers, positions, box, QUICK, rms)).shifts) == 1
    assert len(of((numbers, positions + 0.01 * np.eye(45, 3), box)).turns) == 1


@pytest.mark.parametrize(
    "specimen",
    [repeated(*silicon_110(), (3, 2, 1)), pinwheel((0.3, 0.1)), pinwheel((0.25, 0.25))],
)
def test_the_image_of_the_atoms_at_rest_has_the_symmetry(specimen):
    prepared = prepare(*specimen, QUICK)
    spectrum = image_spectrum(prepared, prepared.positions)
    symmetry = Symmetry.of(prepared)
    assert symmetry.order > 1
    away = np.abs(symmetry.averaged(spectrum) - spectrum).max()
    assert away < 1e-4 * np.abs(spectrum).max()
    # … and another image has not
    moved = prepared.positions + 0.1 * np.eye(len(prepared.positions), 3)
    other = image_spectrum(prepared, moved)
    once = symmetry.averaged(other)
    assert np.abs(once - other).max() > 1e-3 * np.abs(spectrum).max()
    np.testing.assert_allclose(symmetry.averaged(once), once, atol=1e-12)


def test_shifted_copies_tell_the_scatter_of_their_mean():
    prepared = prepare(*repeated(*strontium_titanate(), (3, 3, 1)), QUICK)
    symmetry = Symmetry.of(prepared)
    random = np.random.default_rng(3)
    shape = image_spectrum(prepared, prepared.positions).shape
    copies, means = Copies(symmetry), []
    for _ in range(200):
        image = random.standard_normal(shape)  # of columns that have nothing in common
        spectrum = np.fft.fftshift(np.fft.fft2(image), axes=(-2, -1))
        copies.add(spectrum)
        means.append(Copies(symmetry))
        means[-1].add(spectrum)
    scatter = np.var([one.mean for one in means], axis=0, ddof=1).sum()
    assert copies.variance.sum() == pytest.approx(scatter, rel=0.1)
    assert np.mean([one.variance.sum() for one in means]) == pytest.approx(scatter, rel=0.1)
