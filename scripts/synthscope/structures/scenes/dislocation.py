"""Straight dislocations along the beam, in isotropic elasticity.

About a line along z at the origin with the Burgers vector (b, 0, c), atoms are displaced by
(Hirth & Lothe, Theory of Dislocations, 2nd ed. 1982, chapter 3; ν is Poisson's ratio)

    u_x = b/2π [atan2(y, x) + x y / (2 (1 − ν) r²)]
    u_y = −b/2π [(1 − 2ν)/(4 (1 − ν)) ln r² + (x² − y²)/(4 (1 − ν) r²)]
    u_z = c/2π atan2(y, x)

In a box that repeats, a second dislocation with the opposite Burgers vector stands half the box
further along x on the same slip plane, and both have endless rows of images. With ζ = x + iy, a row
along x turns ln r and atan2 into the real and the imaginary part of ln sin(πζ/L), and 1/ζ into
(π/L) cot(πζ/L), since x y/r² = y Re(1/ζ) and (x² − y²)/r² = 1 + 2 y Im(1/ζ). Rows above and below
add ever less; what is left at the faces, which is linear, is taken off, as images of a dipole
demand (Cai et al., Phil. Mag. 83 (2003) 539).
"""

import math
from dataclasses import dataclass

import numpy as np

from synthscope.core.errors import InputError
from synthscope.structures.model import Crystal
from synthscope.structures.scenes.local_lattice import of_gradient
from synthscope.structures.scenes.periodic import between
from synthscope.structures.scenes.planes import facing, family_of_vectors
from synthscope.structures.scenes.scene import Mark
from synthscope.structures.scenes.settings.crystal_defects import DislocationSettings

STEP_A = 1e-3
"""For differences of displacements."""
ROWS = 5
"""Of images above and below: e^(−2π) for each where the box is square."""


@dataclass(frozen=True, eq=False)
class Line:
    """A dislocation along z.

    Attributes
    ----------
    at
        (2,) Å.
    burgers
        (3,) Å, with no component along y.
    """

    at: np.ndarray
    burgers: np.ndarray


def burgers_vector(
    settings: DislocationSettings,
    crystal: Crystal,
    rotation: np.ndarray,
    rng: np.random.Generator,
) -> tuple[np.ndarray, np.ndarray]:
    """Draw a Burgers vector and turn the crystal until it has no component along y.

    Returns
    -------
    (3,) the vector in the scene, Å, and the (3, 3) rotation

    Raises
    ------
    InputError
        None of the family has that angle to the beam.
    """
    vector = tuple(index / settings.divided_by for index in settings.burgers)
    family = family_of_vectors(crystal, vector) @ crystal.cell @ rotation.T
    length = float(np.linalg.norm(family[0]))
    angles = np.degrees(np.arccos(np.clip(np.abs(family[:, 2]) / length, 0, 1)))
    off = np.abs(angles - settings.angle_deg)
    if off.min() > 1:
        possible = ", ".join(f"{angle:g}" for angle in np.unique(np.round(angles, 1)))
        raise InputError(
            f"structure {crystal.id}: no Burgers vector of the family is {settings.angle_deg:g} "
            f"degrees from the beam; possible are {possible}"
        )
    near = np.flatnonzero(off < off.min() + 1e-6)
    chosen = family[near[int(rng.integers(len(near)))]]
    if np.hypot(*chosen[:2]) > 1e-6:
        rotation, chosen = facing(rotation, chosen), np.array([np.hypot(*chosen[:2]), 0, chosen[2]])
    return chosen, rotation


def displaced(
    positions: np.ndarray, lines: list[Line], edges: np.ndarray | None, poisson: float
) -> np.ndarray:
    """Positions with the displacements of dislocations, (N, 3) Å.

    Parameters
    ----------
    lines
        One, or, in a box that repeats, two with opposite Burgers vectors and the same y.
    edges
        (2,) of the box; None: nothing repeats.
    """
    if edges is None:
        (line,) = lines
        return positions + _of_one(positions[:, :2] - line.at, line.burgers, poisson)
    first, second = lines
    width, height = edges.tolist()
    x = positions[:, 0] - first.at[0]
    apart = float(second.at[0] - first.at[0])
    y = (positions[:, 1] - first.at[1] + height / 2) % height - height / 2
    total = np.zeros_like(positions)
    for row in range(-ROWS, ROWS + 1):
        total += _of_rows(x, y - row * height, apart, width, first.burgers, poisson)
    # The field of all images is steady but for a jump at the upper and lower face.
    ends = np.array([-height / 2, height / 2])
    faces = np.zeros((2, 3))
    for row in range(-ROWS, ROWS + 1):
        faces += _of_rows(np.zeros(2), ends - row * height, apart, width, first.burgers, poisson)
    total -= (y / height)[:, None] * (faces[1] - faces[0])
    return positions + total


def local_lattice(
    positions: np.ndarray, lines: list[Line], edges: np.ndarray | None, poisson: float
) -> np.ndarray:
    """(N, 6) `LOCAL` by the displacements of `displaced`; NaN within a Burgers vector of the
    lines, where the crystal is no longer elastic."""
    gradient = np.zeros((len(positions), 3, 3))
    burgers, size = lines[0].burgers, float(np.linalg.norm(lines[0].burgers))
    for axis in (0, 1):
        step = np.zeros(3)
        step[axis] = STEP_A
        after, before = (
            displaced(positions + s * step, lines, edges, poisson) - s * step for s in (1, -1)
        )
        apart = after - before
        # Across the cut, which is no place in the crystal, displacements jump by a Burgers vector.
        apart -= np.rint(apart @ burgers / size**2)[:, None] * burgers
        gradient[:, :, axis] = apart / (2 * STEP_A)
    found = of_gradient(gradient)
    for line in lines:
        apart = between(positions[:, :2], line.at, edges)
        found[np.hypot(*apart.T) < size] = np.nan
    return found


def _of_one(place: np.ndarray, burgers: np.ndarray, poisson: float) -> np.ndarray:
    x, y = place.T
    square = np.maximum(x * x + y * y, 1e-6)
    turn = np.arctan2(y, x)
    return _combined(
        burgers, poisson, turn, np.log(square) / 2, x * y / square, -2 * y * y / square
    )


def _of_rows(x, y, apart: float, width: float, burgers: np.ndarray, poisson: float) -> np.ndarray:
    """Displacements by a row of dislocations along x and a row of opposite ones `apart` further."""
    one, two = (np.pi / width * (z + 1j * y) for z in (x, x - apart))
    far = np.abs(one.imag) > 300  # where sine and cosine overflow
    one, two = (np.where(far, 1j * np.sign(z.imag) * 300 + z.real, z) for z in (one, two))
    sines = [np.sin(one), np.sin(two)]
    small = [np.where(np.abs(s) < 1e-9, 1e-9, s) for s in sines]
    turn = np.angle(small[0] * np.conj(small[1]) / np.abs(small[0] * small[1]))
    logarithm = np.log(np.abs(small[0])) - np.log(np.abs(small[1]))
    inverse = np.pi / width * (np.cos(one) / small[0] - np.cos(two) / small[1])
    return _combined(burgers, poisson, turn, logarithm, y * inverse.real, 2 * y * inverse.imag)


def _combined(burgers, poisson: float, turn, logarithm, product, difference) -> np.ndarray:
    """(N, 3) of θ, ln r, x y/r² and (x² − y²)/r² − 1; a constant displacement is left out."""
    b, c, rest = burgers[0] / math.tau, burgers[2] / math.tau, 1 - poisson
    return np.column_stack(
        [
            b * (turn + product / (2 * rest)),
            -b * ((1 - 2 * poisson) / (2 * rest) * logarithm + difference / (4 * rest)),
            c * turn,
        ]
    )


def slip_height(layers: np.ndarray, wanted: float) -> float:
    """y midway of two layers of atoms, the widest gap within a few Å of a wanted height.

    Parameters
    ----------
    layers
        (N,) y of atoms, Å.
    """
    near = np.unique(np.round(layers[np.abs(layers - wanted) < 6.0], 3))
    if len(near) < 2:
        return wanted
    gaps = np.round(np.diff(near), 3)
    middles = (near[1:] + near[:-1]) / 2
    widest = np.flatnonzero(gaps > gaps.max() - 0.05)
    return float(middles[widest[np.argmin(np.abs(middles[widest] - wanted))]])


def mark(line: Line, depth: float) -> Mark:
    """The row of a dislocation, from the bottom of the slab to its top."""
    x, y = line.at.tolist()
    return Mark(
        "dislocation", (x, y, 0.0), (x, y, depth), vector=tuple(np.round(line.burgers, 6).tolist())
    )
