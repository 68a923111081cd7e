"""What specimens are asked for: the field that they fill, and the defects in its middle."""

from dataclasses import dataclass
from typing import Literal

from synthscope.core.distributions import Varied
from synthscope.core.errors import InputError
from synthscope.core.settings import Section, setting
from synthscope.specimens.defects import Relaxation
from synthscope.structures.elements import Symbol


@dataclass(frozen=True)
class FieldSettings(Section):
    """What is cut from a crystal."""

    geometry: Literal["block", "cell"] = "block"
    """`block`: a cube of crystal in a frame of vacuum, as published; `cell`: the crystal repeats
    sideways without edges. For that the image's axes may be turned in the plane, clockwise, and
    the crystal strained; each file tells how much (`turn_deg` and `strain` of `/simulation`)."""

    field_A: float = setting(26.0, gt=1, le=1000)
    """Edge of the scanned field, Å."""

    vacuum_A: float = setting(1.0, ge=0, le=100)
    """Vacuum between a block and the edge of the field, Å."""

    cell_depth_A: Varied = setting(24.0, gt=0, le=5000)
    """Thickness of the specimen with geometry `cell`, Å."""

    cell_strain: float = setting(0.02, ge=0, le=0.2)
    """Greatest strain that may make a `cell` orthogonal."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if 2 * self.vacuum_A >= self.field_A:
            raise InputError(
                f"vacuum_A is {self.vacuum_A:g} Å on both sides of a field of {self.field_A:g} Å; "
                "nothing is left for the specimen"
            )


@dataclass(frozen=True)
class DefectSettings(Section):
    """The defects L1 and L2 in the middle of the field."""

    l1_amplitude_A: Varied = setting(0.23, ge=0, le=5)
    """How far atoms move towards the centre in L1, Å."""

    l1_radius_A: Varied = setting(10.3, gt=0, le=1000)
    """Up to which radius in L1, Å."""

    l2_amplitude_A: Varied = setting(0.33, ge=0, le=5)
    """The same in L2, Å."""

    l2_radius_A: Varied = setting(11.1, gt=0, le=1000)
    """Up to which radius in L2, Å."""

    kind: Literal["vacancy", "substitution", "interstitial", "none"] = "vacancy"
    """What happens to the atom at the centre."""

    element: Symbol | None = None
    """Element of a substitution or an interstitial, for example `Au`."""

    def __post_init__(self) -> None:
        if (self.kind in ("substitution", "interstitial")) != (self.element is not None):
            raise InputError("element is needed for a substitution or an interstitial, and only so")

    def relaxation(self, level: str) -> Relaxation:
        """How far atoms move in the defect L1 or L2."""
        if level == "L1":
            return Relaxation(self.l1_amplitude_A, self.l1_radius_A)
        return Relaxation(self.l2_amplitude_A, self.l2_radius_A)
