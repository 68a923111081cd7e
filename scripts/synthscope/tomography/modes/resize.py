"""Resizing sinograms as scikit-image does with anti-aliasing, as two small sparse products.

Gaussian smoothing and linear interpolation are both separable and linear, so the whole of
`skimage.transform.resize(anti_aliasing=True)` is R · sinogram · C with two banded matrices, made
once for a scan.
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter1d
from scipy.sparse import csr_array


def resize(sinogram: NDArray, shape: tuple[int, int]) -> NDArray[np.float32]:
    """The sinogram (angles, columns) on a grid of `shape`."""
    if sinogram.shape == tuple(shape):
        return np.asarray(sinogram, np.float32)
    rows = _matrix(sinogram.shape[0], shape[0])
    columns = _matrix(sinogram.shape[1], shape[1])
    return np.ascontiguousarray((columns @ (rows @ np.asarray(sinogram, np.float32)).T).T)


@cache
def _matrix(size: int, new: int) -> csr_array:
    """The (new, size) matrix that smooths and interpolates one axis."""
    # Linear interpolation at the centres of the new pixels, beyond the edge mirrored about it.
    place = (np.arange(new) + 0.5) * size / new - 0.5
    low = np.floor(place).astype(int)
    weight = place - low
    line = np.zeros((new, size))
    for index, share in ((low, 1 - weight), (low + 1, weight)):
        np.add.at(line, (np.arange(new), _mirror(index, size)), share)
    sigma = max((size / new - 1) / 2, 0.0)
    if sigma > 0:
        line = line @ gaussian_filter1d(np.eye(size), sigma, axis=0, mode="mirror")
    return csr_array(line.astype(np.float32))


def _mirror(index: NDArray, size: int) -> NDArray:
    period = max(2 * (size - 1), 1)
    index = np.abs(index) % period
    return np.where(index >= size, period - index, index)
