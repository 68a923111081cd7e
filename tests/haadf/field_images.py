"""Images of a specimen over its field, as an acquisition that varies nothing scans them."""

import numpy as np

from synthscope.haadf.averaging import Average
from synthscope.haadf.settings import SimulationSettings
from synthscope.haadf.views import series_of
from synthscope.specimens.specimen import Specimen


def show(average: Average, specimen: Specimen, settings: SimulationSettings) -> np.ndarray:
    """(thicknesses, detectors, rows, columns) fractions of the beam."""
    pixel = settings.field_A / settings.pixels
    return series_of(average, specimen).field(settings.pixels, pixel, settings.source_size_A)
