"""How much work the images of a structure are, told before it is done."""

from collections.abc import Iterable

from synthscope.core.extremes import at_extremes
from synthscope.gaussian.settings import GaussianSettings
from synthscope.specimens.particle import particle
from synthscope.structures.model import Crystal
from synthscope.structures.symmetry.views import Direction

REST_ATOMS = 1000
"""As which all else of an image takes as long, packing it above all."""


def planned_work(
    crystal: Crystal, directions: Iterable[Direction], settings: GaussianSettings, seed: int
) -> list[float]:
    """Of its one stack: its atoms, and what stands for the rest."""
    most = at_extremes(settings)[1]
    return [float(REST_ATOMS + len(particle(crystal, most.particle_radius_A)))]
