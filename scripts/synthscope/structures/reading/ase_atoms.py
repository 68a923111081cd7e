"""From ASE's atoms to a draft."""

import numpy as np
from ase import Atoms

from synthscope.structures.reading.parsed import Draft

ROOM = 20.0
"""Å of vacuum, which no one takes for a distance of neighbours."""


def draft_of(atoms: Atoms, draft: Draft | None = None) -> Draft:
    """A crystal where a direction is periodic, else a cluster; what ASE calculates is left out."""
    draft = Draft() if draft is None else draft
    draft.numbers = atoms.numbers.astype(np.int64)
    draft.positions = np.asarray(atoms.positions, dtype=float)
    put_into_cell(draft, np.asarray(atoms.cell.array, dtype=float), atoms.pbc)
    return draft


def put_into_cell(draft: Draft, cell: np.ndarray, periodic: np.ndarray) -> None:
    """Give a draft with atoms the cell that it repeats with; none where it repeats along no axis.

    A file may say that a layer or a wire does not repeat along an axis, whatever vector it gives
    for it (ASE's own layers have none): there a vector upright on the others, with vacuum to spare,
    takes its place where the file's leaves less than half of that.

    Parameters
    ----------
    cell, periodic
        (3, 3) rows a, b, c in Å and (3,) whether the atoms repeat along them.
    """
    if not (periodic.any() and cell.any()):
        return
    draft.cell, normals, added = cell.copy(), list(np.linalg.qr(cell[periodic].T)[0].T), []
    for axis in np.flatnonzero(~periodic):
        upright = [_upright(v, normals) for v in (cell[axis], *np.roll(np.eye(3), -axis, axis=0))]
        vector = next(v for given, v in upright if np.linalg.norm(v) > 0.1 * given)
        normals.append(vector / np.linalg.norm(vector))
        extent = float(np.ptp(draft.positions @ normals[-1]))
        if np.linalg.norm(upright[0][1]) < extent + ROOM / 2:
            draft.cell[axis] = normals[-1] * (extent + ROOM)
            added.append("abc"[axis])
    if added:
        if np.linalg.det(draft.cell) < 0:
            draft.cell["abc".index(added[-1])] *= -1
        draft.notes.append(
            f"does not repeat along {' and '.join(added)}, as the file says: {ROOM:g} Å of vacuum"
        )


def _upright(vector: np.ndarray, normals: list[np.ndarray]) -> tuple[float, np.ndarray]:
    """The length of a vector (at least 1e-6), and its part that stands upright on some normals."""
    return max(float(np.linalg.norm(vector)), 1e-6), vector - sum(n * (n @ vector) for n in normals)
