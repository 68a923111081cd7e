"""What surfaces a slab is asked to have: wedges, steps, disordered layers."""

from dataclasses import dataclass
from typing import Literal

from synthscope.core.distributions import Varied
from synthscope.core.settings import Section, setting


@dataclass(frozen=True)
class WedgeSettings(Section):
    """A specimen that is thinner at one place: `thickness_A` of the crystal is its greatest."""

    shape: Literal["roof", "ramp"] = "roof"
    """`roof`: up to a ridge and down again, so that it repeats sideways. `ramp`: up from one side
    to the other, with vacuum at its sides."""

    along: Literal["x", "y"] = "x"
    """Which way the thickness changes."""

    thin_A: Varied | None = setting(None, ge=0, le=2000)
    """Least thickness, Å; this or `angle_deg` is stated."""

    angle_deg: Varied | None = setting(None, gt=0, lt=80)
    """Slope of the upper surface, degrees; where it comes to 0 the specimen ends."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if (self.thin_A is None) == (self.angle_deg is None):
            raise ValueError("state one of thin_A and angle_deg")


@dataclass(frozen=True)
class StepsSettings(Section):
    """Terraces with steps between them; `thickness_A` of the crystal is that of the highest."""

    count: Varied = setting(2, ge=1, le=50)
    """Steps from the highest terrace to the lowest, a whole number; where the crystal repeats
    sideways, so many on both sides."""

    planes: Varied = setting(1, ge=1, le=100)
    """Height of each step in planes of atoms across the beam, a whole number."""

    along: Literal["x", "y"] = "x"
    """Which way the steps follow on each other."""


@dataclass(frozen=True)
class AmorphousSurfaceSettings(Section):
    """Layers at the surfaces of the crystal in which its atoms are disordered."""

    top_A: Varied = setting(0.0, ge=0, le=200)
    """Depth of the layer at the upper surface, Å; it follows a wedge."""

    bottom_A: Varied = setting(0.0, ge=0, le=200)
    """Depth of the layer at the lower surface, Å."""


@dataclass(frozen=True)
class CoatingSettings(Section):
    """A film of another, amorphous material on the surfaces of the crystal."""

    material: Literal["carbon", "silica", "silicon_nitride"] = "carbon"
    """What it is made of, as for a support."""

    top_A: Varied = setting(10.0, ge=0, le=200)
    """Depth of the film on the upper surface, Å; it follows a wedge and steps."""

    bottom_A: Varied = setting(0.0, ge=0, le=200)
    """Depth of the film on the lower surface, Å."""
