"""How well the columns of an image can be seen: the height of each one's own peak.

It is the prominence of a mountain, found along straight lines: a column is as prominent as it is
higher than the highest of the passes that lead to its higher neighbours. A column of oxygen that
stands on the slope of strontium has no pass below it, and a contrast of 0.
"""

import numpy as np
from scipy import ndimage
from scipy.spatial import cKDTree

NEIGHBOURS = 12
STEPS = 16  # of a line between two columns
ALIKE = 0.98
"""Of its height a neighbour has to reach, to count as no lower: equal columns bound each other."""
_TURNS = np.linspace(0, 2 * np.pi, 16, endpoint=False)
_RINGS = np.vstack(
    [
        [(0, 0)],
        *(r * np.column_stack([np.cos(_TURNS), np.sin(_TURNS)]) for r in (0.25, 0.5, 0.75, 1)),
    ]
)
"""Where a peak is looked for, in units of the reach."""
DIGITS = 4  # so that no last bit decides what is visible


def contrasts(image: np.ndarray, places: np.ndarray, reach_px: float) -> np.ndarray:
    """The contrast of each column, from 0 to about 1.

    Parameters
    ----------
    image
        Rows × columns, without noise.
    places
        (M, 2) column and row of each, px.
    reach_px
        How far beside its column a peak may lie, for vibration displaces it; at most half the way
        to the next column.

    Returns
    -------
    numpy.ndarray
        (M,) height over the highest pass to a neighbour that is as bright, or over the darkest
        pixel where there is none; in units of the brightest column's height over that pixel.
    """
    if len(places) == 0:
        return np.zeros(0)
    image = np.asarray(image, dtype=np.float64)
    floor = image.min()
    count = min(NEIGHBOURS + 1, len(places))
    far, near = cKDTree(places).query(places, k=np.arange(1, count + 1))
    near = near[:, 1:]  # the first is the column itself
    reach = np.minimum(reach_px, far[:, 1] / 2) if count > 1 else np.full(1, reach_px)
    around = (places[None] + reach[:, None] * _RINGS[:, None]).reshape(-1, 2)
    found = _at(image, around).reshape(len(_RINGS), -1)
    best = found.argmax(axis=0)  # of equal ones the innermost
    places, heights = places + reach[:, None] * _RINGS[best], found.max(axis=0) - floor
    most = heights.max()
    if most <= 0:
        return np.zeros(len(places))
    higher = heights[near] >= ALIKE * heights[:, None]
    column, which = np.nonzero(higher)
    passes = np.zeros(len(places))
    if len(column):
        share = np.linspace(0, 1, STEPS + 1)[:, None, None]
        ways = places[column] * (1 - share) + places[near[column, which]] * share
        lowest = (_at(image, ways.reshape(-1, 2)).reshape(STEPS + 1, -1) - floor).min(axis=0)
        np.maximum.at(passes, column, lowest)
    return np.round(np.maximum(heights - passes, 0) / most, DIGITS)


def _at(image: np.ndarray, places: np.ndarray) -> np.ndarray:
    return ndimage.map_coordinates(image, places[:, ::-1].T, order=1, mode="nearest")
