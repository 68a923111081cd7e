"""How crystals and particles are asked to stand."""

import math
from dataclasses import dataclass
from typing import Annotated, Literal

from synthscope.core.distributions import Varied
from synthscope.core.settings import Check, Limits, Section, setting


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
