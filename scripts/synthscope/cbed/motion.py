"""How atoms stand in each configuration of a pattern: by chance, or as in snapshots."""

from collections.abc import Callable
from functools import partial
from typing import Protocol

import numpy as np

from synthscope.optics.phonons import displaced
from synthscope.structures.snapshots import Snapshots

Random = Callable[[int], np.random.Generator]
"""The generator of a configuration, by its number."""
Move = Callable[[np.ndarray, np.ndarray], np.ndarray]
"""From positions (N, 3) Å and which atom each is a copy of (N,), to where they are."""
ORDER = -1
"""In the place of a configuration's number: for which snapshots are taken."""


class Moving(Protocol):
    """A repeat, or the atoms of a box."""

    snapshots: Snapshots | None


def moves(
    atoms: Moving, rms: np.ndarray, configurations: int, random: Random
) -> list[tuple[Move, np.random.Generator]]:
    """Each configuration's move, and its generator for what else is left to chance.

    With snapshots, as many different ones, or all where there are fewer.

    Parameters
    ----------
    rms
        (N,) of `atoms`, Å along an axis; for those without snapshots.
    """
    snapshots = atoms.snapshots
    if snapshots is None:
        generators = map(random, range(configurations))
        return [(partial(_shaken, rms, generator), generator) for generator in generators]
    shots = snapshots.draw(configurations, random(ORDER))
    return [(partial(_as_in, snapshots, shot), random(n)) for n, shot in enumerate(shots)]


def _shaken(rms: np.ndarray, generator, positions: np.ndarray, of: np.ndarray) -> np.ndarray:
    return displaced(positions, rms[of], generator)


def _as_in(snapshots: Snapshots, shot: int, positions: np.ndarray, of: np.ndarray) -> np.ndarray:
    return snapshots.of(of).displaced(positions, shot)
