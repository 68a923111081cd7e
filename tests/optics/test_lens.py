"""Propagator, aperture, aberrations and detectors: the closed forms that they stand for."""

import numpy as np
import pytest

from synthscope.optics.aberrations import Aberrations, aperture_beams, beam_amplitudes, probes
from synthscope.optics.bandlimit import band_limit, band_mask
from synthscope.optics.detectors import Detector
from synthscope.optics.grids import Grid, grid_for, sampling_for, smooth_size
from synthscope.optics.propagator import propagator

WAVELENGTH = 0.02507934


def test_propagator_is_the_fresnel_phase_within_the_band_limit_and_nothing_beyond():
    grid = Grid((64, 60), (8.0, 7.0))
    found = propagator(grid, 3.2, WAVELENGTH)
    k2 = grid.k2()
    inside = np.sqrt(k2) <= band_limit(grid)
    expected = np.sin(-np.pi * WAVELENGTH * 3.2 * k2)
    np.testing.assert_allclose(found.imag[inside], expected[inside], atol=1e-6)
    assert np.all(found[~inside] == 0) and 0.3 < inside.mean() < 0.4


def test_tilted_frame_propagates_the_same_wave():
    grid = Grid((64, 60), (8.0, 7.0))
    beam = (3 / 8.0, -2 / 7.0)
    tilted = propagator(grid, 3.2, WAVELENGTH, tilt=beam)
    straight = np.roll(propagator(grid, 3.2, WAVELENGTH), (-3, 2), axis=(0, 1))
    inside = band_mask(grid, beam) & np.roll(band_mask(grid), (-3, 2), axis=(0, 1))
    np.testing.assert_allclose(tilted[inside], straight[inside], atol=1e-6)
    assert inside.sum() > 0.98 * band_mask(grid).sum()


def test_specimen_tilt_is_the_opposite_tilt_of_the_beam():
    grid = Grid((48, 48), (6.0, 6.0))
    a = propagator(grid, 2.0, WAVELENGTH, specimen_tilt=(0.5, -0.25))
    b = propagator(grid, 2.0, WAVELENGTH, tilt=(-0.5, 0.25))
    both = (a != 0) & (b != 0)
    np.testing.assert_allclose(a[both], b[both], atol=1e-6)


def test_aperture_holds_the_beams_below_its_angle():
    grid = Grid((480, 448), (26.0, 25.0))
    beams = aperture_beams(grid, 27.0, WAVELENGTH)
    angle = 1e3 * WAVELENGTH * np.hypot(beams[:, 0] / 26, beams[:, 1] / 25)
    assert angle.max() < 27.0
    everywhere = np.sqrt(grid.k2()) * WAVELENGTH * 1e3 < 27.0
    assert len(beams) == everywhere.sum()


def test_aberration_function_has_the_textbook_terms():
    theta = 9e-3
    k = theta / WAVELENGTH
    two_pi = 2 * np.pi / WAVELENGTH
    cases = [
        (Aberrations(defocus_A=100), k, 0, -two_pi * 50 * theta**2),
        (Aberrations(c3_um=1200), k, 0, two_pi * 1.2e7 / 4 * theta**4),
        (Aberrations(c5_mm=3), 0, k, two_pi * 3e7 / 6 * theta**6),
        (Aberrations(astigmatism_A=20), k, 0, two_pi * 10 * theta**2),
        (Aberrations(astigmatism_A=20), 0, k, -two_pi * 10 * theta**2),
        (Aberrations(astigmatism_A=20, astigmatism_deg=90), 0, k, two_pi * 10 * theta**2),
        (Aberrations(coma_A=900), -k, 0, -two_pi * 300 * theta**3),
        (Aberrations(coma_A=900, coma_deg=90), 0, k, two_pi * 300 * theta**3),
    ]
    for aberrations, kx, ky, expected in cases:
        assert aberrations.phase(kx, ky, WAVELENGTH) == pytest.approx(expected, rel=1e-9)


def test_positive_defocus_cancels_free_space_of_that_length():
    grid = Grid((64, 64), (8.0, 8.0))
    beams = aperture_beams(grid, 30.0, WAVELENGTH)
    amplitudes = beam_amplitudes(beams, grid, WAVELENGTH, Aberrations(defocus_A=40))
    free = propagator(grid, 40.0, WAVELENGTH)[beams[:, 0], beams[:, 1]]
    np.testing.assert_allclose(amplitudes * free, 1 / np.sqrt(len(beams)), atol=1e-6)


def test_a_probe_stands_where_it_is_put_and_carries_one_electron():
    grid = Grid((128, 120), (12.8, 12.0))
    beams = aperture_beams(grid, 25.0, WAVELENGTH)
    amplitudes = beam_amplitudes(beams, grid, WAVELENGTH, Aberrations())
    waves = probes(np.array([[3.2, 7.0], [0.0, 0.0]]), beams, amplitudes, grid)
    np.testing.assert_allclose((np.abs(waves) ** 2).sum((1, 2)), 1, rtol=1e-5)
    intensity = np.abs(np.fft.ifft2(waves)) ** 2
    peaks = [np.unravel_index(i.argmax(), i.shape) for i in intensity]
    assert peaks == [(32, 70), (0, 0)]


def test_detector_takes_its_inner_edge_and_leaves_its_outer_one():
    grid = Grid((400, 400), (WAVELENGTH * 1e3, WAVELENGTH * 1e3))  # one pixel is one mrad
    mask = Detector(100, 150).mask(grid, WAVELENGTH)
    assert [bool(mask[i, 0]) for i in (99, 101, 149, 151)] == [False, True, True, False]
    assert mask.sum() == pytest.approx(np.pi * (150**2 - 100**2), rel=0.005)
    assert Detector(0, 20).mask(grid, WAVELENGTH)[0, 0]


@pytest.mark.parametrize(
    ("wavelength", "pixel"),
    [(0.04175716, 0.0928), (0.03701437, 0.0823), (0.02507934, 0.0557), (0.01968749, 0.0437)],
)
def test_sampling_rule(wavelength, pixel):
    assert sampling_for(150, wavelength) == pytest.approx(pixel, abs=6e-5)


def test_grids_are_fast_and_reach_the_angle_asked_for():
    assert [smooth_size(n) for n in (7, 449, 480, 481)] == [8, 450, 480, 486]
    grid = grid_for((26.0, 24.0), 150, WAVELENGTH)
    assert grid.shape == (480, 432)
    assert 1e3 * WAVELENGTH * band_limit(grid) >= 150
    assert grid_for((24.0, 24.0), 150, WAVELENGTH, (6, 6)).shape == (432, 432)
