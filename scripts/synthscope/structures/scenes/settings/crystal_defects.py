"""What a slab is asked to have inside: boundaries, dislocations, precipitates."""

from dataclasses import dataclass
from typing import Annotated, Literal

from synthscope.core.distributions import Varied
from synthscope.core.settings import Check, Limits, Section, setting
from synthscope.structures.elements import Symbol
from synthscope.structures.scenes.settings.names import Name
from synthscope.structures.scenes.settings.orientation import OrientationSettings


def not_zero(indices: tuple[int, ...]) -> tuple[int, ...]:
    """Refuse three zeros."""
    if not any(indices):
        raise ValueError("[0, 0, 0] is neither a plane nor a direction; give another index")
    return indices


Indices = Annotated[tuple[int, ...], Limits(min_length=3, max_length=3), Check(not_zero)]
"""Three whole numbers of which one is not 0."""


@dataclass(frozen=True)
class BoundarySettings(Section):
    """A plane boundary in a crystal, seen edge-on: in a box that repeats there are two of them,
    about half the box apart, at a random place; else there is one in the middle."""

    kind: Literal["twin", "tilt", "stacking_fault", "antiphase_boundary"] = "twin"
    """`twin`: halves that a plane mirrors, or half a turn about its normal where that alone keeps
    the bonds. `tilt`: grains turned about the beam by `angle_deg`. `stacking_fault` and
    `antiphase_boundary`: the part beyond the plane is displaced by `vector`."""

    plane: Indices = (1, 1, 1)
    """Family {hkl} of the plane, one of which has to be edge-on; a tilt's is of no family."""

    vector: Indices | None = None
    """Displacement in lattice directions, `[1, 1, -2]` with `divided_by: 6` for a/6[1 1 -2]; of
    those that symmetry makes equal, one that keeps the bonds best is taken."""

    divided_by: int = setting(1, ge=1, le=12)
    """What `vector` is divided by."""

    angle_deg: Varied | None = setting(None, gt=0, le=180)
    """Between both grains of a tilt, degrees; half of it to either side of `in_plane_deg`. Turned
    by up to half a degree more or less where that makes the boundary repeat."""

    def __post_init__(self) -> None:
        super().__post_init__()
        displaced = self.kind in ("stacking_fault", "antiphase_boundary")
        if displaced != (self.vector is not None):
            raise ValueError("vector is what a stacking_fault or antiphase_boundary has, and needs")
        if (self.kind == "tilt") != (self.angle_deg is not None):
            raise ValueError("angle_deg is what a tilt has, and needs")


@dataclass(frozen=True)
class DislocationSettings(Section):
    """A straight dislocation along the beam; in a box that repeats a pair of opposite ones, half
    the box apart on one slip plane."""

    burgers: Indices = (1, 1, 0)
    """Burgers vector in lattice directions, `[1, 1, 0]` with `divided_by: 2` for a/2[1 1 0]; one
    of those that symmetry makes equal is taken, at random."""

    divided_by: int = setting(2, ge=1, le=12)
    """What `burgers` is divided by."""

    angle_deg: float = setting(90.0, ge=0, le=90)
    """Between the Burgers vector and the line: 90 for an edge, 0 for a screw dislocation, 60 for
    the mixed one of face-centred cubic crystals; the nearest possible one within a degree."""

    poisson_ratio: float = setting(0.3, ge=0, lt=0.5)
    """Poisson's ratio of the crystal, which is taken as isotropic."""


@dataclass(frozen=True)
class PrecipitatesSettings(Section):
    """Particles inside a crystal: coherent ones, whose sites another element takes (`replace`), or
    ones with a lattice of their own (`structure`), for which atoms of the matrix are taken out."""

    count: Varied = setting(1, ge=1, le=100)
    """How many there are, a whole number; none overlap."""

    diameter_A: Varied = setting(20.0, gt=0, le=1000)
    """Of the sphere or of the disc, Å."""

    thickness_A: Varied | None = setting(None, gt=0, le=500)
    """Of plates, which are discs on a plane of {`plane`} of the matrix, Å; null: spheres."""

    plane: Indices = (1, 0, 0)
    """Family of planes that plates lie on; each has one of them."""

    replace: dict[Symbol, Symbol] | None = None
    """Elements of the matrix and what takes their sites, for example `{Al: Cu}`."""

    share: Varied = setting(1.0, gt=0, le=1)
    """Part of these sites that is taken, by chance."""

    misfit: Varied = setting(0.0, ge=-0.1, le=0.1)
    """How much larger a free sphere's lattice would be, as a part of it; it strains the sphere and
    the matrix around."""

    poisson_ratio: float = setting(0.3, ge=0, lt=0.5)
    """Poisson's ratio of both, for `misfit`."""

    structure: Name | None = None
    """A crystal of its own, by a name as in `crystal.structure`."""

    orientation: OrientationSettings | None = None
    """How crystals of their own are turned; null: with a, b, c as those of the matrix."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if (self.replace is None) == (self.structure is None):
            raise ValueError("state one of replace and structure")
        if self.misfit != 0.0 and (self.thickness_A is not None or self.structure is not None):
            raise ValueError("misfit is of spheres with replace")
        if self.orientation is not None and self.structure is None:
            raise ValueError("orientation is of precipitates with a structure")
