"""The points of a lattice around its origin."""

from collections.abc import Iterable

import numpy as np


def lattice_points(
    cell: np.ndarray, reach: float, pbc: Iterable[bool] = (True, True, True)
) -> np.ndarray:
    """(M, 3) integer coordinates of all lattice points within `reach` Å of the origin.

    Only points with zero along axes that do not repeat (`pbc`) are among them.
    """
    heights = 1 / np.linalg.norm(np.linalg.inv(cell), axis=0)
    most = np.where(pbc, np.floor(reach / heights + 1e-9), 0).astype(int)
    spans = [np.arange(-n, n + 1) for n in most]
    points = np.stack(np.meshgrid(*spans, indexing="ij"), axis=-1).reshape(-1, 3)
    squares = ((points @ cell) ** 2).sum(axis=1)
    return points[squares <= (reach + 1e-9) ** 2]
