"""How a crystal's lattice differs from place to place: strain, rotation, tilt.

Of the gradient G_ij = ∂u_i/∂R_j of the displacements u from the places R of the perfect crystal:
strain_ij = (G_ij + G_ji)/2 and the rotation about z, (G_yx − G_xy)/2, as linear elasticity has
them; and the tilt of the columns, which run along (tilt_x, tilt_y, 1): tilt_i = G_iz.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np

LOCAL = ("strain_xx", "strain_yy", "strain_xy", "rotation", "tilt_x", "tilt_y")
"""What is told of each atom's surroundings, in this order; angles in rad."""


def of_gradient(gradient: np.ndarray) -> np.ndarray:
    """(N, 6) `LOCAL` of (N, 3, 3) gradients of displacements."""
    g = gradient
    return np.stack(
        [
            g[:, 0, 0],
            g[:, 1, 1],
            (g[:, 0, 1] + g[:, 1, 0]) / 2,
            (g[:, 1, 0] - g[:, 0, 1]) / 2,
            g[:, 0, 2],
            g[:, 1, 2],
        ],
        axis=1,
    )


def in_axes(local: np.ndarray, axes: np.ndarray) -> np.ndarray:
    """The same (N, 6) in other axes.

    Parameters
    ----------
    axes
        (3, 3) rows: the new x, y and z in the old axes, of which z stays along z or against it.
    """
    xx, yy, xy, rotation, *tilt = local.T
    flat = axes[:2, :2]
    strain = flat @ np.array([[xx, xy], [xy, yy]]).transpose(2, 0, 1) @ flat.T
    turned = np.linalg.det(flat) * rotation
    leaning = flat @ np.array(tilt) / axes[2, 2]
    return np.stack([strain[:, 0, 0], strain[:, 1, 1], strain[:, 0, 1], turned, *leaning], axis=1)


def packed(local: np.ndarray) -> dict[str, Any]:
    """(N, 6) for JSON: of what all atoms have alike, a single number."""
    known = np.isfinite(local).all(axis=1)
    columns: dict[str, Any] = {"unknown": np.flatnonzero(~known).tolist()}
    for name, values in zip(LOCAL, local[known].T.tolist()):
        columns[name] = values[0] if len(set(values)) == 1 else values
    return columns


def unpacked(columns: Mapping[str, Any], count: int) -> np.ndarray:
    """(count, 6) of what `packed` has made."""
    local = np.full((count, len(LOCAL)), np.nan)
    known = np.ones(count, dtype=bool)
    known[columns["unknown"]] = False
    local[known] = np.stack([np.broadcast_to(columns[name], known.sum()) for name in LOCAL], axis=1)
    return local
