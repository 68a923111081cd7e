"""The definition of a STEM image, against closed forms and an independent program."""

import math

import numpy as np
import pytest
from tests.imaging.specimens import (
    gridded_potential,
    repeated,
    silicon_110,
    strontium_titanate,
)

from synthscope.imaging.multislice import Specimen, probe_waves, scan, specimen, transmitted
from synthscope.imaging.planewaves import transfer
from synthscope.optics.aberrations import Aberrations, aperture_beams, beam_amplitudes
from synthscope.optics.constants import (
    POTENTIAL_PER_SCATTERING_FACTOR,
    interaction_parameter,
    wavelength,
)
from synthscope.optics.detectors import Detector
from synthscope.optics.grids import Grid, grid_for
from synthscope.optics.phonons import displaced
from synthscope.optics.potential import Potential, transmission
from synthscope.optics.scattering import scattering_factor
from synthscope.optics.slicing import Slices, own_planes

LAMBDA = wavelength(200)


def microscope(grid, semiangle=20.0, aberrations=Aberrations()):  # noqa: B008
    beams = aperture_beams(grid, semiangle, LAMBDA)
    return beams, beam_amplitudes(beams, grid, LAMBDA, aberrations)


def titanate(counts, reach, rms=0.0, seed=0):
    numbers, positions, box = repeated(*strontium_titanate(), counts)
    moved = displaced(positions, np.full(len(numbers), rms), np.random.default_rng(seed))
    grid = grid_for(tuple(box[:2]), reach, LAMBDA)
    slices = own_planes(positions[:, 2], numbers**1.6, box[2], 2.0)
    return Potential(grid, numbers, slices), moved, slices


def test_nothing_is_lost_but_what_passes_the_band_limit():
    potential, positions, slices = titanate((3, 3, 20), 200, rms=0.07)
    sample = specimen(potential, positions, 200)
    beams, amplitudes = microscope(potential.grid)
    places = np.random.default_rng(3).uniform(0, 3.905, (8, 2))
    waves = probe_waves(sample, places, beams, amplitudes)
    for _, wave in transmitted(sample, waves, [1, 10, len(slices)]):
        total = (np.abs(wave) ** 2).sum((1, 2))
        assert np.all(total < 1.0001)
        assert total.mean() > 0.98


def test_empty_space_leaves_the_probe_in_its_cone():
    grid = Grid((120, 120), (10.0, 10.0))
    sample = Specimen(
        grid, np.array([1.0, 9.0]), 20.0, np.ones((2, *grid.shape), np.complex64), LAMBDA
    )
    beams, amplitudes = microscope(grid)
    image = scan(
        sample, np.zeros((1, 2)), beams, amplitudes, [Detector(0, 20.1), Detector(20.1, 90)], [2]
    )
    np.testing.assert_allclose(image[:, 0, 0], [1, 0], atol=1e-6)


def test_a_thin_object_multiplies_the_probe_with_its_phase():
    numbers, positions, box = repeated(*silicon_110(), (3, 2, 1))
    grid = grid_for(tuple(box[:2]), 100, LAMBDA)
    one = Slices(np.zeros(len(numbers), int), np.array([0.0]), 0.0)
    potential = Potential(grid, numbers, one)
    beams, amplitudes = microscope(grid, 15.0, Aberrations(defocus_A=50, c3_um=20))
    place = np.array([[1.3, 2.2]])
    sample = specimen(potential, positions, 200)
    wave = probe_waves(sample, place, beams, amplitudes)[0]
    (_, found), *_ = transmitted(sample, wave.copy(), [1])
    phase = interaction_parameter(200) * potential(positions)[0]
    expected = np.fft.fft2(wave * np.exp(1j * phase))
    inside = found != 0
    assert np.abs(found - expected)[inside].max() < 3e-3 * np.abs(expected).max()


def test_weak_scattering_is_the_square_of_the_potential():
    # Kinematic limit: a plane wave sends |σ V(k)|² to k.
    numbers, positions = np.array([3]), np.array([[2.5, 2.0, 0.0]])
    grid = Grid((120, 120), (5.0, 5.0))
    one = Slices(np.zeros(1, int), np.array([0.0]), 0.0)
    sample = specimen(Potential(grid, numbers, one), positions, 1000)
    (_, wave), *_ = transfer(sample, (0.0, 0.0), [1])
    factor = scattering_factor(3, grid.k2())
    constant = POTENTIAL_PER_SCATTERING_FACTOR * interaction_parameter(1000) / 25
    far = (wave != 0) & (grid.k2() > 1)
    np.testing.assert_allclose(
        np.abs(wave)[far], (constant * factor)[far], rtol=0.03, atol=2e-3 * constant * factor.max()
    )


def test_laue_rings_lie_where_the_ewald_sphere_meets_the_layers():
    # Silicon [110] at 200 kV: θ = λ √(2nH/λ − n²H²), 114.1 and 161.1 mrad.
    numbers, positions, box = silicon_110()
    grid = grid_for(tuple(box[:2]), 190, LAMBDA)
    slices = own_planes(positions[:, 2], np.ones(4), box[2], 1.0)
    sample = specimen(Potential(grid, numbers, slices), positions, 200, slices.tiled(60))
    angles, intensity = [], []
    for tilt in np.random.default_rng(1).uniform(-0.1, 0.1, (24, 2)):
        for _, wave in transfer(sample, tuple(tilt), [120]):
            k = np.hypot(grid.kx[:, None] + tilt[0], grid.ky[None] + tilt[1])
            angles.append(1e3 * LAMBDA * k.ravel())
            intensity.append((np.abs(wave) ** 2).ravel())
    angles, intensity = np.concatenate(angles), np.concatenate(intensity)
    for ring in (114.1, 161.1):
        near = np.abs(angles - ring) < 12
        share, edges = np.histogram(
            angles[near], 24, (ring - 12, ring + 12), weights=intensity[near]
        )
        peak = edges[share.argmax()] + 0.5
        assert abs(peak - ring) <= 1.0
        assert share.max() > 8 * np.median(share)


def test_equals_an_independent_program_on_the_same_potential():
    abtem = pytest.importorskip("abtem")
    generator = np.random.default_rng(0)
    extent = (8.0, 7.0)
    grid = grid_for(extent, 155, LAMBDA)
    numbers = generator.choice([8, 22, 38, 79], 40)
    positions = generator.uniform(0, 1, (40, 3)) * [8, 7, 12]
    index = np.minimum(positions[:, 2] // 2, 5).astype(int)
    slices = Slices(index, np.arange(6) * 2.0, 12.0)
    potential = Potential(grid, numbers, slices)
    places = generator.uniform(0, 7, (6, 2))
    detectors = [Detector(0, 10), Detector(40, 90), Detector(60, 130)]
    beams, amplitudes = microscope(grid, 20.0, Aberrations(defocus_A=30, c3_um=10))
    ours = scan(specimen(potential, positions, 200), places, beams, amplitudes, detectors, [6])
    settings = {"precision": "float32", "diagnostics.progress_bar": False, "antialias.taper": 1e-6}
    with abtem.config.set(settings):
        array = abtem.PotentialArray(potential(positions), slice_thickness=2.0, extent=extent)
        probe = abtem.Probe(
            energy=200e3, semiangle_cutoff=20, soft=False, defocus=30, Cs=10e4, extent=extent
        )
        probe.grid.match(array)
        for detector, values in zip(detectors, ours[:, 0]):
            theirs = probe.scan(
                array,
                scan=abtem.CustomScan(places),
                detectors=abtem.AnnularDetector(detector.inner_mrad, detector.outer_mrad),
                lazy=False,
            )
            difference = np.abs(np.asarray(theirs.array) - values).max()
            assert difference < 1e-3 * values.mean()


# Fractions of the beam from an independent program (abTEM 1.0.11): silicon [110], 200 keV, 20 mrad,
# 49.92 Å, on a column, between the two of a dumbbell, and in the hollow.
SILICON = np.array([[11.5207, 10.8618], [11.5207, 11.5406], [11.5207, 14.2109]])
# Their detector to 200 mrad ends where their band limit fades the waves, about 161.8 mrad.
STATIC = {
    (60, 161.8): [0.010218, 0.0012553, 7.432e-05],
    (100, 150): [0.0088866, 0.00094073, 5.1397e-05],
    (0, 20): [0.71576, 0.92816, 0.97365],
}
VIBRATING = {(60, 161.8): [0.022945, 0.0031221, 0.00020993], (0, 20): [0.73129, 0.92779, 0.97314]}
# SrTiO3 [001], 50.77 Å: Sr, Ti-O, O.
TITANATE = {
    (100, 150): [0.087909, 0.013786, 0.0024974],
    (0, 20): [0.76276, 0.85562, 0.87334],
}


def soft_edged(beams, grid):
    """The published values' aperture: its edge is as wide as a pixel of reciprocal space."""
    angle = 1e3 * LAMBDA * np.hypot(beams[:, 0] / grid.extent[0], beams[:, 1] / grid.extent[1])
    width = 1e3 * LAMBDA / np.array(grid.extent)
    direction = np.abs(beams) / np.maximum(np.hypot(*beams.T), 1e-9)[:, None]
    edge = np.hypot(direction[:, 0] * width[0], direction[:, 1] * width[1])
    edge[angle == 0] = width.mean()
    amplitudes = np.clip((20 - angle) / edge + 0.5, 0, 1)
    return amplitudes / math.sqrt((amplitudes**2).sum())


def published_way(cell, counts, shape, places, detectors, displacements, both=True):
    """Images with the potential of the published values, whose atoms are shared by four pixels."""
    numbers, positions, box = repeated(*cell, counts)
    grid = Grid(shape, tuple(box[:2]))
    slices = own_planes(positions[:, 2], np.ones(len(numbers)), box[2], 1.0)
    beams = aperture_beams(grid, 21.5, LAMBDA)
    amplitudes = soft_edged(beams, grid)

    def factor(number, k2):
        scale = POTENTIAL_PER_SCATTERING_FACTOR / math.prod(grid.sampling)
        return scale * scattering_factor(int(number), k2, "kirkland")

    gridded, exact = [], []
    for moved in displacements(numbers, positions):
        potentials = gridded_potential(numbers, moved, grid, slices, factor)
        gratings = transmission(potentials, interaction_parameter(200), grid)
        sample = Specimen(grid, slices.planes, slices.depth, gratings, LAMBDA)
        gridded.append(scan(sample, places, beams, amplitudes, detectors, [len(slices)])[:, 0])
        if both:
            sample = specimen(Potential(grid, numbers, slices, "kirkland"), moved, 200)
            exact.append(scan(sample, places, beams, amplitudes, detectors, [len(slices)])[:, 0])
    return np.mean(gridded, 0), np.mean(exact, 0) if both else None


def test_published_static_values_come_out_when_atoms_are_put_on_the_grid():
    for cell, counts, shape, places, published in (
        (silicon_110(), (7, 5, 13), (538, 544), SILICON, STATIC),
        (
            strontium_titanate(),
            (6, 6, 13),
            (469, 469),
            3.905 * np.array([[3, 3], [3.5, 3.5], [3.5, 3]]),
            TITANATE,
        ),
    ):
        detectors = [Detector(*angles) for angles in published]
        gridded, exact = published_way(
            cell, counts, shape, places, detectors, lambda _, positions: [positions]
        )
        expected = np.array(list(published.values()))
        np.testing.assert_allclose(gridded, expected, rtol=0.02, atol=6e-6)
        # sharing atoms between pixels weakens high angles: where they truly are, they scatter more
        assert np.all(exact[-2] > 1.1 * gridded[-2])


@pytest.mark.slow
def test_published_frozen_phonon_values_come_out_when_atoms_are_put_on_the_grid():
    def displacements(numbers, positions):
        for seed in range(12):
            rms = np.full(len(numbers), 0.0761)
            yield displaced(positions, rms, np.random.default_rng(seed))

    detectors = [Detector(*angles) for angles in VIBRATING]
    gridded, _ = published_way(
        silicon_110(), (7, 5, 13), (538, 544), SILICON, detectors, displacements, both=False
    )
    np.testing.assert_allclose(gridded, list(VIBRATING.values()), rtol=0.06)
