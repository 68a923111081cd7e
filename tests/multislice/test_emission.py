"""What columns scatter by themselves has the mean over displacements that is told."""

import numpy as np
import pytest

from synthscope.multislice.emission import Column, detection, scattered, scattering
from synthscope.optics.constants import interaction_parameter, wavelength
from synthscope.optics.detectors import Detector
from synthscope.optics.grids import Grid
from synthscope.optics.slicing import Slices
from synthscope.optics.transmission import Gratings

LAMBDA, SIGMA = wavelength(200), interaction_parameter(200)
RMS = np.array([0.05, 0.06, 0.09])


def column(inner=100, outer=150):
    seen = detection(Detector(inner, outer), LAMBDA, 4.0, 100.0)
    sent = scattered(seen, np.array([38, 22, 8]), np.array([0, 2.0, 4.0]), LAMBDA, SIGMA, "lobato")
    return Column(seen, sent, RMS, np.array([20 + 3j, 15 - 2j, 8.0]))


def displacements(count):
    return np.random.default_rng(1).standard_normal((count, 3, 2)) * RMS[:, None]


@pytest.mark.parametrize("angles", [(100, 150), (40, 80)])
def test_what_displacements_change_has_a_mean_of_nothing(angles):
    one = column(*angles)
    seen = np.array([one.surprise(steps, 3) for steps in displacements(3000)])
    scatter = seen.std(0)
    assert np.abs(seen.mean(0)).max() < 0.1 * scatter.max()
    assert (np.abs(seen.mean(0)) < 5 * scatter / np.sqrt(len(seen)) + 1e-18).all()


def test_a_column_scatters_of_probes_beside_it_what_their_gaussians_bring_to_its_atoms():
    seen = detection(Detector(100, 150), LAMBDA, 4.0, 100.0)
    sent = scattered(seen, np.array([38, 22, 8]), np.array([0, 2.0, 4.0]), LAMBDA, SIGMA, "lobato")
    gamma, steps = 6.0, displacements(1)[0]
    probes = np.array([[0.0, 0.0], [0.2, -0.1], [0.0, 0.4]])
    found = Column(seen, sent, RMS, np.full(3, gamma)).intensities(steps, probes)
    away = steps.T[:, None, :] + 1j * sent.shifts - probes[:, :, None, None]
    sends = sent.amplitudes * np.exp(-2j * np.pi * (seen.k @ steps.T))
    right = (np.abs((sends * np.exp(-gamma * (away**2).sum(1))).sum(-1)) ** 2).sum(-1)
    np.testing.assert_allclose(found, right, rtol=0.03)


def test_an_upper_part_of_a_column_changes_as_it_does_alone():
    one, steps = column(), displacements(1)[0]
    whole, part = one.surprise(steps, 3), one.surprise(steps, 2)
    np.testing.assert_allclose(whole[:, :2, :, :2], part, rtol=1e-10, atol=1e-20)


def test_single_atoms_scatter_as_transmission_functions_do():
    grid = Grid((240, 240), (10.0, 10.0))
    one = Slices(np.array([0]), np.array([0.0]), 1.0)
    wave = Gratings(grid, np.array([79]), one, 200).slice(0, np.zeros((1, 3)))
    series = np.fft.fft2(wave - 1) * grid.pixel_area
    chosen = np.arange(35, 60)
    found = scattering(79, grid.kx[chosen], SIGMA, "lobato")
    np.testing.assert_allclose(found, series[chosen, 0], rtol=0.02)
