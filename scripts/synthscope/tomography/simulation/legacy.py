"""Complex mode as NoStripesNet computes it, with one noise stream for all frames.

Kept for comparison with data sets made by the original. Intensities go through the noise as if
they were attenuations, all flats are identical, and the clean target has the stripes of the
repeated noise. Whole volumes are held in memory, because the noise runs over frames while the
files are sinograms.
"""

import numpy as np
from numpy.typing import NDArray

from synthscope.tomography.modes.rescale import LEVELS
from synthscope.tomography.simulation.beamline import Beamline
from synthscope.tomography.simulation.detector import legacy_noise
from synthscope.tomography.simulation.projection import project

BLOCK_ANGLES = 16


def legacy_view(beam: Beamline, shift: int | None) -> NDArray[np.float32]:
    """The normalised volume (rows, angles, columns) of one view; None: the clean target.

    Its least value is 0 and its greatest that of the phantom's line integrals.
    """
    s = beam.settings
    rows = [beam.detector_row(row, shift) for row in range(beam.geometry.rows)]
    flat = legacy_noise(beam.flat * s.I0, s.I0)
    flat /= flat.max()
    counted = (flat * LEVELS).astype(np.uint16).astype(np.float32)
    flat, counted, maps = flat[rows], counted[rows], beam.defects.maps[:, rows]
    shape = (beam.geometry.rows, beam.geometry.angles, beam.geometry.columns)
    volume = np.empty(shape, np.float32)
    for first in range(0, shape[1], BLOCK_ANGLES):
        angles = slice(first, min(first + BLOCK_ANGLES, shape[1]))
        block = project(beam.spheres, beam.geometry, 0, None, beam.pixel_integrated, angles)
        block *= np.float32(s.attenuation / beam.densest)
        for place, angle in enumerate(range(angles.start, angles.stop)):
            frame = np.exp(-block[:, place]) * s.I0 * flat
            if shift is not None:
                offset = np.tensordot(beam.defects.responses[:, angle], maps, 1)
                frame = frame + s.miscalibration * s.I0 * offset
            volume[:, angle] = legacy_noise(frame, s.I0)
    # From here on a row at a time: the volume is the only thing of its size.
    volume /= volume.max()
    low, high = np.inf, -np.inf
    for row, sinogram in enumerate(volume):
        sinogram[...] = _normalised(np.trunc(sinogram * LEVELS) % (LEVELS + 1), counted[row])
        low, high = min(low, sinogram.min()), max(high, sinogram.max())
    if high > low:
        volume -= low
        volume *= beam.densest / (high - low)
    return volume


def _normalised(counts: NDArray[np.float32], flat: NDArray[np.float32]) -> NDArray[np.float32]:
    ratio = counts / np.where(flat <= 0, 1, flat)
    ratio[ratio <= 0] = 1
    return np.maximum(-np.log(ratio), 0)
