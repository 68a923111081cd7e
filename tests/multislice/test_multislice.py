"""The definition of a STEM image, against closed forms and an independent program."""

import numpy as np
import pytest
from tests.multislice.sampled import SampledGratings
from tests.multislice.specimens import repeated, silicon_110, strontium_titanate

from synthscope.multislice.multislice import (
    SlicedSpecimen,
    probe_waves,
    scan,
    slice_specimen,
    transmitted,
)
from synthscope.multislice.planewaves import transfer
from synthscope.optics.aberrations import Aberrations, aperture_beams, beam_amplitudes
from synthscope.optics.constants import (
    POTENTIAL_PER_SCATTERING_FACTOR,
    interaction_parameter,
    wavelength,
)
from synthscope.optics.detectors import Detector
from synthscope.optics.grids import Grid, grid_for
from synthscope.optics.phonons import displaced
from synthscope.optics.potential import projected_slices
from synthscope.optics.scattering import scattering_factor
from synthscope.optics.slicing import Slices, own_planes
from synthscope.optics.transmission import Gratings

LAMBDA = wavelength(200)


def microscope(grid, semiangle=20.0, aberrations=Aberrations()):  # noqa: B008
    beams = aperture_beams(grid, semiangle, LAMBDA)
    return beams, beam_amplitudes(beams, grid, LAMBDA, aberrations)


def titanate(counts, reach, rms=0.0, seed=0):
    numbers, positions, box = repeated(*strontium_titanate(), counts)
    moved = displaced(positions, np.full(len(numbers), rms), np.random.default_rng(seed))
    grid = grid_for(tuple(box[:2]), reach, LAMBDA)
    slices = own_planes(positions[:, 2], numbers**1.6, box[2], 2.0)
    return Gratings(grid, numbers, slices, 200), moved, slices


def test_nothing_is_lost_but_what_passes_the_band_limit():
    gratings, positions, slices = titanate((3, 3, 20), 200, rms=0.07)
    sample = slice_specimen(gratings, positions)
    beams, amplitudes = microscope(gratings.grid)
    places = np.random.default_rng(3).uniform(0, 3.905, (8, 2))
    waves = probe_waves(sample, places, beams, amplitudes)
    for _, wave in transmitted(sample, waves, [1, 10, len(slices)]):
        total = (np.abs(wave) ** 2).sum((1, 2))
        assert np.all(total < 1.0001)
        assert total.mean() > 0.98


def test_empty_space_leaves_the_probe_in_its_cone():
    grid = Grid((120, 120), (10.0, 10.0))
    sample = SlicedSpecimen(
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
    beams, amplitudes = microscope(grid, 15.0, Aberrations(defocus_A=50, c3_um=20))
    place = np.array([[1.3, 2.2]])
    sample = slice_specimen(Gratings(grid, numbers, one, 200), positions)
    wave = probe_waves(sample, place, beams, amplitudes)[0]
    (_, found), *_ = transmitted(sample, wave.copy(), [1])
    phase = interaction_parameter(200) * projected_slices(numbers, positions, grid, one)[0]
    expected = np.fft.fft2(wave * np.exp(1j * phase))
    inside = found != 0
    assert np.abs(found - expected)[inside].max() < 3e-3 * np.abs(expected).max()


def test_weak_scattering_is_the_square_of_the_potential():
    # Kinematic limit: a plane wave sends |σ V(k)|² to k.
    numbers, positions = np.array([3]), np.array([[2.5, 2.0, 0.0]])
    grid = Grid((120, 120), (5.0, 5.0))
    one = Slices(np.zeros(1, int), np.array([0.0]), 0.0)
    sample = slice_specimen(Gratings(grid, numbers, one, 1000), positions)
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
    sample = slice_specimen(Gratings(grid, numbers, slices, 200), positions, slices.tiled(60))
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
    gratings = SampledGratings(grid, numbers, slices)
    places = generator.uniform(0, 7, (6, 2))
    detectors = [Detector(0, 10), Detector(40, 90), Detector(60, 130)]
    beams, amplitudes = microscope(grid, 20.0, Aberrations(defocus_A=30, c3_um=10))
    ours = scan(slice_specimen(gratings, positions), places, beams, amplitudes, detectors, [6])
    settings = {"precision": "float32", "diagnostics.progress_bar": False, "antialias.taper": 1e-6}
    with abtem.config.set(settings):
        array = abtem.PotentialArray(
            gratings.potential(positions), slice_thickness=2.0, extent=extent
        )
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
