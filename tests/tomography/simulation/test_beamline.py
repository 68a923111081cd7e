"""Complex mode: noise that is noise, stripes that move with the detector, and the original's."""

from dataclasses import replace
from functools import partial

import numpy as np
import pytest

from synthscope.core.seeds import generator
from synthscope.tomography.settings import BeamSettings
from synthscope.tomography.simulation.beamline import Beamline
from synthscope.tomography.simulation.flats import flat_field
from synthscope.tomography.simulation.geometry import Geometry
from synthscope.tomography.simulation.legacy import legacy_view
from synthscope.tomography.simulation.phantom import Spheres, random_spheres
from synthscope.tomography.simulation.projection import project

GEOMETRY = Geometry.of_size(48)
SETTINGS = BeamSettings(shifts=3, shift_step=2)


def beamline(settings=SETTINGS, seed=1, sample=0):
    return Beamline(random_spheres(generator(1, "b"), 40), GEOMETRY, settings, seed, sample)


def volume(beam, shift):
    return np.array([beam.sinogram(s.row, s.counts, s.shift) for s in beam.views([shift])])


@pytest.fixture(scope="module")
def exact():
    return project(beamline().spheres, GEOMETRY)


@pytest.fixture(scope="module")
def clean():
    return volume(beamline(), None)


def angle_mean_excess(noisy, exact):
    """Spread of the error's angle mean over that of independent noise of the same size."""
    error = (noisy - exact).astype(float)
    bright = np.ones(error.shape[::2], bool)
    bright[[0, -1]] = False
    spread = error.mean(axis=1)[bright].std()
    independent = error.std(axis=1)[bright].mean() / np.sqrt(error.shape[1])
    return spread / independent


def test_the_clean_target_has_noise_but_no_fixed_pattern(clean, exact):
    assert 0.003 < (clean - exact).std() / exact.max() < 0.1
    assert angle_mean_excess(clean, exact) < 1.15


def test_striped_views_have_a_fixed_pattern(exact):
    assert angle_mean_excess(volume(beamline(), 1), exact) > 3


def test_legacy_noise_paints_the_fixed_pattern_of_one_noise_stream(exact, monkeypatch):
    """The original's clean targets spread 12 times as much as independent noise would."""
    without_speckles = partial(flat_field, grain=0)
    monkeypatch.setattr("synthscope.tomography.simulation.beamline.flat_field", without_speckles)
    air = exact.max(axis=1) == 0
    legacy = legacy_view(beamline(), None).transpose(0, 2, 1)[air]
    assert legacy.mean(axis=1).std() > 4 * legacy.std(axis=1).mean() / np.sqrt(GEOMETRY.angles)
    assert (legacy.min(), legacy_view(beamline(), None).max()) == pytest.approx(
        (0, exact.max()), abs=1e-3
    )
    seed = [legacy_view(beamline(seed=seed), None) for seed in (1, 2)]
    assert np.array_equal(*seed)  # it never did depend on a seed


def test_frames_are_independent_of_each_other(clean, exact):
    error = (clean - exact)[5:-5]
    error = (error - error.mean()) / error.std()
    neighbours = np.mean(error[:, 1:] * error[:, :-1])
    assert abs(neighbours) < 4 / np.sqrt(error.size)
    flats = [beamline().flat_frame(n) for n in (0, 1)]
    assert not np.array_equal(*flats)


def test_line_integrals_come_back_without_bias(clean, exact):
    inner = slice(5, -5)
    error = (clean - exact)[inner].astype(float)
    assert abs(error.mean()) < 5 * error.std() / np.sqrt(error.size) + 2e-4 * exact.max()


def test_stripes_move_with_the_detector_and_the_sample_does_not(exact):
    beam = beamline()
    for row in (10, 30):
        seen = [beam.detector_row(row, shift) for shift in range(3)]
        assert np.diff(seen).tolist() == [-2, -2]
        assert seen[1] == beam.detector_row(row, None)
        assert 0 <= min(seen) and max(seen) < beam.detector_shape[0]
    patterns = [(volume(beam, shift) - exact).mean(axis=1) for shift in (0, 2)]
    at = np.corrcoef(patterns[0][10:-10].ravel(), patterns[1][10:-10].ravel())[0, 1]
    moved = np.corrcoef(patterns[0][10:-10].ravel(), patterns[1][14:-6].ravel())[0, 1]
    assert moved > 0.7 > 0.5 > at


def test_shared_noise_leaves_stripes_as_the_only_difference(exact):
    quiet = replace(SETTINGS, miscalibration=0.0)
    apart = {}
    for shared in (True, False):
        beam = beamline(replace(quiet, shared_noise=shared))
        difference = volume(beam, 1) - volume(beam, None)
        apart[shared] = (difference - difference.mean(axis=1, keepdims=True))[5:-5].std()
    assert apart[True] < 0.05 * apart[False]


def test_rows_do_not_depend_on_each_other_or_on_the_views_beside_them():
    beam = beamline()
    together = {(seen.row, seen.shift): seen.counts for seen in beam.views([None, 0, 2])}
    for row in (0, 17, 47):
        passing = beam.transmission(row, row + 1)[0]
        alone = beam.counts(row, passing, 2, beam.normals(row, 2))
        assert np.array_equal(alone, together[row, 2])


def test_another_seed_or_sample_gives_other_noise_and_other_defects():
    first, seed, sample = beamline(), beamline(seed=2), beamline(sample=1)
    for other in (seed, sample):
        assert not np.array_equal(first.flat, other.flat)
        assert not np.array_equal(first.defects.maps, other.defects.maps)
        assert not np.array_equal(first.normals(3, 0), other.normals(3, 0))


def test_an_empty_phantom_is_air():
    nothing = Spheres(np.zeros((0, 3)), np.zeros(0), np.zeros(0))
    sinogram = volume(Beamline(nothing, GEOMETRY, SETTINGS, 1, 0), None)
    assert np.isfinite(sinogram).all() and np.abs(sinogram).max() < 1e-6
