"""Frames of molecular dynamics as one structure: mean positions, and snapshots around them."""

import math
from collections.abc import Sequence
from fnmatch import fnmatchcase

import numpy as np

from synthscope.core.errors import InputError
from synthscope.structures.checking.trajectory import one_crystal, partly_occupied
from synthscope.structures.reading.parsed import Draft

FARTHEST_RMS_A = 0.7
"""Atoms that stray farther from their mean place do not vibrate but wander; Lindemann's rule has
crystals melt at a tenth of the distance of neighbours."""
UNCERTAIN = 7.0
"""Times the standard error of a mean position: the farthest of hundreds of pairs, in 3D."""


def wanted(patterns: Sequence[str], name: str) -> bool:
    """Whether a file of that name fits one of the patterns, in which `*` stands for anything."""
    return any(fnmatchcase(name, like) for like in patterns)


def average_frames(frames: Sequence[Draft]) -> Draft:
    """One draft with the snapshots of all frames.

    The mean cell holds the mean positions. Atoms are followed across the cell's faces from each
    frame to the next, and what all of them move together (a drift) is taken out. A cell that
    changes (constant pressure) is strained to the mean one.

    Raises
    ------
    InputError
        There are fewer than two frames, they are not of the same atoms in the same order and nearly
        the same cell, or the atoms wander.
    """
    first = frames[0]
    if len(frames) < 2:
        raise InputError("snapshots need two frames of the file at least (structures.frames)")
    for frame in frames:
        if frame.problems:
            raise InputError(f"frame {frame.frame}: {frame.problems[0]}")
        if partly_occupied(frame):
            raise InputError(
                f"frame {frame.frame} has partly occupied sites; snapshots show where each atom is"
            )
        if not _same(frame, first):
            raise InputError(
                f"frame {frame.frame} has other atoms, in another order, or another cell than "
                f"frame {first.frame}; leave it out (structures.frames), or leave the file out of "
                "structures.snapshots"
            )
    cell, places = _followed(frames)
    moves = places - places.mean(axis=0)
    moves -= moves.mean(axis=1, keepdims=True)
    rms = np.sqrt((moves**2).sum(axis=2).mean(axis=0) / 3)
    if rms.max() > FARTHEST_RMS_A:
        raise InputError(
            f"an atom strays {rms.max():.2g} Å (rms along an axis) from its mean place, so the "
            f"{len(frames)} frames are no snapshots of one crystal; take frames that are nearer to "
            "each other (structures.frames)"
        )
    note = f"the mean of frames {first.frame} to {frames[-1].frame}: {len(frames)} snapshots"
    return Draft(
        numbers=first.numbers,
        positions=places.mean(axis=0),
        cell=cell,
        rms=rms,
        name=first.name,
        licence=first.licence,
        about=first.about,
        notes=[*first.notes, note],
        snapshots=moves,
    )


def mean_tolerance(draft: Draft, tolerance: float) -> float:
    """How far mean positions may be from symmetric ones, Å: few snapshots leave them uncertain."""
    if draft.snapshots is None:
        return tolerance
    return max(tolerance, UNCERTAIN * float(draft.rms.max()) / math.sqrt(len(draft.snapshots)))


def _same(frame: Draft, first: Draft) -> bool:
    if first.cell is None:
        return frame.cell is None and np.array_equal(frame.numbers, first.numbers)
    return one_crystal(frame, first)


def _followed(frames: Sequence[Draft]) -> tuple[np.ndarray | None, np.ndarray]:
    """The mean cell, and (frames, N, 3) positions in it, Å, without jumps across its faces."""
    if frames[0].cell is None:
        return None, np.array([frame.positions for frame in frames])
    cell = np.mean([frame.cell for frame in frames], axis=0)
    fractional = np.array([f.positions @ np.linalg.inv(f.cell) for f in frames])
    steps = np.diff(fractional, axis=0)
    fractional[1:] = fractional[0] + np.cumsum(steps - np.rint(steps), axis=0)
    return cell, fractional @ cell
