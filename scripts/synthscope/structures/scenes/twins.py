"""Twins: two halves of a crystal that a mirror plane, or half a turn about its normal, relates."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from synthscope.structures.model import Crystal
from synthscope.structures.scenes.bonding import Bonding, cuts, moved
from synthscope.structures.scenes.planes import disorientation_deg, edge_on, spacing, turned
from synthscope.structures.scenes.repeats import (
    EDGE,
    REACHES,
    along,
    cheapest,
    mapping,
    nearest_to,
    strain_of,
)
from synthscope.structures.scenes.slab import Piece, Sides, Slab, meeting, plane_mark, primitive

MIRROR = np.diag([-1.0, 1.0, 1.0])
HALF_TURN = np.diag([1.0, -1.0, -1.0])


def twin(
    crystal: Crystal,
    hkl: tuple[int, int, int],
    rotation: np.ndarray,
    sides: Sides,
    rng: np.random.Generator,
) -> Slab:
    """Two halves that meet at a plane of {hkl}, seen edge-on.

    The composition plane is where atoms are bound most as in the crystal: through a layer of atoms
    or midway of two. The halves are each other's mirror image (of crystals with an inversion
    centre the same as half a turn about the normal), or, where that alone keeps the bonds, as of
    zinc blende, half a turn. In a box that repeats there are two such planes.

    Raises
    ------
    InputError
        No plane of the family is edge-on, or there is no repeat along it.
    """
    planes = edge_on(crystal, hkl, rotation)
    plane = planes[int(rng.integers(len(planes)))]
    stands, step = turned(crystal, plane, rotation), spacing(crystal, plane)
    matrix, edge, strain = _repeat_along_y(primitive(crystal) @ stands.T, sides)
    if matrix is None:
        sides.refuse(crystal, strain)
    matrix = stands if matrix is None else matrix @ stands
    bonding = Bonding.of(crystal)
    tried = list(_candidates(crystal, matrix, step))
    misfits = [bonding.misfit(left, right) for left, right in tried]
    left, right = tried[int(np.argmin(misfits))]
    angle = disorientation_deg(crystal, left.rotation, right.rotation)
    if edge is None:
        return meeting(left, right, sides, "twin_boundary", angle_deg=angle)
    half = max(1, round(sides.size_A / 2 / step)) * step
    left, right = replace(left, between=(half, 2 * half)), replace(right, between=(0.0, half))
    # They meet at x = 0, and again at half the box, a whole number of planes further on.
    left = replace(left, shift=left.shift + np.array([2 * half, 0.0, 0.0]))
    marks = tuple(plane_mark("twin_boundary", x, (0.0, edge), angle_deg=angle) for x in (0.0, half))
    return Slab(np.array([2 * half, edge]), 0.0, (right, left), strain, marks)


def _repeat_along_y(lattice: np.ndarray, sides: Sides):
    """The strain that makes a lattice repeat along y alone, the length of the repeat, and how much
    it is; None twice and the least one where it may not or does not."""
    least = np.inf
    for low, high in REACHES if sides.may_repeat() else ():
        sizes = (low * sides.size_A, high * sides.size_A)
        found = along(lattice, 1, sizes, 2 * sides.max_strain)
        found = nearest_to(found[np.abs(found[:, 0]) < EDGE], sides.size_A)  # within the plane
        if not len(found):
            continue
        edges = np.linalg.norm(found, axis=1)
        x = np.broadcast_to([1.0, 0.0, 0.0], found.shape)
        maps = mapping(np.column_stack([np.ones(len(edges)), edges]), np.stack([x, found], axis=1))
        strains = strain_of(maps)
        least = min(least, float(strains.min()))
        off = np.abs(np.log(edges / sides.size_A))
        best = cheapest(off, strains, sides.max_strain)
        if best is not None:
            return maps[best], float(edges[best]), float(strains[best])
    return None, None, least


def _candidates(crystal: Crystal, matrix: np.ndarray, step: float) -> Iterator[tuple[Piece, Piece]]:
    """Pairs that meet at x = 0: mirrored at each plane, then turned about each atom's axis."""
    whole = Piece(crystal, matrix, np.zeros(3), (-np.inf, np.inf))
    places = [moved(whole, x) for x in cuts(crystal, matrix, step)]
    for left in places:
        yield left, replace(left, matrix=MIRROR @ left.matrix, shift=MIRROR @ left.shift)
    if any(np.linalg.det(one) < 0 and np.trace(one) == -3 for one in crystal.point_group):
        return  # half a turn and an inversion are a mirror
    axes = np.unique(np.round((crystal.positions @ matrix.T)[:, 1:], 3), axis=0)
    for left in places:
        for y, z in axes:
            axis = left.shift + np.array([0.0, y, z])
            shift = HALF_TURN @ left.shift + 2 * axis * np.array([0.0, 1.0, 1.0])
            yield left, replace(left, matrix=HALF_TURN @ left.matrix, shift=shift)
