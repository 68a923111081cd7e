"""STEM images of a specimen: one calculation for all detectors, thicknesses and positions."""

import numpy as np

from synthscope.haadf.convergence import thermal_mean
from synthscope.haadf.plan import prepare
from synthscope.haadf.settings import StemSettings


def simulate(
    numbers: np.ndarray,
    positions: np.ndarray,
    box: np.ndarray,
    settings: StemSettings,
    seed: int,
    *key: str | int,
    shape: tuple[int, int] = (256, 256),
    rms: np.ndarray | None = None,
    repeats: tuple[int, int, int] = (1, 1, 1),
) -> np.ndarray:
    """Images over the whole specimen: `prepare`, `thermal_mean`, and all of the field shown.

    Returns
    -------
    (detectors, thicknesses, x, y) float64
        The fraction of the beam on each detector; the last thickness is the exit surface.
    """
    prepared = prepare(numbers, positions, box, settings, rms, repeats)
    x, y = (np.arange(n) * (e / n) for n, e in zip(shape, prepared.field_A))
    return thermal_mean(prepared, seed, *key).image(x, y)
