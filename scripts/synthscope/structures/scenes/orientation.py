"""How a crystal or a particle stands to the viewer: any way, as listed, or a little beside it."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Literal

import numpy as np
from scipy.spatial.transform import Rotation

from synthscope.core.distributions import Varied
from synthscope.core.settings import Check, Limits, Section, setting
from synthscope.structures.symmetry.orientation import in_plane_direction


def _points(direction: tuple[int, ...]) -> tuple[int, ...]:
    if not any(direction):
        raise ValueError("[0, 0, 0] is no direction; give at least one other index")
    return direction


def _turns(quaternion: tuple[float, ...]) -> tuple[float, ...]:
    if math.hypot(*quaternion) < 1e-6:
        raise ValueError("a quaternion [x, y, z, w] of nothing but zeros is no rotation")
    return quaternion


ZoneAxis = Annotated[tuple[int, ...], Limits(min_length=3, max_length=3), Check(_points)]
Euler = Annotated[tuple[float, ...], Limits(min_length=3, max_length=3)]
Quaternion = Annotated[tuple[float, ...], Limits(min_length=4, max_length=4), Check(_turns)]

KINDS = ("zone_axes", "euler_deg", "quaternions")


@dataclass(frozen=True)
class OrientationSettings(Section):
    """How a crystal or a particle is turned: as one of `zone_axes`, `euler_deg` or `quaternions`,
    drawn from the list for each; without a list any way, uniform over all rotations."""

    zone_axes: tuple[ZoneAxis, ...] = ()
    """Directions [u, v, w] of the lattice that point to the viewer; of a cluster without a cell
    they are along its own x, y and z."""

    in_plane_deg: Varied | None = None
    """Turn about the zone axis from x to y, degrees; at 0 the crystal stands as in an image of it
    alone. null: any, drawn anew for each particle."""

    euler_deg: tuple[Euler, ...] = ()
    """Bunge's Euler angles [φ1, Φ, φ2], degrees: the scene's axes turned by φ1 about z, then by Φ
    about the new x, then by φ2 about the new z are those of the crystal (x along a, z along c*; of
    a cluster without a cell its own)."""

    quaternions: tuple[Quaternion, ...] = ()
    """Quaternions [x, y, z, w], the last the real part, of any length: they turn the crystal, from
    where x is along a and z along c*, to where it stands in the scene."""

    mistilt_mrad: Varied = setting(0.0, ge=0, le=1500)
    """Tilt off the orientation, about a random axis across the beam, mrad: standard deviation about
    each of x and y, or the largest angle."""

    mistilt: Literal["gaussian", "uniform"] = "gaussian"
    """Which of both `mistilt_mrad` is: of a normal distribution, or the radius of a disc of tilts
    that are as likely as each other."""

    def __post_init__(self) -> None:
        super().__post_init__()
        stated = [kind for kind in KINDS if getattr(self, kind)]
        if len(stated) > 1:
            raise ValueError(f"state one of {' and '.join(stated)}")
        if self.in_plane_deg is not None and not self.zone_axes:
            raise ValueError("in_plane_deg turns about a zone axis; list zone_axes as well")


def orient(
    settings: OrientationSettings, cell: np.ndarray | None, rng: np.random.Generator
) -> np.ndarray:
    """Draw how one crystal stands.

    Parameters
    ----------
    settings
        With numbers drawn.
    cell
        (3, 3) rows a, b, c in Å, in the Cartesian axes that its positions have; None for a cluster.
    rng
        Of this crystal alone.

    Returns
    -------
    (3, 3) rows x, y, z of the scene
        A proper rotation: `positions @ R.T` are positions in the scene, z to the viewer.
    """
    stands = _listed(settings, None if cell is None else np.asarray(cell, dtype=float), rng)
    return _mistilt(settings, rng) @ stands


def towards_viewer(cell: np.ndarray | None, uvw: Iterable[int], in_plane_deg: float) -> np.ndarray:
    """The rotation that brings [uvw] along +z, (3, 3).

    At 0 degrees the row axis of an image along [uvw] (`symmetry.orientation`) is the scene's x.
    """
    cell = np.eye(3) if cell is None else np.asarray(cell, dtype=float)
    direction = np.array(tuple(uvw), dtype=float) @ cell
    z = direction / np.linalg.norm(direction)
    x = in_plane_direction(cell, uvw) @ cell
    x -= (x @ z) * z
    x /= np.linalg.norm(x)
    turn = Rotation.from_euler("z", in_plane_deg, degrees=True).as_matrix()
    return turn @ np.array([x, np.cross(z, x), z])


def _listed(
    settings: OrientationSettings, cell: np.ndarray | None, rng: np.random.Generator
) -> np.ndarray:
    if settings.zone_axes:
        angle = settings.in_plane_deg
        angle = rng.uniform(0, 360) if angle is None else angle
        return towards_viewer(cell, _one(settings.zone_axes, rng), angle)
    if settings.euler_deg:
        turn = Rotation.from_euler("ZXZ", _one(settings.euler_deg, rng), degrees=True)
    elif settings.quaternions:
        turn = Rotation.from_quat(_one(settings.quaternions, rng))
    else:
        return Rotation.random(rng=rng).as_matrix()
    return turn.as_matrix() @ _axes(cell)


def _one(listed: tuple[tuple, ...], rng: np.random.Generator) -> tuple:
    return listed[int(rng.integers(len(listed)))]


def _axes(cell: np.ndarray | None) -> np.ndarray:
    """(3, 3) rows: unit vectors along a, along c* × a and along c*."""
    if cell is None:
        return np.eye(3)
    a, normal = cell[0], np.cross(cell[0], cell[1])
    x, z = a / np.linalg.norm(a), normal / np.linalg.norm(normal)
    return np.array([x, np.cross(z, x), z])


def _mistilt(settings: OrientationSettings, rng: np.random.Generator) -> np.ndarray:
    if settings.mistilt == "gaussian":
        across = rng.normal(size=2)
    else:
        angle, radius = rng.uniform(0, 2 * math.pi), math.sqrt(rng.uniform())
        across = radius * np.array([math.cos(angle), math.sin(angle)])
    vector = np.append(1e-3 * settings.mistilt_mrad * across, 0.0)
    return Rotation.from_rotvec(vector).as_matrix()
