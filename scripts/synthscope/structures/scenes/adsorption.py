"""Where an atom may lie on a surface, and where it may be inside."""

import numpy as np
from scipy.ndimage import minimum_filter
from scipy.spatial import Delaunay, QhullError, Voronoi, cKDTree

from synthscope.structures.scenes.contact import COVALENT, resting_heights
from synthscope.structures.scenes.periodic import between, flat_pairs, padded
from synthscope.structures.scenes.settings.point_defects import AdsorptionSite

SAME = 0.4
"""Sites closer than this are one, Å: a hollow among four atoms is found as two of three."""
NEIGHBOURS = 1.15
"""Of the least distance in a surface: atoms within it have a bridge."""
PADDING = 8.0
"""How far around the box images of atoms are looked at, Å."""
WIDEST = 0.93
"""Of the radius of the widest holes: those that may be taken as well."""
TILE, BELOW = 3.0, 6.0
"""Edges of tiles whose uppermost atom is looked for, and how far below it others count, Å."""
LOOKED_AT = 5.5
"""How far around an atom holes are looked for, Å."""
ROOM = 0.75
"""Of the sum of covalent radii: what an interstitial needs."""


def adsorption_sites(
    numbers: np.ndarray,
    positions: np.ndarray,
    box: np.ndarray,
    comes: int,
    site: AdsorptionSite,
    own: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """Places on a surface, as seen from above.

    Parameters
    ----------
    numbers, positions
        (N,) and (N, 3) Å, repeating over `box`.
    box
        (2,) Å.
    comes
        Atomic number of what is to lie there.
    site
        Which kind of places.
    own
        (N,) bool: the atoms that it may rest on.

    Returns
    -------
    places
        (M, 3) Å, in order of x and y.
    touched
        (M,) the atom that it rests on.
    """
    upper = _upper(positions, box)
    numbers, positions, own = numbers[upper], positions[upper], own[upper]
    radii = COVALENT[numbers] + COVALENT[comes]
    reach = float(radii.max(initial=0))

    def rest(at: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        return resting_heights(positions, radii, box, at, reach)

    surface = np.flatnonzero(own & (rest(positions[:, :2])[1] == np.arange(len(numbers))))
    flat = positions[surface, :2]
    if site == "top":
        places = flat
    elif site == "bridge":
        places = _bridges(positions[surface], box)
    else:
        places = _hollows(flat, box)
    heights, touched = rest(places)
    kept = (touched >= 0) & own[touched]
    found = np.column_stack([places[kept], heights[kept]])
    order = np.lexsort((*np.round(found[:, 1::-1], 4).T,))
    return found[order], upper[touched[kept][order]]


def interstitial_sites(
    numbers: np.ndarray,
    positions: np.ndarray,
    box: np.ndarray,
    comes: int,
    around: np.ndarray,
    own: np.ndarray,
) -> tuple[np.ndarray, np.ndarray, float]:
    """The widest holes beside some of the atoms: centres of spheres that touch four or more.

    Parameters
    ----------
    numbers, positions, box, comes
        As for `adsorption_sites`.
    around
        (K,) atoms beside which to look; all of a crystal of 10,000 take seconds.
    own
        (N,) bool: the atoms that a hole is among.

    Returns
    -------
    places
        (M, 3) Å, of those that have `ROOM`.
    near
        (M,) an atom that each touches.
    widest
        The room of the widest, in sums of covalent radii; 0 where all is flat.
    """
    images, owners = padded(positions, box, PADDING)
    tree = cKDTree(images)
    found = [
        _holes(images, owners, near, positions[atom])
        for atom, near in zip(around, tree.query_ball_point(positions[around], LOOKED_AT))
    ]
    centres, radii, touched = (np.concatenate(values) for values in zip(*found))
    empty = own[touched].all(axis=1)
    empty &= tree.query(centres)[0] > radii - 0.01 if len(centres) else radii > 0
    centres, radii, touched = centres[empty], radii[empty], touched[empty]
    if len(centres) == 0:
        return centres, np.zeros(0, dtype=int), 0.0
    room = radii / (COVALENT[numbers[touched]].max(axis=1) + COVALENT[comes])
    widest = float(np.quantile(room, 0.98))
    wide = room >= max(WIDEST * widest, ROOM)
    centres[:, :2] = centres[:, :2] % box
    order = np.lexsort(np.round(centres[wide], 3).T)
    places, near = centres[wide][order], touched[wide, 0][order]
    first = _once(places, box)
    return places[first], near[first], widest


def _holes(
    images: np.ndarray, owners: np.ndarray, near: list[int], centre: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Centres (M, 3) and radii (M,) of spheres through four of the atoms, and (M, 4) which."""
    nothing = np.zeros((0, 3)), np.zeros(0), np.zeros((0, 4), dtype=int)
    near = np.sort(near)
    try:
        cells = near[Delaunay(images[near]).simplices]
    except (QhullError, ValueError):  # too few, or all in one plane
        return nothing
    corners = images[cells]
    edges = corners[:, 1:] - corners[:, :1]
    thick = np.abs(np.linalg.det(edges)) > 0.1
    corners, edges, cells = corners[thick], edges[thick], cells[thick]
    step = np.linalg.solve(2 * edges, (edges**2).sum(-1)[..., None])[..., 0]
    centres, radii = corners[:, 0] + step, np.linalg.norm(step, axis=1)
    # Inside its own atoms: a sphere that bulges out of a surface is no hole.
    shares = np.linalg.solve(np.swapaxes(edges, 1, 2), step[..., None])[..., 0]
    kept = (shares.min(axis=1) > -0.05) & (shares.sum(axis=1) < 1.05)
    kept &= radii + np.linalg.norm(centres - centre, axis=1) < LOOKED_AT
    return centres[kept], radii[kept], owners[cells[kept]]


def _upper(positions: np.ndarray, box: np.ndarray) -> np.ndarray:
    """Which atoms may be reached from above: those not far below the lowest top close by."""
    count = np.maximum((box / TILE).astype(int), 1)
    tile = np.minimum((positions[:, :2] % box / box * count).astype(int), count - 1)
    tops = np.full(count, -np.inf)
    np.maximum.at(tops, tuple(tile.T), positions[:, 2])
    low = minimum_filter(tops, size=3, mode="wrap")
    return np.flatnonzero(positions[:, 2] > low[tuple(tile.T)] - BELOW)


def _hollows(flat: np.ndarray, box: np.ndarray) -> np.ndarray:
    """(M, 2) Å: what is as far from three atoms or more, and from none less."""
    images, _ = padded(flat, box, PADDING)
    if len(images) < 4:
        return np.zeros((0, 2))
    try:
        corners = Voronoi(images).vertices
    except QhullError:
        return np.zeros((0, 2))
    corners = corners[((corners >= -1e-6) & (corners < box - 1e-6)).all(axis=1)]
    corners = corners[np.lexsort(np.round(corners, 3).T)]
    return corners[_once(corners, box)]


def _bridges(surface: np.ndarray, box: np.ndarray) -> np.ndarray:
    """(M, 2) Å: the middles between neighbours."""
    i, j, _ = flat_pairs(surface[:, :2], surface[:, :2], box, 6.0)
    i, j = i[i < j], j[i < j]
    apart = between(surface[j], surface[i], box)
    distance = np.linalg.norm(apart, axis=1)
    if len(distance) == 0:
        return np.zeros((0, 2))
    near = distance < NEIGHBOURS * distance.min()
    return ((surface[i] + apart / 2)[near, :2]) % box


def _once(places: np.ndarray, box: np.ndarray) -> np.ndarray:
    """Places in the list of those that no earlier one is the same as."""
    wrapped = places.copy()
    wrapped[:, :2] = wrapped[:, :2] % box
    images, owners = padded(wrapped, box, PADDING)
    tree, kept = cKDTree(images), np.ones(len(places), dtype=bool)
    for k, near in enumerate(tree.query_ball_point(wrapped, SAME)):
        if kept[k]:
            same = owners[near]
            kept[same[same > k]] = False
    return np.flatnonzero(kept)
