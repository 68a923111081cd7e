"""The example that finds columns: it learns from images, and counts what it finds."""

import sys
from pathlib import Path

import numpy as np
import pytest

EXAMPLE = Path(__file__).parents[2] / "examples" / "find_columns"


@pytest.fixture
def example(monkeypatch):
    monkeypatch.syspath_prepend(str(EXAMPLE))
    yield __import__("find_columns")
    sys.modules.pop("find_columns", None)


def images(count, seed):
    """Noisy Gaussians at random places that do not touch, of a pixel of 0.1 Å."""
    rng, found = np.random.default_rng(seed), []
    y, x = np.mgrid[:64, :64]
    for _ in range(count):
        grid = np.stack(np.meshgrid(*[np.arange(6, 64, 13.0)] * 2), axis=-1).reshape(-1, 2)
        places = grid + rng.uniform(-2, 2, grid.shape)
        far = np.hypot(x[..., None] - places[:, 0], y[..., None] - places[:, 1])
        image = np.exp(-(far**2) / 8).sum(axis=-1) + rng.normal(0, 0.2, x.shape)
        found.append(((image - image.mean()) / image.std(), places, 0.1))
    return found


def test_a_network_finds_columns_that_it_has_not_seen(example, monkeypatch):
    monkeypatch.setattr(example, "PATCHES", 160)
    network = example.train(images(20, seed=1))
    [[*_, f1]] = example.scores(network, images(3, seed=2), [0.4])
    assert f1 > 0.85


def test_a_place_is_found_once_and_only_by_what_is_near(example):
    places = np.array([[10.0, 10.0], [13.0, 10.0], [40.0, 40.0]])
    found = np.array([[11.0, 10.0], [40.0, 45.0]])
    assert example.matches(found, places, reach=4) == 1
    assert example.matches(found, places, reach=6) == 2
    assert example.matches(found[:0], places, reach=6) == 0
