"""What a detector of the scanned beam makes of the electrons that reach it, pixel by pixel in time.

One that counts misses electrons in its dead time. In one that integrates, each electron gives a
signal of random size, a part of the light comes later, and an amplifier makes ADU of it.
"""

import numpy as np

from synthscope.haadf.distortion import Distortion
from synthscope.haadf.recording.afterglow import with_afterglow
from synthscope.haadf.recording.settings import DetectorSettings
from synthscope.optics.camera.amplifier import amplified, pulses
from synthscope.optics.camera.dead_time import count


class Detector:
    """The detector of one acquisition, which remembers its afterglow from frame to frame."""

    def __init__(self, distortion: Distortion, rng: np.random.Generator):
        self._scan, self._given, self._rng = distortion.scan, distortion.detector, rng
        self._left = 0.0

    def signal(self, arriving: np.ndarray) -> np.ndarray:
        """(rows, columns) electrons that a frame tells of, where so many arrive on average.

        In ADU where the detector has an amplifier.
        """
        given, rng = self._given, self._rng
        if given is None:
            return rng.poisson(arriving)
        if given.dead_time is not None:
            return count(arriving, given.dead_time.in_dwell(self._scan.dwell_us), rng)
        return self._integrated(rng.poisson(arriving).astype(float), given)

    def _integrated(self, signal: np.ndarray, given: DetectorSettings) -> np.ndarray:
        if given.amplifier is not None:
            signal = pulses(signal, given.amplifier, self._rng)
        if given.afterglow is not None:
            signal, self._left = with_afterglow(signal, given.afterglow, self._scan, self._left)
        if given.amplifier is not None:
            signal = np.maximum(amplified(signal, given.amplifier, self._rng), 0)
        return signal
