"""A detector's gain, noise, afterglow and dead time are those of the closed forms."""

import numpy as np
import pytest
from pydantic import ValidationError
from scipy.special import ndtr
from tests.haadf.recording.lattices import PIXEL_A, QUIET, lattice
from tests.haadf.recording.test_scan_in_time import mine, streams

from synthscope.core.seeds import generator
from synthscope.haadf.checks import check_settings
from synthscope.haadf.distortion import Distortion
from synthscope.haadf.noise import distort
from synthscope.haadf.recording.afterglow import with_afterglow
from synthscope.haadf.recording.contamination import deposited
from synthscope.haadf.recording.settings import Afterglow, Contamination, ScanSettings

FLAT = np.full((256, 256), 0.05)


def seen(image=FLAT, **changes):
    made = Distortion.of({**QUIET, **changes})
    return distort(image, made, streams("noise"), PIXEL_A, streams)


@pytest.mark.parametrize("frames", [1, 4])
def test_gain_offset_spread_and_read_noise_give_their_mean_and_variance(frames):
    amplifier = {"gain": 30.0, "gain_spread": 0.6, "offset": 400.0, "read_noise": 50.0}
    series = {"series": {"frames": frames}} if frames > 1 else {}
    image = seen(counts=40, detector={"amplifier": amplifier}, **series)
    assert image.mean() == pytest.approx(frames * 400 + 30 * 40, rel=2e-3)
    variance = 30**2 * 40 * (1 + 0.6**2) + frames * 50**2
    assert image.var() == pytest.approx(variance, rel=0.02)


def test_a_full_amplifier_stores_no_more():
    image = seen(counts=100, detector={"amplifier": {"gain": 2, "offset": 10, "full_well_e": 90}})
    assert image.max() == 10 + 2 * 90
    assert image.min() < 170


@pytest.mark.parametrize("decay_us, flyback_us", [(5.0, 100.0), (80.0, 300.0)])
def test_light_of_a_pixel_decays_along_the_scan_and_over_the_flyback(decay_us, flyback_us):
    scan, given = ScanSettings(4.0, flyback_us), Afterglow(0.3, decay_us)
    flash = np.zeros((3, 50))
    flash[1, 10] = 1000
    shown, left = with_afterglow(flash, given, scan)
    assert not shown[0].any() and not shown[1, :10].any()
    tail = shown[1, 11:]
    slope = np.polyfit(4.0 * np.arange(len(tail)), np.log(tail), 1)[0]
    assert -1 / slope == pytest.approx(decay_us)
    kept = np.exp(-4 / decay_us)
    assert shown[1, 10] == pytest.approx(1000 * (0.7 + 0.3 * (1 - kept)))
    late_us = (50 - 10) * 4 + flyback_us
    assert shown[2, 0] == pytest.approx(300 * np.exp(-late_us / decay_us) * (1 - kept))
    lost = 300 * np.exp(-late_us / decay_us) * (np.exp(flyback_us / decay_us) - 1)
    lost += 300 * np.exp(-(late_us + 200) / decay_us) * (1 - np.exp(-flyback_us / decay_us))
    assert shown.sum() + lost + left == pytest.approx(1000)


def test_afterglow_goes_on_from_frame_to_frame():
    light = np.random.default_rng(1).random((6, 20))
    scan, given = ScanSettings(4.0, 30.0), Afterglow(0.5, 200.0)
    whole, _ = with_afterglow(light, given, scan)
    first, left = with_afterglow(light[:3], given, scan)
    second, _ = with_afterglow(light[3:], given, scan, left)
    np.testing.assert_allclose(np.vstack([first, second]), whole)


def test_afterglow_correlates_noise_along_rows_and_leaves_no_trace_of_a_cropped_border():
    glowing = {"scan": {"dwell_us": 4}, "detector": {"afterglow": {"part": 1, "decay_us": 8}}}
    image = seen(counts=100, **glowing) - 1
    kept = np.exp(-0.5)
    for steps in (1, 2, 4):
        found = (image[:, steps:] * image[:, :-steps])[:, 20:].mean() / image[:, 20:].var()
        assert found == pytest.approx(kept**steps, abs=0.02)
    cropped = seen(counts=100, edges="crop", scanline_px=3, **{k: glowing[k] for k in glowing})
    assert cropped.shape[1] < 256
    assert cropped[:, :3].mean() == pytest.approx(1, abs=0.02)


@pytest.mark.parametrize("kind", ["nonparalyzable", "paralyzable"])
@pytest.mark.parametrize("counts", [5, 50])
def test_dead_time_leaves_the_rates_of_the_closed_forms(kind, counts):
    dead = {"dead_time": {"kind": kind, "time_ns": 100}}
    image = seen(counts=counts, scan={"dwell_us": 5}, detector=dead)
    lost = counts * 0.1 / 5
    found = counts / (1 + lost) if kind == "nonparalyzable" else counts * np.exp(-lost)
    assert image.mean() * counts == pytest.approx(found, abs=0.3)
    assert image.var() * counts**2 < 0.97 * image.mean() * counts
    np.testing.assert_allclose(image * counts, np.rint(image * counts), atol=1e-6)


def test_dead_time_is_of_the_electrons_of_each_frame():
    dead = {"scan": {"dwell_us": 5}, "detector": {"dead_time": {"time_ns": 100}}}
    image = seen(counts=80, series={"frames": 8}, **dead)
    assert image.mean() * 80 == pytest.approx(80 / (1 + 10 * 0.02), abs=0.5)


def test_contamination_is_the_deposit_of_a_beam_that_scans():
    given = Contamination(growth=0.8, before=0.0, spread_A=0.7)
    rows, columns, frames = 24, 31, 3
    sigma = 0.7 / PIXEL_A
    y, x = np.arange(rows), np.arange(columns)
    # what dose on a pixel leaves on another, over each pixel's area
    down = ndtr((y[:, None] - y + 0.5) / sigma) - ndtr((y[:, None] - y - 0.5) / sigma)
    along = ndtr((x[:, None] - x + 0.5) / sigma) - ndtr((x[:, None] - x - 0.5) / sigma)
    deposit = np.zeros((rows, columns))
    for frame in range(frames):
        found = deposited((rows, columns), given, 1.0, PIXEL_A, frame, frames)
        for row in range(rows):
            done = 0.8 / frames * np.outer(down[:, row], along.sum(axis=1))
            # half of a row's own deposit comes before its beam does, on the average
            assert found[row] == pytest.approx(deposit[row] + done[row] / 2, abs=1e-3)
            deposit += done


def test_contamination_grows_from_frame_to_frame_and_with_the_dose():
    wide = np.full((300, 300), 0.05)
    grown = {"growth": 0.4, "before": 0.2, "spread_A": 0.5}
    changes = {"dose_e_per_A2": 1e6, "series": {"frames": 4}}
    image = seen(wide, contamination=grown, **changes)
    plain = seen(wide, **changes)
    inner = np.s_[100:200, 100:200]
    # 0.2 from before, and 0.4 (k + ½) / 4 in the k-th frame's middle
    ratio = 1 + 0.2 + 0.4 * np.mean([(k + 0.5) / 4 for k in range(4)])
    assert image[inner].mean() / plain[inner].mean() == pytest.approx(ratio, abs=5e-3)
    assert image[:2, :2].mean() < 0.85 * image[inner].mean()
    of_dose = grown | {"of_dose_e_per_A2": 2e6, "before": 0}
    half = seen(wide, contamination=of_dose, **changes)
    assert half[inner].mean() / plain[inner].mean() - 1 == pytest.approx(0.1, abs=0.03)


def test_a_detector_without_faults_changes_nothing():
    image, _ = lattice(64)
    plain = distort(image, Distortion.of(QUIET), generator(1, "a"), PIXEL_A)
    perfect = Distortion.of({**QUIET, "detector": {}, "contamination": {}})
    np.testing.assert_array_equal(distort(image, perfect, generator(1, "a"), PIXEL_A), plain)


@pytest.mark.parametrize(
    "changes, line",
    [
        ({"detector": {"dead_time": {}}}, "detector.dead_time needs a scan in time; add scan:"),
        ({"detector": {"afterglow": {}}}, "detector.afterglow needs a scan in time; add scan:"),
        (
            {"scan": {}, "detector": {"dead_time": {}, "amplifier": {}}},
            "dead_time is of a detector that counts, amplifier and afterglow are of one that",
        ),
        (
            {"dark": 0.1, "detector": {"amplifier": {}}},
            "dark is of a detector without amplifier; use detector.amplifier.read_noise",
        ),
        (
            {
                "scan": {"dwell_us": {"uniform": [1, 5]}},
                "detector": {"dead_time": {"time_ns": {"uniform": [50, 200]}}},
            },
            "time_ns is 200, more than a tenth of 1 µs on a pixel; use at most 100, or",
        ),
    ],
)
def test_mistakes_are_answered_in_one_line(changes, line):
    with pytest.raises(ValidationError, match=line):
        mine(edges="reflect", **changes)


def test_all_of_it_may_vary():
    check_settings(
        mine(
            edges="reflect",
            scan={"dwell_us": {"uniform": [2, 9]}, "hum_A": {"uniform": [0, 1]}},
            contamination={"growth": {"uniform": [0, 1]}, "spread_A": {"loguniform": [1, 90]}},
            detector={
                "amplifier": {"gain": {"uniform": [1, 9]}, "offset": {"uniform": [90, 99]}},
                "afterglow": {"part": {"uniform": [0, 1]}, "decay_us": {"uniform": [1, 9]}},
            },
        )
    )
