"""Whether a sinogram counts as striped, from where its mask says that stripes are.

Masks mark more than stripes: one marked pixel among a million is no stripe, and a marked column
that hardly departs from those beside it does not hurt. The offset of a column is its second
difference p(j) − (p(j − 3) + p(j + 3)) / 2, in which what varies slowly across the detector
cancels, and of the marked angles the interquartile mean is taken, in which what the sample sweeps
past the column is left out.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.stats import trim_mean

from synthscope.tomography.stripes.striped_settings import StripedSettings

REACH = 3  # columns to either side that a column is compared with


def column_offsets(sinogram: NDArray) -> NDArray[np.float32]:
    """(angles, columns): how far each pixel is off from those `REACH` columns to either side."""
    given = np.asarray(sinogram, np.float32)
    beside = np.pad(given, ((0, 0), (REACH, REACH)), mode="edge")
    return given - (beside[:, : -2 * REACH] + beside[:, 2 * REACH :]) / 2


def strength(offsets: NDArray, mask: NDArray[np.bool_]) -> float:
    """The largest offset of a marked column, mean over the angles; see `column_offsets`."""
    found = [
        abs(trim_mean(offsets[marked, column], 0.25)) * marked.mean()
        for column, marked in ((c, mask[:, c]) for c in np.flatnonzero(mask.any(axis=0)))
    ]
    return float(max(found, default=0.0))


def is_striped(
    offsets: NDArray, mask: NDArray[np.bool_], settings: StripedSettings, known: bool = False
) -> bool:
    """Whether an image counts as striped.

    Parameters
    ----------
    offsets, mask
        (angles, columns) of the image: `column_offsets`, and where its stripes are.
    known
        Whether the stripes are those of a simulation; then any counts.
    """
    if known or not mask.any():
        return bool(mask.any())
    if 100 * mask.mean() < settings.least_percent:
        return False
    return strength(offsets, mask) >= settings.least_strength
