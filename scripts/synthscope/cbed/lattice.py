"""A crystal as a beam along any direction sees it: exactly periodic across, without a supercell."""

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from synthscope.optics.grids import smooth_size
from synthscope.structures.model import Crystal
from synthscope.structures.snapshots import Snapshots
from synthscope.structures.symmetry.centring import centrings, primitive_basis
from synthscope.structures.symmetry.zone_axes import ZoneAxis


@dataclass(frozen=True)
class Repeat:
    """One repeat of a crystal along the beam.

    Along the normal of lattice planes (hkl), two lattice vectors lie across the beam: the crystal
    is a stack of layers d thick, each exactly periodic, and each shifted across against the one
    before. Along a lattice direction [uvw] that is no plane's normal, no lattice vector need lie
    across. Its columns still project onto a lattice, but the depth of their atoms rises by ℓ·r
    over the vectors r of it: the crystal is V(r, z) = F(r, z − ℓ·r) with F periodic in all three.

    Attributes
    ----------
    lateral
        (2, 2), rows are the periods across the beam (x, y) in Å.
    depth
        Length of the repeat along the beam, Å.
    shift
        (2,) of a repeat against the one before it, across the beam, Å.
    slope
        (2,) ℓ, without a unit; 0 where the crystal itself is periodic across.
    numbers, rms
        (N,) atomic number and thermal displacement (Å along an axis, NaN unknown) of each atom.
    uv
        (N, 2) coordinates across the beam in units of the periods, in [0, 1).
    z
        (N,) depth in Å, in [0, depth); of F where there is a slope.
    snapshots
        Displacements of the atoms in molecular dynamics, along x, y and the beam; None without.
    """

    lateral: np.ndarray
    depth: float
    shift: np.ndarray
    slope: np.ndarray
    numbers: np.ndarray
    uv: np.ndarray
    z: np.ndarray
    rms: np.ndarray
    snapshots: Snapshots | None = None

    @property
    def periodic(self) -> bool:
        """Whether the crystal itself is periodic across the beam."""
        return not self.slope.any()

    @property
    def area(self) -> float:
        """Of one period across the beam, Å²."""
        return abs(float(np.linalg.det(self.lateral)))


@dataclass(frozen=True)
class LatticeGrid:
    """`shape` points over a possibly oblique period; arrays on it are indexed [iu, iv]."""

    lateral: np.ndarray
    shape: tuple[int, int]

    @property
    def sampling(self) -> tuple[float, float]:
        """Distance of two points along each period, Å; half its inverse is all held, as of Grid."""
        return tuple(float(np.linalg.norm(a)) / n for a, n in zip(self.lateral, self.shape))

    @property
    def pixel_area(self) -> float:
        """In Å²."""
        return abs(float(np.linalg.det(self.lateral))) / math.prod(self.shape)

    def refined(self, times: int) -> "LatticeGrid":
        """The grid of the same period with so many times as many points along each."""
        return LatticeGrid(self.lateral, (times * self.shape[0], times * self.shape[1]))

    @cached_property
    def indices(self) -> tuple[np.ndarray, np.ndarray]:
        """The integer frequencies along both axes, in the order of the Fourier transform."""
        return tuple(np.fft.fftfreq(n, 1 / n).round().astype(int) for n in self.shape)

    @cached_property
    def k(self) -> np.ndarray:
        """(2, n, m) spatial frequencies (x, y) in 1/Å."""
        reciprocal = np.linalg.inv(self.lateral).T
        h, l = self.indices
        return (
            h[None, :, None] * reciprocal[0][:, None, None]
            + l[None, None, :] * reciprocal[1][:, None, None]
        )

    def within(self, limit: float) -> np.ndarray:
        """(n, m) whether a frequency is up to `limit` 1/Å."""
        return (self.k**2).sum(0) <= (limit * (1 + 1e-9)) ** 2


def grid_for(lateral: np.ndarray, limit: float) -> LatticeGrid:
    """The smallest fast grid on which products of two waves up to `limit` 1/Å do not alias.

    A frequency k has the index k·a along a period a, so waves up to `limit` reach |a|·limit, and
    a product aliases only beyond it with at least three times as many points.
    """
    return LatticeGrid(
        lateral, tuple(smooth_size(3 * limit * float(np.linalg.norm(a)) - 1e-6) for a in lateral)
    )


def repeat_along(crystal: Crystal, axis: ZoneAxis) -> Repeat:
    """The repeat of a crystal along the beam that `axis` gives."""
    shifts, atoms = centrings(crystal)
    fractions = primitive_basis(shifts)
    primitive = fractions @ crystal.cell
    if axis.kind == "normal":
        planes = _proportional(fractions @ np.array(axis.hkl, float))
    else:
        planes = _proportional(primitive @ axis.basis[2])
    if planes is not None:
        vectors = _basis_of_planes(planes) @ primitive @ axis.basis.T
        vectors[:2, 2] = 0.0
    else:
        row = np.array(axis.uvw, float) @ np.linalg.inv(fractions)
        integers = _coprime(np.round(row).astype(int))
        completed = np.round(np.linalg.inv(_basis_of_planes(integers)).T).astype(int)
        vectors = completed @ primitive @ axis.basis.T
        vectors[2, :2] = 0.0
    if vectors[2, 2] < 0:
        vectors[2] *= -1
    vectors = _reduced(vectors)
    if np.linalg.det(vectors[:2, :2]) < 0:
        vectors[:2] = vectors[1::-1]
    lateral, depth = vectors[:2, :2], float(vectors[2, 2])
    slope = np.linalg.solve(lateral, vectors[:2, 2])
    shift = vectors[2, :2]
    positions = crystal.positions[atoms] @ axis.basis.T
    z = positions[:, 2] - positions[:, :2] @ slope
    layer = np.floor(z / depth + 1e-7)
    across = positions[:, :2] - layer[:, None] * shift
    uv = np.linalg.solve(lateral.T, across.T).T
    return Repeat(
        lateral,
        depth,
        np.where(np.abs(shift) < 1e-9, 0.0, shift),
        np.where(np.abs(slope) < 1e-9, 0.0, slope),
        crystal.numbers[atoms],
        uv - np.floor(uv + 1e-9),
        np.maximum(z - layer * depth, 0.0),
        crystal.rms[atoms],
        Snapshots.of_copies(crystal.snapshots, atoms, axis.basis),
    )


def _basis_of_planes(h: np.ndarray) -> np.ndarray:
    """A basis of all integer vectors whose first two lie in the plane h·n = 0, and h·c = 1."""
    first, second, third = (int(i) for i in h)
    g, p, q = _extended_gcd(first, second)
    if g == 0:
        return np.array([[1, 0, 0], [0, 1, 0], [0, 0, 1 if third > 0 else -1]])
    _, s, t = _extended_gcd(g, third)
    return np.array([[second // g, -first // g, 0], [p * third, q * third, -g], [s * p, s * q, t]])


def _extended_gcd(a: int, b: int) -> tuple[int, int, int]:
    """g, p, q with p·a + q·b = g = gcd(a, b) ≥ 0."""
    if b == 0:
        return abs(a), (1 if a >= 0 else -1), 0
    g, p, q = _extended_gcd(b, a % b)
    return g, q, p - (a // b) * q


def _reduced(vectors: np.ndarray) -> np.ndarray:
    """The shortest periods across the beam (Gauss reduction), and the smallest shift between."""
    a, b, c = (v.copy() for v in vectors)
    while True:
        if a[:2] @ a[:2] > b[:2] @ b[:2] * (1 + 1e-9):
            a, b = b, a
        times = _whole(float(a[:2] @ b[:2] / (a[:2] @ a[:2])))
        if times == 0:
            break
        b = b - times * a
    for v in (a, b):  # a period may start a whole repeat higher
        v -= round(float(v[2] / c[2])) * c
    if abs(a[2]) < 1e-9 and abs(b[2]) < 1e-9:
        times = map(_whole, np.linalg.solve(np.array([a[:2], b[:2]]).T, c[:2]).tolist())
        c[:2] -= np.array([*times]) @ [a[:2], b[:2]]
    return np.array([a, b, c])


def _whole(value: float) -> int:
    """The nearest whole number; of a half, whatever its last bits, the one nearer to 0.

    Centred lattices lie by halves of a period.
    """
    return round(value * (1 - 1e-6))


def _coprime(n: np.ndarray) -> np.ndarray:
    return n // math.gcd(*(int(i) for i in n))


def _proportional(vector: np.ndarray) -> np.ndarray | None:
    """Small integers along `vector`, or None where there are none within 1e-6."""
    scaled = vector / np.abs(vector).max()
    for multiple in range(1, 25):
        whole = np.round(scaled * multiple)
        if np.abs(scaled * multiple - whole).max() < 1e-6 * multiple:
            return _coprime(whole.astype(int))
    return None
