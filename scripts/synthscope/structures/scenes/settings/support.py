"""What film is asked for below the subject."""

from dataclasses import dataclass
from typing import Literal

from synthscope.core.distributions import Distribution, Varied
from synthscope.core.settings import Section, setting


@dataclass(frozen=True)
class SupportSettings(Section):
    """An amorphous film below the subject."""

    material: Literal["carbon", "silica", "silicon_nitride"] = "carbon"
    """What it is made of: amorphous carbon (2.0 g/cm³), SiO2 (2.2 g/cm³) or Si3N4 (3.0 g/cm³)."""

    thickness_A: Varied = setting(30.0, ge=5, le=1000)
    """Mean thickness, Å."""

    density_g_cm3: Varied | None = setting(None, gt=0, le=10)
    """Another density, g/cm³, up to some 10 % from that of the material: all distances change with
    it. null: its own."""

    roughness_A: Varied = setting(0.0, ge=0, le=20)
    """Root mean square height of both surfaces, Å."""

    roughness_length_A: Varied = setting(15.0, ge=3, le=1000)
    """Over which heights go together, Å: their correlation falls to 1/e."""

    def __post_init__(self) -> None:
        super().__post_init__()
        thickness = self.thickness_A
        thinnest = thickness.extremes[0] if isinstance(thickness, Distribution) else thickness
        if not self.roughness_A <= thinnest / 4:
            raise ValueError(
                f"roughness_A is at most a quarter of thickness_A, {thinnest / 4:g}, or the film "
                "has holes"
            )
