"""Blocks: the atomagined supercell, a cube cut from the oriented crystal."""

from collections.abc import Iterable

import numpy as np

from synthscope.structures.model import Atoms, Crystal
from synthscope.structures.symmetry.orientation import orientation

HALF_A = 12.0
FRAME_A = 26.0
EDGE = 1e-6
"""Å: atoms on a face of the cube belong to it, whatever rounding says."""


def lattice_points(cell: np.ndarray, reach: float) -> np.ndarray:
    """(M, 3) integer coordinates of all lattice points within `reach` Å of the origin."""
    heights = 1 / np.linalg.norm(np.linalg.inv(cell), axis=0)
    spans = [np.arange(-n, n + 1) for n in np.floor(reach / heights + 1e-9).astype(int)]
    points = np.stack(np.meshgrid(*spans, indexing="ij"), axis=-1).reshape(-1, 3)
    squares = ((points @ cell) ** 2).sum(axis=1)
    return points[squares <= (reach + 1e-9) ** 2]


def block(
    crystal: Crystal, uvw: Iterable[int], half: float = HALF_A, frame: float = FRAME_A
) -> Atoms:
    """All atoms with |x|, |y|, |z| ≤ `half` about the lattice origin, seen along [uvw].

    Parameters
    ----------
    crystal
        Periodic; its `cell` is what [uvw] refers to.
    uvw
        Points to the viewer; see `orientation` for the axes of the image.
    half
        Half the cube's edge, Å.
    frame
        Edge of the box in whose centre the cube stands, Å.

    Returns
    -------
    Atoms
        In a box of `frame` on each edge; x and y in Å from the image's pixel 0.
    """
    rotation = orientation(crystal.cell, uvw)
    cell = crystal.cell @ rotation.T
    inside = crystal.fractional % 1.0
    basis = inside @ cell
    middle = (basis.max(axis=0) + basis.min(axis=0)) / 2
    radius = np.linalg.norm(basis - middle, axis=1).max()
    # Lattice points T for which some atom T + basis can lie in the cube's circumscribed sphere.
    reach = half * np.sqrt(3) + radius + np.linalg.norm(middle) + EDGE
    origins = lattice_points(cell, reach) @ cell
    near = (np.abs(origins + middle) <= half + radius + EDGE).all(axis=1)
    positions = (origins[near][:, None] + basis[None]).reshape(-1, 3)
    kinds = np.tile(np.arange(len(basis)), int(near.sum()))
    kept = (np.abs(positions) <= half + EDGE).all(axis=1)
    kinds = kinds[kept]
    return Atoms(
        numbers=crystal.numbers[kinds],
        positions=positions[kept] + frame / 2,
        box=np.full(3, frame),
        rms=crystal.rms[kinds],
    )
