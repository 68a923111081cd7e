"""Hashes of what images look like: equal for equal images, close for images that look alike.

A hash has a bit for each of 32 × 32 places: whether the image gets brighter to the right there, at
a 33rd of its width (the difference hash of N. Krawetz, "Kind of Like That", hackerfactor.com 2013,
with 1,024 bits for 64).
"""

from collections.abc import Iterator
from pathlib import Path

import h5py
import numpy as np
from numpy.typing import ArrayLike, NDArray
from PIL import Image

from synthscope.formats.mrc import read_mrc

SIDE = 32
BITS = SIDE * SIDE
_SMALLEST = 8  # pixels along an edge; what is smaller is a table of numbers
_NO_IMAGES = "maps/"  # of HAADF files: the same thickness in two parts is no leak
_STEP = 1e-4  # of an image's range: what is closer is equal, on every machine


def image_hash(image: ArrayLike) -> NDArray[np.uint64] | None:
    """The hash of an image (rows, columns), as 16 numbers of 64 bits.

    None for an image with fewer than three values, such as a mask: many of those are equal.
    """
    values = np.asarray(image, np.float32)
    low, high = float(np.nanmin(values)), float(np.nanmax(values))
    if not high > low or np.all((values == low) | (values == high)):
        return None
    scaled = Image.fromarray(np.nan_to_num((values - low) / (high - low)))
    means = np.asarray(scaled.resize((SIDE + 1, SIDE), Image.Resampling.BOX), np.float64)
    brighter = np.diff(np.round(means / _STEP), axis=1) > 0
    return np.packbits(brighter).view(np.uint64)


def first_images(path: Path) -> Iterator[tuple[str, NDArray]]:
    """The first image of each stack in a file, with the name of the stack ("" where it has none).

    An array of numbers is one where its last two axes have eight values and more.
    """
    match path.suffix:
        case ".png" | ".tif":
            with Image.open(path) as file:
                image = np.asarray(file)
            yield "", image[..., 0] if image.ndim == 3 else image
        case ".npz":
            with np.load(path, allow_pickle=False) as file:
                for name in file.files:
                    yield from _first(name, file[name])
        case ".h5" | ".emd":
            with h5py.File(path) as file:
                names: list[str] = []
                file.visit(names.append)
                for name in names:
                    if not name.startswith(_NO_IMAGES) and isinstance(file[name], h5py.Dataset):
                        yield from _first(name, file[name])
        case ".mrc":
            yield "", read_mrc(path, 0)


def _first(name: str, stack: NDArray | h5py.Dataset) -> Iterator[tuple[str, NDArray]]:
    shape, kind = stack.shape, stack.dtype.kind
    if len(shape) >= 2 and min(shape[-2:]) >= _SMALLEST and 0 not in shape and kind in "iuf":
        yield name.rpartition("/")[2], stack[(0,) * (len(shape) - 2)]
