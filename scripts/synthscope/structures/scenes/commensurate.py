"""The rectangle that turned lattices repeat in, each strained and turned by a little."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from synthscope.core.errors import InputError

SECTOR = 0.09
"""How far a lattice vector may be from the edge of the box that it becomes, rad."""
TURN_WEIGHT = 0.5
"""What a turn costs in comparison with a strain that moves the rim of the box as far."""
LARGER_COSTS = 0.01
"""What a box twice as long costs, as a strain."""
MOST_EDGES = 36
"""Lengths that are tried for each edge."""
MOST_VECTORS = 40
"""Of a lattice that are tried for each edge: those that lie closest to it. Boxes up to 70 Å have
fewer; all of one of 200 Å took gigabytes."""


@dataclass(frozen=True)
class Fit:
    """What makes lattices repeat in one box.

    Attributes
    ----------
    box
        (2,) edges, Å.
    maps
        For each lattice the (2, 2) F that its vectors, as columns, are multiplied by.
    turns_deg
        For each how much F turns it, counterclockwise.
    strains
        For each the largest relative change of a length.
    """

    box: np.ndarray
    maps: tuple[np.ndarray, ...]
    turns_deg: tuple[float, ...]
    strains: tuple[float, ...]


def fit_box(lattices: Sequence[np.ndarray], size_A: float, reach: float = 0.15) -> Fit:
    """Search a box whose edges are lattice vectors of every lattice, nearly.

    Parameters
    ----------
    lattices
        (2, 2) each: rows are its vectors as they are to lie in the box, Å.
    size_A
        Least edge, Å.
    reach
        By what part of it the edges may be longer.

    Returns
    -------
    Fit
        Of the least cost: the largest strain of a lattice, with a part of its turn and of the
        length of the box.
    """
    different = list({lattice.tobytes(): lattice for lattice in lattices}.values())
    edges = [[_near_axis(one, axis, size_A, reach) for one in different] for axis in (0, 1)]
    lengths = [_lengths(of_axis, size_A, reach) for of_axis in edges]
    total, chosen = 0.0, []
    for p, q in zip(*edges):
        costs, pairs = _costs(p, q, *lengths)
        total = np.maximum(total, costs)
        chosen.append(pairs)
    stretch = np.log2(np.multiply.outer(*lengths) / size_A**2) / 2
    ix, iy = np.unravel_index(np.argmin(np.round(total + LARGER_COSTS * stretch, 9)), total.shape)
    corners = [
        np.stack([p[pairs[ix, iy] // len(q)], q[pairs[ix, iy] % len(q)]])
        for p, q, pairs in zip(*edges, chosen)
    ]
    box = np.mean([np.linalg.norm(corner, axis=1) for corner in corners], axis=0)
    maps = {
        one.tobytes(): np.linalg.solve(corner, np.diag(box)).T
        for one, corner in zip(different, corners)
    }
    return _fit(box, [maps[lattice.tobytes()] for lattice in lattices])


def fit_height(lattices: Sequence[np.ndarray], size_A: float, reach: float = 0.15) -> Fit:
    """Search a height of the box, its edge along y, that every lattice nearly repeats over.

    Parameters
    ----------
    lattices, size_A, reach
        As for `fit_box`; the box stays as wide as `size_A`.

    Returns
    -------
    Fit
        Lattices are strained along y alone.
    """
    edges = [_near_axis(lattice, 1, size_A, reach) for lattice in lattices]
    heights = _lengths(edges, size_A, reach)
    total, chosen = LARGER_COSTS * np.log2(heights / size_A), []
    for q in edges:
        lengths, turns = np.linalg.norm(q, axis=1), np.abs(np.arctan2(q[:, 0], q[:, 1]))
        costs = np.abs(heights[:, None] / lengths - 1) + TURN_WEIGHT * turns
        chosen.append(np.argmin(np.round(costs, 9), axis=1))
        total = total + costs.min(axis=1)
    best = int(np.argmin(np.round(total, 9)))
    height, maps = float(heights[best]), []
    for q, one in zip(edges, chosen):
        x, y = q[one[best]]
        length = float(np.hypot(x, y))
        turn = np.array([[y, -x], [x, y]]) / length
        maps.append(np.diag([1.0, height / length]) @ turn)
    return _fit(np.array([size_A, height]), maps)


def _fit(box: np.ndarray, maps: list[np.ndarray]) -> Fit:
    turns, strains = [], []
    for one in maps:
        u, s, vt = np.linalg.svd(one)
        rotation = u @ vt
        turns.append(float(np.degrees(np.arctan2(rotation[1, 0], rotation[0, 0]))))
        strains.append(float(np.abs(s - 1).max()))
    return Fit(box, tuple(maps), tuple(turns), tuple(strains))


def _near_axis(lattice: np.ndarray, axis: int, size: float, reach: float) -> np.ndarray:
    """Lattice vectors about as long as the box that lie close to its edge, (K, 2) Å."""
    longest = size * (1 + reach) + np.linalg.norm(lattice, axis=1).min()
    bound = np.ceil(longest * np.linalg.norm(np.linalg.inv(lattice), axis=0)).astype(int)
    spans = [np.arange(-n, n + 1) for n in bound]
    points = np.stack(np.meshgrid(*spans, indexing="ij"), axis=-1).reshape(-1, 2) @ lattice
    along, across = points[:, axis], points[:, 1 - axis]
    least = size - 1e-6
    for sector in (SECTOR, 2 * SECTOR, 8 * SECTOR):
        kept = (along >= least) & (along <= longest) & (np.abs(across) <= sector * along)
        if kept.any():
            break
    if not kept.any():
        raise InputError(
            f"layers: no repeat of the layer lies near an edge of {size:g} Å; use a larger size_A, "
            f"such as {2 * longest:.0f}"
        )
    found = points[kept]
    beside = np.round(np.abs(found[:, 1 - axis]) / found[:, axis], 9)
    found = found[np.lexsort((found[:, 1], found[:, 0], beside))[:MOST_VECTORS]]
    return found[np.lexsort((found[:, 1], found[:, 0]))]


def _lengths(of_lattices: list[np.ndarray], size: float, reach: float) -> np.ndarray:
    """Lengths of the edge that suit a lattice, or lie between two that suit two of them."""
    each = [np.linalg.norm(found, axis=1) for found in of_lattices]
    tried = [np.concatenate(each)]
    tried += [np.add.outer(one, two).ravel() / 2 for one, two in itertools.combinations(each, 2)]
    lengths = np.unique(np.round(np.concatenate(tried), 6))
    within = lengths[lengths <= size * (1 + reach)]
    lengths = within if len(within) else lengths[:1]
    every = -(-len(lengths) // MOST_EDGES)
    return lengths[::every]


def _costs(
    p: np.ndarray, q: np.ndarray, x: np.ndarray, y: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """For boxes of edges x and y: the least cost of a lattice, and which pair of vectors has it."""
    i, j = (index.ravel() for index in np.indices((len(p), len(q))))
    corners = np.stack([p[i], q[j]], axis=1)  # rows: what become the edges
    good = np.linalg.det(corners) > 0
    inverse = np.linalg.inv(np.where(good[:, None, None], corners, np.eye(2)))
    # F in columns: F @ corner.T = diag(x, y), so that F = diag(x, y) @ inverse.T
    scaled = np.swapaxes(inverse, 1, 2)
    a, b = (x[:, None, None] * scaled[None, None, :, 0, k] for k in (0, 1))
    c, d = (y[None, :, None] * scaled[None, None, :, 1, k] for k in (0, 1))
    # Singular values and rotation of [[a, b], [c, d]] in closed form.
    mean, rest = np.hypot(a + d, c - b) / 2, np.hypot(a - d, c + b) / 2
    turn = np.abs(np.arctan2(c - b, a + d))
    strain = np.maximum(np.abs(mean + rest - 1), np.abs(mean - rest - 1))
    costs = np.where(good, strain + TURN_WEIGHT * turn, np.inf)
    best = np.argmin(np.round(costs, 9), axis=-1)
    return np.take_along_axis(costs, best[..., None], axis=-1)[..., 0], best


def integer_cell(lattice: np.ndarray, box: np.ndarray) -> np.ndarray:
    """The points of a lattice in a box that it repeats in, each once.

    Parameters
    ----------
    lattice
        (2, 2) rows, Å, of which the edges of the box are whole multiples.
    box
        (2,) Å.

    Returns
    -------
    (K, 2) Å
    """
    exact = np.diag(box) @ np.linalg.inv(lattice)
    matrix = np.rint(exact).astype(int)
    if np.abs(exact - matrix).max() > 1e-6:
        raise ValueError("the lattice does not repeat in this box")
    (a, b), (c, d) = matrix.tolist()
    count = a * d - b * c
    corners = np.array([[0, 0], [1, 0], [0, 1], [1, 1]]) @ matrix
    spans = [np.arange(low, high + 1) for low, high in zip(corners.min(0), corners.max(0))]
    points = np.stack(np.meshgrid(*spans, indexing="ij"), -1).reshape(-1, 2)
    # Whole numbers decide what lies inside: points times the adjugate, from 0 to the determinant.
    along = points @ np.array([[d, -b], [-c, a]]) * np.sign(count)
    points = points[((along >= 0) & (along < abs(count))).all(axis=1)]
    return points @ lattice
