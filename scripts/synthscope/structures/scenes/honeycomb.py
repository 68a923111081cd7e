"""Boundaries between grains of a honeycomb, whose every site keeps three neighbours."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.spatial import Delaunay, Voronoi, cKDTree

from synthscope.structures.scenes.periodic import between, flat_pairs, folded, padded

MERGED = 0.6
"""Of the lattice constant: middles of rings of two grains that are closer become one."""
TOO_WIDE = 0.76
"""Of the lattice constant: what is as far as this from all middles gets one (perfect: 0.577)."""
ROUNDS = 6
"""In which middles near a boundary move to the centroids of their Voronoi cells."""
MOVED = 1.5
"""Lattice constants from a boundary, within which they do."""
APART = 1e-5
"""Of the lattice constant: how far middles are moved so that no four lie on one circle."""
STEPS = 60
"""In which sites move until their bonds are as long as they should be."""
SOFT = 0.3
"""Stiffness between second neighbours, as a part of that of a bond."""


@dataclass(frozen=True, eq=False)
class Honeycomb:
    """Sites that repeat in a box, three rings around each.

    Attributes
    ----------
    sites
        (N, 2) Å: where columns of atoms stand.
    corners
        (N, 3, 2) Å: the middles of the rings around each, beside it.
    rings
        (N, 3) how many sites each of these has.
    neighbours
        (N, 3) the sites beside each.
    """

    sites: np.ndarray
    corners: np.ndarray
    rings: np.ndarray
    neighbours: np.ndarray


def joined(
    middles: np.ndarray, grains: np.ndarray, lines: Sequence[float], box: np.ndarray, edge: float
) -> Honeycomb:
    """Join grains where they meet, by the middles of their rings.

    Middles form a lattice of triangles, and the sites of a honeycomb are the middles of these.
    Where two lattices meet, middles too close become one, gaps get one more, and all move to the
    centroids of their Voronoi cells: pentagons and heptagons appear, as in the boundaries of
    graphene that Ophus et al., Phys. Rev. B 92 (2015) 205420, generated and saw.

    Parameters
    ----------
    middles, grains
        (M, 2) Å in the box, and the grain of each.
    lines
        x of the boundaries, Å.
    box
        (2,) Å, over which all repeats.
    edge
        Lattice constant, Å.
    """
    golden = np.arange(len(middles))[:, None] * np.array([0.6180339887, 0.7548776662]) % 1.0
    middles = _merged(middles + APART * edge * golden, grains, box, MERGED * edge)
    for round_ in range(ROUNDS):
        if round_ % 2 == 0:
            middles = _filled(middles, box, TOO_WIDE * edge)
        middles = _centred(middles, lines, box, MOVED * edge, edge)
    return _honeycomb(middles, box, edge)


def relaxed(
    comb: Honeycomb, lengths: np.ndarray, lines: Sequence[float], box: np.ndarray, within: float
) -> np.ndarray:
    """Move sites near the boundaries until bonds are about as long as they should be.

    Bonds and, softer, second neighbours (120 degrees between bonds) pull and push like springs.

    Parameters
    ----------
    comb
        As joined.
    lengths
        (N, 3) Å: of each bond.
    lines, within
        x of the boundaries, and how far from them sites move, Å.

    Returns
    -------
    (N, 2) Å
    """
    sites, beside = comb.sites.copy(), comb.neighbours
    free = _near_lines(sites, lines, box, within)[:, None]
    pairs = np.array([(0, 1), (1, 2), (2, 0)])
    one, two = beside[:, pairs[:, 0]].ravel(), beside[:, pairs[:, 1]].ravel()
    a, b = lengths[:, pairs[:, 0]].ravel(), lengths[:, pairs[:, 1]].ravel()
    second = np.sqrt(a**2 + b**2 + a * b)
    for _ in range(STEPS):
        force = np.zeros_like(sites)
        apart = between(sites[beside], sites[:, None], box)
        length = np.linalg.norm(apart, axis=-1)
        force += (apart * (1 - lengths / length)[..., None]).sum(axis=1)
        apart = between(sites[two], sites[one], box)
        pull = SOFT * apart * (1 - second / np.linalg.norm(apart, axis=-1))[:, None]
        np.add.at(force, one, pull)
        np.add.at(force, two, -pull)
        sites += 0.2 * np.where(free, force, 0.0)
    return sites


def _near_lines(
    places: np.ndarray, lines: Sequence[float], box: np.ndarray, within: float
) -> np.ndarray:
    apart = places[:, :1] - np.array(lines)
    apart -= np.round(apart / box[0]) * box[0]
    return (np.abs(apart) < within).any(axis=1)


def _merged(middles: np.ndarray, grains: np.ndarray, box: np.ndarray, limit: float) -> np.ndarray:
    """Pairs of two grains closer than the limit become one, the closest pairs first."""
    i, j, apart = flat_pairs(middles, middles, box, limit)
    unlike = (i < j) & (grains[i] != grains[j])
    i, j, apart = i[unlike], j[unlike], apart[unlike]
    middles, gone = middles.copy(), np.zeros(len(middles), dtype=bool)
    done = np.zeros(len(middles), dtype=bool)
    for k in np.lexsort((j, i, np.round(apart, 6))):
        one, other = i[k], j[k]
        if done[one] or done[other]:
            continue
        middles[one] += between(middles[other], middles[one], box) / 2
        done[[one, other]], gone[other] = True, True
    return folded(middles[~gone], box)


def _filled(middles: np.ndarray, box: np.ndarray, limit: float) -> np.ndarray:
    """More middles where there is room, the widest first."""
    while True:
        corners = Voronoi(padded(middles, box, 4 * limit)[0]).vertices
        corners = corners[((corners >= 0) & (corners < box)).all(axis=1)]
        room = cKDTree(middles, boxsize=box).query(corners)[0]
        more: list[np.ndarray] = []
        for k in np.argsort(-np.round(room, 6), kind="stable"):
            if room[k] < limit:
                break
            others = np.array(more).reshape(-1, 2)
            if (np.linalg.norm(between(others, corners[k], box), axis=1) >= limit).all():
                more.append(corners[k])
        if not more:
            return middles
        middles = np.vstack([middles, more])


def _centred(
    middles: np.ndarray, lines: Sequence[float], box: np.ndarray, within: float, edge: float
) -> np.ndarray:
    """Middles near the boundaries at the centroids of their Voronoi cells (Lloyd's algorithm)."""
    images, owners = padded(middles, box, 4 * edge)
    cells = Voronoi(images)
    own = ((images >= 0) & (images < box)).all(axis=1)
    moved = middles.copy()
    for k in np.flatnonzero(own & _near_lines(images, lines, box, within)):
        moved[owners[k]] = _centroid(cells.vertices[cells.regions[cells.point_region[k]]])
    return folded(moved, box)


def _centroid(corners: np.ndarray) -> np.ndarray:
    """Of a convex polygon, whose corners are in order, (2,)."""
    after = np.roll(corners, -1, axis=0)
    cross = corners[:, 0] * after[:, 1] - after[:, 0] * corners[:, 1]
    return ((corners + after) * cross[:, None]).sum(axis=0) / (3 * cross.sum())


def _honeycomb(middles: np.ndarray, box: np.ndarray, edge: float) -> Honeycomb:
    images, owners = padded(middles, box, 4 * edge)
    triangles = Delaunay(images)
    sites = images[triangles.simplices].mean(axis=1)
    which = np.flatnonzero(((sites >= -1e-9) & (sites < box - 1e-9)).all(axis=1))
    owned = np.sort(owners[triangles.simplices], axis=1)
    place = {tuple(owned[k].tolist()): n for n, k in enumerate(which)}
    beside = [
        [place[tuple(owned[other].tolist())] for other in triangles.neighbors[k]] for k in which
    ]
    sizes = np.bincount(owned[which].ravel(), minlength=len(middles))
    return Honeycomb(
        sites=sites[which],
        corners=images[triangles.simplices[which]],
        rings=sizes[owners[triangles.simplices[which]]],
        neighbours=np.array(beside),
    )
