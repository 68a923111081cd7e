"""Atomic columns: the atoms behind each spot of a projected specimen."""

from dataclasses import dataclass

import numpy as np
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from synthscope.core.ties import ranks

SAME_COLUMN_A = 0.2
ONE_ROW_A = 1e-4
"""Columns whose y are no farther apart are of one row, and in the order of x."""


@dataclass(frozen=True)
class Columns:
    """The columns of a specimen, ordered by y, then x.

    Attributes
    ----------
    position
        (M, 2) mean x and y of the column's atoms, Å.
    n_atoms
        (M,) number of atoms.
    elements
        (E,) atomic numbers that occur, ascending.
    composition
        (M, E) number of atoms of each element.
    spread
        (M,) greatest distance of an atom from `position` in projection, Å.
    of_atom
        (N,) which of the columns each atom belongs to.
    """

    position: np.ndarray
    n_atoms: np.ndarray
    elements: np.ndarray
    composition: np.ndarray
    spread: np.ndarray
    of_atom: np.ndarray


def group_columns(
    positions: np.ndarray, tolerance_A: float = SAME_COLUMN_A, parts: np.ndarray | None = None
) -> np.ndarray:
    """Assign every atom to a column.

    Atoms belong to one column when all of them lie within `tolerance_A` of each other in projection
    (complete linkage): a long row of atoms that are each close to the next is several columns.

    Parameters
    ----------
    positions
        (N, 2) or (N, 3), Å; the beam runs along the third axis.
    parts
        (N,) numbers of the parts that atoms are of: those of a particle and of the film below it
        are no column.

    Returns
    -------
    numpy.ndarray
        (N,) labels from 0, without gaps.
    """
    if parts is not None:
        labels, free = np.zeros(len(parts), dtype=np.intp), 0
        for part in np.unique(parts):
            own = parts == part
            labels[own] = free + group_columns(positions[own], tolerance_A)
            free = labels[own].max() + 1
        return labels
    flat = np.asarray(positions, dtype=np.float64)[:, :2]
    if len(flat) == 0:
        return np.zeros(0, dtype=np.intp)
    # Atoms above each other need no clustering: first one point for each exact position.
    points, point_of = _chains(flat, min(1e-3, tolerance_A))
    centres = _means(flat, point_of, points)
    groups, group_of = _chains(centres, tolerance_A)
    labels = _split_long_chains(centres, group_of, groups, tolerance_A)
    return np.unique(labels, return_inverse=True)[1][point_of]


def columns(
    numbers: np.ndarray,
    positions: np.ndarray,
    labels: np.ndarray | None = None,
    tolerance_A: float = SAME_COLUMN_A,
) -> Columns:
    """Positions and compositions of the columns.

    Parameters
    ----------
    numbers, positions
        (N,) atomic numbers and (N, 2) or (N, 3) positions, Å.
    labels
        Columns of the atoms, when they are known from elsewhere (a relaxed specimen keeps the
        columns of the ideal one); else they are found by `group_columns`.
    """
    numbers = np.asarray(numbers)
    flat = np.asarray(positions, dtype=np.float64)[:, :2]
    if labels is None:
        labels = group_columns(flat, tolerance_A)
    present, label = np.unique(labels, return_inverse=True)
    count = len(present)
    elements, element = np.unique(numbers, return_inverse=True)
    composition = np.zeros((count, len(elements)), dtype=np.int32)
    np.add.at(composition, (label, element), 1)
    position = _means(flat, label, count)
    spread = np.zeros(count)
    np.maximum.at(spread, label, np.linalg.norm(flat - position[label], axis=1))
    # So that columns of one row are in the order of x whatever their last bits.
    order = np.lexsort([ranks(axis, ONE_ROW_A) for axis in position.T])
    return Columns(
        position[order],
        composition.sum(axis=1, dtype=np.int32)[order],
        elements,
        composition[order],
        spread[order],
        np.argsort(order)[label].astype(np.int32),
    )


def _chains(points: np.ndarray, reach: float) -> tuple[int, np.ndarray]:
    pairs = cKDTree(points).query_pairs(reach, output_type="ndarray")
    links = coo_matrix((np.ones(len(pairs)), pairs.T), shape=(len(points), len(points)))
    return connected_components(links, directed=False)


def _means(points: np.ndarray, label: np.ndarray, count: int) -> np.ndarray:
    sums = [np.bincount(label, axis, minlength=count) for axis in points.T]
    return np.stack(sums, axis=1) / np.bincount(label, minlength=count)[:, None]


def _split_long_chains(centres, group_of, groups, tolerance_A) -> np.ndarray:
    low, high = np.full((groups, 2), np.inf), np.full((groups, 2), -np.inf)
    np.minimum.at(low, group_of, centres)
    np.maximum.at(high, group_of, centres)
    labels, free = group_of.copy(), groups
    for group in np.flatnonzero(np.linalg.norm(high - low, axis=1) > tolerance_A):
        members = np.flatnonzero(group_of == group)
        parts = fcluster(linkage(centres[members], "complete"), tolerance_A, "distance")
        labels[members] = free + parts
        free += parts.max() + 1
    return labels
