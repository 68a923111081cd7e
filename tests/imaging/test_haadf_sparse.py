"""The interpolation works harder for few atoms in a wide field, and tells the error to expect."""

from dataclasses import replace

import numpy as np
import pytest

from synthscope.imaging.contrast import contrast
from synthscope.imaging.haadf import simulate
from synthscope.imaging.haadf_plan import prepare
from synthscope.imaging.haadf_settings import HaadfSettings

SETTINGS = HaadfSettings(
    semiangle_mrad=24, detectors_mrad=((60, 110),), phonon_configurations=1, error=0.003
)


def column(number, count, width=12.0):
    """Atoms above one another in the middle of a field."""
    z = 1.5 + 2.9 * np.arange(count)
    positions = np.stack([np.full(count, width / 2), np.full(count, width / 2), z], axis=1)
    return np.full(count, number), positions, np.array([width, width, 2.9 * count + 1])


def particle(width=13.0):
    """19 gold atoms: an octahedron."""
    n = np.stack(np.meshgrid(*[np.arange(-2, 3)] * 3), -1).reshape(-1, 3)
    n = n[(np.abs(n).sum(1) <= 2) & (n.sum(1) % 2 == 0)]
    positions = n * 2.039 + width / 2
    return np.full(len(n), 79), positions, np.full(3, width)


@pytest.mark.parametrize(
    "specimen", [column(79, 6), column(6, 7), particle()], ids=["gold", "carbon", "particle"]
)
def test_few_atoms_stay_within_the_error_that_the_plan_tells(specimen):
    found = {
        method: simulate(*specimen, replace(SETTINGS, method=method), 1, "x", shape=(48, 48))
        for method in ("interpolated", "exact")
    }
    rms = np.sqrt(((found["interpolated"] - found["exact"]) ** 2).mean())
    told = prepare(*specimen, replace(SETTINGS, method="interpolated")).expected_error
    assert rms < max(told, 0.0045) * found["exact"].mean()


def test_contrast_is_that_of_gaussian_spots():
    """One spot of standard deviation s in an area A: A / 4πs²."""
    alone = contrast(np.array([79]), np.array([[3.0, 4.0, 0.0]]), (20.0, 24.0))
    assert alone == pytest.approx(480 / (4 * np.pi * 0.3**2), rel=1e-3)
    dense = np.stack(np.meshgrid(np.arange(0, 20, 0.25), np.arange(0, 24, 0.25), [0]), -1)
    dense = dense.reshape(-1, 3)
    assert contrast(np.full(len(dense), 6), dense, (20.0, 24.0)) == pytest.approx(1, abs=0.1)
