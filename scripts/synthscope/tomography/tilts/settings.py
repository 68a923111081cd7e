"""How an electron microscope records a tilt series."""

from dataclasses import dataclass
from typing import Literal

from synthscope.core.distributions import Varied
from synthscope.core.errors import InputError
from synthscope.core.extremes import checked_in_corners
from synthscope.core.settings import Section, setting

MOST_COUNTS = 60_000  # leaves uint16 room for the noise


@dataclass(frozen=True)
class TiltSettings(Section):
    """A tilt series of an electron microscope in annular dark field (tilt)."""

    electrons: Varied = setting(4000.0, gt=0, le=1e9)
    """Electrons of the beam, a pixel and view."""

    scattered: Varied = setting(0.1, gt=0, le=1)
    """Share of them that the densest ray scatters onto the detector; other rays scatter in
    proportion to their mass and thickness."""

    background: Varied = setting(0.002, ge=0, le=1)
    """Share of them that is counted everywhere, as a support film scatters it."""

    tilt_error_deg: Varied = setting(0.1, ge=0, le=10)
    """Standard deviation of the tilts from what the goniometer says, degrees."""

    shift_px: Varied = setting(2.0, ge=0, le=1000)
    """Standard deviation of the views' shifts, along and across the tilt axis, px."""

    rotation_deg: Varied = setting(0.5, ge=0, le=45)
    """Standard deviation of the tilt axis' direction in the views, degrees."""

    reconstruction: Literal["aligned", "exact", "none"] = "aligned"
    """What is reconstructed by weighted back-projection: the counts, put right by the known
    alignment, projections without noise, or nothing."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if checked_in_corners(self):
            return
        most = self.electrons * (self.scattered + self.background)
        if most > MOST_COUNTS:
            raise InputError(
                f"electrons · (scattered + background) is {most:g} counts; files have room for "
                f"{MOST_COUNTS}"
            )
