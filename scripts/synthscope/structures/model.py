"""The data that stages exchange: a crystal or a cluster, and the atoms an image is made of."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Self

import numpy as np

from synthscope.structures.scenes.truth import Truth
from synthscope.structures.snapshots import Snapshots


def _array(values, dtype, shape) -> np.ndarray:
    array = np.array(values, dtype=dtype).reshape(shape)
    array.flags.writeable = False
    return array


def _plain(value):
    """Numbers in a form that JSON returns exactly: doubles round-trip by repr, NaN becomes None."""
    if isinstance(value, Truth):
        return value.to_dict()
    if not isinstance(value, np.ndarray):
        return value
    if value.dtype.kind != "f":
        return value.tolist()
    return [_plain(row) for row in value] if value.ndim > 1 else _numbers(value)


def _numbers(row: np.ndarray) -> list[float | None]:
    return [None if np.isnan(x) else x for x in row.tolist()]


class _Record:
    """Frozen dataclasses of arrays, written as JSON and compared value by value."""

    def to_dict(self) -> dict[str, Any]:
        """A dictionary that `json` writes and `from_dict` reads back bit for bit."""
        return {f.name: _plain(getattr(self, f.name)) for f in fields(self)}

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> Self:
        return cls(**values)

    def __eq__(self, other) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return self.to_dict() == other.to_dict()

    __hash__ = None


@dataclass(frozen=True, eq=False)
class Atoms(_Record):
    """The atoms that are imaged: a block, a periodic cell or a cluster in a box.

    Attributes
    ----------
    numbers
        (N,) atomic numbers.
    positions
        (N, 3) in Å. The beam runs along z; 0 <= z < box[2].
    box
        (3,) edges of the orthogonal box in Å, or None where there is none.
    rms
        (N,) thermal displacement in Å, root mean square along one axis; NaN where unknown.
    snapshots
        The atoms' displacements in molecular dynamics, along x, y, z; None without.
    sites
        (N,) which of the crystal's atoms each is a copy of, or has taken the place of; −1 of one
        that came in between.
    """

    numbers: np.ndarray
    positions: np.ndarray
    box: np.ndarray | None = None
    rms: np.ndarray | None = None
    snapshots: Snapshots | None = None
    sites: np.ndarray | None = None

    def __post_init__(self):
        numbers = _array(self.numbers, np.int64, (-1,))
        n = len(numbers)
        rms = np.full(n, np.nan) if self.rms is None else self.rms
        set_ = object.__setattr__
        set_(self, "numbers", numbers)
        set_(self, "positions", _array(self.positions, np.float64, (n, 3)))
        set_(self, "rms", _array(rms, np.float64, (n,)))
        sites = np.full(n, -1) if self.sites is None else self.sites
        set_(self, "sites", _array(sites, np.int64, (n,)))
        if self.box is not None:
            set_(self, "box", _array(self.box, np.float64, (3,)))

    def __len__(self) -> int:
        return len(self.numbers)


@dataclass(frozen=True, eq=False)
class Crystal(_Record):
    """An accepted structure. Views and indices refer to `cell`.

    Attributes
    ----------
    id
        Six digits, or a slug; unique in a data set.
    source
        user, resources, aflow, generated or ase.
    name
        What people call it.
    numbers
        (N,) atomic numbers.
    positions
        (N, 3) Cartesian, Å.
    cell
        (3, 3), rows are a, b and c in Å; None for a cluster or a molecule.
    rms
        (N,) thermal displacement in Å, root mean square along one axis; NaN where unknown.
    space_group, space_group_symbol
        As found by spglib; 0 and "" without a cell.
    prototype
        Space group, anonymised formula and Wyckoff letters; the AFLOW name where it is known.
    formula
        Reduced, in alphabetical order with spaces, for example "O3 Sr Ti".
    licence
        Of the file that it came from, as far as that is known.
    file_sha256
        Of the file that it came from; "" where there was none.
    axes
        "standard" (spglib's conventional cell) or "file" (the axes and the origin of the file).
    point_group
        (M, 3, 3) integer rotations acting on [uvw] columns in the basis of `cell`; empty without.
    about
        What the file says of itself, by the columns of key.csv: icsd_id, chemical_name_systematic,
        chemical_formula_structural, chemical_name_structure_type, publication_title, citation.
    notes
        What was changed or noticed on the way, in one line.
    frame
        Its number, from 1, among the structures of a file with several; 0 alone in its file.
    pbc
        (3,) whether the structure repeats along a, b and c; across the others there is vacuum, and
        the atoms stand around 0. All without a word; none of a cluster.
    snapshots
        (S, N, 3) displacements in Å from `positions` in frames of molecular dynamics; None without.
    truth
        What its atoms are, of a scene; None of everything else.
    """

    id: str
    source: str
    name: str
    numbers: np.ndarray
    positions: np.ndarray
    cell: np.ndarray | None = None
    rms: np.ndarray | None = None
    space_group: int = 0
    space_group_symbol: str = ""
    prototype: str = ""
    formula: str = ""
    licence: str = ""
    file_sha256: str = ""
    axes: str = "standard"
    point_group: np.ndarray | None = None
    about: dict[str, str] = field(default_factory=dict)
    notes: str = ""
    frame: int = 0
    pbc: np.ndarray | None = None
    snapshots: np.ndarray | None = None
    truth: Truth | None = None

    def __post_init__(self):
        numbers = _array(self.numbers, np.int64, (-1,))
        n = len(numbers)
        rms = np.full(n, np.nan) if self.rms is None else self.rms
        group = np.zeros((0, 3, 3)) if self.point_group is None else self.point_group
        set_ = object.__setattr__
        set_(self, "numbers", numbers)
        set_(self, "positions", _array(self.positions, np.float64, (n, 3)))
        set_(self, "rms", _array(rms, np.float64, (n,)))
        set_(self, "point_group", _array(group, np.int64, (-1, 3, 3)))
        pbc = [self.cell is not None] * 3 if self.pbc is None else self.pbc
        set_(self, "pbc", _array(pbc, np.bool_, (3,)))
        if self.cell is not None:
            set_(self, "cell", _array(self.cell, np.float64, (3, 3)))
        if self.snapshots is not None:
            set_(self, "snapshots", _array(self.snapshots, np.float64, (-1, n, 3)))
        if isinstance(self.truth, Mapping):
            set_(self, "truth", Truth.from_dict(self.truth))

    def __len__(self) -> int:
        return len(self.numbers)

    @property
    def fractional(self) -> np.ndarray:
        """(N, 3) fractional coordinates; only with a cell."""
        return np.linalg.solve(self.cell.T, self.positions.T).T

    @property
    def folded(self) -> np.ndarray:
        """(N, 3) fractional coordinates, from 0 to 1 along axes that repeat; only with a cell."""
        return np.where(self.pbc, self.fractional % 1.0, self.fractional)

    @property
    def metric(self) -> np.ndarray:
        """(3, 3) metric tensor G = A Aᵀ in Å²; only with a cell."""
        return self.cell @ self.cell.T

    @property
    def volume(self) -> float:
        """Of the cell, Å³; only with one."""
        return float(abs(np.linalg.det(self.cell)))

    @property
    def lattice(self) -> tuple[float, float, float, float, float, float]:
        """a, b, c in Å and alpha, beta, gamma in degrees; only with a cell."""
        lengths = np.linalg.norm(self.cell, axis=1)
        unit = self.cell / lengths[:, None]
        cosines = np.array([unit[1] @ unit[2], unit[2] @ unit[0], unit[0] @ unit[1]])
        angles = np.degrees(np.arccos(np.clip(cosines, -1, 1)))
        return (*lengths.tolist(), *angles.tolist())
