"""One search for the symmetry of all frames of a trajectory.

Frames that have the same atoms, in the same order and nearly the same cell, are one crystal in
motion: they keep the axes of the file, so that a direction means the same in all of them, and share
the prototype of the first, so that they stand in one part of a data set. The space group is that of
the first that is sound. Another frame has it too where its atoms obey the operations; else its
space group is P 1, which needs no search.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from scipy.spatial import cKDTree

from synthscope.structures.reading.expand import metric_mismatch
from synthscope.structures.reading.parsed import Draft
from synthscope.structures.symmetry.standardise import Standard, without_symmetry

SAME_CELL = 0.1
"""Of the longest edge: how far lattice vectors of two frames of one crystal may be apart."""

MOST_LEADERS = 20
"""Crystals with the same atoms that a frame is compared with, the latest ones."""


def partly_occupied(draft: Draft) -> bool:
    """Whether any site is not occupied always."""
    return draft.occupancies is not None and bool(draft.occupancies.min() < 0.999)


def one_crystal(draft: Draft, other: Draft) -> bool:
    """Whether two drafts are frames of one crystal; partly occupied ones never are."""
    if any(one.cell is None or partly_occupied(one) for one in (draft, other)):
        return False
    if not np.array_equal(draft.numbers, other.numbers):
        return False
    longest = np.linalg.norm(other.cell, axis=1).max()
    return bool(np.abs(draft.cell - other.cell).max() < SAME_CELL * longest)


class Trajectory:
    """The frames of a file, sorted into crystals, with the symmetry of those that were searched."""

    def __init__(self, drafts: Sequence[Draft]):
        leaders: dict[bytes, list[Draft]] = {}
        self._drafts = drafts  # kept, so that no other takes the place of one in memory
        self._leader: dict[int, int] = {}
        for draft in drafts:
            alike = leaders.setdefault(draft.numbers.tobytes(), [])
            first = next((d for d in alike[-MOST_LEADERS:] if one_crystal(draft, d)), None)
            if first is None:
                alike.append(draft)
            self._leader[id(draft)] = id(draft if first is None else first)
        self._frames = Counter(self._leader.values())
        self._found: dict[int, tuple[Draft, Standard, str]] = {}

    def symmetry(
        self,
        draft: Draft,
        tolerance: float,
        search: Callable[[], Standard | None],
        label: Callable[[Standard], str],
    ) -> tuple[Standard, str] | None:
        """The symmetry of a frame in the file's axes, and the label of its prototype.

        Parameters
        ----------
        draft
            One of the drafts, checked.
        tolerance
            How far atoms may be from symmetric positions, Å.
        search, label
            Find the symmetry in the file's axes, and name its prototype.

        Returns
        -------
        None where the draft is the only frame of its crystal, or where no symmetry is found.
        """
        crystal = self._leader[id(draft)]
        if self._frames[crystal] == 1:
            return None
        if crystal in self._found:
            first, standard, name = self._found[crystal]
            draft.notes.append(f"in the axes of the file; symmetry searched in frame {first.frame}")
            return as_in(standard, draft, tolerance), name
        standard = search()
        if standard is None:
            return None
        draft.notes.append("in the axes of the file, as all frames of this crystal are")
        self._found[crystal] = (draft, standard, label(standard))
        return standard, self._found[crystal][2]


def as_in(standard: Standard, draft: Draft, tolerance: float) -> Standard:
    """A draft with the operations of another frame where its atoms obey them, else with P 1."""
    fractional = np.linalg.solve(draft.cell.T, draft.positions.T).T
    if obeys(draft.cell, fractional, draft.numbers, *standard.operations, tolerance):
        return replace(standard, cell=draft.cell, fractional=fractional, tolerance=tolerance)
    return without_symmetry(draft.cell, fractional, standard.kinds)


def obeys(cell, fractional, numbers, rotations, translations, tolerance: float) -> bool:
    """Whether operations take atoms to atoms of their kind, within `tolerance` Å.

    Every rotation is tried with one of its translations, and all translations by themselves: the
    rest are their products.
    """
    shortest = np.linalg.norm(cell, axis=1).min()
    if metric_mismatch(rotations, cell) * shortest > tolerance:
        return False
    kinds = np.unique(numbers)
    trees = {kind: _tree(fractional[numbers == kind] @ cell, cell) for kind in kinds}
    pure = (rotations == np.eye(3)).all(axis=(1, 2))
    _, first = np.unique(rotations.reshape(len(rotations), -1), axis=0, return_index=True)
    chosen = np.concatenate([np.sort(first), np.flatnonzero(pure)])
    for k in dict.fromkeys(chosen.tolist()):
        for kind in kinds:
            images = fractional[numbers == kind] @ rotations[k].T + translations[k]
            images = (images % 1.0) @ cell
            if trees[kind].query(images)[0].max() > tolerance:
                return False
    return True


def _tree(positions: np.ndarray, cell: np.ndarray) -> cKDTree:
    """Of atoms and their images in the cells around."""
    fractional = np.linalg.solve(cell.T, positions.T).T % 1.0
    shifts = np.stack(np.meshgrid(*[[-1, 0, 1]] * 3, indexing="ij"), -1).reshape(-1, 1, 3)
    images = (fractional[None] + shifts).reshape(-1, 3)
    near = ((images > -0.25) & (images < 1.25)).all(axis=1)
    return cKDTree(images[near] @ cell)
