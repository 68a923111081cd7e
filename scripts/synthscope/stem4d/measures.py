"""What is measured of the patterns themselves, before pixels: virtual detectors, centre of mass."""

from collections.abc import Mapping

import numpy as np

from synthscope.optics.detectors import Detector
from synthscope.stem4d.scattering import Row


class Measures:
    """Adds up the images of virtual detectors and the patterns' moments.

    Parameters
    ----------
    detectors
        By name.
    shape
        Of the images.
    """

    def __init__(
        self, detectors: Mapping[str, Detector], wavelength: float, shape: tuple[int, int]
    ):
        self._detectors, self._wavelength = detectors, wavelength
        self.values = np.zeros((len(detectors) + 3, *shape))

    def add(self, row: Row, inside: np.ndarray) -> None:
        """Take up a row, whose frequencies count for the moments by the parts `inside` (n,)."""
        weights = [d.sees(row.kx, row.ky, self._wavelength) for d in self._detectors.values()]
        weights += [inside, inside * row.kx, inside * row.ky]
        flat = row.images.reshape(len(row.ky), -1)
        self.values += (np.array(weights, np.float32) @ flat).reshape(self.values.shape)

    @property
    def images(self) -> dict[str, np.ndarray]:
        """Of the virtual detectors, (px, py) parts of the beam."""
        return dict(zip(self._detectors, self.values))
