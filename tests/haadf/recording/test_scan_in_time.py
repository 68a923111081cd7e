"""Hum and random movements are those that were asked for, as images show them."""

import numpy as np
import pytest
from pydantic import ValidationError
from tests.haadf.recording.lattices import PIXEL_A, QUIET, lattice
from tests.haadf.test_scan import fitted
from tests.multislice.specimens import quick_settings

from synthscope.core.errors import InputError
from synthscope.core.seeds import generator
from synthscope.haadf.checks import check_settings
from synthscope.haadf.distortion import Distortion
from synthscope.haadf.margin import margin
from synthscope.haadf.noise import distort, expected
from synthscope.haadf.recording.displacements import draw_frames
from synthscope.haadf.recording.movements import node_times, power_law
from synthscope.haadf.recording.settings import ScanSettings
from synthscope.haadf.scanlines import drifted, undrifted


def streams(what):
    return generator(3, what)


def scanned(shape, **scan):
    """Quiet rows but for a scan in time: the distortion, the displacement, what was drawn."""
    made = Distortion.of({**QUIET, "scan": scan})
    [moved], drawn = draw_frames(made, shape, PIXEL_A, streams("plain"), streams)
    return made, moved, drawn


def row_shifts(image):
    """How far the ridge of each row lies to the right of the middle, px."""
    light = image - image.min(axis=1, keepdims=True)
    return (light @ np.arange(image.shape[1])) / light.sum(axis=1) - image.shape[1] / 2


def ridge(rows, columns=64):
    return np.tile(np.exp(-((np.arange(columns) - columns / 2) ** 2) / 50), (rows, 1))


@pytest.mark.parametrize("hum_Hz", [50.0, 60.0, 180.0])
def test_an_image_without_noise_shows_the_hum_at_its_frequency_and_amplitude(hum_Hz):
    rows, dwell_us, flyback_us, hum_A = 512, 4.0, 300.0, 0.25
    scan = {"hum_A": hum_A, "hum_Hz": hum_Hz, "dwell_us": dwell_us, "flyback_us": flyback_us}
    made, moved, drawn = scanned((rows, 64), **scan)
    seen = row_shifts(expected(ridge(rows), made, moved, PIXEL_A))
    seconds = 1e-6 * ((64 * dwell_us + flyback_us) * np.arange(rows) + 32 * dwell_us)
    tried = np.arange(20, 300, 0.5)
    power = [abs(np.exp(-2j * np.pi * f * seconds) @ seen) / rows for f in tried]
    assert tried[np.argmax(power)] == pytest.approx(hum_Hz, abs=1)
    along = np.cos(np.radians(drawn.hum_direction_deg))
    wave = np.cos(2 * np.pi * hum_Hz * seconds + np.radians(drawn.hum_phase_deg))
    np.testing.assert_allclose(seen, hum_A / PIXEL_A * along * wave, atol=0.05)


def test_a_slow_scan_bends_rows_as_the_hum_goes():
    dwell = 20000 / 64  # a period a row
    made, moved, drawn = scanned((40, 64), hum_A=0.5, dwell_us=dwell, flyback_us=0)
    right, down = moved.waves.of_pixels(64)
    phase = 2 * np.pi * 50 * 1e-6 * dwell * np.arange(64) + np.radians(drawn.hum_phase_deg)
    direction = np.radians(drawn.hum_direction_deg)
    for found, along in ((right, np.cos(direction)), (down, np.sin(direction))):
        assert np.abs(found - 5 * along * np.cos(phase)).max() < 5 / 60
    image, _ = lattice(64)
    seen = expected(image[:40], made, moved, PIXEL_A)
    row, column = 17, 40
    x, y = column - right[row, column], row - down[row, column]
    x0, y0 = int(x), int(y)
    part = image[y0 : y0 + 2, x0 : x0 + 2] / image[:40].mean()
    weights = np.outer([y0 + 1 - y, y - y0], [x0 + 1 - x, x - x0])
    assert seen[row, column] == pytest.approx((part * weights).sum(), rel=1e-6)


@pytest.mark.parametrize("exponent", [0.0, 1.0, 2.0])
def test_random_movements_have_the_rms_and_the_spectrum_that_are_asked_for(exponent):
    seconds = np.arange(4096) * 1e-4
    moved = power_law(seconds, 1e-4, exponent, generator(1, exponent))
    assert moved.shape == (2, 4096)
    assert (moved**2).mean() == pytest.approx(1)
    assert np.abs(moved.mean(axis=1)).max() < 1e-12
    powers = []
    for number in range(30):
        some = power_law(seconds, 1e-4, exponent, generator(number, exponent))
        windowed = some * np.hanning(4096)
        powers.append((np.abs(np.fft.rfft(windowed)) ** 2).mean(axis=0))
    band = slice(8, 400)  # below what linear interpolation lessens
    fit = np.polyfit(np.log(np.arange(2049)[band]), np.log(np.mean(powers, axis=0)[band]), 1)
    assert -fit[0] == pytest.approx(exponent, abs=0.07)


def test_rows_of_an_image_move_by_the_rms_that_is_asked_for():
    squares = []
    for seed in range(20):
        made = Distortion.of({**QUIET, "scan": {"noise_A": 0.2, "dwell_us": 4}})
        streams_of = lambda what: generator(seed, what)  # noqa: B023, E731
        [moved], _ = draw_frames(made, (256, 64), PIXEL_A, streams_of("a"), streams_of)
        seen = row_shifts(expected(ridge(256), made, moved, PIXEL_A))
        places = np.column_stack([seen + 32, np.arange(256)])
        assert np.corrcoef(seen, moved.waves.at(places)[:, 0])[0, 1] > 0.95
        squares.append((seen**2).mean())
    assert np.sqrt(np.mean(squares)) == pytest.approx(2, rel=0.15)


def test_the_beam_comes_to_each_node_row_by_row_and_frame_by_frame():
    seconds = node_times(ScanSettings(dwell_us=10, flyback_us=60), (3, 32), 2)
    assert seconds.shape == (2, 3, 3)
    np.testing.assert_allclose(seconds[0, 0], [0, 160e-6, 320e-6])
    np.testing.assert_allclose(np.diff(seconds[..., 0].ravel()), 380e-6)


@pytest.mark.parametrize(
    "edges, strength, within", [("reflect", 1, 0.04), ("crop", 1, 0.04), ("reflect", 3, 0.13)]
)
def test_columns_lie_where_labels_say_under_hum_noise_and_drift(edges, strength, within):
    image, places = lattice(192)
    scan = {"hum_A": 0.03 * strength, "noise_A": 0.05 * strength, "flyback_us": 400}
    made = Distortion.of({**QUIET, "edges": edges, "drift_px": 6, "scan": scan})
    off, moved_by = [], []
    for seed in range(3):
        streams_of = lambda what: generator(seed, what)  # noqa: B023, E731
        [moved], _ = draw_frames(made, image.shape, PIXEL_A, streams_of("a"), streams_of)
        seen = expected(image, made, moved, PIXEL_A)
        rows, columns = margin(made, PIXEL_A)
        labels = moved.waves.of_columns(PIXEL_A)
        there = drifted(places, 192, moved.drift, edges, labels)
        back = undrifted(there, 192, moved.drift, edges, labels)
        np.testing.assert_allclose(back, places, atol=0.01)
        there = there - [columns, rows]
        inside = ((there > 12) & (there < np.array(seen.shape[::-1]) - 13)).all(axis=1)
        found = fitted(seen, there[inside], 8)
        off.append(found - there[inside])
        moved_by.append(there[inside] + [columns, rows] - places[inside])
    off, moved_by = np.concatenate(off), np.concatenate(moved_by)
    assert np.sqrt((moved_by**2).mean()) > 0.8
    assert np.sqrt((off**2).mean(axis=0)).max() < within
    assert np.abs(off.mean(axis=0)).max() < 0.02


def test_a_scan_without_movements_leaves_the_image_as_it_is():
    image, _ = lattice(64)
    plain = distort(image, Distortion.of(QUIET), streams("a"), PIXEL_A, streams)
    timed = distort(image, Distortion.of({**QUIET, "scan": {}}), streams("a"), PIXEL_A, streams)
    np.testing.assert_array_equal(plain, timed)


def mine(pixels=32, **changes):
    return quick_settings(
        geometry="cell", pixels=pixels, error=0.05, conditions={"mine": changes},
        general={"conditions": ["mine"], "frame": {"pixel_size_A": {"uniform": [0.05, 0.3]}}},
    )  # fmt: skip


def test_mistakes_are_answered_in_one_line():
    with pytest.raises(ValidationError, match="scan displaces pixels as edges `pile_up` cannot"):
        mine(scan={"hum_A": 0.1})
    with pytest.raises(ValidationError, match="dwell_us"):
        mine(edges="reflect", scan={"dwell_us": {"uniform": [0, 3]}})
    with pytest.raises(ValidationError, match="hum_hz"):
        mine(edges="reflect", scan={"hum_hz": 50})


def test_margins_are_checked_with_the_greatest_movements_and_the_least_pixel():
    scan = {"noise_A": {"uniform": [0, 0.1]}}
    check_settings(mine(edges="crop", scanline_px=0, pixels=64, scan=scan))
    with pytest.raises(InputError, match=r"edges `crop` cuts 9 pixels .*haadf\.pixels 26 or more"):
        check_settings(mine(edges="crop", scanline_px=0, pixels=25, scan=scan))
