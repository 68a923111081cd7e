"""Copies of a crystal's atoms, with all that belongs to them."""

import numpy as np

from synthscope.structures.model import Atoms, Crystal
from synthscope.structures.snapshots import Snapshots


def copies(
    crystal: Crystal,
    atoms: np.ndarray,
    positions: np.ndarray,
    box: np.ndarray | None,
    rotation: np.ndarray,
) -> Atoms:
    """Atoms of a specimen.

    Parameters
    ----------
    atoms
        (N,) which of the crystal's atoms each is a copy of.
    positions, box
        (N, 3) and (3,) Å, in the specimen's axes.
    rotation
        (3, 3) rows are the specimen's axes in those of the crystal.
    """
    snapshots = Snapshots.of_copies(crystal.snapshots, atoms, rotation)
    return Atoms(crystal.numbers[atoms], positions, box, crystal.rms[atoms], snapshots, atoms)
