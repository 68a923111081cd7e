"""The point spread is the one whose modulation transfer function the settings name."""

import numpy as np
import pytest
from scipy import ndimage, special

from synthscope.optics.camera.expose import expose
from synthscope.optics.camera.pixels import draw_pixels
from synthscope.optics.camera.settings import Camera, PointSpread
from synthscope.optics.camera.spread import spread, transfer

POINT = np.zeros((129, 129))
POINT[64, 64] = 1


@pytest.mark.parametrize("given", [(0.3, 0, 5), (0.9, 0.3, 2.0), (1.5, 0.1, 6.0)])
def test_a_point_spreads_to_nothing_negative_and_keeps_its_sum_and_width(given):
    given = PointSpread(*given)
    found = spread(POINT, given)
    assert found.min() >= 0
    assert found.sum() == pytest.approx(1, abs=1e-3)
    x = np.arange(129) - 64
    variance = (found.sum(axis=0) * x**2).sum()
    expected = (1 - given.tail) * given.sigma_px**2 + given.tail * 2 * given.tail_px**2
    assert variance == pytest.approx(expected, rel=0.02)


def test_a_wide_core_is_the_gaussian_of_scipy():
    found = spread(POINT, PointSpread(sigma_px=6.0))
    expected = ndimage.gaussian_filter(POINT, 6.0, truncate=8)
    assert np.abs(found - expected).max() < 0.01 * expected.max()


def test_the_tail_is_a_screened_diffusion():
    found = spread(POINT, PointSpread(tail=0.5, tail_px=8.0))
    y, x = np.mgrid[:129, :129] - 64
    r = np.hypot(y, x)
    far = (r > 5) & (r < 40)
    expected = 0.5 * special.k0(r[far] / 8) / (2 * np.pi * 64)
    np.testing.assert_allclose(found[far], expected, rtol=0.02)


@pytest.mark.parametrize("kind", ["counting", "integrating"])
@pytest.mark.parametrize("given", [PointSpread(0.9), PointSpread(0.6, 0.35, 4.0)])
def test_a_knife_edge_gives_the_transfer_function_back(kind, given):
    """Of noisy exposures: the derivative of the mean edge, transformed."""
    edge = np.zeros((400, 256))
    edge[:, 128:] = 1 / (400 * 128)
    camera = Camera(kind=kind, point_spread=given)
    pixels = draw_pixels(edge.shape, camera, np.random.default_rng(0))
    stored = expose(edge, camera, 1e6 * 400 * 128, pixels, np.random.default_rng(1))
    line = np.diff(stored[60:-60].mean(axis=0))
    line = line[20:236] / line[20:236].sum()
    measured = np.abs(np.fft.rfft(line))
    f = np.fft.rfftfreq(len(line))
    expected = transfer(f, 0.0, given)
    np.testing.assert_allclose(measured, expected, atol=0.012)
    assert measured[len(f) // 2] < 0.6


def test_what_spreads_over_the_border_is_lost_and_does_not_come_back():
    point = np.zeros((64, 64))
    point[0, 0] = 1
    found = spread(point, PointSpread(sigma_px=3.0))
    assert found.sum() == pytest.approx(0.25, abs=0.1)
    assert found[32:].max() < 1e-12 and found[:, 32:].max() < 1e-12


def test_a_tail_as_wide_as_half_the_camera_does_not_come_back_either():
    edge, given = np.zeros((32, 32)), PointSpread(tail=0.9, tail_px=16.0)
    edge[0] = 1
    wide = np.pad(edge, 200)
    assert spread(edge, given) == pytest.approx(spread(wide, given)[200:232, 200:232], abs=1e-5)


def test_a_camera_without_blur_leaves_patterns_alone():
    assert spread(POINT, PointSpread()) is POINT
