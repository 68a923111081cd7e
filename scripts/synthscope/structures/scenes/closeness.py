"""Neighbours in a box that repeats along x and y, and atoms that stand too close."""

from collections.abc import Iterable

import numpy as np
from scipy.spatial import cKDTree

from synthscope.structures.checking.distances import close_pairs
from synthscope.structures.model import Crystal
from synthscope.structures.scenes.contact import COVALENT

CLOSEST = 0.75
"""Of two atoms closer than this part of the shortest bond, one is taken out at a boundary."""
TOUCHING = 0.7
"""And closer than this part of the sum of their covalent radii."""


def tree(positions: np.ndarray, edges: Iterable[float]) -> cKDTree:
    """Of the (N, 3) atoms of a box with edges (2,) along x and y; none repeats along z."""
    return cKDTree(inside(positions, edges), boxsize=[*edges, 0.0])


def inside(positions: np.ndarray, edges: Iterable[float]) -> np.ndarray:
    """The same positions with x and y in the box, also after rounding."""
    edges = np.array(list(edges))
    folded = positions.copy()
    folded[:, :2] %= edges
    folded[:, :2][folded[:, :2] >= edges] = 0.0
    return folded


def pairs_within(positions: np.ndarray, edges: Iterable[float] | None, reach: float) -> np.ndarray:
    """(M, 2) pairs of atoms closer than a distance, i < j, in order; None: nothing repeats."""
    atoms = cKDTree(positions) if edges is None else tree(positions, edges)
    pairs = atoms.query_pairs(reach, output_type="ndarray")
    return pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]


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
        apart = positions[pairs[:, 1]] - positions[pairs[:, 0]]
        if edges is not None:
            apart[:, :2] -= np.round(apart[:, :2] / edges) * edges
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
