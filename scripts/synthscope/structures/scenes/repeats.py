"""Boxes in which a lattice repeats sideways, strained a little."""

from collections.abc import Iterable

import numpy as np

from synthscope.structures.symmetry.lattice_points import lattice_points

EDGE = 1e-6
"""Å: an atom on a face of the box counts once, whatever rounding says."""
EXACT = 1e-6
"""Strain that counts as none."""
REACHES = ((0.9, 1.2), (0.7, 1.6), (0.5, 2.2))
"""Edges of a box, in parts of the size asked for: a later range is tried where none before fits."""
MOST_VECTORS = 60
"""Along each edge, of those nearest to the size."""


def strain_of(matrix: np.ndarray) -> np.ndarray:
    """Largest relative change of a length, of (..., 3, 3) maps."""
    strain = np.abs(np.linalg.svd(matrix, compute_uv=False) - 1).max(axis=-1)
    return np.where(strain > EXACT, strain, 0.0)


def along(lattice: np.ndarray, axis: int, sizes: tuple[float, float], window: float) -> np.ndarray:
    """(M, 3) lattice vectors that nearly lie along x or y, with lengths between two, Å.

    Parameters
    ----------
    lattice
        (3, 3) rows of a primitive basis in the scene.
    window
        Most that a component across the axis may have, in parts of that along it.
    """
    vectors = lattice_points(lattice, sizes[1] * (1 + window)) @ lattice
    across = [k for k in range(3) if k != axis]
    length = vectors[:, axis]
    fits = (length >= sizes[0]) & (length <= sizes[1])
    fits &= (np.abs(vectors[:, across]) <= window * length[:, None] + EDGE).all(axis=1)
    return vectors[fits]


def nearest_to(vectors: np.ndarray, size: float) -> np.ndarray:
    """The vectors nearest in length to a size, at most `MOST_VECTORS`, in a fixed order."""
    lengths = np.linalg.norm(vectors, axis=1)
    order = np.lexsort((*np.round(vectors, 6).T, np.round(np.abs(np.log(lengths / size)), 6)))
    return vectors[order[:MOST_VECTORS]]


def cheapest(
    off: np.ndarray, strains: np.ndarray, max_strain: float, more: np.ndarray | float = 0.0
) -> int | None:
    """Which of some ways to repeat (its place among all) has edges near to the size at little
    strain; None where each strains too much.

    Parameters
    ----------
    off
        How far the edges are from the size, in logarithms; `max_strain` costs a quarter.
    more
        What else each costs.
    """
    cost = np.round(off + strains / max(max_strain, EXACT) / 4 + more, 9)
    cost[strains > max_strain] = np.inf
    best = int(np.argmin(cost))
    return best if np.isfinite(cost.flat[best]) else None


def mapping(edges: np.ndarray, vectors: np.ndarray) -> np.ndarray:
    """(..., 3, 3) linear maps that bring two vectors to edges x and y and leave z as it is.

    Parameters
    ----------
    edges
        (..., 2) lengths.
    vectors
        (..., 2, 3) those that become the edges.
    """
    z = np.broadcast_to([0.0, 0.0, 1.0], (*vectors.shape[:-2], 1, 3))
    rows = np.concatenate([vectors, z], axis=-2)
    target = np.zeros(rows.shape)
    target[..., 0, 0], target[..., 1, 1], target[..., 2, 2] = edges[..., 0], edges[..., 1], 1.0
    return np.swapaxes(np.linalg.solve(rows, target), -1, -2)


def repeating(
    lattice: np.ndarray,
    size: float,
    max_strain: float,
    extra: Iterable[float] | None = None,
) -> tuple[np.ndarray | None, np.ndarray | None, float]:
    """The strain that makes a turned lattice repeat in a box.

    Of all pairs of lattice vectors near x and y, the one with little strain whose lengths are
    nearest to the size.

    Parameters
    ----------
    lattice
        (3, 3) rows of a primitive basis in the scene, Å.
    size
        Wanted edge of the box, Å.
    extra
        (3,) by which faults across x displace the crystal on the way through the box, Å; y then
        lies in their planes. None: without faults.

    Returns
    -------
    matrix
        (3, 3) which takes the lattice to the one in the box; None where no pair does.
    edges
        (2,) of the box, Å.
    strain
        Of it; of the least one that was seen where none does (infinite without any).
    """
    least = np.inf
    window = 2 * max_strain
    for low, high in REACHES:
        sizes = (low * size, high * size)
        b = along(lattice, 1, sizes, window)
        if extra is None:
            a = along(lattice, 0, sizes, window)
        else:
            a = displaced_along_x(lattice, sizes, window, np.asarray(extra, dtype=float))
            b = b[np.abs(b[:, 0]) < EDGE]
        a, b = nearest_to(a, size), nearest_to(b, size)
        if not len(a) or not len(b):
            continue
        pairs = np.stack(np.broadcast_arrays(a[:, None], b[None]), axis=-2).reshape(-1, 2, 3)
        edges = np.linalg.norm(pairs, axis=-1)
        maps = mapping(edges, pairs)
        strains = strain_of(maps)
        least = min(least, float(strains.min()))
        off = np.abs(np.log(edges / size)).sum(axis=1)
        best = cheapest(off, strains, max_strain)
        if best is not None:
            return maps[best], edges[best], float(strains[best])
    return None, None, least


def displaced_along_x(lattice, sizes, window, extra: np.ndarray) -> np.ndarray:
    """(M, 3) lattice vectors plus `extra` that nearly lie along x."""
    reach = float(np.linalg.norm(extra))
    wide = window + reach / sizes[0]
    vectors = along(lattice, 0, (sizes[0] - reach, sizes[1] + reach), wide) + extra
    length = vectors[:, 0]
    fits = (length >= sizes[0]) & (length <= sizes[1])
    fits &= (np.abs(vectors[:, 1:]) <= window * length[:, None] + EDGE).all(axis=1)
    return vectors[fits]
