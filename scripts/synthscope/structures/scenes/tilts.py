"""Tilt boundaries: two grains of a crystal, turned against each other about the beam."""

import math
from dataclasses import replace

import numpy as np
from scipy.spatial.transform import Rotation

from synthscope.structures.model import Crystal
from synthscope.structures.scenes.bonding import Bonding
from synthscope.structures.scenes.planes import disorientation_deg
from synthscope.structures.scenes.repeats import EXACT, REACHES, along, cheapest, nearest_to
from synthscope.structures.scenes.slab import Piece, Sides, Slab, meeting, plane_mark, primitive

WINDOW = 0.01
"""Most that a grain is turned beyond what is asked so that the boundary repeats, radians."""
TRIES = 16
"""Displacements of the grains that are tried at each boundary."""
LOOKED_A = 12.0
"""So far along the boundary, to both sides."""
PLAY_A = 3.0
"""Range of widths that are tried for a grain."""


def tilt(
    crystal: Crystal,
    angle_deg: float,
    rotation: np.ndarray,
    sides: Sides,
    rng: np.random.Generator,
) -> Slab:
    """Two grains whose lattices are turned by half the angle to either side of y.

    How they are displaced to each other is what fits best of some random tries; nothing is relaxed.
    The angle of the marks is that of the lattices as they are built. A box that repeats has two
    boundaries.

    Raises
    ------
    InputError
        The boundary has to repeat and does not.
    """
    half_turn = [Rotation.from_euler("z", s * angle_deg / 2, degrees=True) for s in (1, -1)]
    stands = [turn.as_matrix() @ rotation for turn in half_turn]
    matrices, edge, strain = _common_repeat(crystal, stands, sides)
    if edge is None:
        sides.refuse(crystal, strain)
        matrices = stands
    bonding = Bonding.of(crystal)
    left, right = (Piece(crystal, one, np.zeros(3), (0.0, 0.0)) for one in matrices)
    lengths = np.linalg.norm(crystal.cell, axis=1).max()
    tried = [replace(right, shift=rng.uniform(0, lengths, 3)) for _ in range(TRIES)]
    right = tried[_best([bonding.misfit(left, one, LOOKED_A) for one in tried])]
    angle = disorientation_deg(crystal, left.rotation, right.rotation)
    size = sides.size_A
    if edge is None:
        return meeting(left, right, sides, "tilt_boundary", angle_deg=angle)
    # They meet at x = 0; where they meet again, and where the box ends, is tried as well.
    ends = np.array([size / 2, size]) + rng.uniform(-PLAY_A / 2, PLAY_A / 2, (TRIES, 2))
    fits = []
    for middle, end in ends:
        back = np.array([middle, 0.0, 0.0])
        next_left = replace(left, shift=left.shift + np.array([end, 0.0, 0.0]) - back)
        fits.append(bonding.misfit(replace(right, shift=right.shift - back), next_left, LOOKED_A))
    middle, end = ends[_best(fits)].tolist()
    right = replace(right, between=(0.0, middle))
    left = replace(left, shift=left.shift + np.array([end, 0.0, 0.0]), between=(middle, end))
    marks = tuple(
        plane_mark("tilt_boundary", x, (0.0, edge), angle_deg=angle) for x in (0.0, middle)
    )
    return Slab(np.array([end, edge]), 0.0, (right, left), strain, marks)


def _common_repeat(crystal: Crystal, stands: list[np.ndarray], sides: Sides):
    """Both orientations strained along y and turned a little so that both repeat after one edge.

    Returns
    -------
    The two (3, 3) matrices, the edge, and the strain; None, None and the least strain seen where
    they do not repeat.
    """
    least, basis, size = np.inf, primitive(crystal), sides.size_A
    for low, high in REACHES if sides.may_repeat() else ():
        sizes = (low * size, high * size)
        one, two = (nearest_to(along(basis @ turn.T, 1, sizes, WINDOW), size) for turn in stands)
        if not len(one) or not len(two):
            continue
        first, second = np.broadcast_arrays(one[:, None], two[None])
        lengths = np.linalg.norm([first, second], axis=-1)
        edges = lengths.mean(axis=0)
        strains = np.abs(edges / lengths - 1).max(axis=0)
        least = min(least, float(strains.min()))
        off = np.abs(np.log(edges / size))
        turn = np.abs(first[..., 0] / first[..., 1]) + np.abs(second[..., 0] / second[..., 1])
        best = cheapest(off, strains, sides.max_strain, turn / WINDOW / 2)
        if best is not None:
            k = np.unravel_index(best, edges.shape)
            matrices = [
                _brought_along_y(vector, float(edges[k])) @ turn
                for vector, turn in zip((first[k], second[k]), stands)
            ]
            strain = float(strains[k])
            return matrices, float(edges[k]), strain if strain > EXACT else 0.0
    return None, None, least


def _brought_along_y(vector: np.ndarray, length: float) -> np.ndarray:
    """The least rotation that brings a vector along y, and the strain that gives it a length."""
    own = float(np.linalg.norm(vector))
    axis = np.cross(vector / own, [0.0, 1.0, 0.0])
    sine = float(np.linalg.norm(axis))
    turn = np.eye(3)
    if sine > 1e-12:
        angle = math.atan2(sine, vector[1] / own)
        turn = Rotation.from_rotvec(axis / sine * angle).as_matrix()
    return np.diag([1.0, length / own, 1.0]) @ turn


def _best(misfits: list[float]) -> int:
    return int(np.argmin(misfits))
