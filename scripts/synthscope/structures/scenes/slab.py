"""A crystal that fills a box: placed, cut, and strained a little so that it repeats sideways."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from synthscope.core.errors import InputError
from synthscope.structures.model import Crystal
from synthscope.structures.scenes.repeats import EDGE, repeating
from synthscope.structures.scenes.scene import Mark
from synthscope.structures.scenes.settings.crystal import MOST_STRAIN
from synthscope.structures.symmetry.centring import centrings, primitive_basis

FREE_RIM_A = 5.0
"""Vacuum at the sides where a crystal does not repeat, and nothing is said of it."""


@dataclass(frozen=True, eq=False)
class Piece:
    """A crystal as it stands in a scene, between two planes across x.

    Attributes
    ----------
    matrix
        (3, 3) rotation with a small strain, a reflection of a mirror twin: `positions @ matrix.T`.
    shift
        (3,) where its origin stands, Å.
    between
        Least x, and the x at which the next one begins.
    """

    crystal: Crystal
    matrix: np.ndarray
    shift: np.ndarray
    between: tuple[float, float]

    def atoms(self, low: Iterable[float], high: Iterable[float]) -> tuple[np.ndarray, np.ndarray]:
        """(N,) numbers and (N, 3) positions of all atoms with low ≤ x, y, z < high, Å."""
        low, high = np.array(list(low), dtype=float), np.array(list(high), dtype=float)
        return filled(self.crystal, self.matrix, self.shift, low, high)

    @property
    def rotation(self) -> np.ndarray:
        """(3, 3) as a `Grain` has it: without strain, and proper where symmetry allows it."""
        return proper(self.crystal, without_strain(self.matrix))


@dataclass(frozen=True, eq=False)
class Slab:
    """Pieces side by side along x, which fill a box.

    Attributes
    ----------
    edges
        (2,) of the box, Å.
    rim
        Vacuum at each side, Å; 0: it repeats.
    strain
        Largest relative change of a length that made it repeat.
    marks
        Of the planes between the pieces; z is left at 0.
    """

    edges: np.ndarray
    rim: float
    pieces: tuple[Piece, ...]
    strain: float = 0.0
    marks: tuple[Mark, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sides:
    """What is asked of a slab's sides: see `CrystalSettings`."""

    size_A: float
    rim_A: float | None
    max_strain: float

    @property
    def free_rim(self) -> float:
        """Vacuum at the sides of a crystal that does not repeat, Å."""
        rim = FREE_RIM_A if self.rim_A is None else self.rim_A
        if 2 * rim >= self.size_A:
            raise InputError(
                f"a rim_A of {rim:g} leaves nothing of a box of {self.size_A:g} Å; "
                f"use less than {self.size_A / 2:g}"
            )
        return rim

    def may_repeat(self) -> bool:
        return not self.rim_A

    def refuse(self, crystal: Crystal, least: float) -> None:
        """Say that a crystal does not repeat, where it has to."""
        if self.rim_A == 0:
            would = (
                f"a max_strain of {math.ceil(least * 1e4) / 1e4:g} would do" if least < 1 else ""
            )
            raise InputError(
                f"structure {crystal.id} does not repeat sideways within a strain of "
                f"{self.max_strain:g}; {would or 'use a larger size_A'}, or a rim_A above 0"
            )


def filled(
    crystal: Crystal, matrix: np.ndarray, shift: np.ndarray, low: np.ndarray, high: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Every atom of an endless crystal that stands in a box, (N,) numbers and (N, 3) Å."""
    cell = crystal.cell @ matrix.T
    basis = crystal.folded @ cell + shift
    low, high = low - EDGE, high - EDGE
    corners = np.stack(np.meshgrid(*zip(low, high), indexing="ij"), axis=-1).reshape(-1, 3)
    inside = np.linalg.solve(cell.T, (corners - shift).T).T
    spans = [
        np.arange(math.floor(a) - 1, math.ceil(b) + 1)
        for a, b in zip(inside.min(axis=0), inside.max(axis=0))
    ]
    # The two first indices at once; of the third, only the stretch within the box's circumsphere.
    grid = np.stack(np.meshgrid(*spans, indexing="ij"), axis=-1).reshape(-1, 3)
    origins = grid @ cell
    near = ((origins + basis.max(axis=0) >= low) & (origins + basis.min(axis=0) < high)).all(axis=1)
    positions = (origins[near][:, None] + basis).reshape(-1, 3)
    kept = ((positions >= low) & (positions < high)).all(axis=1)
    return np.tile(crystal.numbers, int(near.sum()))[kept], positions[kept]


def primitive(crystal: Crystal) -> np.ndarray:
    """(3, 3) rows: a primitive basis of its lattice in its own axes, Å."""
    return primitive_basis(centrings(crystal)[0]) @ crystal.cell


def without_strain(matrix: np.ndarray) -> np.ndarray:
    """The nearest rotation or reflection (polar decomposition)."""
    left, _, right = np.linalg.svd(matrix)
    return left @ right


def proper(crystal: Crystal, rotation: np.ndarray) -> np.ndarray:
    """A proper rotation to which symmetry makes a reflected crystal's equal, where there is one."""
    if np.linalg.det(rotation) > 0:
        return rotation
    for operation in crystal.point_group:
        if np.linalg.det(operation) < 0:
            # It acts on [uvw] columns: positions r = uvw @ cell.
            inverse = np.linalg.inv(crystal.cell)
            return without_strain(rotation @ (inverse @ operation.T @ crystal.cell).T)
    return rotation


def single(crystal: Crystal, rotation: np.ndarray, sides: Sides) -> Slab:
    """A slab of one crystal, turned as told."""
    if sides.may_repeat():
        lattice = primitive(crystal) @ rotation.T
        matrix, edges, strain = repeating(lattice, sides.size_A, sides.max_strain)
        if matrix is not None:
            piece = Piece(crystal, matrix @ rotation, np.zeros(3), (0.0, float(edges[0])))
            return Slab(edges, 0.0, (piece,), strain)
        if sides.rim_A == 0:
            least = repeating(lattice, sides.size_A, MOST_STRAIN)[2]
            sides.refuse(crystal, min(strain, least))
    rim, size = sides.free_rim, sides.size_A
    piece = Piece(crystal, rotation, np.full(3, size / 2), (rim, size - rim))
    return Slab(np.full(2, size), rim, (piece,), notes=rim_notes(sides))


def meeting(left: Piece, right: Piece, sides: Sides, kind: str, **more: Any) -> Slab:
    """A slab that does not repeat of two pieces, which meet at x = 0: in the middle of its box.

    Parameters
    ----------
    kind, more
        Of the mark of the plane at which they meet.
    """
    rim, size = sides.free_rim, sides.size_A
    middle = np.array([size / 2, size / 2, 0.0])
    pieces = (
        replace(left, shift=left.shift + middle, between=(rim, size / 2)),
        replace(right, shift=right.shift + middle, between=(size / 2, size - rim)),
    )
    marks = (plane_mark(kind, size / 2, (rim, size - rim), **more),)
    return Slab(np.full(2, size), rim, pieces, 0.0, marks, rim_notes(sides))


def plane_mark(kind: str, x: float, ends: tuple[float, float], **more: Any) -> Mark:
    """Of a plane across x that is seen edge-on, from one y to another."""
    return Mark(kind, (x, ends[0], 0.0), (x, ends[1], 0.0), **more)


def rim_notes(sides: Sides) -> tuple[str, ...]:
    """What to say of a rim that nobody asked for."""
    if sides.rim_A is not None:
        return ()
    return (f"does not repeat within a strain of {sides.max_strain:g}: vacuum at its sides",)
