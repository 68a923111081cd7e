"""Peak maps: the pixels in which an image shows a column of atoms.

The rule was read off the published peak maps of the atomagined data set: every marked pixel is a
strict local maximum of the raw image not more than 2.7 px from a projected column. A column that is
too faint or too near to a brighter one therefore has no peak; `columns` gives them all.
"""

import numpy as np
from scipy import ndimage
from scipy.spatial import cKDTree

REACH_PX = 2.7

_NEIGHBOURS = np.ones((3, 3), dtype=bool)
_NEIGHBOURS[1, 1] = False


def local_maxima(image: np.ndarray) -> np.ndarray:
    """Boolean map of pixels brighter than all of their eight neighbours."""
    image = np.asarray(image)
    around = ndimage.maximum_filter(image, footprint=_NEIGHBOURS, mode="constant", cval=-np.inf)
    return image > around


def peak_map(raw: np.ndarray, columns_px: np.ndarray, reach_px: float = REACH_PX) -> np.ndarray:
    """Boolean map of the local maxima of `raw` that belong to a projected column.

    Parameters
    ----------
    raw
        Simulated image, rows × columns, without noise.
    columns_px
        (N, 2) column and row coordinates of projected atoms or columns, px; repeats do no harm.
    reach_px
        Distance up to which a maximum is taken for that of a column.
    """
    result = local_maxima(raw)
    row, column = np.nonzero(result)
    if len(columns_px) == 0:
        return np.zeros_like(result)
    if len(row):
        distance, _ = cKDTree(columns_px).query(np.stack([column, row], axis=1))
        result[row, column] = distance <= reach_px
    return result
