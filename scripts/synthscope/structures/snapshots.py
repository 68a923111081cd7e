"""Snapshots: where the atoms of a crystal are in frames of molecular dynamics.

Averaged over, they take the place of Einstein's frozen phonons, in which each atom moves on its
own: neighbours move together as the simulation had them (Muller, Edwards, Kirkland, Silcox,
Ultramicroscopy 86 (2001) 371).
"""

from collections.abc import Sized
from dataclasses import dataclass, replace
from typing import Self

import numpy as np


@dataclass(frozen=True)
class Snapshots:
    """The displacements of some atoms.

    Attributes
    ----------
    sites
        (N,) which site of the simulation each atom is a copy of; copies move alike.
    displacements
        (snapshots, sites, 3) Å from each site's mean position.
    """

    sites: np.ndarray
    displacements: np.ndarray

    @classmethod
    def of_copies(
        cls, displacements: np.ndarray | None, atoms: np.ndarray, rotation: np.ndarray
    ) -> Self | None:
        """Of copies of a crystal's `atoms`, in the axes that are the rows of `rotation`.

        `displacements` are the crystal's own (snapshots, N, 3) in Å; without them there are none.
        """
        return None if displacements is None else cls(atoms, displacements @ rotation.T)

    def __len__(self) -> int:
        return len(self.displacements)

    def of(self, atoms: np.ndarray) -> Self:
        """Of atoms that are copies of those with the numbers `atoms` (or chosen by a mask)."""
        return replace(self, sites=self.sites[atoms])

    def displaced(self, positions: np.ndarray, number: int) -> np.ndarray:
        """`positions` (N, 3) Å as they are in a snapshot."""
        return positions + self.displacements[number][self.sites]

    def draw(self, count: int, generator: np.random.Generator) -> list[int]:
        """Numbers of `count` different snapshots, or of all where there are fewer."""
        return generator.permutation(len(self))[:count].tolist()


def available(asked: int, snapshots: Sized | None) -> int:
    """How many configurations there are for so many asked for; any number without snapshots."""
    return asked if snapshots is None else min(asked, len(snapshots))
