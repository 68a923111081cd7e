"""How your own supercell is asked for."""

from dataclasses import dataclass
from typing import Annotated

from synthscope.core.distributions import Distribution, Varied
from synthscope.core.settings import Limits, Section, setting

THREE = Limits(min_length=3, max_length=3)


Size = Annotated[tuple[Annotated[float, Limits(gt=0, le=1000)], ...], THREE]


Repeats = Annotated[tuple[Annotated[int, Limits(ge=1, le=100)], ...], THREE]


@dataclass(frozen=True)
class SupercellSettings(Section):
    """Your own structure as it stands: no symmetry is looked for, and c points to the viewer. A
    cell with right angles repeats sideways as it does in its file; a piece that is cut out or
    tilted stands alone, in vacuum."""

    structure: str = setting(min_length=1, max_length=80)
    """Which one: a file of `structures.folder` by its name within it, or another structure."""

    repeats: Repeats = (1, 1, 1)
    """How often the cell is set side by side along a, b and c."""

    centre: tuple[float, float, float] = (0.5, 0.5, 0.5)
    """The point of the cell, in fractions of a, b and c, that comes into the middle of the image,
    and of what is cut out. Across vacuum the structure is in the middle anyway."""

    cut_A: Size | None = None
    """Edges of the piece that is cut out along x, y and z, Å; null: the whole cell."""

    turn_deg: Varied = setting(0.0, ge=-360, le=360)
    """Turn of the structure about the beam, from x to y, degrees; it makes it stand alone."""

    tilt_x_mrad: Varied = setting(0.0, ge=-1500, le=1500)
    """Tilt of the structure about x, mrad; it makes it stand alone."""

    tilt_y_mrad: Varied = setting(0.0, ge=-1500, le=1500)
    """Tilt of the structure about y, mrad, after that about x."""

    @property
    def needs(self) -> tuple[str, ...]:
        return (self.structure,)

    @property
    def stands_alone(self) -> bool:
        """Whether it is a piece in vacuum, for some draw at least."""
        turned = self.turn_deg, self.tilt_x_mrad, self.tilt_y_mrad
        return self.cut_A is not None or any(
            isinstance(value, Distribution) or value for value in turned
        )
