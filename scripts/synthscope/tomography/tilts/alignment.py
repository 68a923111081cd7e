"""How the views of a tilt series stand to each other: what alignment programs have to find.

A point that the ideal view shows c = (column, row) from the middle of the detector is seen at
R(rotation) c + shift from it, with R = [[cos, −sin], [sin, cos]]; the tilt axis runs down
the image, from the first row to the last.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from synthscope.core.files import replacing
from synthscope.core.seeds import generator
from synthscope.core.tables import write_records
from synthscope.tomography.simulation.geometry import Geometry
from synthscope.tomography.tilts.settings import TiltSettings

COLUMNS = ("view", "nominal_deg", "tilt_deg", "shift_x_px", "shift_y_px", "rotation_deg")
_DIGITS = 4  # of what is drawn, so that the table holds it exactly


@dataclass(frozen=True)
class Alignment:
    """Attributes
    ----------
    nominal_deg, tilt_deg
        (views,) the tilts that the goniometer says, and the true ones.
    shift_px
        (views, 2): along x, the columns, and y, the rows.
    rotation_deg
        (views,) direction of the tilt axis in the view.
    """

    nominal_deg: NDArray[np.float64]
    tilt_deg: NDArray[np.float64]
    shift_px: NDArray[np.float64]
    rotation_deg: NDArray[np.float64]

    @classmethod
    def perfect(cls, tilt_deg: NDArray) -> "Alignment":
        """Of views that need no alignment."""
        nothing = np.zeros(len(tilt_deg))
        return cls(tilt_deg, tilt_deg, np.zeros((len(tilt_deg), 2)), nothing)

    def turn(self, view: int) -> NDArray[np.float64]:
        """The matrix R of a view, for (column, row)."""
        angle = np.radians(self.rotation_deg[view])
        return np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])

    def seen(self, view: int, points: NDArray, middle: NDArray) -> NDArray[np.float64]:
        """Where a view shows points (2, n) of columns and rows of the ideal one."""
        ideal = points - middle[:, None]
        return self.turn(view) @ ideal + (middle + self.shift_px[view])[:, None]

    def rms(self) -> dict[str, float]:
        """How large the departures were drawn, root mean square, as cells of key.csv."""
        errors = {
            "tilt_error_deg": self.tilt_deg - self.nominal_deg,
            "shift_px": self.shift_px,
            "rotation_deg": self.rotation_deg,
        }
        return {name: float(np.sqrt(np.mean(one**2))) for name, one in errors.items()}


def draw_alignment(
    settings: TiltSettings, nominal_deg: NDArray, seed: int, sample: int
) -> Alignment:
    """The alignment of a sample's views; each view has a generator of its own."""
    nominal = np.round(np.asarray(nominal_deg, np.float64), _DIGITS)
    drawn = np.array(
        [
            generator(seed, "tomography", sample, "alignment", view).standard_normal(4)
            for view in range(len(nominal))
        ]
    )
    spread = settings.tilt_error_deg, settings.shift_px, settings.shift_px, settings.rotation_deg
    drawn = np.round(drawn * spread, _DIGITS)
    tilt = np.round(nominal + drawn[:, 0], _DIGITS)
    return Alignment(nominal, tilt, drawn[:, 1:3], drawn[:, 3])


def middle_of(geometry: Geometry) -> NDArray[np.float64]:
    """Column and row of the middle of the detector."""
    return np.array([geometry.columns - 1, geometry.rows - 1]) / 2


def write_alignment(path: Path, alignment: Alignment) -> None:
    """Write a table with a row for each view, columns as in `COLUMNS`."""
    values = np.column_stack(
        [alignment.nominal_deg, alignment.tilt_deg, alignment.shift_px, alignment.rotation_deg]
    )
    rows = (
        dict(zip(COLUMNS, [str(view), *(f"{value:.{_DIGITS}f}" for value in line)]))
        for view, line in enumerate(values)
    )
    write_records(rows, COLUMNS, path)


def write_rawtlt(path: Path, nominal_deg: NDArray) -> None:
    """Write the goniometer's tilts, a line a view, as IMOD reads them."""
    with replacing(path) as beside:
        lines = (f"{tilt:.{_DIGITS}f}\n" for tilt in nominal_deg)
        beside.write_text("".join(lines), encoding="ascii")


def missing_wedge_deg(tilt_deg: NDArray) -> float:
    """The widest range of directions that no view shows; directions repeat after half a turn.

    0 where it is not wider than twice the usual step.
    """
    directions = np.unique(np.round(np.asarray(tilt_deg, np.float64) % 180, _DIGITS))
    gaps = np.diff(directions, append=directions[0] + 180)
    gap = float(gaps.max())
    return gap if len(gaps) == 1 or gap > 2 * np.median(gaps) else 0.0
