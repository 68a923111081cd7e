"""What slab of a crystal is asked for."""

from dataclasses import dataclass

from synthscope.core.distributions import Varied
from synthscope.core.settings import Section, setting
from synthscope.structures.scenes.settings.crystal_defects import (
    BoundarySettings,
    DislocationSettings,
    PrecipitatesSettings,
)
from synthscope.structures.scenes.settings.crystal_surfaces import (
    AmorphousSurfaceSettings,
    CoatingSettings,
    StepsSettings,
    WedgeSettings,
)
from synthscope.structures.scenes.settings.deformation import DeformationSettings
from synthscope.structures.scenes.settings.names import Name
from synthscope.structures.scenes.settings.orientation import OrientationSettings
from synthscope.structures.scenes.settings.relaxation import RelaxationSettings

MOST_STRAIN = 0.05
"""That a setting may allow."""


@dataclass(frozen=True)
class CrystalSettings(Section):
    """A slab of a crystal, with what is wrong in it. Its box is as near to `size_A` as whole
    periods of the crystal come, strained by at most `max_strain`."""

    structure: Name
    """A crystal: one shipped in `resources/structures/` (`Si`), what ASE builds (`Au fcc`), `AFLOW
    12`, or a file of `structures.folder`."""

    thickness_A: Varied = setting(100.0, gt=0, le=2000)
    """Along the beam, Å; with a wedge or steps where it is thickest."""

    orientation: OrientationSettings = OrientationSettings(zone_axes=((0, 0, 1),), in_plane_deg=0.0)
    """How it is turned. A mistilt up to 50 mrad leans the columns of a crystal that repeats
    sideways. A boundary or a dislocation turns the crystal about the beam until it is along x
    or y, at random which."""

    rim_A: Varied | None = setting(None, ge=0, le=500)
    """Vacuum at each side, Å; 0: it has to repeat sideways. null: it repeats where that takes no
    more strain than `max_strain`, else there is a rim of 5 Å."""

    max_strain: float = setting(0.01, ge=0, le=MOST_STRAIN)
    """Largest relative change of a length that makes the crystal repeat in its box."""

    boundary: BoundarySettings | None = None
    """A twin, a tilt boundary, a stacking fault or an antiphase boundary."""

    dislocation: DislocationSettings | None = None
    """A dislocation along the beam."""

    precipitates: PrecipitatesSettings | None = None
    """Particles of another composition or another crystal in it."""

    wedge: WedgeSettings | None = None
    """A thickness that changes."""

    steps: StepsSettings | None = None
    """Terraces on its upper surface."""

    deformation: DeformationSettings | None = None
    """A smooth deformation, surfaces and defects with it: strain, rotation, bending."""

    amorphous_surface: AmorphousSurfaceSettings | None = None
    """Disordered layers at its surfaces."""

    coating: CoatingSettings | None = None
    """A film of carbon or another amorphous material on its surfaces."""

    relaxation: RelaxationSettings | None = None
    """Relaxing all of it; null: geometry alone, and said so."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.boundary is not None and self.dislocation is not None:
            raise ValueError("boundary and dislocation each need the whole crystal; state one")
        if self.deformation is not None and self.relaxation is not None:
            raise ValueError("relaxation takes a deformation out again; state one")
        if self.wedge is not None and self.steps is not None:
            raise ValueError("wedge and steps both make the upper surface; state one")
        if self.wedge is not None and self.wedge.shape == "ramp" and self.rim_A == 0.0:
            raise ValueError("a wedge that is a ramp does not repeat; use rim_A above 0, or a roof")

    @property
    def needs(self) -> tuple[str, ...]:
        """Names of the structures that it uses."""
        other = self.precipitates and self.precipitates.structure
        return (self.structure, other) if other else (self.structure,)
