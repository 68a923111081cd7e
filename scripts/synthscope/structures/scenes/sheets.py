"""The single layers of a layered crystal: found where nothing bonds across a plane."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from synthscope.core.errors import InputError
from synthscope.structures.checking.distances import close_pairs
from synthscope.structures.model import Crystal
from synthscope.structures.scenes.contact import COVALENT
from synthscope.structures.scenes.orientation import cell_axes

BONDED = 1.25
"""Of the sum of covalent radii: atoms that are farther apart are of two layers."""
SAME_PLANE = 0.05
"""Atoms are in one plane within this, Å."""
BOND_SHELL = 1.2
"""Of the shortest distance in a layer: neighbours within it are bonded."""


@dataclass(frozen=True, eq=False)
class Sheet:
    """One layer of a crystal, one cell of it.

    Attributes
    ----------
    structure
        Id of the crystal.
    numbers, positions
        (N,) atomic numbers and (N, 3) Å: x along an edge of the cell, z out of the layer, with its
        middle at 0.
    lattice
        (2, 2) rows: edges of the cell in the layer, Å; the first along x.
    rotation
        (3, 3) rows: those axes x, y, z in the Cartesian axes of the crystal.
    height
        Of the middle, as the layers stand in the crystal, Å.
    """

    structure: str
    numbers: np.ndarray
    positions: np.ndarray
    lattice: np.ndarray
    rotation: np.ndarray
    height: float

    @property
    def thickness(self) -> float:
        """From the lowest nuclei to the highest, Å."""
        return float(np.ptp(self.positions[:, 2]))

    @property
    def area(self) -> float:
        """Of the cell, Å²."""
        return float(abs(np.linalg.det(self.lattice)))

    @property
    def hexagonal(self) -> bool:
        """Whether both edges are as long and 60 or 120 degrees apart, to a part in a hundred."""
        a, b = np.linalg.norm(self.lattice, axis=1)
        cosine = self.lattice[0] @ self.lattice[1] / (a * b)
        return bool(abs(a - b) < 0.01 * a and abs(abs(cosine) - 0.5) < 0.01)

    @property
    def third(self) -> np.ndarray:
        """(2,) Å: from one threefold axis of a hexagonal cell to the next."""
        obtuse = self.lattice[0] @ self.lattice[1] < 0
        return np.array([1 / 3, 2 / 3] if obtuse else [1 / 3, 1 / 3]) @ self.lattice

    def bonds(self) -> tuple[float, np.ndarray]:
        """The distance within which atoms are bonded, Å, and (N,) how many bonds each has."""
        cell = self._cell
        shortest = close_pairs(self.positions, cell, 8.0)[1].min(initial=8.0)
        reach = BOND_SHELL * float(shortest)
        pairs = close_pairs(self.positions, cell, reach)[0]
        return reach, np.bincount(pairs.ravel(), minlength=len(self.numbers))

    @property
    def _cell(self) -> np.ndarray:
        cell = np.diag([0.0, 0.0, 100.0])
        cell[:2, :2] = self.lattice
        return cell


@dataclass(frozen=True, eq=False)
class Stack:
    """The layers of a crystal from below, and (3,) Å by which they repeat upwards: None of layers
    in vacuum."""

    sheets: tuple[Sheet, ...]
    repeat: np.ndarray | None

    def layer(self, number: int) -> tuple[Sheet, np.ndarray, float]:
        """Layer `number` from 0 as in the crystal: the sheet, its shift (2,) Å and height, Å."""
        turns, place = divmod(number, len(self.sheets))
        sheet = self.sheets[place]
        if self.repeat is None:
            if turns:
                raise InputError(
                    f"structure {sheet.structure} has {len(self.sheets)} layer(s) in vacuum, which "
                    f"layer {number + 1} is not among; use another stacking than bulk"
                )
            return sheet, np.zeros(2), sheet.height
        return sheet, turns * self.repeat[:2], sheet.height + turns * float(self.repeat[2])


def find_sheets(crystal: Crystal) -> Stack:
    """Take a crystal apart into its layers, which lie across c, or else across b or a.

    Raises
    ------
    InputError
        It has no cell, does not repeat sideways, or nothing but bonds holds it together.
    """
    name = f"structure {crystal.id}"
    if crystal.cell is None:
        raise InputError(f"{name} is a cluster; layers are cut from crystals and layers")
    if crystal.pbc.sum() < 2:
        raise InputError(f"{name} repeats along one axis alone; a layer repeats along two")
    axes = (2, 1, 0) if crystal.pbc.all() else (int(np.flatnonzero(~crystal.pbc)[0]),)
    for axis in axes:
        found = _apart(crystal, axis)
        if found is not None:
            return found
    raise InputError(
        f"{name} has no layers: across none of its axes is there a gap without bonds; use a "
        "layered crystal, such as MoS2 or C_graphite, or a single layer in vacuum"
    )


def _apart(crystal: Crystal, axis: int) -> Stack | None:
    edges = crystal.cell[[(axis + 1) % 3, (axis + 2) % 3]]
    rotation = cell_axes(edges)
    lattice = (edges @ rotation.T)[:, :2]
    repeat = rotation @ crystal.cell[axis]
    positions = crystal.positions @ rotation.T
    periodic = bool(crystal.pbc[axis])
    if periodic:
        turns = np.floor(positions[:, 2] / repeat[2] + 1e-9)
        positions = positions - turns[:, None] * repeat
    groups = list(_groups(crystal.numbers, positions, lattice, repeat if periodic else None))
    if not groups:
        return None
    sheets = tuple(
        _sheet(crystal, members, places, lattice, rotation) for members, places in groups
    )
    return Stack(tuple(sorted(sheets, key=lambda one: one.height)), repeat if periodic else None)


def _groups(
    numbers: np.ndarray, positions: np.ndarray, lattice: np.ndarray, repeat: np.ndarray | None
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Atoms between two gaps: their places in the crystal, and (N, 3) Å, whole."""
    order = np.argsort(np.round(positions[:, 2], 6), kind="stable")
    numbers, positions = numbers[order], positions[order]
    vector = np.array([0.0, 0.0, 1e4]) if repeat is None else repeat
    cell = np.zeros((3, 3))
    cell[:2, :2], cell[2] = lattice, vector
    reach = BONDED * 2 * COVALENT[numbers].max()
    above = np.concatenate([positions, positions + vector])
    gaps = []
    for k in range(len(order)):
        step = above[k + 1, 2] - above[k, 2]
        if step < SAME_PLANE:
            continue
        if step > reach or not _bonded(numbers, positions, vector, lattice, k, reach):
            gaps.append(k)
    if not gaps:
        return
    start = gaps[-1] + 1  # the first atom above the last gap, or of the next cell
    for gap in gaps:
        first, end = (start - len(order), gap + 1) if gap == gaps[0] else (start, gap + 1)
        which = np.arange(first, end)
        yield order[which], positions[which] - np.where(which < 0, 1, 0)[:, None] * vector
        start = gap + 1


def _bonded(numbers, positions, vector, lattice, k: int, reach: float) -> bool:
    """Whether a bond crosses the plane above atom k."""
    n = len(numbers)
    images = np.concatenate([positions + turn * vector for turn in (-1, 0, 1)])
    kinds = np.tile(numbers, 3)
    at = n + k
    below = np.flatnonzero(images[:, 2] > images[at, 2] - reach)
    below = below[below <= at]
    over = np.flatnonzero(images[:, 2] < images[at, 2] + reach)
    over = over[over > at]
    bound = np.ceil(reach * np.linalg.norm(np.linalg.inv(lattice), axis=0)).astype(int) + 1
    spans = [np.arange(-m, m + 1) for m in bound]
    shifts = np.stack(np.meshgrid(*spans, indexing="ij"), -1).reshape(-1, 2) @ lattice
    apart = images[over][None] - images[below][:, None]
    flat = apart[:, :, None, :2] + shifts
    distance = np.sqrt((flat**2).sum(-1).min(-1) + apart[..., 2] ** 2)
    limit = BONDED * (COVALENT[kinds[below]][:, None] + COVALENT[kinds[over]][None])
    return bool((distance < limit).any())


def _sheet(crystal, members, positions, lattice, rotation) -> Sheet:
    height = float(positions[:, 2].max() + positions[:, 2].min()) / 2
    return Sheet(
        structure=crystal.id,
        numbers=crystal.numbers[members],
        positions=positions - [0.0, 0.0, height],
        lattice=lattice,
        rotation=rotation,
        height=height,
    )
