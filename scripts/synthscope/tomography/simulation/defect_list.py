"""The defects of a detector as a list of stripes, each with its place and its strength."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from scipy.ndimage import find_objects, label

from synthscope.tomography.simulation.beamline import Beamline

KINDS = ("constant", "sinusoidal", "exponential")


def listed_defects(beam: Beamline, shift: int) -> Iterator[dict[str, Any]]:
    """The out-of-calibration spots that a shift's rows see, as rows of a table of stripes.

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
