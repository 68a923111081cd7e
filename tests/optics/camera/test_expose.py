"""Stored numbers have the mean, the noise and the limits that the camera's settings say."""

from dataclasses import replace

import numpy as np
import pytest

from synthscope.optics.camera.expose import arriving, expose
from synthscope.optics.camera.pixels import draw_pixels
from synthscope.optics.camera.settings import Amplifier, BeamStop, Camera, PixelFaults, PointSpread

SHAPE = (256, 256)
COUNTING = Camera()
AMPLIFIER = Amplifier(gain=7.0, offset=100.0, read_noise=12.0)
INTEGRATING = Camera(kind="integrating", amplifier=AMPLIFIER, bits=16)


def seen(camera, level, number=0, shape=SHAPE):
    """A flat field of `level` electrons a pixel."""
    flat = np.full(shape, 1 / (shape[0] * shape[1]))
    pixels = draw_pixels(shape, camera, np.random.default_rng(99))
    rng = np.random.default_rng(number)
    return expose(flat, camera, level * flat.size, pixels, rng)


@pytest.mark.parametrize("level", [0.02, 3.0, 400.0])
def test_counts_are_poisson_numbers_of_the_dose(level):
    counts = seen(COUNTING, level)
    assert counts.dtype == np.uint32
    assert counts.mean() == pytest.approx(level, rel=max(0.01, 4 / np.sqrt(level * counts.size)))
    assert counts.var() == pytest.approx(level, rel=0.04)


def test_the_mean_of_a_pattern_is_within_a_percent_of_its_dose():
    pattern = np.random.default_rng(1).random(SHAPE) ** 8
    pattern /= pattern.sum()
    pixels = draw_pixels(SHAPE, COUNTING, np.random.default_rng(2))
    counts = expose(pattern, COUNTING, 2e5, pixels, np.random.default_rng(3))
    assert counts.sum() == pytest.approx(2e5, rel=0.01)
    blurred = replace(COUNTING, point_spread=PointSpread(1.0, 0.2, 3.0), efficiency=0.6)
    counts = expose(pattern, blurred, 2e6, pixels, np.random.default_rng(3))
    assert counts.sum() == pytest.approx(0.6 * 2e6, rel=0.01)


@pytest.mark.parametrize("level", [2.0, 50.0, 900.0])
def test_integrated_signals_have_the_noise_of_electrons_gain_and_readout(level):
    stored = seen(INTEGRATING, level)
    assert stored.dtype == np.uint16
    assert stored.mean() == pytest.approx(100 + 7 * level, rel=0.01)
    digits = 1 / 12
    assert stored.var() == pytest.approx(49 * level + 144 + digits, rel=0.03)


def test_electrons_with_signals_of_different_size_add_noise():
    wide = replace(AMPLIFIER, gain_spread=0.8, read_noise=0.0)
    stored = seen(replace(INTEGRATING, amplifier=wide, bits=None), 30.0)
    assert stored.dtype == np.float32
    assert stored.mean() == pytest.approx(100 + 7 * 30, rel=0.01)
    assert stored.var() == pytest.approx(49 * 30 * (1 + 0.64), rel=0.03)


def test_the_photon_transfer_curve_gives_the_gain_back():
    """Differences of two flats, so that what is fixed in the pixels falls out."""
    camera = replace(INTEGRATING, faults=PixelFaults(response=0.05), efficiency=0.5)
    means, variances = [], []
    for level in (10, 100, 300, 1000):
        one, other = (seen(camera, level, n).astype(float) for n in (1, 2))
        means.append((one + other).mean() / 2)
        variances.append((one - other).var() / 2)
    slope, _ = np.polyfit(means, variances, 1)
    assert slope == pytest.approx(7.0, rel=0.04)


def test_a_flat_tells_noise_that_is_blurred_from_noise_that_is_not():
    """The noise power spectrum of an integrating camera falls with the square of its MTF."""
    blur = PointSpread(sigma_px=0.8)
    integrating = Camera(kind="integrating", amplifier=Amplifier(offset=1.0), point_spread=blur)
    for camera, blurred in ((replace(COUNTING, point_spread=blur), False), (integrating, True)):
        power = 0
        for number in range(4):
            inner = seen(camera, 200.0, number)[16:-16, 16:-16].astype(float)
            power += np.abs(np.fft.fft2(inner - inner.mean())) ** 2 / (4 * inner.size * 200)
        f = np.hypot(*np.meshgrid(*[np.fft.fftfreq(len(inner))] * 2))
        for low, high in ((0.01, 0.05), (0.1, 0.12), (0.16, 0.18)):
            band = (low < f) & (f < high)
            transferred = np.exp(-((2 * np.pi * f[band] * 0.8) ** 2)).mean() if blurred else 1.0
            assert power[band].mean() == pytest.approx(transferred, rel=0.1)


def test_full_wells_and_digits_end_the_scale():
    well = replace(AMPLIFIER, full_well_e=500.0, read_noise=0.0)
    assert set(np.unique(seen(replace(INTEGRATING, amplifier=well), 5000.0))) == {3600}
    assert seen(replace(INTEGRATING, bits=8), 5000.0).min() == 255
    counts = seen(replace(COUNTING, bits=12), 5000.0)
    assert (counts == 4095).all() and counts.dtype == np.uint16
    assert replace(COUNTING, bits=8).capacity_e == 255
    assert replace(INTEGRATING, amplifier=well).capacity_e == 500
    assert INTEGRATING.capacity_e == (65535 - 100) / 7


@pytest.mark.parametrize("camera", [COUNTING, INTEGRATING], ids=["counting", "integrating"])
def test_dead_and_hot_pixels_are_the_same_in_every_pattern(camera):
    camera = replace(camera, faults=PixelFaults(dead=0.02, hot=0.01, hot_e=800.0), dark_e=0.5)
    gain, offset = camera.amplifier.gain, camera.amplifier.offset
    dark = np.mean([(seen(camera, 0.0, n) - offset) / gain for n in range(20)], axis=0)
    light = np.mean([(seen(camera, 40.0, n) - offset) / gain for n in range(20)], axis=0)
    dead = light < 10
    assert dead.mean() == pytest.approx(0.02, rel=0.1)
    hot = dark > 10
    assert hot.mean() == pytest.approx(0.01, rel=0.1)
    assert dark[hot].mean() == pytest.approx(800, rel=0.1)
    assert dark[~hot & ~dead].mean() == pytest.approx(0.5, rel=0.05)


def test_behind_the_beam_stop_there_is_only_the_dark():
    camera = replace(COUNTING, stop=BeamStop(20.0, (10.0, -30.0)))
    counts = seen(camera, 50.0)
    y, x = np.mgrid[:256, :256]
    distance = np.hypot(y - 98, x - 138)
    assert counts[distance < 19].max() == 0
    assert counts[distance > 21].min() > 10


def test_several_patterns_are_exposed_at_once():
    patterns = np.stack([np.full((64, 64), share / 4096) for share in (0.1, 0.9)])
    camera = replace(COUNTING, point_spread=PointSpread(0.5))
    pixels = draw_pixels((64, 64), camera, np.random.default_rng(1))
    counts = expose(patterns, camera, 4e5, pixels, np.random.default_rng(2))
    assert counts.shape == (2, 64, 64)
    np.testing.assert_allclose(counts.mean(axis=(1, 2)), [9.8, 88], rtol=0.05)
    mean = arriving(patterns, camera, 4e5)
    np.testing.assert_allclose(mean.sum(axis=(1, 2)), [4e4, 3.6e5])


def test_equal_random_numbers_give_equal_bytes():
    camera = replace(INTEGRATING, faults=PixelFaults(0.01, 0.01), dark_e=1.0)
    assert seen(camera, 10.0).tobytes() == seen(camera, 10.0).tobytes()
