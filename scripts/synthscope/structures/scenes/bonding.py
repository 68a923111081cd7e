"""How well two pieces of a crystal fit: whether atoms at their boundary are bound as within it."""

from dataclasses import dataclass, replace

import numpy as np
from scipy.spatial import cKDTree

from synthscope.structures.model import Crystal
from synthscope.structures.scenes.closeness import CLOSEST, shortest_bond, surplus
from synthscope.structures.scenes.slab import Piece

SHELL = 1.25
"""Neighbours are what is closer than so many times the shortest bond."""
NEAR_A = 4.0
BESIDE_A = 5.0
"""Atoms this near to a boundary, and this far along it from its middle, are looked at."""


@dataclass(frozen=True, eq=False)
class Bonding:
    """Neighbourhoods in a perfect crystal.

    Attributes
    ----------
    bond
        Shortest distance of two atoms, Å.
    kinds
        (K,) atomic numbers that there are.
    counts
        (M, 1 + K) of each kind of neighbourhood the atom in it, then how many neighbours of each of
        `kinds`.
    """

    bond: float
    kinds: np.ndarray
    counts: np.ndarray

    @classmethod
    def of(cls, crystal: Crystal) -> "Bonding":
        bond, kinds = shortest_bond(crystal), np.unique(crystal.numbers)
        reach = SHELL * bond
        whole = Piece(crystal, np.eye(3), np.zeros(3), (-np.inf, np.inf))
        low = crystal.positions.min(axis=0) - reach - 1e-3
        high = crystal.positions.max(axis=0) + reach + 1e-3
        numbers, positions = whole.atoms(low, high)
        counts = _counts(numbers, positions, crystal.positions, kinds, reach)
        return cls(bond, kinds, np.unique(np.column_stack([crystal.numbers, counts]), axis=0))

    def misfit(self, left: Piece, right: Piece, beside: float = BESIDE_A) -> float:
        """Of two pieces that meet at x = 0: 0 where all atoms are bound as in the crystal.

        How many neighbours an atom near the boundary has too many or too few on average, and, ten
        times, by which part of a bond the closest two are too close; without the atoms that are
        taken out for that. Looked at `beside` Å to both sides along y.
        """
        reach = SHELL * self.bond
        deep, high, wide = (one + reach for one in (NEAR_A, BESIDE_A, beside))
        parts = [
            left.atoms((-deep, -wide, -high), (0, wide, high)),
            right.atoms((0, -wide, -high), (deep, wide, high)),
        ]
        numbers, positions = (np.concatenate(two) for two in zip(*parts))
        of_right = np.arange(len(numbers)) >= len(parts[0][0])
        kept = ~surplus(positions, None, CLOSEST * self.bond, of_right)
        numbers, positions = numbers[kept], positions[kept]
        middle = (np.abs(positions) < [NEAR_A, beside, BESIDE_A]).all(axis=1)
        if not middle.any():
            return np.inf
        distances, _ = cKDTree(positions).query(positions[middle], 2)
        close = max(0.0, 1 - float(distances[:, 1].min()) / self.bond - 1e-3)
        found = _counts(numbers, positions, positions[middle], self.kinds, reach)
        found = np.column_stack([numbers[middle], found])
        apart = np.abs(found[:, None, 1:] - self.counts[None, :, 1:]).sum(axis=-1).astype(float)
        apart[found[:, None, 0] != self.counts[None, :, 0]] = np.inf
        return round(float(apart.min(axis=1).mean()) + 10 * close, 6)


def _counts(numbers, positions, of, kinds, reach: float) -> np.ndarray:
    """(N, K) neighbours of each kind around the atoms at `of` (N, 3), without themselves."""
    close = cKDTree(of).sparse_distance_matrix(cKDTree(positions), reach, output_type="coo_matrix")
    other = close.data > 1e-3
    counts = np.zeros((len(of), len(kinds)), dtype=int)
    np.add.at(counts, (close.row[other], np.searchsorted(kinds, numbers[close.col[other]])), 1)
    return counts


def cuts(crystal: Crystal, matrix: np.ndarray, spacing: float) -> np.ndarray:
    """(M,) x of the planes at which a crystal may be cut: its atomic layers, and midways of them.

    Parameters
    ----------
    matrix
        (3, 3), as of a `Piece` whose origin stands at x = 0.
    spacing
        Period of its layers along x, Å.
    """
    layers = np.sort((crystal.positions @ matrix[0]) % spacing)
    kept = np.append(True, np.diff(layers) > 0.05)
    if layers[-1] - layers[0] > spacing - 0.05:
        kept[-1] = len(layers) == 1
    layers = layers[kept]
    midways = (layers + np.append(layers[1:], layers[0] + spacing)) / 2
    return np.concatenate([layers, midways])


def moved(piece: Piece, x: float) -> Piece:
    """The piece, moved so that what stood at x stands at 0."""
    return replace(piece, shift=piece.shift - np.array([x, 0.0, 0.0]))
