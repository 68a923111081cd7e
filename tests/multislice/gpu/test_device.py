"""The ways to an image on a device, of any library of the array API standard."""

from dataclasses import replace

import array_api_strict
import numpy as np
import pytest
from tests.multislice.specimens import repeated, strontium_titanate

from synthscope.multislice import interpolated, planewaves
from synthscope.multislice.assembly import evaluate
from synthscope.multislice.cpu.kernels import NUMPY
from synthscope.multislice.gpu.device import Device
from synthscope.multislice.gpu.kernels import DeviceKernels
from synthscope.multislice.lattice import Lattice
from synthscope.multislice.multislice import slice_specimen
from synthscope.optics.aberrations import Aberrations
from synthscope.optics.constants import wavelength
from synthscope.optics.detectors import Detector
from synthscope.optics.grids import grid_for
from synthscope.optics.phonons import displaced
from synthscope.optics.slicing import own_planes
from synthscope.optics.transmission import Gratings

LAMBDA = wavelength(200)
TILT = (4.0, -3.0)
STRICT = Device(array_api_strict, working_mb=24)
SMALL = replace(STRICT, working_mb=1e-3)  # one item a batch
DETECTORS = (Detector(50, 90), Detector(0, 60))


def vibrating():
    """One configuration of a crystal that fills its field; two thicknesses."""
    numbers, positions, box = repeated(*strontium_titanate(), (2, 3, 3))
    moved = displaced(positions, np.full(len(numbers), 0.08), np.random.default_rng(4))
    slices = own_planes(positions[:, 2], numbers**1.6, box[2], 2.0)
    return numbers, moved, slices, slices, grid_for(tuple(box[:2]), 110, LAMBDA), (1, 1)


def repeating():
    """One cell of a static crystal that repeats along all axes; two thicknesses."""
    numbers, positions, box = strontium_titanate()
    slices = own_planes(positions[:, 2], numbers**1.6, box[2], 2.0)
    grid = grid_for(tuple(box[:2]), 110, LAMBDA)
    return numbers, positions, slices, slices.tiled(4), grid, (3, 4)


class Case:
    """A crystal on the host and on a device."""

    def __init__(self, kind):
        numbers, self.positions, cut, self.slices, grid, repeats = kind()
        self.gratings = Gratings(grid, numbers, cut, 200)
        self.lattice = Lattice(grid, repeats, LAMBDA, 20.0, DETECTORS)
        self.exit_planes = (len(self.slices) // 2, len(self.slices))
        aberrations = Aberrations(defocus_A=20, coma_A=300)
        self.probe = self.lattice.amplitudes(aberrations)

    def sample(self, kernels=NUMPY):
        gratings = kernels.transmissions(self.gratings)
        return slice_specimen(gratings, self.positions, self.slices, TILT)

    def plan(self, error=0.01):
        return interpolated.plan(self.lattice, self.slices.planes, self.exit_planes, error)

    def difference(self, series, expected):
        """The rms over all positions, over each image's mean; of the worst image."""
        x, y = (np.arange(40) / 40 * e for e in self.lattice.extent)
        images = [evaluate(s, self.lattice.grid.extent, x, y) for s in (series, expected)]
        rms = np.sqrt(((images[0] - images[1]) ** 2).mean((-2, -1)))
        return np.max(rms / images[1].mean((-2, -1)))


@pytest.fixture(scope="module", params=[vibrating, repeating])
def case(request):
    return Case(request.param)


@pytest.mark.parametrize("device", [STRICT, SMALL], ids=["together", "one by one"])
def test_transmission_functions_of_a_device_are_those_of_numpy(case, device):
    found = np.stack([device.get(one) for one in case.sample(DeviceKernels(device)).transmissions])
    assert found.dtype == np.complex64
    np.testing.assert_allclose(found, case.sample().transmissions, atol=2e-5)


def test_interpolated_image_of_a_device_is_that_of_numpy_within_single_precision(case):
    plan = case.plan()
    found, expected = (
        interpolated.interpolated_spectra(case.sample(kernels), plan, [case.probe], kernels)[0]
        for kernels in (DeviceKernels(STRICT), NUMPY)
    )
    assert found.shape == expected.shape and found.shape[:2] == (2, 2)
    assert case.difference(found, expected) < 1e-5


def test_exact_image_of_a_device_is_that_of_numpy_within_single_precision(case):
    exit_planes = list(case.exit_planes)
    found, expected = (
        planewaves.exact_spectra(
            case.sample(kernels), case.lattice, [case.probe], exit_planes, kernels
        )[0]
        for kernels in (DeviceKernels(STRICT), NUMPY)
    )
    assert case.difference(found, expected) < 1e-5


def test_size_of_batches_does_not_change_an_image():
    case = Case(vibrating)
    plan = case.plan(0.1)
    series = [
        interpolated.interpolated_spectra(case.sample(kernels), plan, [case.probe], kernels)[0]
        for kernels in map(DeviceKernels, (STRICT, replace(STRICT, working_mb=1)))
    ]
    assert case.difference(*series) < 1e-6
