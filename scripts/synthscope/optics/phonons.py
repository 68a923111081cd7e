"""Frozen phonons: independent thermal displacements of every atom (Einstein's model)."""

from collections.abc import Mapping

import numpy as np

DEFAULT_RMS_A = 0.055


def thermal_rms(
    numbers: np.ndarray,
    known: np.ndarray | None = None,
    table: Mapping[int, float] | None = None,
    default: float = DEFAULT_RMS_A,
) -> np.ndarray:
    """Root mean square displacement along each axis in Å, (N,).

    An atom's own value (`known`, NaN where there is none) comes first, then that of its element in
    `table` (by atomic number), then `default`.
    """
    rms = np.array([(table or {}).get(int(number), default) for number in numbers], float)
    if known is None:
        return rms
    return np.where(np.isfinite(known), known, rms)


def displaced(positions: np.ndarray, rms: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """One configuration: `positions` (N, 3) plus normal displacements of `rms` (N,) Å an axis."""
    return positions + rms[:, None] * generator.standard_normal(positions.shape)
