"""Sinograms as NoStripesNet writes them: one uncompressed 16-bit TIFF a detector row.

Image rows are angles and columns are detector columns.
"""

import os
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageSequence

from synthscope.core.files import replacing

DESCRIPTION = 270
"""Number of the field `ImageDescription`."""


def write_sinogram(path: str | os.PathLike, grey: NDArray[np.uint16], drawn: str = "") -> None:
    """Write (angles, columns) uint16; nothing but the pixels and their shape is in the file, and
    what was drawn for it as its description, where something was."""
    if grey.dtype != np.uint16 or grey.ndim != 2:
        raise ValueError(f"a sinogram is a 2D array of uint16, not {grey.ndim}D {grey.dtype}")
    with replacing(path) as beside:
        Image.fromarray(np.ascontiguousarray(grey)).save(
            beside, format="TIFF", tiffinfo={DESCRIPTION: drawn} if drawn else {}
        )


def read_sinogram(path: str | os.PathLike) -> NDArray[np.uint16]:
    """Read a sinogram back."""
    with Image.open(path) as image:
        return np.asarray(image, np.uint16)


def read_views(path: str | os.PathLike) -> Iterator[NDArray]:
    """The images (rows, columns) of a stack, one after the other: the views of a tilt series."""
    with Image.open(path) as stack:
        for page in ImageSequence.Iterator(stack):
            yield np.array(page)
