"""Settings of what is said of an image's atoms, columns and defects."""

from dataclasses import dataclass
from typing import Annotated, Literal

from synthscope.core.settings import Section, once, setting

Map = Literal["thickness", "atoms", "regions"]


@dataclass(frozen=True)
class LabelSettings(Section):
    """Labels of each acquisition, in its own frame."""

    visible_contrast: float = setting(0.05, ge=0, le=1)
    """A column counts as visible from this contrast on. Its contrast is how far the image without
    noise falls between it and any column that is as bright or brighter, over the height of the
    brightest column; it is 0 where the column makes no peak of its own. 0: all are visible."""

    defect_box_A: float = setting(4.0, gt=0, le=100)
    """Edge of the box about a point defect, Å; the box of a line is as much wider than the line."""

    maps: Annotated[tuple[Map, ...], once("name")] = ()
    """Maps in the HDF5 files: `thickness`, Å, from the lowest to the highest atom at a pixel, of
    each region of a scene and in sum; `atoms`, how many atoms of each element stand on a pixel;
    `regions`, where matter is or, in a scene, each of its regions (particle, support, layer,
    crystal, ...) and each of its grains."""


LABELS = LabelSettings()
"""The defaults."""
