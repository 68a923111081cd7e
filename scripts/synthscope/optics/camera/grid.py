"""The pixels of a camera from its centre."""

import numpy as np


def from_centre(shape: tuple[int, int], offset: tuple[float, float]) -> tuple:
    """Rows and columns of the pixels from the centre pixel plus an offset (x, y)."""
    rows, columns = shape
    y, x = np.mgrid[:rows, :columns].astype(float)
    return y - rows // 2 - offset[1], x - columns // 2 - offset[0]
