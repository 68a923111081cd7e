"""Particles cut from crystals."""

import numpy as np

from synthscope.structures.model import Atoms, Crystal
from synthscope.structures.symmetry.lattice_points import lattice_points

SURFACE = 1e-6
"""Å: atoms on the surface belong to the particle, whatever rounding says."""


def particle(crystal: Crystal, radius: float | None) -> Atoms:
    """All atoms of a crystal within `radius` Å of the origin of its cell.

    A cluster, a molecule or a scene is taken as it is; so is the unit cell where `radius` is None.
    """
    if crystal.cell is None or crystal.truth or radius is None:
        every = np.arange(len(crystal))
        return Atoms(crystal.numbers, crystal.positions, rms=crystal.rms, sites=every)
    basis = crystal.folded @ crystal.cell
    reach = radius + np.linalg.norm(basis, axis=1).max()
    origins = lattice_points(crystal.cell, reach + SURFACE, crystal.pbc) @ crystal.cell
    positions = (origins[:, None] + basis).reshape(-1, 3)
    kinds = np.tile(np.arange(len(basis)), len(origins))
    inside = np.linalg.norm(positions, axis=1) <= radius + SURFACE
    kinds = kinds[inside]
    return Atoms(crystal.numbers[kinds], positions[inside], rms=crystal.rms[kinds], sites=kinds)
