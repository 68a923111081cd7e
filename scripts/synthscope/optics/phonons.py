"""Frozen phonons: independent thermal displacements of every atom (Einstein's model)."""

import math
from collections.abc import Iterator, Mapping

import numpy as np


def thermal_rms(
    numbers: np.ndarray,
    known: np.ndarray | None,
    table: Mapping[int, float],
    default: float,
) -> np.ndarray:
    """Root mean square displacement along each axis in Å, (N,).

    An atom's own value (`known`, NaN where there is none) comes first, then that of its element in
    `table` (by atomic number), then `default`.
    """
    rms = np.array([table.get(int(number), default) for number in numbers], float)
    if known is None:
        return rms
    return np.where(np.isfinite(known), known, rms)


def displaced(positions: np.ndarray, rms: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """One configuration: `positions` (N, 3) plus normal displacements of `rms` (N,) Å an axis."""
    return positions + rms[:, None] * generator.standard_normal(positions.shape)


def frozen(
    positions: np.ndarray, rms: np.ndarray, count: int, generator: np.random.Generator
) -> Iterator[np.ndarray]:
    """`count` configurations to average over, each by itself drawn as `displaced` would.

    From one configuration to the next an atom turns about its place by a whole multiple of
    1 / `count` of a circle, each atom by its own, and it visits each of `count` equally likely
    rings once. So its mean displacement across the beam nearly vanishes and its mean square is
    nearly rms²: the mean of a few configurations is closer to that of very many than the mean of as
    many independent ones.

    Parameters
    ----------
    positions, rms
        (N, 3) and (N,) in Å.
    """
    atoms = len(positions)
    rings = np.tile(np.arange(count, dtype=np.uint16), (atoms, 1))
    rings = generator.permuted(rings, axis=1, out=rings)
    start = generator.random(atoms)
    turn = generator.integers(1, max(count, 2), atoms) / count
    for number in range(count):
        quantile = (rings[:, number] + generator.random(atoms)) / count
        radius = np.sqrt(-2 * np.log1p(-quantile))
        angle = 2 * math.pi * (start + number * turn)
        along = generator.standard_normal(atoms)
        step = np.stack([radius * np.cos(angle), radius * np.sin(angle), along], axis=1)
        yield positions + rms[:, None] * step
