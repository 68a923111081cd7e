"""What the modes for real scans turn a sinogram into: images with the names they are written by."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from synthscope.tomography.stripes.strength import Strength

SINOGRAM_SHAPE = (402, 362)  # what NoStripesNet resizes sinograms to


@dataclass(frozen=True)
class Item:
    """One image of a data set.

    Attributes
    ----------
    path
        Below the mode's folder.
    image
        (angles, columns) line integrals.
    condition
        'clean', 'stripe', 'shiftKK', 'frameFF' or 'estimate' (a clean sinogram that is not truth).
    real
        Of a pair, whether its stripes are real.
    strength
        Of its stripes, where it is known or estimated.
    first, stop
        The angles of the scan that it shows, first ≤ angle < stop; None: to the last.
    column_step
        The width of its pixels, in those of the scan.
    """

    path: Path
    image: NDArray[np.float32]
    condition: str
    real: bool | None = None
    strength: Strength | None = None
    first: int = 0
    stop: int | None = None
    column_step: float = 1.0

    def angles_of(self, scan_deg: NDArray) -> NDArray[np.float64]:
        """The angle of each of the image's rows, from those of the scan's projections.

        Where rows were resized, they stand at the centres of the ranges that they cover.
        """
        shown = np.asarray(scan_deg, np.float64)[self.first : self.stop]
        rows = len(self.image)
        place = (np.arange(rows) + 0.5) * len(shown) / rows - 0.5
        return np.interp(place, np.arange(len(shown)), shown)
