"""What smooth deformation is asked for."""

from dataclasses import dataclass

from synthscope.core.distributions import Varied
from synthscope.core.settings import Section, setting

AMPLITUDES = ("strain_xx", "strain_yy", "strain_xy", "rotation_mrad", "bend_x_mrad", "bend_y_mrad")


@dataclass(frozen=True)
class DeformationSettings(Section):
    """A smooth deformation that varies over the box, which repeats as before. Amplitudes are those
    of waves with random phases; what each place has become is in the truth."""

    strain_xx: Varied = setting(0.0, ge=-0.1, le=0.1)
    """Strain along x, which varies along x: 0.01 makes lattice planes a hundredth wider at most."""

    strain_yy: Varied = setting(0.0, ge=-0.1, le=0.1)
    """Strain along y, which varies along y."""

    strain_xy: Varied = setting(0.0, ge=-0.1, le=0.1)
    """Shear: half of what the right angle between x and y changes by, rad. A lattice that stays
    whole cannot be sheared here and not there without turning: it rotates by as much."""

    rotation_mrad: Varied = setting(0.0, ge=-100, le=100)
    """Rotation about z, mrad; it is sheared by as much."""

    bend_x_mrad: Varied = setting(0.0, ge=-100, le=100)
    """Bending: the columns lean along x, by an angle that varies along x, mrad. As in a thin plate
    they stay straight and across the planes, which are strained above and below the middle."""

    bend_y_mrad: Varied = setting(0.0, ge=-100, le=100)
    """Bending along y, mrad."""

    waves: Varied = setting(1, ge=1, le=100)
    """Waves from edge to edge of the box, a whole number."""

    irregular: bool = False
    """Each amplitude is of up to four waves together, from half of `waves` to `waves` along its
    axis and oblique by up to 45 degrees: its root mean square is that of a single wave. Oblique
    waves bring other components too."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if all(getattr(self, name) == 0.0 for name in AMPLITUDES):
            raise ValueError(f"state an amplitude: one of {', '.join(AMPLITUDES)}")
