"""Cells: the smallest orthogonal supercell that repeats along a view, so images have no edges."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from synthscope.core.errors import InputError
from synthscope.specimens.block import seen_from_above
from synthscope.specimens.copies import copies
from synthscope.structures.model import Atoms, Crystal
from synthscope.structures.symmetry.centring import centrings, primitive_basis, shortest_along
from synthscope.structures.symmetry.lattice_points import lattice_points
from synthscope.structures.symmetry.orientation import orientation

EXACT = 1e-6
"""Strain that counts as none."""
PREFER_EXACT = 2.0
"""An exact cell is taken up to this many times the area of a strained one."""
PREFER_SMALL_UNIT = 1.5
"""The smallest unit is taken up to this many times the least area of the whole."""
MOST_VECTORS = 1200
NEARLY = 1.05
"""A unit is not doubled for an extent up to this many times its own: a narrow strip of the field
then shows what stands at its other side, and the calculation is four times cheaper."""


@dataclass(frozen=True)
class PeriodicCell:
    """A periodic cell along a view.

    Attributes
    ----------
    unit
        Smallest orthogonal repeat; its box is the period along x, y and the beam z. Of a layer,
        which does not repeat along the beam, its box is the layer's own depth.
    repeats
        How often the unit stands along x and y to reach the extent that was asked for.
    strain
        Largest relative change of a length that made the cell orthogonal; 0 where it is exact.
    vectors
        (3, 3) rows: edges x, y, z of the unit in the basis a, b, c of the crystal.
    turn_deg
        Angle from the row axis of `orientation` to y, clockwise as seen in the image.
    """

    unit: Atoms
    repeats: tuple[int, int]
    strain: float
    vectors: np.ndarray
    turn_deg: float

    def atoms(self, layers: int = 1) -> Atoms:
        """The supercell: the unit repeated along x and y, and `layers` times along the beam."""
        return repeat(self.unit, (*self.repeats, layers))


def repeat(unit: Atoms, counts: tuple[int, int, int]) -> Atoms:
    """A periodic cell set side by side, unit after unit, z fastest."""
    spans = [np.arange(n) for n in counts]
    shifts = np.stack(np.meshgrid(*spans, indexing="ij"), axis=-1).reshape(-1, 1, 3)
    positions = (unit.positions[None] + shifts * unit.box).reshape(-1, 3)
    every = np.tile(np.arange(len(unit)), len(shifts))
    return Atoms(
        numbers=unit.numbers[every],
        positions=positions,
        box=unit.box * np.array(counts),
        rms=unit.rms[every],
        snapshots=unit.snapshots and unit.snapshots.of(every),
        sites=unit.sites[every],
    )


def periodic_cell(
    crystal: Crystal,
    uvw: Iterable[int],
    extent: float,
    max_strain: float = 0.01,
    max_atoms: int = 20_000,
) -> PeriodicCell:
    """Search the smallest orthogonal cell.

    Parameters
    ----------
    crystal
        Periodic.
    uvw
        Direction to the viewer.
    extent
        Least width and height of the repeated cell, Å; one unit that nearly has it is enough.
    max_strain
        Largest relative change of a length allowed.
    max_atoms
        Largest number of atoms in the repeated cell, one period thick.

    Raises
    ------
    InputError
        When there is none, with the strain or number of atoms that would do; and for wires, and
        layers that are not looked at from above.
    """
    uvw = tuple(int(i) for i in uvw)
    shifts, members = centrings(crystal)
    basis = primitive_basis(shifts)
    rotation = orientation(crystal.cell, uvw)
    frame = crystal.cell @ rotation.T
    period = shortest_along(basis, uvw)
    thickness = float(np.linalg.norm(period @ frame))
    name = f"structure {crystal.id} along {list(uvw)}"
    flat = seen_from_above(crystal, uvw)
    if not (flat or crystal.pbc.all()):
        raise InputError(f"{name}: vacuum stands beside it, so no cell repeats; use a block")
    closest = np.inf
    for reach in (1.5 * extent + 5, 3 * extent + 20):
        pair, least = _search(basis, frame, thickness, reach, extent, max_strain, flat)
        closest = min(closest, least)
        if pair is not None:
            break
    else:
        hint = (
            f"the closest has {closest:.3f}: set the strain to {np.ceil(closest * 1000) / 1000:g}, "
            "or use a block"
            if np.isfinite(closest)
            else "use a block"
        )
        raise InputError(f"{name}: no orthogonal cell within a strain of {max_strain:g}; {hint}")
    vectors, turn = _upright(pair, -period, frame)
    edges = vectors @ frame
    box = np.linalg.norm(edges, axis=1)
    repeats = repeats_of(extent, box)
    volume = abs(np.linalg.det(edges))
    total = round(volume / crystal.volume * len(crystal)) * repeats[0] * repeats[1]
    if total > max_atoms:
        raise InputError(
            f"{name}: the smallest orthogonal cell has {total} atoms, the limit is {max_atoms}; "
            "allow more strain, or use a block"
        )
    return PeriodicCell(
        unit=_unfolded(_fill(crystal, basis, members, vectors, box), flat),
        repeats=repeats,
        strain=_strain(edges),
        vectors=vectors,
        turn_deg=turn,
    )


def repeats_of(extent: float, box: np.ndarray) -> tuple[int, int]:
    """How often the x and y edges of a box stand in the extent, Å."""
    x, y = (
        1 if extent <= NEARLY * edge else math.ceil(extent / edge - 1e-9)
        for edge in box[:2].tolist()
    )
    return x, y


def _strain(edges: np.ndarray) -> float:
    """Of the map from three edges to orthogonal ones of the same lengths."""
    target = np.diag(np.linalg.norm(edges, axis=1))
    strain = np.abs(np.linalg.svd(np.linalg.solve(edges, target), compute_uv=False) - 1).max()
    return float(strain) if strain > EXACT else 0.0


def _search(basis, frame, thickness, reach, extent: float, max_strain: float, flat: bool):
    """The best two lateral edges (fractional rows) and the smallest strain that was seen."""
    lattice = basis @ frame
    points = lattice_points(lattice, float(np.hypot(reach, thickness / 2)))
    vectors = points @ lattice
    lateral = np.linalg.norm(vectors[:, :2], axis=1)
    tilt = np.abs(vectors[:, 2]) / np.maximum(lateral, 1e-9)
    forward = (vectors[:, 0] > 1e-6) | ((np.abs(vectors[:, 0]) <= 1e-6) & (vectors[:, 1] > 0))
    # A shear by an angle strains by about half of it; twice that is looked at for the message.
    most = 1e-6 if flat else max(4 * max_strain, 0.08)
    kept = forward & (lateral > 0.1) & (lateral <= reach) & (tilt < most)
    points, vectors = points[kept], vectors[kept]
    order = np.lexsort((*points.T, np.round(np.linalg.norm(vectors, axis=1), 6)))[:MOST_VECTORS]
    points, vectors = points[order], vectors[order]
    lengths = np.linalg.norm(vectors, axis=1)
    cosines = np.abs((vectors[:, :2] @ vectors[:, :2].T) / np.outer(lengths, lengths))
    tilts = np.abs(vectors[:, 2]) / np.maximum(lengths, 1e-9)
    # Upper bound of the strain of the pair: half of each of the three angles, together.
    bound = (cosines + tilts[:, None] + tilts[None]) / 2
    i, j = np.triu_indices(len(points), 1)
    bound = bound[i, j]
    if len(bound) == 0:
        return None, np.inf
    spans = np.ceil(extent / lengths - 1e-9) * lengths
    area = np.round(spans[i] * spans[j], 4)
    degrees = np.degrees(np.arctan2(vectors[:, 1], vectors[:, 0]))
    turns = np.round(np.abs((degrees + 45) % 90 - 45), 6).tolist()  # up to quarter turns
    near = np.flatnonzero(bound <= 2 * max_strain)
    least = float(bound.min())
    fitting = []
    for k in near[np.lexsort((np.round(bound[near], 9), area[near]))]:
        if fitting and area[k] > PREFER_EXACT * fitting[0][0]:
            break
        strain = _strain(np.array([vectors[i[k]], vectors[j[k]], [0, 0, thickness]]))
        if strain <= max_strain:
            unit = round(float(lengths[i[k]] * lengths[j[k]]), 4)
            fitting.append((float(area[k]), unit, strain, turns[i[k]], int(k)))
    if not fitting:
        return None, least
    # An exact cell before a strained one, then a small unit before a small whole; of equal ones
    # that which turns the image least.
    chosen = [f for f in fitting if f[2] == 0.0] or fitting
    enough = [f for f in chosen if f[0] <= PREFER_SMALL_UNIT * chosen[0][0]]
    k = min(enough, key=lambda f: (f[1], f[0], *f[2:]))[-1]
    return points[[i[k], j[k]]] @ basis, least


def _upright(pair: np.ndarray, period: np.ndarray, frame: np.ndarray):
    """Edges in the order x, y, z, right-handed, with y as close to the row axis as it can be."""
    p, q = pair
    if np.linalg.det(np.array([p, q, period]) @ frame) < 0:
        p, q = q, p
    turned = [(p, q), (q, -p), (-p, -q), (-q, p)]
    angles = []
    for _, y in turned:
        down = y @ frame
        angles.append(float(np.degrees(np.arctan2(-down[0], down[1]))))
    k = int(np.argmin(np.round(np.abs(angles), 6)))
    return np.array([*turned[k], period]), round(angles[k], 9) + 0.0


def _fill(crystal: Crystal, basis, members, vectors: np.ndarray, box: np.ndarray) -> Atoms:
    """Every atom of the unit: exact repeats of the lattice, folded into the box."""
    matrix = np.rint(vectors @ np.linalg.inv(basis)).astype(int)
    count = abs(round(float(np.linalg.det(matrix))))
    corners = np.stack(np.meshgrid(*[(0, 1)] * 3, indexing="ij"), -1).reshape(-1, 3) @ matrix
    spans = [np.arange(low, high + 1) for low, high in zip(corners.min(0), corners.max(0))]
    points = np.stack(np.meshgrid(*spans, indexing="ij"), axis=-1).reshape(-1, 3)
    inside = points @ np.linalg.inv(matrix)
    points = points[((inside > -1e-9) & (inside < 1 - 1e-9)).all(axis=1)]
    if len(points) != count:
        raise ValueError(f"{len(points)} lattice points in a cell that holds {count}")
    into = np.linalg.inv(vectors)
    origins = (points @ basis) @ into
    atoms = crystal.fractional[members] @ into
    fractional = (origins[:, None] + atoms[None]).reshape(-1, 3) % 1.0
    fractional[fractional > 1 - 1e-9] = 0.0
    kinds = np.tile(members, len(points))
    axes = vectors @ crystal.cell
    rotation = axes / np.linalg.norm(axes, axis=1)[:, None]
    return copies(crystal, kinds, fractional * box, box, rotation)


def _unfolded(unit: Atoms, flat: bool) -> Atoms:
    """A layer put together again that was folded around z = 0, in a box of its own depth."""
    if not flat:
        return unit
    positions, period = unit.positions.copy(), unit.box[2]
    z = (positions[:, 2] + period / 2) % period
    box = np.array([*unit.box[:2], max(float(np.ptp(z)), 1.0)])
    positions[:, 2] = z - z.min() + (box[2] - np.ptp(z)) / 2
    return replace(unit, positions=positions, box=box)
