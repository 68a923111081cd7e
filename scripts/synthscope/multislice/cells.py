"""The cell that a specimen of repeating boxes is calculated with: one box, some, or all of them."""

from dataclasses import dataclass

import numpy as np

from synthscope.optics.slicing import Slices


@dataclass(frozen=True)
class Cell:
    """Boxes side by side and on top of each other.

    Attributes
    ----------
    copies
        How many boxes it has.
    numbers, positions
        (N,) atomic numbers and (N, 3) places in Å.
    source
        (N,) which atom of a box each is.
    slices
        The slice of each atom.
    extent
        Across the beam, Å.
    """

    copies: int
    numbers: np.ndarray
    positions: np.ndarray
    source: np.ndarray
    slices: Slices
    extent: tuple[float, float]


def tile_cell(
    numbers: np.ndarray,
    positions: np.ndarray,
    box: np.ndarray,
    cut: Slices,
    counts: tuple[int, int, int],
) -> Cell:
    """The cell of `counts` (x, y, z) boxes, x fastest.

    Parameters
    ----------
    numbers, positions, box
        (N,), (N, 3) and (3,) of a box, Å.
    cut
        Its slices.
    """
    shifts = np.stack(np.meshgrid(*map(np.arange, reversed(counts)), indexing="ij"), -1)
    shifts = shifts.reshape(-1, 3)[:, ::-1]
    index = (cut.index[None, :] + len(cut) * shifts[:, 2:]).ravel()
    whole = cut.tiled(counts[2])
    return Cell(
        len(shifts),
        np.tile(numbers, len(shifts)),
        (positions[None] + (shifts * box)[:, None]).reshape(-1, 3),
        np.tile(np.arange(len(numbers)), len(shifts)),
        Slices(index, whole.planes, whole.depth),
        (float(box[0] * counts[0]), float(box[1] * counts[1])),
    )
