"""Whether a sinogram counts as striped, from where its mask says that stripes are.

Masks mark more than stripes: one marked pixel among a million is no stripe, and a marked column
that hardly departs from those beside it does not hurt. The offset of a column is its second
difference p(j) − (p(j − 3) + p(j + 3)) / 2, in which what varies slowly across the detector
cancels, and of the marked angles the interquartile mean is taken, in which what the sample sweeps
past the column is left out.
"""

import numpy as np
from numpy.typing import NDArray

from synthscope.tomography.stripes.strength import Strength
from synthscope.tomography.stripes.striped_settings import StripedSettings

REACH = 3  # columns to either side that a column is compared with


def column_offsets(sinogram: NDArray) -> NDArray[np.float32]:
    """(angles, columns): how far each pixel is off from those `REACH` columns to either side."""
    given = np.asarray(sinogram, np.float32)
    beside = np.pad(given, ((0, 0), (REACH, REACH)), mode="edge")
    return given - (beside[:, : -2 * REACH] + beside[:, 2 * REACH :]) / 2


def marked_strength(offsets: NDArray, mask: NDArray[np.bool_]) -> Strength:
    """How much of an image is marked, and the largest offset of a marked column.

    Parameters
    ----------
    offsets, mask
        (angles, columns) of the image: `column_offsets`, and where its stripes are.
    """
    # scipy.stats takes 45 MB; jobs that simulate do without.
    from scipy.stats import trim_mean

    found = [
        abs(trim_mean(offsets[marked, column], 0.25)) * marked.mean()
        for column, marked in ((c, mask[:, c]) for c in np.flatnonzero(mask.any(axis=0)))
    ]
    return Strength(100 * float(mask.mean()), float(max(found, default=0.0)))


def is_striped(found: Strength, odd: bool, settings: StripedSettings, known: bool = False) -> bool:
    """Whether an image of which so much is marked counts as striped.

    `odd` says that it has a column that fluctuates or a wide stripe, and `known` that the marks are
    the stripes of a simulation; then any counts.
    """
    if odd:
        return True
    if known or not found.percent:
        return found.percent > 0
    return found.percent >= settings.least_percent and found.strongest >= settings.least_strength
