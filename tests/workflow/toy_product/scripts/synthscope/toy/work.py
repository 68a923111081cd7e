"""How much work the images of a structure are, told before it is done."""

from collections.abc import Iterable

from synthscope.toy.settings import ToySettings

from synthscope.structures.model import Crystal
from synthscope.structures.symmetry.views import Direction


def planned_work(
    crystal: Crystal, directions: Iterable[Direction], settings: ToySettings, seed: int
) -> list[float]:
    """Of its one image: its atoms."""
    return [float(len(crystal.numbers))]
