"""What the modes for real scans turn a sinogram into: images with the names they are written by."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

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
    """

    path: Path
    image: NDArray[np.float32]
    condition: str
    real: bool | None = None
