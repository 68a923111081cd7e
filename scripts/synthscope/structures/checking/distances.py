"""Distances between the atoms of a crystal or a cluster."""

import numpy as np
from scipy.spatial import cKDTree


def close_pairs(
    positions: np.ndarray, cell: np.ndarray | None, reach: float
) -> tuple[np.ndarray, np.ndarray]:
    """Pairs of atoms (their images included) that are closer than `reach`.

    Returns
    -------
    pairs
        (K, 2) indices, i <= j; i = j for an atom and its own image.
    distances
        (K,) in Å, in ascending order.
    """
    if len(positions) == 0:
        return np.zeros((0, 2), dtype=int), np.zeros(0)
    if cell is None:
        owners = np.arange(len(positions))
        images = positions
    else:
        images, owners, positions = _images(positions, cell, reach)
    tree = cKDTree(images)
    here = cKDTree(positions)
    found = here.sparse_distance_matrix(tree, reach, output_type="coo_matrix").tocoo()
    i, j, d = found.row, owners[found.col], found.data
    kept = (i < j) | ((i == j) & (d > 1e-9))
    i, j, d = i[kept], j[kept], d[kept]
    order = np.lexsort((j, i, d))
    return np.stack([i[order], j[order]], axis=1), d[order]


def _images(positions: np.ndarray, cell: np.ndarray, reach: float):
    """Every image within `reach` of the cell, in Å, and the atoms moved into the cell."""
    inverse = np.linalg.inv(cell)
    margin = reach * np.linalg.norm(inverse, axis=0) + 1e-9
    fractional = (positions @ inverse) % 1.0
    spans = [np.arange(-int(np.ceil(m)), int(np.ceil(m)) + 1) for m in margin]
    shifts = np.stack(np.meshgrid(*spans, indexing="ij"), axis=-1).reshape(-1, 1, 3)
    images = (fractional[None] + shifts).reshape(-1, 3)
    owners = np.tile(np.arange(len(positions)), len(shifts))
    near = ((images > -margin) & (images < 1 + margin)).all(axis=1)
    return images[near] @ cell, owners[near], fractional @ cell
