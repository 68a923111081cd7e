"""Boundaries in a crystal, seen edge-on: twins, tilts, stacking faults, antiphase boundaries."""

from dataclasses import dataclass
from typing import Annotated, Literal

import numpy as np

from synthscope.core.distributions import Varied
from synthscope.core.settings import Check, Limits, Section, setting
from synthscope.structures.model import Crystal
from synthscope.structures.scenes.faults import fault
from synthscope.structures.scenes.slab import Sides, Slab
from synthscope.structures.scenes.tilts import tilt
from synthscope.structures.scenes.twins import twin


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


def bounded(
    settings: BoundarySettings,
    crystal: Crystal,
    rotation: np.ndarray,
    sides: Sides,
    rng: np.random.Generator,
) -> Slab:
    """The pieces on both sides of the boundary.

    Raises
    ------
    InputError
        No plane of the family is edge-on, or the crystal has to repeat and does not.
    """
    if settings.kind == "twin":
        return twin(crystal, settings.plane, rotation, sides, rng)
    if settings.kind == "tilt":
        return tilt(crystal, settings.angle_deg, rotation, sides, rng)
    vector = tuple(index / settings.divided_by for index in settings.vector)
    return fault(crystal, settings.plane, vector, settings.kind, rotation, sides, rng)
