"""What atoms scatter does not depend on the grid, nor on where they fall on its pixels."""

import numpy as np
import pytest
import scipy.fft

from synthscope.optics.bandlimit import band_limit, band_mask
from synthscope.optics.constants import (
    POTENTIAL_PER_SCATTERING_FACTOR,
    interaction_parameter,
    wavelength,
)
from synthscope.optics.cores import layers
from synthscope.optics.detectors import Detector
from synthscope.optics.grids import Grid, grid_for
from synthscope.optics.radial import hankel, projected_potential, radii
from synthscope.optics.scattering import scattering_factor
from synthscope.optics.slicing import Slices
from synthscope.optics.transmission import EDGE, Gratings, edge_for, limited

FIELD_A, SEMIANGLE_MRAD = 9.0, 25.0
DETECTORS = [Detector(100, 150), Detector(60, 100), Detector(25, 60)]


def one_slice(numbers):
    return Slices(np.zeros(len(numbers), int), np.zeros(1), 1.0)


def exponentiated(grid, numbers, positions, energy, finer):
    """exp(iσV) on a grid so many times finer, in double precision, cut to the band."""
    fine = Grid(tuple(finer * n for n in grid.shape), grid.extent)
    series = np.zeros(fine.shape, complex)
    for number, (x, y) in zip(numbers, positions):
        place = np.exp(-2j * np.pi * (fine.kx[:, None] * x + fine.ky[None] * y))
        series += scattering_factor(number, fine.k2()) * place
    area = np.prod(fine.sampling)
    potential = scipy.fft.ifft2(series).real * POTENTIAL_PER_SCATTERING_FACTOR / area
    wave = scipy.fft.fft2(np.exp(1j * interaction_parameter(energy) * potential))
    rows, columns = (np.fft.fftfreq(n, 1 / n).astype(int) for n in grid.shape)
    wave = wave[np.ix_(rows, columns)] * band_mask(grid) / finer**2
    return scipy.fft.ifft2(wave)


def detected(wave, grid, place, energy):
    """The fractions of a probe at `place` that a transmission function sends to the detectors."""
    lam = wavelength(energy)
    inside = grid.k2() < (1e-3 * SEMIANGLE_MRAD / lam) ** 2
    phase = np.exp(-2j * np.pi * (grid.kx[:, None] * place[0] + grid.ky[None] * place[1]))
    probe = scipy.fft.ifft2(inside * phase) * grid.size / np.sqrt(inside.sum())
    scattered = np.abs(scipy.fft.fft2(probe * wave) / grid.size) ** 2 * band_mask(grid)
    return np.array([scattered[d.mask(grid, lam)].sum() for d in DETECTORS])


@pytest.mark.parametrize("energy", [60, 200, 300])
@pytest.mark.parametrize("number", [6, 14, 38, 51, 79, 92])
def test_an_atom_scatters_the_same_from_anywhere_and_as_on_a_grid_eight_times_finer(number, energy):
    grid = grid_for((FIELD_A, FIELD_A), 150 + SEMIANGLE_MRAD, wavelength(energy))
    gratings = Gratings(grid, np.array([number]), one_slice([number]), energy)
    found = []
    for offset in ((0, 0), (0.5, 0), (0.5, 0.5), (0.31, 0.17)):
        place = (np.array(offset) + np.array(grid.shape) // 2) * grid.sampling
        (wave,) = gratings(place[None])
        found.append(detected(wave, grid, place, energy))
        if offset == (0.31, 0.17):
            finer = 16 if energy == 60 else 8  # there eight times finer pixels alias by 1 % still
            wave = exponentiated(grid, [number], [place], energy, finer)
            np.testing.assert_allclose(found[-1], detected(wave, grid, place, energy), rtol=0.01)
    np.testing.assert_allclose(found, np.broadcast_to(found[0], (4, 3)), rtol=1e-3)


@pytest.mark.parametrize("table", ["lobato", "kirkland"])
@pytest.mark.parametrize("number", [6, 38, 92])
def test_an_atom_scatters_as_the_integral_over_its_potential_says(number, table):
    # T(k) = 2π ∫ (exp(iσV(r)) − 1) J₀(2πkr) r dr, where nothing is smooth, sharp or on a grid
    energy, k = 200, np.array([0.5, 2.0, 4.0, 6.0])
    r, weights = radii()
    sigma = interaction_parameter(energy)
    turned = np.expm1(1j * sigma * projected_potential(number, r, table))
    expected = hankel(turned, r, weights, k)
    grid = Grid((480, 480), (20.0, 20.0))
    gratings = Gratings(grid, np.array([number]), one_slice([number]), energy, table)
    (wave,) = gratings(np.array([[0.0, 0.0]]))
    series = scipy.fft.fft2(wave)[np.round(20 * k).astype(int), 0] * 20.0**2 / grid.size
    np.testing.assert_allclose(series, expected, rtol=2e-3, atol=1e-4)  # of single precision


def test_the_projected_potential_is_the_transform_of_the_scattering_factor():
    r, weights = radii()
    k = np.array([0.3, 1.0, 3.0, 12.0])
    for number, table in ((6, "lobato"), (79, "lobato"), (6, "kirkland"), (79, "kirkland")):
        found = hankel(projected_potential(number, r, table), r, weights, k)
        expected = POTENTIAL_PER_SCATTERING_FACTOR * scattering_factor(number, k**2, table)
        np.testing.assert_allclose(found, expected, rtol=1e-4)


@pytest.mark.parametrize("apart", [0.05, 0.15, 0.4, 0.9])
def test_atoms_that_overlap_in_projection_turn_the_wave_together(apart):
    energy, numbers = 200, np.array([79, 38])
    grid = grid_for((FIELD_A, FIELD_A), 150 + SEMIANGLE_MRAD, wavelength(energy))
    positions = np.array([[4.0, 4.1], [4.0 + apart, 4.1]])
    (found,) = Gratings(grid, numbers, one_slice(numbers), energy)(positions)
    expected = exponentiated(grid, numbers, positions, energy, 8)
    for place in positions:
        ours, right = (detected(wave, grid, place, energy) for wave in (found, expected))
        np.testing.assert_allclose(ours, right, rtol=0.03)  # one core after the other in the band


def test_cores_that_overlap_are_in_different_layers():
    positions = np.array([[1.0, 1.0], [1.3, 1.0], [1.6, 1.0], [9.95, 5.0], [0.1, 5.0], [5.0, 5.0]])
    found = layers(positions, np.full(6, 0.4), np.diag([10.0, 10.0]))
    assert found.tolist() == [0, 1, 0, 0, 1, 0]
    assert layers(positions, np.full(6, 0.1), np.diag([10.0, 10.0])).max() == 0


def test_a_grid_of_wide_pixels_gets_products_on_a_finer_one():
    lam, number = wavelength(200), np.array([79])
    grid = grid_for((FIELD_A, FIELD_A), 60, lam)
    gratings = Gratings(grid, number, one_slice(number), 200)
    assert gratings.finer == 2
    place = np.array([4.03, 4.51])
    (wave,) = gratings(place[None])
    exact = exponentiated(grid, number, [place], 200, 16)
    ours, right = (np.abs(scipy.fft.fft2(w)) ** 2 for w in (wave, exact))
    np.testing.assert_allclose(ours.sum(), right.sum(), rtol=1e-4)
    np.testing.assert_allclose(wave, exact, atol=5e-3)


def test_what_a_grid_holds_it_keeps_and_what_is_beyond_the_band_is_gone():
    grid = Grid((96, 90), (5.0, 5.0))
    generator = np.random.default_rng(1)
    wave = (generator.standard_normal(grid.shape) + 0j).astype(np.complex64)
    mask = band_mask(grid)
    found = scipy.fft.fft2(limited(wave.copy(), ~mask))
    np.testing.assert_allclose(found[mask], scipy.fft.fft2(wave)[mask], atol=1e-3)
    assert np.abs(found[~mask]).max() < 1e-3


def test_no_atoms_leave_the_wave_as_it_is():
    grid = Grid((32, 32), (3.0, 3.0))
    slices = Slices(np.zeros(1, int), np.array([0.0, 1.0]), 2.0)
    found = Gratings(grid, np.array([6]), slices, 200)(np.array([[1.0, 1.0]]))
    np.testing.assert_array_equal(found[1], 1)


def test_vibrating_atoms_keep_what_they_scatter_by_more_than_the_band_up_to_the_edge():
    energy, grid, number = 200, Grid((216, 216), (FIELD_A, FIELD_A)), np.array([79])
    place, limit = np.array([[4.03, 4.51]]), band_limit(grid)
    k = np.sqrt(grid.k2())
    between, beyond = (k > 1.01 * limit) & (k < 1.15 * limit), k > EDGE * limit
    exact = scipy.fft.fft2(exponentiated(grid.refined(2), number, place, energy, 4))
    rows, columns = (np.fft.fftfreq(n, 1 / n).astype(int) for n in grid.shape)
    exact = exact[np.ix_(rows, columns)] / 4

    def spectrum(numbers, positions, static):
        made = Gratings(grid, numbers, one_slice(numbers), energy, edge=edge_for(static))
        return scipy.fft.fft2(made(positions)[0])

    moving, still = (spectrum(number, place, static) for static in (False, True))
    away = np.abs(moving - exact)[between]
    assert np.sqrt((away**2).mean()) < 0.05 * np.sqrt((np.abs(exact[between]) ** 2).mean())
    scale = np.abs(exact[between]).max()
    assert np.abs(moving[beyond]).max() < 1e-3 * scale
    assert np.abs(still[between]).max() < 1e-3 * scale
    # products of cores that overlap would come back within the band
    both = spectrum(np.array([79, 38]), np.concatenate([place, place + 0.1]), False)
    assert np.abs(both[between]).max() < 1e-3 * scale
