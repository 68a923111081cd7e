"""The lattice that a structure repeats on: its centring translations and a primitive basis."""

import math
from collections.abc import Iterable

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from synthscope.structures.model import Crystal

SAME = 1e-2
"""Å: atoms this close after a translation are the same."""


def centrings(crystal: Crystal) -> tuple[np.ndarray, np.ndarray]:
    """Translations within the cell that leave the structure as it is, in every snapshot.

    Returns
    -------
    shifts
        (K, 3) fractional, the first is zero; they are whole multiples of 1/K.
    members
        (N / K,) indices of the atoms of one primitive cell.
    """
    every = np.arange(len(crystal))
    if crystal.snapshots is not None:
        return np.zeros((1, 3)), every
    fractional = crystal.fractional % 1.0
    kinds, counts = np.unique(crystal.numbers, return_counts=True)
    rarest = np.flatnonzero(crystal.numbers == kinds[np.argmin(counts)])
    scale = np.linalg.norm(crystal.cell, axis=1)
    tree = cKDTree(fractional * (1 - 1e-15) * scale, boxsize=scale)
    probes = np.linspace(0, len(crystal) - 1, min(len(crystal), 4)).astype(int)

    def partners(shift, atoms):
        """Where a shift takes some atoms, or None where one finds no atom of its kind."""
        moved = ((fractional[atoms] + shift) % 1.0) * (1 - 1e-15) * scale
        distances, partner = tree.query(moved)
        alike = crystal.numbers[partner] == crystal.numbers[atoms]
        return partner if distances.max() < SAME and alike.all() else None

    group, links = np.zeros((1, 3)), [(every, every)]
    for j in rarest[1:]:
        shift = fractional[j] - fractional[rarest[0]]
        if _among(shift, group, scale) or np.abs(shift * scale)[~crystal.pbc].max(initial=0) > SAME:
            continue  # known; or across vacuum, where nothing repeats
        if partners(shift, probes) is None or (partner := partners(shift, every)) is None:
            continue
        # Atoms deviate, but around each cycle of partners they come home: the mean is exact.
        step = fractional[partner] - fractional - shift
        shift = shift + (step - np.rint(step)).mean(axis=0)
        links.append((every, partner))
        multiples = [group]
        while not _among(total := shift * len(multiples), group, scale):
            multiples.append(group + total)
        group = np.concatenate(multiples)
    count = len(group)
    rows, columns = np.concatenate(links, axis=1)
    orbits = connected_components(coo_matrix((np.ones(len(rows)), (rows, columns))))[1]
    return np.rint(group % 1.0 * count) % count / count, np.unique(orbits, return_index=True)[1]


def _among(shift: np.ndarray, group: np.ndarray, scale: np.ndarray) -> bool:
    """Whether a translation is one of a group's, lattice vectors aside."""
    apart = group - shift
    return bool((np.abs((apart - np.rint(apart)) * scale).max(axis=1) < SAME).any())


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


def shortest_along(basis: np.ndarray, uvw: Iterable[int]) -> np.ndarray:
    """(3,) the shortest vector along [uvw] of the lattice with a `primitive_basis`, fractional."""
    direction = np.array(tuple(uvw), dtype=float)
    steps = np.rint(np.linalg.solve(basis.T, direction)).astype(int)
    return direction / math.gcd(*steps.tolist())
