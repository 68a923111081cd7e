"""Boundaries in a crystal, seen edge-on: twins, tilts, stacking faults, antiphase boundaries."""

import numpy as np

from synthscope.structures.model import Crystal
from synthscope.structures.scenes.faults import fault
from synthscope.structures.scenes.settings.crystal_defects import BoundarySettings
from synthscope.structures.scenes.slab import Sides, Slab
from synthscope.structures.scenes.tilts import tilt
from synthscope.structures.scenes.twins import twin


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
