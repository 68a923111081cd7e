"""How a simulated scan goes about its sample: the detector, the rotation axis and the angles."""

from dataclasses import dataclass
from typing import Annotated

from synthscope.core.distributions import Varied
from synthscope.core.errors import InputError
from synthscope.core.extremes import checked_in_corners
from synthscope.core.settings import Limits, Section, setting

Degrees = Annotated[float, Limits(ge=-3600, le=3600)]
Pair = Annotated[tuple[Degrees, ...], Limits(min_length=2, max_length=2)]
Count = Annotated[int, Limits(ge=1, le=20_000)]
Listed = Annotated[tuple[Degrees, ...], Limits(min_length=1, max_length=20_000)]


@dataclass(frozen=True)
class GeometrySettings(Section):
    """The detector, the rotation axis and the angles of a simulated scan."""

    size: int = setting(256, ge=8, le=4096)
    """Edge N of the cubic sample in voxels, which are as large as the detector's pixels."""

    angles_deg: Pair = (0.0, 179.9)
    """First and last angle of a simulated scan, degrees; `[-70, 70]` leaves the missing wedge of
    electron tomography, `[0, 360]` is a whole turn."""

    angles: Count | Listed | None = None
    """Number of projections, evenly between both of `angles_deg`, or a list of their angles in
    degrees instead; null: πN/2."""

    rows: int | None = setting(None, ge=1, le=4096)
    """Detector rows, the middle ones of the sample; null: N."""

    columns: int | None = setting(None, ge=8, le=20_000)
    """Detector columns; null: √2 N, which sees the whole sample at every angle."""

    axis_offset: Varied = setting(0.0, ge=-10_000, le=10_000)
    """How far the rotation axis stands right of the detector's middle, px. With a whole turn and
    the axis near an edge this is half acquisition: each half turn sees one side of the sample."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if not self.angles_deg[0] < self.angles_deg[1]:
            raise InputError("angles_deg has to rise, for example [0, 179.9]")
        if checked_in_corners(self):
            return
        columns = self.columns or int(2**0.5 * self.size)
        if abs(self.axis_offset) > columns / 2:
            raise InputError(
                f"axis_offset {self.axis_offset:g} puts the axis off the detector; with {columns} "
                f"columns at most {columns // 2}"
            )
