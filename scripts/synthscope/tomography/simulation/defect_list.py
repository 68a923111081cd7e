"""The defects of a detector as a list of stripes, each with its place and its strength."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from scipy.ndimage import find_objects, label

from synthscope.tomography.simulation.beamline import Beamline
from synthscope.tomography.simulation.pixel_faults import KINDS


def listed_defects(beam: Beamline, shift: int) -> Iterator[dict[str, Any]]:
    """What a shift's rows see of the out-of-calibration spots and of the faults, as table rows.

    Offsets are the largest of a spot, in units of full scale where the beam is brightest and
    nothing absorbs.
    """
    angles = beam.geometry.angles_deg
    top = beam.detector_row(0, shift)
    seen = beam.defects.maps[:, top : top + beam.geometry.rows]
    for kind, one, response in zip(KINDS, seen, beam.defects.responses):
        spots, _ = label(one > 0)
        for number, place in enumerate(find_objects(spots), 1):
            rows, columns = place
            peak = float(one[place][spots[place] == number].max())
            size = beam.settings.miscalibration * peak * response[np.abs(response).argmax()]
            yield {
                "view": f"shift{shift:02d}",
                "row": rows.start,
                "last_row": rows.stop - 1,
                "kind": kind,
                "column": (columns.start + columns.stop - 1) // 2,
                "width": columns.stop - columns.start,
                "first_angle": 0,
                "stop_angle": len(angles),
                "first_deg": float(angles[0]),
                "stop_deg": float(angles[-1]),
                "offset": float(-np.log1p(size) / beam.settings.attenuation),
            }
    yield from _listed_faults(beam, shift, top)


def _listed_faults(beam: Beamline, shift: int, top: int) -> Iterator[dict[str, Any]]:
    """The faults that a shift's rows see; offsets as far as nothing absorbs."""
    angles = beam.geometry.angles_deg
    for fault in beam.faults:
        row, last_row = fault.row - top, fault.last_row - top
        if last_row < 0 or row >= beam.geometry.rows:
            continue
        size = fault.gain if fault.kind == "unresponsive" else 1 + fault.gain
        offset = -np.log(np.maximum(size, 1e-3)) / beam.settings.attenuation
        seen = np.flatnonzero(fault.profile >= 0.5)
        yield {
            "view": f"shift{shift:02d}",
            "row": max(row, 0),
            "last_row": min(last_row, beam.geometry.rows - 1),
            "kind": fault.kind,
            "column": fault.column + int(seen[0] + seen[-1]) // 2,
            "width": len(seen),
            "first_angle": fault.first,
            "stop_angle": fault.stop,
            "first_deg": float(angles[fault.first]),
            "stop_deg": float(angles[fault.stop - 1]),
            "offset": float(offset[np.abs(offset).argmax()]),
        }
