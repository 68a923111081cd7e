"""What is known of the specimen that an acquisition shows, in the acquisition's own frame."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from synthscope.haadf.columns import Columns
from synthscope.structures.scenes.scene import Mark


@dataclass(frozen=True)
class Labels:
    """Labels of one specimen in one frame; coordinates in Å from the centre of pixel 0.

    Attributes
    ----------
    numbers, positions
        (N,) and (N, 3) of the atoms: along rows, along columns and along the beam.
    columns
        The columns, and of which each atom is.
    contrast, visible
        (M,) of each column: see `contrast.contrasts`, and whether it can be seen.
    roles, grains
        (N,) of the atoms of a scene: places in `ROLES`, and numbers of grains, 0 for none; None of
        everything else.
    grain_roles
        What each grain is, a word of `ROLES` each.
    defects
        Each with its place and, of a line, its end.
    boxes
        (K, 4) x and y of the first and of the last corner of the box about each.
    maps
        By name, rows × columns; see `maps.maps`.
    """

    numbers: np.ndarray
    positions: np.ndarray
    columns: Columns
    contrast: np.ndarray
    visible: np.ndarray
    roles: np.ndarray | None = None
    grains: np.ndarray | None = None
    grain_roles: tuple[str, ...] = ()
    defects: tuple[Mark, ...] = ()
    boxes: np.ndarray = field(default_factory=lambda: np.zeros((0, 4)))
    maps: Mapping[str, np.ndarray] = field(default_factory=dict)

    @property
    def regions(self) -> dict[str, np.ndarray]:
        """By the name of a region, the map of where it is."""
        return {
            name.removeprefix("region_"): mask
            for name, mask in self.maps.items()
            if name.startswith("region_")
        }
