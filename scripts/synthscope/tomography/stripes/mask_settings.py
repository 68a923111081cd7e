"""What counts as a stripe of a real scan."""

from dataclasses import dataclass, replace

import numpy as np

from synthscope.core.errors import InputError
from synthscope.core.settings import Section, setting
from synthscope.tomography.scans.reading_settings import ScanPath

# The scans of 1801 angles and 2560 columns that NoStripesNet's numbers are meant for.
_ANGLES, _COLUMNS = 1801, 2560
_SIZE, _LENGTH, _WIDTH, _DEPTH = 250, 600, 22, 30
_FEW_ROWS = 16  # tell nothing about how deep a feature is
_ROWS_FOR_WIDE = 20  # more than two stripes that the scan's edges cut off


@dataclass(frozen=True)
class MaskSettings(Section):
    """Finding the stripes of a real scan (larix, tomopy); lengths in px of the scan.

    What is null follows the scan's shape: it is NoStripesNet's number for a scan of 1801 angles and
    2560 columns, and fitting for others.
    """

    size: int | None = setting(None, ge=1, le=20_000)
    """Half length of the ranking window along the angles; null: 250 of 1801 angles."""

    radius: int = setting(3, ge=1, le=10)
    """Reach of the gradient's means."""

    threshold: float = setting(0.63, gt=0, lt=1)
    """Largest weight of a stripe."""

    min_length: int | None = setting(None, ge=1, le=100_000)
    """Shortest stripe, in angles; null: 600 of 1801."""

    min_depth: int | None = setting(None, ge=0, le=1000)
    """Rows over which a feature must not go on; 0: any number, as in scans of no more rows; null:
    30, or half of fewer than 60 rows, and any number where there are fewer than 16."""

    min_width: int | None = setting(None, ge=1, le=1000)
    """Columns in which stripes are merged; null: 22 of 2560, at least 3."""

    fluctuating: float | None = setting(0.01, gt=0, le=100)
    """Least spread of a fluctuating column from angle to angle beyond that of the columns beside,
    in units of −ln(I/I0); null: such columns are not looked for, as in the original."""

    wide: float | None = setting(0.014, gt=0, le=100)
    """Least step by which the mean of columns over the angles differs from those in the row above
    and, up to 9 rows on, in the row below, in units of −ln(I/I0): so wide stripes are found, and
    short ones. null: they are not looked for, as in the original, and never in scans of fewer than
    20 rows."""

    sensitivity: float = setting(85.0, gt=0, le=100)
    """Percentage of length and depth that has to be marked."""

    @property
    def halo(self) -> int:
        """Rows beside a row that its mask depends on."""
        return self.radius + self.min_depth // 2

    def share_of(self, extent: int) -> int:
        """Sensitivity percent of an extent, rounded down in float32 as the original does."""
        return int(np.float32(0.01) * np.float32(self.sensitivity) * np.float32(extent))

    def for_scan(self, angles: int, rows: int, columns: int) -> "MaskSettings":
        """The same with numbers for what follows the shape of the scan."""
        depth = self.min_depth
        if depth is None:
            depth = min(_DEPTH, rows // 2) if rows >= _FEW_ROWS else 0
        return replace(
            self,
            size=self.size or max(round(angles * _SIZE / _ANGLES), 1),
            min_length=self.min_length or max(round(angles * _LENGTH / _ANGLES), 1),
            min_width=self.min_width
            or min(max(round(columns * _WIDTH / _COLUMNS), 3), columns - 1),
            min_depth=depth if rows > depth else 0,
            wide=self.wide if rows >= _ROWS_FOR_WIDE else None,
        )

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


@dataclass(frozen=True)
class ArchivedMaskSettings(MaskSettings):
    """Finding the stripes of a real scan (larix, tomopy); lengths in px of the scan."""

    truth: bool = True
    """Take the known defects of simulated scans for their stripes; false: find them, as in real
    scans."""

    archive: bool = True
    """Write the masks into an npz archive, an entry `m<scan>` each, as well."""

    add_to: ScanPath | None = None
    """npz archive of other scans' masks, which the archive of each sample begins with; the file
    itself stays as it is."""

    weights: bool = False
    """Write the weights from which stripes are found into the archive, too, an entry
    `m<scan>_weights` each of float32; an angle's weight counts as a stripe's up to `threshold`. Not
    of known defects, and a few times slower."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if (self.add_to or self.weights) and not self.archive:
            raise InputError("add_to and weights are for the archive of masks; set archive to true")
