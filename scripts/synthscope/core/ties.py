"""Numbers that are equal but for their last bits, which differ from machine to machine."""

import numpy as np
from numpy.typing import ArrayLike, NDArray


def ranks(values: ArrayLike, tolerance: float) -> NDArray[np.intp]:
    """The rank of each value in ascending order, from 0; equal values share a rank.

    Equal are values that are no more than `tolerance` from the next one. Unlike rounding, which
    tells values on either side of a half apart, this depends on last bits only where two values
    are apart by just the tolerance.

    Parameters
    ----------
    values
        (N,) of any unit, that of `tolerance`.
    """
    values = np.asarray(values, dtype=np.float64)
    order = np.argsort(values, kind="stable")
    place = np.empty(len(values), dtype=np.intp)
    place[order] = np.cumsum(np.diff(values[order], prepend=values[order][:1]) > tolerance)
    return place
