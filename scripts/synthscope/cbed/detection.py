"""A condition that patterns are recorded under: how many electrons, and which camera."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from synthscope.core.distributions import Varied
from synthscope.core.settings import setting
from synthscope.optics.camera.settings import Camera

CLEAN = "batch"
"""What the column `condition` says of batches of clean patterns."""
MOST_ELECTRONS = 1e13
"""In a pattern, however its dose is stated; Poisson numbers of far more cannot be drawn."""


@dataclass(frozen=True)
class Detection(Camera):
    """A condition that patterns are recorded under: a dose and a camera."""

    electrons: Varied = setting(1e6, gt=0, le=MOST_ELECTRONS)
    """Electrons of the beam in a pattern, those included that fall beside the camera or are not
    detected."""

    dose_e_per_A2: Varied | None = setting(None, gt=0, le=1e13)
    """Electrons per Å² of the illuminated area; takes the place of `electrons`."""

    area_A2: Varied | None = setting(None, gt=0)
    """The area that the electrons of a pattern fall on, Å². null: that of the probe's disc, whose
    radius is 0.61 λ / semi-angle and what the lens errors add; of `points`, one disc for each; of a
    raster, what the disc sweeps: edge² + 4 edge · radius + π radius²."""

    def electrons_on(self, area_A2: float) -> float:
        """Electrons in a pattern whose probe illuminates an area."""
        if self.dose_e_per_A2 is None:
            return self.electrons
        return self.dose_e_per_A2 * (self.area_A2 or area_A2)

    def dose_on(self, area_A2: float) -> float:
        """Electrons per Å² of a pattern whose probe illuminates an area."""
        return self.electrons_on(area_A2) / (self.area_A2 or area_A2)


def recording_mb(detection: Detection, size: int, directions: int) -> int:
    """Memory that recording the patterns of a sample takes, MB.

    What was measured of 1024² and 2048² pixels, and a quarter more: 130 bytes a pixel, 8 for each
    direction, and 30 for each pixel of a frame that holds what spreads over the border.
    """
    frame = (size + detection.point_spread.reach_px) ** 2
    return 300 + round(1.25e-6 * (size**2 * (130 + 8 * directions) + 30 * frame))


def is_clean(row: Mapping[str, Any]) -> bool:
    """Whether a row of key.csv is of clean patterns, which is so where it names no condition."""
    return row.get("condition", CLEAN) == CLEAN
