"""TIFF stacks: a page an image, each with its own pixel size."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import tifffile

from synthscope.core.files import replacing

_PIXELS_PER_CM = 1e8
"""Pixels in a centimetre at 1 Å a pixel."""


class TiffStack:
    """A TIFF file in the making; see `tiff_stack`."""

    def __init__(self, writer: tifffile.TiffWriter, description: str | None = None):
        self._writer, self._description = writer, description

    def append(self, images: np.ndarray, pixel_size_A: Iterable[float]) -> None:
        """Add images (n, rows, columns) of uint8, uint16 or float32, with each one's pixel in Å."""
        for image, size in zip(images, pixel_size_A, strict=True):
            self._writer.write(
                image,
                photometric="minisblack",
                metadata=None,
                resolution=(_PIXELS_PER_CM / size,) * 2,
                resolutionunit="CENTIMETER",
                software=False,
                datetime=False,
                contiguous=False,
                description=self._description,
            )
            self._description = None  # it stands on the first page


@contextmanager
def tiff_stack(
    path: str | Path, expected_bytes: int = 0, description: str | None = None
) -> Iterator[TiffStack]:
    """Write a TIFF file (BigTIFF from 2 GiB on); it is at `path` when the block ends well.

    ImageJ, DigitalMicrograph, Fiji and tifffile read the pages as one stack; the tags XResolution
    and YResolution hold the pixel size, in pixels a centimetre.
    """
    with replacing(path) as beside:
        large = expected_bytes >= 2**31
        with tifffile.TiffWriter(beside, bigtiff=large, byteorder="<") as writer:
            yield TiffStack(writer, description)


def pixel_size_A(page: tifffile.TiffPage) -> float:
    """The pixel size of a page in Å, as its resolution tags give it."""
    pixels, unit = page.tags["XResolution"].value
    return _PIXELS_PER_CM * unit / pixels
