"""The artefacts of a simulated scan as a list, each with its place and its strength."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from synthscope.tomography.simulation.beamline import Beamline


class ArtefactList:
    """Gathers how strong the artefacts are while the rows are made, and lists them.

    The columns are those of the table of stripes. A zinger has a row of its own, with what it adds
    where the beam is brightest and nothing absorbs; the others have one for each shift, with the
    largest change that they make. Offsets are in units of full scale.
    """

    def __init__(self, beam: Beamline):
        self._beam = beam
        self._changes: dict[tuple[str, str], float] = {}

    def see(self, view: str, changes: Mapping[str, float]) -> None:
        """Take note of the largest change of a row by each kind."""
        for kind, size in changes.items():
            self._changes[view, kind] = max(size, self._changes.get((view, kind), 0.0))

    def rows(self) -> Iterator[dict[str, Any]]:
        """The rows of the table, by shifts."""
        geometry, on = self._beam.geometry, self._beam.settings.artefacts.on
        for shift in range(self._beam.settings.shifts):
            view = f"shift{shift:02d}"
            for kind in on:
                if kind != "zingers":
                    size = self._changes.get((view, kind), 0.0)
                    place = (0, geometry.rows), (0, geometry.columns), (0, geometry.angles)
                    yield self._row(view, kind, *place, size)
            if "zingers" in on:
                yield from self._zingers(view, shift)

    def _zingers(self, view: str, shift: int) -> Iterator[dict[str, Any]]:
        for one in self._beam.zingers[shift].apart():
            ends = ((int(x.min()), int(x.max()) + 1) for x in (one.row, one.column, one.angle))
            offset = -np.log1p(one.strength[0]) / self._beam.settings.attenuation
            yield self._row(view, "zinger", *ends, float(offset))

    def _row(self, view, kind, rows, columns, angles, offset: float) -> dict[str, Any]:
        degrees = self._beam.geometry.angles_deg
        return {
            "view": view,
            "row": rows[0],
            "last_row": rows[1] - 1,
            "kind": kind,
            "column": (columns[0] + columns[1] - 1) // 2,
            "width": columns[1] - columns[0],
            "first_angle": angles[0],
            "stop_angle": angles[1],
            "first_deg": float(degrees[angles[0]]),
            "stop_deg": float(degrees[angles[1] - 1]),
            "offset": offset,
        }
