"""Directions of the beam for diffraction: plane normals and zone axes, and how they lie."""

import itertools
import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from synthscope.core.errors import InputError
from synthscope.structures.model import Crystal
from synthscope.structures.symmetry.reflections import powder_lines

Indices = tuple[int, int, int]
MOST_INDEX = 6


@dataclass(frozen=True)
class ZoneAxis:
    """A direction of the beam in a crystal.

    Attributes
    ----------
    kind
        "normal": the beam runs along the normal of (hkl). "axis": it runs along [uvw].
    hkl
        The planes: given, or those whose normal is nearest to [uvw].
    uvw
        The lattice direction: given, or the one nearest to the normal of (hkl).
    angle_mrad
        Between the normal of (hkl) and [uvw]; 0 in cubic crystals.
    d
        Spacing of (hkl) in Å.
    basis
        (3, 3), rows are the unit vectors x, y and z of the laboratory in the crystal's Cartesian
        frame: right-handed, orthonormal, z along the beam, y along a lattice direction of (hkl) or
        the normal of a plane that holds [uvw].
    y_uvw
        y as components along a, b and c (of any length).
    """

    kind: str
    hkl: Indices
    uvw: Indices
    angle_mrad: float
    d: float
    basis: np.ndarray
    y_uvw: tuple[float, float, float]

    @property
    def label(self) -> str:
        """For names and tables: (1 -1 0) for a normal, [1 -1 0] for a zone axis."""
        return (
            "({} {} {})".format(*self.hkl)
            if self.kind == "normal"
            else "[{} {} {}]".format(*self.uvw)
        )


def spacing(cell: np.ndarray, hkl: Iterable[int]) -> float:
    """Spacing d of the planes (hkl) in Å."""
    return float(1 / np.linalg.norm(np.linalg.inv(cell) @ np.asarray(hkl, float)))


def plane_normal(crystal: Crystal, hkl: Iterable[int]) -> ZoneAxis:
    """The beam along the normal of (hkl), with y along the shortest lattice vector in the plane."""
    hkl = _indices(crystal, hkl, "(hkl)")
    z = _unit(np.linalg.inv(crystal.cell) @ np.array(hkl, float))
    uvw = _nearest(crystal.cell, z)
    in_plane = [n for n in _small(MOST_INDEX) if np.dot(n, hkl) == 0]
    if not in_plane:
        first = np.array([hkl[1], -hkl[0], 0]) if hkl[0] or hkl[1] else np.array([1, 0, 0])
        in_plane = [tuple(int(i) for i in first)]
    y = min(in_plane, key=lambda n: (round(float(np.linalg.norm(n @ crystal.cell)), 6), *_order(n)))
    return _zone_axis(crystal, "normal", hkl, uvw, z, np.array(y) @ crystal.cell)


def lattice_direction(crystal: Crystal, uvw: Iterable[int]) -> ZoneAxis:
    """The beam along [uvw], with y along the shortest reciprocal vector of the zone."""
    uvw = _indices(crystal, uvw, "[uvw]")
    z = _unit(np.array(uvw, float) @ crystal.cell)
    reciprocal = np.linalg.inv(crystal.cell).T
    hkl = _nearest(reciprocal, z)
    in_zone = [n for n in _small(MOST_INDEX) if np.dot(n, uvw) == 0]
    if not in_zone:
        in_zone = [(uvw[1], -uvw[0], 0) if uvw[0] or uvw[1] else (1, 0, 0)]
    y = min(in_zone, key=lambda n: (round(float(np.linalg.norm(n @ reciprocal)), 6), *_order(n)))
    return _zone_axis(crystal, "axis", hkl, uvw, z, np.array(y) @ reciprocal)


def strongest(
    crystal: Crystal,
    count: int = 3,
    by: str = "xray",
    least_d: float = 1.0,
    most_d: float = 5.0,
) -> list[ZoneAxis]:
    """The normals of the strongest reflections with least_d < d < most_d, no direction twice.

    Parameters
    ----------
    by
        "xray": the intensities of the Cu Kα powder lines; "electron": those of electrons;
        "spacing": the largest d of the lines that are not extinct.

    Raises
    ------
    InputError
        There are fewer than `count` such reflections, with what would do.
    """
    radiation = "electron" if by == "electron" else "xray"
    lines = [
        line for line in powder_lines(crystal, least_d, radiation) if least_d < line.d < most_d
    ]
    if by != "spacing":
        lines.sort(key=lambda line: -round(line.intensity, 4))  # stable: of equals the larger d
    chosen: dict[Indices, Indices] = {}
    for line in lines:
        if len(chosen) < count:
            chosen.setdefault(_coprime(line.hkl), line.hkl)
    if len(chosen) < count:
        raise InputError(
            f"{crystal.id}: only {len(chosen)} of {count} directions have reflections with "
            f"{least_d:g} < d < {most_d:g} Å; widen the limits or list the directions"
        )
    return [plane_normal(crystal, hkl) for hkl in chosen.values()]


def _indices(crystal: Crystal, values: Iterable[int], what: str) -> Indices:
    given = tuple(values)
    if len(given) == 4:  # hexagonal indices: the third, i = −h − k, follows from the others
        if what == "[uvw]" or given[0] + given[1] + given[2] != 0:
            raise InputError(
                f"{what} {list(given)}: of four indices h k i l, i must be -h-k; give three"
            )
        given = (given[0], given[1], given[3])
    if len(given) != 3 or any(int(i) != i for i in given) or not any(given):
        raise InputError(
            f"{crystal.id}: {what} = {list(given)} is no direction; give three whole numbers, "
            "not all 0, such as [0, 0, 1]"
        )
    if crystal.cell is None:
        raise InputError(f"{crystal.id}: it has no lattice, so {what} means nothing; leave it out")
    return tuple(int(i) for i in given)


def _zone_axis(crystal, kind, hkl, uvw, z, y) -> ZoneAxis:
    y = _unit(y - (y @ z) * z)
    x = np.cross(y, z)
    normal = _unit(np.linalg.inv(crystal.cell) @ np.array(hkl, float))
    axis = _unit(np.array(uvw, float) @ crystal.cell)
    angle = 2e3 * math.asin(min(1.0, float(np.linalg.norm(normal - axis)) / 2))
    along = np.linalg.solve(crystal.cell.T, y)
    along = along / np.abs(along).max()
    along[np.abs(along) < 1e-12] = 0.0
    return ZoneAxis(
        kind,
        hkl,
        uvw,
        0.0 if angle < 1e-5 else angle,
        spacing(crystal.cell, hkl),
        np.array([x, y, z]),
        tuple(along.tolist()),
    )


def _nearest(vectors: np.ndarray, direction: np.ndarray) -> Indices:
    """The smallest indices whose vector lies within 0.1 mrad of the least angle to `direction`."""
    small = np.array(_small(MOST_INDEX))
    length = small @ vectors
    length /= np.linalg.norm(length, axis=1)[:, None]
    angle = np.linalg.norm(length - direction, axis=1)
    near = small[angle <= angle.min() + 1e-4]
    return min(
        (tuple(int(i) for i in n) for n in near), key=lambda n: (sum(map(abs, n)), *_order(n))
    )


def _small(most: int) -> list[Indices]:
    """All coprime [i, j, k] with no index larger than `most`."""
    span = range(-most, most + 1)
    return [n for n in itertools.product(span, repeat=3) if math.gcd(*n) == 1]


def _order(n: Indices) -> tuple[int, ...]:
    """Sorts small before large and positive before negative."""
    return (sum(abs(i) for i in n), *(-i for i in n))


def _coprime(n: Indices) -> Indices:
    divisor = math.gcd(*n)
    return tuple(i // divisor for i in n)


def _unit(vector: np.ndarray) -> np.ndarray:
    return vector / np.linalg.norm(vector)
