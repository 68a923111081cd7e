"""Turning a crystal so that the beam runs along [uvw]."""

from collections.abc import Iterable

import numpy as np

FLAT = 1e-6
"""An index of the plane normal this small beside the largest counts as zero."""


def in_plane_direction(cell: np.ndarray, uvw: Iterable[int]) -> np.ndarray:
    """Lattice coordinates (real) of the row axis of the image: it points down.

    With H = G·[uvw]: the axis of the first zero index of H, which lies in the plane; else the
    in-plane vector in which the index of smallest |H| is zero and the other two are swapped with
    one sign changed. Read off the lattices of the atomagined images.
    """
    metric = cell @ cell.T
    normal = metric @ np.array(tuple(uvw), dtype=float)
    size = np.abs(normal)
    zero = size < FLAT * size.max()
    row = np.zeros(3)
    if zero.any():
        row[int(np.argmax(zero))] = 1.0
        return row
    # Equal indices (up to rounding) count as equal: the first is taken.
    k = int(np.argmax(size <= size.min() * (1 + FLAT)))
    i, j = [m for m in range(3) if m != k]
    row[i], row[j] = normal[j], -normal[i]
    return row / np.abs(row).max()


def orientation(cell: np.ndarray, uvw: Iterable[int]) -> np.ndarray:
    """Rotation into the frame of the image.

    Parameters
    ----------
    cell
        (3, 3) rows a, b, c in Å.
    uvw
        Direction that points from the specimen to the viewer.

    Returns
    -------
    (3, 3) rows x, y, z
        Proper rotation: x runs to the right (columns of the image), y down (rows), and z along
        −[uvw], with the beam. New positions are `positions @ R.T`.
    """
    direction = np.array(tuple(uvw), dtype=float) @ cell
    normal = direction / np.linalg.norm(direction)
    down = in_plane_direction(cell, uvw) @ cell
    down -= (down @ normal) * normal
    down /= np.linalg.norm(down)
    return np.array([np.cross(normal, down), down, -normal])
