"""What layers are asked for: of which crystals, how stacked, strained and cut."""

from dataclasses import dataclass
from typing import Literal

from synthscope.core.distributions import Varied
from synthscope.core.settings import Section, setting
from synthscope.structures.scenes.settings.deformation import DeformationSettings
from synthscope.structures.scenes.settings.names import Name

Stacking = Literal["bulk", "AA", "AB", "ABC", "2H"]


Outline = Literal["triangle", "square", "hexagon", "round"]


@dataclass(frozen=True)
class EdgesSettings(Section):
    """Where the layers end. Atoms that lost more than half of their bonds go as well; those that
    lost fewer have the role `edge`."""

    shape: Literal["flake", "ribbon", "hole"] = "flake"
    """`flake`: in the middle of the box, vacuum around it; its layers need no strain. `ribbon`:
    along y, vacuum on both sides. `hole`: in the middle of layers that repeat."""

    outline: Outline = "hexagon"
    """Of a flake or a hole."""

    edge: Literal["zigzag", "armchair"] = "zigzag"
    """Which way the straight edges of a flake or a hole run: along edges of the cell, or across
    them. A ribbon's are along y: `turn_deg: 90` makes them zigzag, 0 armchair."""

    width_A: Varied = setting(30.0, gt=0, le=10_000)
    """Width of a ribbon; diameter of the circle that a flake or a hole fits in, Å."""

    @property
    def whole(self) -> bool:
        """Whether the layers repeat before they are cut."""
        return self.shape != "flake"


@dataclass(frozen=True)
class LayerBoundarySettings(Section):
    """Two grains, turned against each other; their boundaries run along y, half a box apart, and
    begin anywhere. In a honeycomb (graphene, hBN, MX2 of kind 2H) atoms keep three neighbours, in
    rings of five to eight; in other layers atoms that come too close are merged or removed."""

    misorientation_deg: Varied = setting(22.0, ge=-180, le=180)
    """Angle between the grains: `turn_deg` lies in the middle."""


@dataclass(frozen=True)
class LayersSettings(Section):
    """One layer or several of a layered crystal, or of several."""

    structure: Name | tuple[Name, ...] = "MoS2"
    """What the layers are of: a crystal whose layers nothing bonds to each other (`MoS2`,
    `C_graphite`, a file), of which they are taken, or a layer in vacuum (`layer WSe2`, built by
    ASE). A list names the structure of each layer from below."""

    layers: Varied = setting(1.0, ge=1, le=30)
    """How many; not for a list of structures, which says it."""

    stacking: Stacking = "bulk"
    """How each layer lies on that below. `bulk`: as in the crystal. `AA`: straight above. `AB`:
    every second one moved by a third of the cell's long diagonal. `ABC`: each one further by it, as
    in 3R. `2H`: every second one turned by half a turn about its widest hollow, which brings unlike
    atoms above each other."""

    shift: tuple[float, float] = (0.0, 0.0)
    """Further shift of each layer against that below, in fractions of a and b."""

    spacing_A: Varied | None = setting(None, gt=0, le=100)
    """From the middle of a layer to that of the next, Å; null: as in the crystal, or, where no
    crystal tells, so that atoms of both touch at 0.93 of the sum of their van der Waals radii."""

    twist_deg: Varied = setting(0.0, ge=-180, le=180)
    """By how much each layer is turned against that below, counterclockwise, degrees."""

    turn_deg: Varied = setting(0.0, ge=-360, le=360)
    """Angle from x to the edge a of the lowest layer's cell, counterclockwise, degrees."""

    max_strain: float = setting(0.02, ge=0, le=0.2)
    """Greatest strain that may make the turned layers repeat in a box; how large it is, and what
    the angles have become, is told for each scene. A larger box needs less."""

    biaxial_strain: Varied = setting(0.0, ge=-0.2, le=0.2)
    """Strain in all directions of the layer: 0.01 makes it longer by a hundredth."""

    uniaxial_strain: Varied = setting(0.0, ge=-0.2, le=0.2)
    """Strain along one direction."""

    uniaxial_deg: Varied = setting(0.0, ge=-180, le=180)
    """Angle from x to that direction, degrees."""

    poisson_ratio: Varied = setting(0.0, ge=-1, le=1)
    """By which part of the uniaxial strain the layer becomes narrower across it."""

    ripple_A: Varied = setting(0.0, ge=0, le=20)
    """Ripples: root mean square of the height, Å. They move atoms along z alone; bonds on slopes
    become longer by half the slope squared."""

    ripple_wavelength_A: Varied = setting(40.0, ge=5, le=10_000)
    """About this wavelength, Å, in any direction; the box holds whole ones."""

    deformation: DeformationSettings | None = None
    """A smooth deformation: strain, rotation, bending."""

    edges: EdgesSettings | None = None
    """Where the layers end; null: they repeat."""

    boundary: LayerBoundarySettings | None = None
    """Grain boundaries in the layers; null: each layer is one grain."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if isinstance(self.structure, tuple):
            if not self.structure:
                raise ValueError("structure lists no layer; name one at least")
            if self.layers != 1:
                raise ValueError("a list of structures says how many layers there are; drop layers")
            if len(set(self.structure)) > 1 and self.stacking == "bulk":
                raise ValueError("layers of several structures have no bulk; use stacking AA")

    @property
    def needs(self) -> tuple[str, ...]:
        """The structures that it is built of."""
        named = (self.structure,) if isinstance(self.structure, str) else self.structure
        return tuple(dict.fromkeys(named))

    @property
    def names(self) -> tuple[str, ...]:
        """The structure of each layer from below; once numbers are drawn."""
        if isinstance(self.structure, str):
            return (self.structure,) * round(self.layers)
        return self.structure

    @property
    def turns_deg(self) -> tuple[float, ...]:
        """The angle of each layer; once numbers are drawn."""
        return tuple(self.turn_deg + k * self.twist_deg for k in range(len(self.names)))
