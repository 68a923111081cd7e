"""Blocks: the atomagined supercell, a cube cut from the oriented crystal.

Of a layer that is looked at from above, or a wire from its side, all its depth is taken.
"""

from collections.abc import Iterable

import numpy as np

from synthscope.specimens.copies import copies
from synthscope.structures.model import Atoms, Crystal
from synthscope.structures.symmetry.lattice_points import lattice_points
from synthscope.structures.symmetry.orientation import orientation

HALF_A = 12.0
FRAME_A = 26.0
EDGE = 1e-6
"""Å: atoms on a face of the cube belong to it, whatever rounding says."""


def block(
    crystal: Crystal, uvw: Iterable[int], half: float = HALF_A, frame: float = FRAME_A
) -> Atoms:
    """All atoms with |x|, |y|, |z| ≤ `half` about the lattice origin, seen along [uvw].

    Parameters
    ----------
    crystal
        With a cell, which [uvw] refers to. Along axes without repeats its atoms stand around 0.
    uvw
        Points to the viewer; see `orientation` for the axes of the image.
    half
        Half the cube's edge, Å.
    frame
        Edge of the box in whose centre the cube stands, Å.

    Returns
    -------
    Atoms
        In a box of `frame` on each edge; x and y in Å from the image's pixel 0. Where a layer is
        looked at from above, or a wire from its side, the box is as deep as it is, with the vacuum
        around the cube.
    """
    rotation = orientation(crystal.cell, uvw)
    cell = crystal.cell @ rotation.T
    basis = crystal.folded @ cell
    middle = (basis.max(axis=0) + basis.min(axis=0)) / 2
    radius = np.linalg.norm(basis - middle, axis=1).max()
    # Lattice points T for which some atom T + basis can lie in the cube's circumscribed sphere.
    reach = half * np.sqrt(3) + radius + np.linalg.norm(middle) + EDGE
    origins = lattice_points(cell, reach, crystal.pbc) @ cell
    most = np.full(3, half + EDGE)
    depth = frame
    if across_vacuum(crystal, uvw):
        low, high = basis[:, 2].min(), basis[:, 2].max()
        depth = max(high - low, 1.0) + frame - 2 * half
        most[2] = np.inf
    near = (np.abs(origins + middle) <= most + radius).all(axis=1)
    positions = (origins[near][:, None] + basis[None]).reshape(-1, 3)
    kinds = np.tile(np.arange(len(basis)), int(near.sum()))
    kept = (np.abs(positions) <= most).all(axis=1)
    kinds = kinds[kept]
    box = np.array([frame, frame, depth])
    return copies(crystal, kinds, positions[kept] + box / 2, box, rotation)


def across_vacuum(crystal: Crystal, uvw: Iterable[int]) -> bool:
    """Whether [uvw] points out of a layer, or to the side of a wire: nothing repeats along it."""
    return not crystal.pbc.all() and not np.any(np.array(tuple(uvw))[crystal.pbc])


def seen_from_above(crystal: Crystal, uvw: Iterable[int]) -> bool:
    """Whether the crystal is a layer, and [uvw] points across it."""
    return crystal.pbc.sum() == 2 and across_vacuum(crystal, uvw)
