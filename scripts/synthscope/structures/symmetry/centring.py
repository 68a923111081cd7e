"""The lattice that a structure repeats on: its centring translations and a primitive basis."""

import numpy as np
from scipy.spatial import cKDTree

from synthscope.structures.model import Crystal

SAME = 1e-2
"""Å: atoms this close after a translation are the same."""


def centrings(crystal: Crystal) -> tuple[np.ndarray, np.ndarray]:
    """Translations within the cell that leave the structure as it is.

    Returns
    -------
    shifts
        (K, 3) fractional, the first is zero.
    members
        (N / K,) indices of the atoms of one primitive cell.
    """
    fractional = crystal.fractional % 1.0
    kinds, counts = np.unique(crystal.numbers, return_counts=True)
    rarest = np.flatnonzero(crystal.numbers == kinds[np.argmin(counts)])
    scale = np.linalg.norm(crystal.cell, axis=1)
    wrapped = fractional * (1 - 1e-15) * scale
    tree = cKDTree(wrapped, boxsize=scale)
    shifts, images = [np.zeros(3)], [np.arange(len(fractional))]
    for j in rarest[1:]:
        shift = fractional[j] - fractional[rarest[0]]
        moved = ((fractional + shift) % 1.0) * (1 - 1e-15) * scale
        distances, partner = tree.query(moved)
        if distances.max() < SAME and (crystal.numbers[partner] == crystal.numbers).all():
            # Halves, thirds, quarters: exact, so that repeats add up to lattice vectors.
            shifts.append(np.rint(shift % 1.0 * 432) / 432)
            images.append(partner)
    least = np.min(images, axis=0)
    return np.array(shifts), np.flatnonzero(least == np.arange(len(fractional)))


def primitive_basis(shifts: np.ndarray) -> np.ndarray:
    """(3, 3) rows, fractional: three short vectors that generate the lattice of the shifts."""
    grid = np.stack(np.meshgrid(*[(-1, 0, 1)] * 3, indexing="ij"), axis=-1).reshape(-1, 1, 3)
    vectors = (shifts[None] + grid).reshape(-1, 3)
    vectors = vectors[np.linalg.norm(vectors, axis=1) > 1e-6]
    vectors = vectors[np.lexsort((*vectors.T, np.round(np.linalg.norm(vectors, axis=1), 9)))]
    wanted = 1.0 / len(shifts)
    for i in range(len(vectors)):
        for j in range(i + 1, len(vectors)):
            normal = np.cross(vectors[i], vectors[j])
            volumes = np.abs(vectors[j + 1 :] @ normal)
            fits = np.flatnonzero(np.abs(volumes - wanted) < 1e-6)
            if len(fits):
                return np.array([vectors[i], vectors[j], vectors[j + 1 + fits[0]]])
    raise ValueError("the shifts generate no lattice")
