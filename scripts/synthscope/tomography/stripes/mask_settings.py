"""What counts as a stripe of a real scan."""

from dataclasses import dataclass, replace

import numpy as np

from synthscope.core.errors import InputError
from synthscope.core.settings import Section, setting


@dataclass(frozen=True)
class MaskSettings(Section):
    """Finding the stripes of a real scan (larix, tomopy); lengths in px of the scan.

    The defaults are those of NoStripesNet for scans of some 1800 angles.
    """

    size: int = setting(250, ge=1, le=20_000)
    """Half length of the ranking window along the angles."""

    radius: int = setting(3, ge=1, le=10)
    """Reach of the gradient's means."""

    threshold: float = setting(0.63, gt=0, lt=1)
    """Largest weight of a stripe."""

    min_length: int = setting(600, ge=1, le=100_000)
    """Shortest stripe, in angles."""

    min_depth: int = setting(30, ge=0, le=1000)
    """Rows over which a feature must not go on; 0: any number."""

    min_width: int = setting(22, ge=1, le=1000)
    """Columns in which stripes are merged."""

    sensitivity: float = setting(85.0, gt=0, le=100)
    """Percentage of length and depth that has to be marked."""

    @property
    def halo(self) -> int:
        """Rows beside a row that its mask depends on."""
        return self.radius + self.min_depth // 2

    def share_of(self, extent: int) -> int:
        """Sensitivity percent of an extent, rounded down in float32 as the original does."""
        return int(np.float32(0.01) * np.float32(self.sensitivity) * np.float32(extent))

    def for_rows(self, rows: int) -> "MaskSettings":
        """The same for a scan of so many rows: too few of them say nothing about depth."""
        return self if rows > self.min_depth else replace(self, min_depth=0)

    def check(self, angles: int, columns: int) -> None:
        """Raise `InputError` where a window does not fit a sinogram."""
        if self.size > angles // 2:
            raise InputError(
                f"mask size {self.size} does not fit {angles} angles; at most {angles // 2}"
            )
        if self.min_length >= angles:
            raise InputError(
                f"mask min_length {self.min_length} does not fit {angles} angles; below {angles}"
            )
        if self.min_width >= columns:
            raise InputError(
                f"mask min_width {self.min_width} does not fit {columns} columns; below {columns}"
            )
