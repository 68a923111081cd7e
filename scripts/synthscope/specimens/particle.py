"""Particles cut from crystals."""

import numpy as np

from synthscope.structures.model import Atoms, Crystal

SURFACE = 1e-6
"""Å: atoms on the surface belong to the particle, whatever rounding says."""


def particle(crystal: Crystal, radius: float | None) -> Atoms:
    """All atoms of a crystal within `radius` Å of the origin of its cell.

    A cluster or a molecule is taken as it is; so is the unit cell where `radius` is None.
    """
    if crystal.cell is None or radius is None:
        return Atoms(crystal.numbers, crystal.positions, rms=crystal.rms)
    basis = crystal.folded @ crystal.cell
    reach = radius + np.linalg.norm(basis, axis=1).max()
    heights = 1 / np.linalg.norm(np.linalg.inv(crystal.cell), axis=0)
    most = np.where(crystal.pbc, np.ceil(reach / heights), 0).astype(int)
    spans = [np.arange(-n, n + 1) for n in most]
    cells = np.stack(np.meshgrid(*spans, indexing="ij"), axis=-1).reshape(-1, 3)
    origins = cells @ crystal.cell
    origins = origins[np.linalg.norm(origins, axis=1) <= reach + SURFACE]
    positions = (origins[:, None] + basis).reshape(-1, 3)
    kinds = np.tile(np.arange(len(basis)), len(origins))
    inside = np.linalg.norm(positions, axis=1) <= radius + SURFACE
    kinds = kinds[inside]
    return Atoms(crystal.numbers[kinds], positions[inside], rms=crystal.rms[kinds])
