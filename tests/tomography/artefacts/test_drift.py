"""A drifting beam leaves its texture in what is divided by the flat fields, and only then."""

from dataclasses import replace

import numpy as np
import pytest
from tests.tomography.simulation.test_beamline import GEOMETRY, SETTINGS, beamline

from synthscope.tomography.artefacts.drift import BEFORE, MovingBeam
from synthscope.tomography.artefacts.settings import ArtefactSettings, DriftSettings
from synthscope.tomography.simulation.phantom import Spheres
from synthscope.tomography.simulation.true_stripes import (
    drift_offset,
    stripe_change,
    true_mask,
    true_offset,
)

STILL = np.zeros((3, 2))
BRIGHT = replace(SETTINGS, miscalibration=0.0, I0=60000, flats_number=400)
NOTHING = Spheres(np.zeros((0, 3)), np.zeros(0), np.zeros(0))


def texture():
    return (1 + 0.2 * np.random.default_rng(1).random((20, 30))).astype(np.float32)


def drifting(**drift):
    """An empty beamline."""
    given = replace(BRIGHT, artefacts=ArtefactSettings(drift=DriftSettings(**drift)))
    return replace(beamline(given), spheres=NOTHING)


def left(beam, row=20, shift=1):
    """The line integrals (angles, columns) of a row of air, in units of full scale."""
    passing = np.ones((GEOMETRY.angles, GEOMETRY.columns), np.float32)
    counts = beam.counts(row, passing, shift, beam.normals(row, shift))
    return beam.sinogram(row, counts, shift) / beam.densest


def test_the_pattern_moves_over_the_scan_by_what_was_asked_for():
    beam, flat = MovingBeam(texture(), DriftSettings(shift_px=(2, -3))), texture()
    row = beam.row(10, np.array([0, 0.5, 1]), STILL)
    np.testing.assert_allclose(row[0], flat[10], atol=1e-5)
    np.testing.assert_allclose(row[2, 5:-5], flat[8, 8:-2], atol=1e-5)
    np.testing.assert_allclose(row[1], beam.frame(0.5, STILL[0])[10], atol=1e-6)


def test_the_pattern_jumps_between_the_flat_fields_and_the_projections():
    beam, flat = MovingBeam(texture(), DriftSettings(jump_px=(1, 0), shift_px=(1, -3))), texture()
    np.testing.assert_allclose(beam.frame(BEFORE, STILL[0]), flat, atol=1e-5)
    row = beam.row(10, np.array([0, 0.5, 1]), STILL)
    np.testing.assert_allclose(row[0], flat[9], atol=1e-5)
    np.testing.assert_allclose(row[2, 5:-5], flat[8, 8:-2], atol=1e-5)


def test_vibrations_move_single_frames():
    beam, flat = MovingBeam(texture(), DriftSettings(vibration_px=2)), texture()
    wobble = np.array([[0, 0], [0.5, 0], [0, -1.0]])
    row = beam.row(10, np.zeros(3), wobble)
    np.testing.assert_allclose(row[1, 5:-5], flat[9, 5:-5], atol=1e-5)
    np.testing.assert_allclose(row[2, 5:-5], flat[10, 7:-3], atol=1e-5)


def test_what_is_left_after_the_flat_fields_is_the_ratio_of_both_beams():
    beam = drifting(shift_px=(1.0, 2.0))
    place = beam.detector_row(20, 1)
    expected = np.log(beam.flat[place, 4:-4] / beam.flat[place - 1, 2:-6])
    found = left(beam)[-6:, 4:-4].mean(axis=0) * SETTINGS.attenuation
    assert np.corrcoef(found, expected)[0, 1] > 0.95
    assert found.std() == pytest.approx(expected.std(), rel=0.15)
    assert left(beam)[:6, 4:-4].mean(axis=0).std() < 0.2 * found.std()


def test_nothing_is_left_without_drift():
    assert not drift_offset(drifting(), 20, 1).any()
    still, moved = left(drifting()), left(drifting(shift_px=(0.0, 2.0)))
    noise = still.std(axis=0).mean() / np.sqrt(len(still))
    assert still.mean(axis=0).std() < 1.5 * noise
    assert moved.mean(axis=0).std() > 5 * noise


def test_a_fading_beam_darkens_all_columns_alike_and_makes_no_stripes():
    beam = drifting(decay=0.2)
    found = left(beam).mean(axis=1) * SETTINGS.attenuation
    times = np.linspace(0, 1, GEOMETRY.angles)
    np.testing.assert_allclose(found, -times * np.log(0.8), atol=5e-3)
    assert np.abs(drift_offset(beam, 20, 1)).max() < 1e-6


def test_flats_after_the_scan_halve_what_a_fading_beam_does_to_the_mean():
    beam = drifting(decay=0.2, flats_after=400)
    assert beam.flat_frames == 800
    found = left(beam).mean(axis=1) * SETTINGS.attenuation
    assert found[0] == pytest.approx(np.log(0.9), abs=5e-3)
    assert found[-1] == pytest.approx(np.log(0.9 / 0.8), abs=5e-3)


def test_the_true_offset_and_mask_know_what_the_drift_leaves():
    beam = drifting(shift_px=(0.0, 2.0))
    passing = np.ones((GEOMETRY.angles, GEOMETRY.columns), np.float32)
    offset = true_offset(beam, 20, passing, 1)
    clean = left(beam) - np.median(left(beam), axis=1, keepdims=True)
    assert np.corrcoef(offset[-9:].mean(axis=0), clean[-9:].mean(axis=0))[0, 1] > 0.98
    mask = true_mask(beam, stripe_change(beam, 20, passing, 1), 0.01)
    assert mask[-1].mean() > 0.3 > mask[0].mean() == 0


def test_the_clean_target_sees_a_beam_that_stands_still():
    beam = drifting(shift_px=(1.0, 2.0), decay=0.2, vibration_px=1.0)
    still = drifting()
    assert np.array_equal(left(beam, shift=None), left(still, shift=None))
