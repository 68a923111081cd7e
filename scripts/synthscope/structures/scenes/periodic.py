"""Places in a box that repeats along x and y: folded into it, their images, and neighbours."""

from collections.abc import Iterable

import numpy as np
from scipy.spatial import cKDTree


def folded(xy: np.ndarray, edges: np.ndarray) -> np.ndarray:
    """(N, 2) in a box with edges (2,), its far sides left out, also after rounding."""
    within = xy % edges
    return np.where(within >= edges, 0.0, within)


def inside(positions: np.ndarray, edges: np.ndarray) -> np.ndarray:
    """The same (N, 3) positions with x and y in the box."""
    return np.column_stack([folded(positions[:, :2], edges), positions[:, 2]])


def between(to: np.ndarray, start: np.ndarray, edges: np.ndarray | float | None) -> np.ndarray:
    """From places to the nearest images of others, (..., 2 or 3) Å; None: nothing repeats."""
    apart = to - start
    if edges is not None:
        apart[..., :2] -= np.round(apart[..., :2] / edges) * edges
    return apart


def padded(positions: np.ndarray, box: np.ndarray, margin: float) -> tuple[np.ndarray, np.ndarray]:
    """Positions (N, 2 or 3) with their images as far as a margin (Å) around the box, and whose
    images they are."""
    turns = np.stack(np.meshgrid(*[(-1, 0, 1)] * 2, indexing="ij"), -1).reshape(-1, 2) * box
    shifts = np.zeros((9, positions.shape[1]))
    shifts[:, :2] = turns
    images = (positions[None] + shifts[:, None]).reshape(-1, positions.shape[1])
    near = ((images[:, :2] > -margin) & (images[:, :2] < box + margin)).all(axis=1)
    return images[near], np.tile(np.arange(len(positions)), 9)[near]


def tree(positions: np.ndarray, edges: Iterable[float] | None) -> cKDTree:
    """Of (N, 3) atoms, none of which repeats along z; None: nor along x and y."""
    if edges is None:
        return cKDTree(positions)
    return cKDTree(inside(positions, np.asarray(edges)), boxsize=[*edges, 0.0])


def pairs_within(positions: np.ndarray, edges: Iterable[float] | None, reach: float) -> np.ndarray:
    """(M, 2) pairs of atoms closer than a distance, i < j, in order; None: nothing repeats."""
    pairs = tree(positions, edges).query_pairs(reach, output_type="ndarray")
    return pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]


def flat_pairs(
    one: np.ndarray, other: np.ndarray, box: np.ndarray, reach: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Pairs of places of two sets, seen from above in a box that repeats, and how far apart, Å."""
    if len(one) == 0 or len(other) == 0:
        return np.zeros(0, dtype=int), np.zeros(0, dtype=int), np.zeros(0)
    trees = [cKDTree(folded(xy, box), boxsize=box) for xy in (one, other)]
    found = trees[0].sparse_distance_matrix(trees[1], reach, output_type="ndarray")
    return found["i"], found["j"], found["v"]
