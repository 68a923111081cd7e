"""Pair distances of atoms in a box: g(r), where it peaks, and how many neighbours there are."""

import numpy as np
from scipy.spatial import cKDTree

STEP = 0.02


def distances(first, second, box, within: float) -> np.ndarray:
    """Å of all pairs from two sets of positions; an edge of 0 does not repeat."""
    edges = np.array(box, dtype=float)
    sets = []
    for positions in (first, second):
        folded = np.where(edges > 0, np.mod(positions, np.where(edges > 0, edges, 1)), positions)
        sets.append(np.where((edges > 0) & (folded >= edges), 0.0, folded))
    trees = [cKDTree(one, boxsize=edges) for one in sets]
    found = trees[0].sparse_distance_matrix(trees[1], within, output_type="ndarray")["v"]
    return found[found > 1e-6]


def peak(first, second, box, low: float, high: float) -> float:
    """Where g(r) is highest between two distances, Å: the middle of the upper half of its peak."""
    found = distances(first, second, box, high)
    edges = np.arange(low, high + STEP / 2, STEP)
    counts, _ = np.histogram(found, edges)
    middles = (edges[1:] + edges[:-1]) / 2
    density = np.convolve(counts / middles**2, np.ones(5) / 5, mode="same")
    top = density.argmax()
    upper = density >= density[top] / 2
    left, right = top, top
    while left > 0 and upper[left - 1]:
        left -= 1
    while right + 1 < len(upper) and upper[right + 1]:
        right += 1
    part = slice(left, right + 1)
    return float((middles[part] * density[part]).sum() / density[part].sum())


def coordination(first, second, box, within: float) -> float:
    """Mean number of atoms of the second set around one of the first."""
    return len(distances(first, second, box, within)) / len(first)
