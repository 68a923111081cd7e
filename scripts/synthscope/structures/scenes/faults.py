"""Stacking faults and antiphase boundaries: one lattice, displaced at a plane seen edge-on."""

from dataclasses import dataclass, replace

import numpy as np

from synthscope.core.errors import InputError
from synthscope.structures.model import Crystal
from synthscope.structures.scenes.bonding import Bonding, cuts, moved
from synthscope.structures.scenes.planes import edge_on, family_of_vectors, spacing, turned
from synthscope.structures.scenes.repeats import repeating
from synthscope.structures.scenes.slab import Piece, Sides, Slab, meeting, plane_mark, primitive

MOST_TRIED = 60
"""Planes, displacements and cuts; of more, some are drawn."""


@dataclass(frozen=True, eq=False)
class _Fault:
    """A way to displace: the turned crystal, the plane's spacing, the displacement, the cut."""

    stands: np.ndarray
    step: float
    displacement: np.ndarray
    cut: float


def fault(
    crystal: Crystal,
    hkl: tuple[int, int, int],
    vector: tuple[float, float, float],
    kind: str,
    rotation: np.ndarray,
    sides: Sides,
    rng: np.random.Generator,
) -> Slab:
    """A crystal whose part beyond a plane of {hkl} is displaced.

    Of all planes of the family that are edge-on, of all displacements that symmetry makes equal to
    `vector` (in parts of a, b, c), and of all places to cut between layers, the one is taken that
    keeps the bonds of the crystal best, at random among equal ones: of ⟨112⟩/6 in a
    face-centred cubic crystal, for example, the sense that does not set atoms onto each other. A
    box that repeats has two faults, and repeats after both displacements.

    Parameters
    ----------
    kind
        Of the marks: stacking_fault or antiphase_boundary.

    Raises
    ------
    InputError
        No plane of the family is edge-on, the crystal has to repeat and does not, or the vector is
        one of its lattice.
    """
    whole = np.array(vector) @ crystal.cell @ np.linalg.inv(primitive(crystal))
    if np.abs(whole - np.rint(whole)).max() < 1e-6:
        raise InputError(
            f"structure {crystal.id} repeats after the vector of the {kind}, which then displaces "
            "nothing; use a part of it (divided_by)"
        )
    tried = _ways(crystal, hkl, vector, rotation)
    if len(tried) > MOST_TRIED:
        chosen = np.sort(rng.permutation(len(tried))[:MOST_TRIED])
        tried = [tried[k] for k in chosen]
    bonding = Bonding.of(crystal)
    misfits = np.array([bonding.misfit(*_pair(crystal, one)) for one in tried])
    best = np.flatnonzero(misfits <= misfits.min() + 1e-6)
    way = tried[int(best[rng.integers(len(best))])]
    matrix, strain = None, 0.0
    if sides.may_repeat():
        lattice = primitive(crystal) @ way.stands.T
        twice = 2 * way.displacement
        matrix, edges, strain = repeating(lattice, sides.size_A, sides.max_strain, twice)
        if matrix is None:
            sides.refuse(crystal, strain)
    if matrix is None:
        return meeting(*_pair(crystal, way), sides, kind, vector=_told(way.displacement))
    displacement = matrix @ way.displacement
    scale = 1 / float(np.linalg.norm(np.linalg.inv(matrix)[0]))  # of the planes' distance
    whole = Piece(crystal, matrix @ way.stands, np.zeros(3), (0.0, 0.0))
    first = moved(whole, scale * way.cut)
    # The second plane is cut at the same place of the displaced lattice.
    half = max(1, round(edges[0] / 2 / scale / way.step)) * scale * way.step
    half += float(displacement[0])
    second = replace(first, shift=first.shift + displacement, between=(0.0, half))
    third = replace(first, shift=second.shift + displacement, between=(half, float(edges[0])))
    ends, told = (0.0, float(edges[1])), _told(displacement)
    marks = tuple(plane_mark(kind, x, ends, vector=told) for x in (0.0, half))
    return Slab(edges, 0.0, (second, third), strain, marks)


def _ways(crystal: Crystal, hkl, vector, rotation: np.ndarray) -> list[_Fault]:
    found = []
    vectors = family_of_vectors(crystal, vector) @ crystal.cell
    for plane in edge_on(crystal, hkl, rotation):
        stands, step = turned(crystal, plane, rotation), spacing(crystal, plane)
        displacements = vectors @ stands.T
        within = np.abs(displacements[:, 0]) < 1e-3
        for displacement in displacements[within] if within.any() else displacements:
            for cut in cuts(crystal, stands, step):
                found.append(_Fault(stands, step, displacement, float(cut)))
    return found


def _pair(crystal: Crystal, way: _Fault) -> tuple[Piece, Piece]:
    """Both sides, which meet at x = 0."""
    whole = Piece(crystal, way.stands, np.zeros(3), (-np.inf, np.inf))
    left = moved(whole, way.cut)
    return left, replace(left, shift=left.shift + way.displacement)


def _told(displacement: np.ndarray) -> tuple[float, ...]:
    return tuple(np.round(displacement, 6).tolist())
