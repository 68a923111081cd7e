"""Vacuum in a cell: layers, wires and particles are drawn in boxes, but do not repeat across them.

An axis of the cell is open where a slab without any atom, wider than bonds and van der Waals
contacts, crosses the cell from side to side. Files hold it along axes of the cell, so it is looked
for there alone.
"""

import numpy as np
from ase.data.vdw_alvarez import vdw_radii

CONTACT = 1.2
"""Of the sum of van der Waals radii (Alvarez, Dalton Trans. 42 (2013) 8617): a wider gap is one."""
_RADII = np.where(np.isfinite(vdw_radii), vdw_radii, 2.5)
KINDS = {1: "layer", 2: "wire", 3: "particle"}
"""What a structure is called by how many of its axes are open."""


def find_gaps(
    cell: np.ndarray, positions: np.ndarray, numbers: np.ndarray, least: float
) -> tuple[np.ndarray, np.ndarray]:
    """The vacuum along each axis.

    Parameters
    ----------
    cell
        (3, 3) rows a, b, c in Å.
    positions, numbers
        (N, 3) in Å and (N,) atomic numbers.
    least
        Gaps narrower than this are none, Å; nor are those that atoms on both sides of it bridge.

    Returns
    -------
    widths
        (3,) Å across the planes that the other two axes span; 0 where an axis is not open.
    starts
        (3,) fractional coordinate of the first plane of atoms above the gap; 0 without one.
    """
    inverse = np.linalg.inv(cell)
    heights = 1 / np.linalg.norm(inverse, axis=0)
    widths, starts = np.zeros(3), np.zeros(3)
    for axis, values in enumerate((positions @ inverse).T % 1.0):
        order = np.argsort(values, kind="stable")
        gaps = np.diff(values[order], append=values[order[0]] + 1.0)
        below = int(np.argmax(gaps))
        above = (below + 1) % len(order)
        width = gaps[below] * heights[axis]
        touching = CONTACT * _RADII[numbers[order[[below, above]]]].sum()
        if width > max(least, touching):
            widths[axis], starts[axis] = width, values[order[above]]
    return widths, starts


def gather(
    cell: np.ndarray, positions: np.ndarray, widths: np.ndarray, starts: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Put what the gaps divide together again, around the origin.

    Parameters
    ----------
    cell, positions
        As given to `find_gaps`; widths and starts as it returns them.

    Returns
    -------
    cell
        (3, 3) Å: open axes stand upright on those that repeat, so that [001] looks straight at a
        layer with vacuum along c.
    positions
        (N, 3) Å: whole, and with the middle of their extent along open axes at 0.
    """
    open_ = widths > 0
    fractional = positions @ np.linalg.inv(cell)
    turns = np.floor(fractional - starts + 1e-9) * open_
    positions = (fractional - turns) @ cell
    upright = cell.copy()
    if 0 < open_.sum() < 3:
        span = np.linalg.qr(cell[~open_].T)[0]
        upright[open_] -= cell[open_] @ span @ span.T
    along = positions @ np.linalg.inv(upright)
    middle = (along.max(axis=0) + along.min(axis=0)) / 2 * open_
    return upright, (along - middle) @ upright


def describe(widths: np.ndarray) -> str:
    """One line for the catalog, such as "a layer: 17.2 Å of vacuum along c, …"."""
    axes = [f"{width:.1f} Å of vacuum along {name}" for name, width in zip("abc", widths) if width]
    kind = KINDS[len(axes)]
    kept = "taken without its cell" if kind == "particle" else "imaged once, in the file's axes"
    return f"a {kind}: {', '.join(axes)}; {kept} (vacuum_gap_A)"
