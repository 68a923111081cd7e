"""Neighbours in a box that repeats along x and y, and atoms that stand too close."""

from collections.abc import Iterable

import numpy as np
from scipy.spatial import cKDTree

from synthscope.structures.checking.distances import close_pairs
from synthscope.structures.model import Crystal


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
    positions: np.ndarray, edges: Iterable[float] | None, least: float, goes_first: np.ndarray
) -> np.ndarray:
    """Which atoms to take out so that none are closer than `least`, (N,) bool.

    Of a pair that with the higher `goes_first` (N,) goes, of equal ones the later.
    """
    gone = np.zeros(len(positions), dtype=bool)
    for i, j in pairs_within(positions, edges, least).tolist():
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
