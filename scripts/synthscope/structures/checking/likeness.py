"""Structures of a catalog that are the same: read from one file twice, or from two that agree."""

import re
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from synthscope.structures.checking.distances import close_pairs

REACH = 5.0
"""Å: farther pairs of atoms do not count."""
WIDTHS = (0.8, 1.2, 1.6)
"""Å."""
MOST_ATOMS = 5000
"""Larger structures are compared by their files alone."""
ALIKE = 1e-3
"""Relative: rounding of coordinates to four digits stays below it."""
_FRAME = re.compile(r" frame (\d+)$")


def fingerprint(numbers: np.ndarray, positions: np.ndarray, cell: np.ndarray | None) -> str:
    """Five numbers that do not depend on axes, origin, cell or the order of atoms.

    Three are Σ Z_i Z_j exp(-d² / 2w²) over pairs of atoms at a distance d, by Σ Z, each for one
    width w; they change little where atoms move little. The least and the largest distance that an
    atom has to its nearest neighbour, Å, tell frames of one motion and other random displacements
    apart, which leave the sums as they are. A crystal and its mirror image have the same.

    Parameters
    ----------
    numbers, positions, cell
        (N,), (N, 3) in Å, and (3, 3) in Å or None.

    Returns
    -------
    Text with blanks between; "" above `MOST_ATOMS`.
    """
    if len(numbers) > MOST_ATOMS:
        return ""
    pairs, distances = close_pairs(positions, cell, REACH)
    charges = np.asarray(numbers, dtype=float)
    weights = charges[pairs].prod(axis=1) * np.where(pairs[:, 0] == pairs[:, 1], 1.0, 2.0)
    weights *= (1 - (distances / REACH) ** 2) ** 2  # nothing jumps where a pair comes within reach
    sums = [weights @ np.exp(-(distances**2) / (2 * w**2)) / charges.sum() for w in WIDTHS]
    nearest = np.full(len(charges), REACH)
    for side in pairs.T:
        np.minimum.at(nearest, side, distances)
    return " ".join(f"{value:.6g}" for value in (*sums, nearest.min(), nearest.max()))


def repeated(rows: Sequence[Mapping[str, str]]) -> Iterator[tuple[int, str]]:
    """Number and note of each accepted row that tells of a structure that an earlier one has."""
    files: dict[tuple[str, str], Mapping[str, str]] = {}
    groups: dict[str, tuple[list[Mapping[str, str]], list[list[float]]]] = {}
    for k, row in enumerate(rows):
        if row["status"] != "accepted":
            continue
        frame = _FRAME.search(row["file"])
        place = (row["sha256"], frame[1] if frame else "")
        other, what = (files.setdefault(place, row) if row["sha256"] else row), "file"
        marks = [float(word) for word in row["fingerprint"].split()]
        if marks:
            known, table = groups.setdefault(row["formula"], ([], []))
            if other is row and table:
                here = np.array(marks)
                apart = (np.abs(np.array(table) - here) / np.maximum(here, 1e-9)).max(axis=1)
                alike = int(np.argmin(apart))
                if apart[alike] < ALIKE:
                    other, what = known[alike], "crystal (or its mirror image)"
            known.append(row)
            table.append(marks)
        if other is not row:
            note = f"the same {what} as {other['id']}"
            if other["prototype"] != row["prototype"]:
                note += f", but of another prototype ({other['prototype'] or 'unknown'})"
            yield k, note
