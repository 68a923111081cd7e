"""Atoms that stand too close to each other, and how close those of a crystal may be."""

from collections.abc import Iterable

import numpy as np

from synthscope.structures.checking.distances import close_pairs
from synthscope.structures.model import Crystal
from synthscope.structures.scenes.contact import COVALENT
from synthscope.structures.scenes.periodic import between, pairs_within

CLOSEST = 0.75
"""Of two atoms closer than this part of the shortest bond, one is taken out at a boundary."""
TOUCHING = 0.7
"""And closer than this part of the sum of their covalent radii."""


def surplus(
    positions: np.ndarray,
    edges: Iterable[float] | None,
    least: float | np.ndarray,
    goes_first: np.ndarray,
    kinds: np.ndarray | None = None,
) -> np.ndarray:
    """Which atoms to take out so that none are closer than `least`, (N,) bool.

    Of a pair that with the higher `goes_first` (N,) goes, of equal ones the later. With `kinds`
    (N,), `least` is a table (K, K) of what holds for two of them.
    """
    pairs = pairs_within(positions, edges, float(np.max(least)))
    if kinds is not None:
        apart = between(positions[pairs[:, 1]], positions[pairs[:, 0]], edges)
        pairs = pairs[np.linalg.norm(apart, axis=1) < least[tuple(kinds[pairs].T)]]
    gone = np.zeros(len(positions), dtype=bool)
    for i, j in pairs.tolist():
        if not (gone[i] or gone[j]):
            gone[i if goes_first[i] > goes_first[j] else j] = True
    return gone


def shortest_bond(crystal: Crystal) -> float:
    """Least distance of two of a crystal's atoms, Å."""
    reach = 2.0
    while True:
        _, distances = close_pairs(crystal.positions, crystal.cell, reach)
        if len(distances):
            return float(distances[0])
        reach *= 1.5


def least_distances(crystal: Crystal, numbers: np.ndarray) -> np.ndarray:
    """(K, K) Å between two atoms of each kind in a crystal, for the kinds of `numbers` in their
    order; of those that it does not have, the shortest bond."""
    kinds = np.unique(numbers)
    least = np.full((len(kinds), len(kinds)), np.inf)
    reach = 2.0
    while not np.isfinite(least).all() and reach < 8:
        reach *= 1.4
        pairs, distances = close_pairs(crystal.positions, crystal.cell, reach)
        first, second = crystal.numbers[pairs].T
        for a, one in enumerate(kinds):
            for b, two in enumerate(kinds):
                alike = (first == one) & (second == two) | (first == two) & (second == one)
                if alike.any():
                    least[a, b] = distances[alike].min()
    known = least[np.isfinite(least)]
    return np.where(np.isfinite(least), least, known.min())


def least_allowed(crystal: Crystal, numbers: np.ndarray) -> np.ndarray:
    """(K, K) Å that two atoms of each kind may have where a crystal is disturbed.

    Three quarters of its shortest bond, or seven tenths of their covalent radii where that is
    more: strontium and titanium of a perovskite are as wide, oxygen is not. Never more than three
    quarters of what the perfect crystal has.
    """
    radii = COVALENT[np.unique(numbers)]
    least = CLOSEST * shortest_bond(crystal)
    wide = np.maximum(least, TOUCHING * np.add.outer(radii, radii))
    return np.minimum(wide, CLOSEST * least_distances(crystal, numbers))
