"""Counts with a dead time are those of pixels that are blind after each electron."""

import numpy as np
import pytest

from synthscope.optics.camera.dead_time import count, moments
from synthscope.optics.camera.settings import DeadTime

KINDS = ["nonparalyzable", "paralyzable"]


def dead(kind, part):
    return DeadTime(kind, time_us=1e3 * part, exposure_ms=1.0)


def one_by_one(expected, given, runs, seed=0):
    """Every arrival in turn, with those before the exposure where they matter."""
    rng = np.random.default_rng(seed)
    counts = []
    for _ in range(runs):
        paralyzable = given.kind == "paralyzable"
        start = -given.part if paralyzable else 0.0  # earlier arrivals blind a paralyzable pixel
        number = rng.poisson(expected * (1 - start))
        times = np.sort(rng.uniform(start, 1, number))
        blind, found = -np.inf, 0
        for time in times:
            live = time >= blind
            found += live and time >= 0
            if live or paralyzable:
                blind = time + given.part
        counts.append(found)
    return np.array(counts)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("expected", "part"), [(3.0, 0.05), (30.0, 0.005), (60.0, 0.002)])
def test_counts_are_distributed_as_those_of_single_arrivals(kind, expected, part):
    given = dead(kind, part)
    true = one_by_one(expected, given, 20_000)
    found = count(np.full(200_000, expected), given, np.random.default_rng(1))
    shares = [np.bincount(v.astype(int), minlength=90) / v.size for v in (true, found)]
    assert np.abs(np.cumsum(shares[0]) - np.cumsum(shares[1])).max() < 0.013


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("expected", [40.0, 100.0, 2000.0])
def test_mean_and_variance_follow_the_formulas(kind, expected):
    given = dead(kind, 0.0004)
    found = count(np.full(400_000, expected), given, np.random.default_rng(2))
    mean, variance = moments(np.array(expected), given)
    assert found.mean() == pytest.approx(float(mean), rel=2e-3)
    assert found.var() == pytest.approx(float(variance), rel=0.012)
    x = expected * 0.0004
    knoll = expected * np.exp(-x) if kind == "paralyzable" else expected / (1 + x)
    assert found.mean() == pytest.approx(knoll, rel=2e-3)


def test_a_blinded_pixel_counts_less_the_more_comes():
    given = dead("paralyzable", 0.01)
    means = [count(np.full(10_000, n), given, np.random.default_rng(3)).mean() for n in (100, 900)]
    assert means[0] == pytest.approx(100 * np.exp(-1), rel=0.02)
    assert means[1] == pytest.approx(900 * np.exp(-9), rel=0.1)
    steady = count(np.full(10_000, 1e6), dead("nonparalyzable", 0.01), np.random.default_rng(3))
    assert 99.9 < steady.mean() <= 100.1  # a count a dead time


@pytest.mark.parametrize("kind", KINDS)
def test_where_no_electron_comes_none_is_counted(kind):
    found = count(np.zeros((3, 4)), dead(kind, 0.01), np.random.default_rng(4))
    assert found.tolist() == np.zeros((3, 4)).tolist()
