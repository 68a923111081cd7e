"""MRC2014 files, as electron tomography uses them: tilt series and volumes, an image at a time.

A. Cheng et al., J. Struct. Biol. 192, 146 (2015), doi 10.1016/j.jsb.2015.04.002. Headers are
mrcfile's; its first label, which has the time in it, is replaced.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import mrcfile
import numpy as np
from numpy.typing import DTypeLike, NDArray

from synthscope.core.files import replacing

_LABELS, _LABEL = 10, 80  # of a header: how many, and the bytes of each
_TOO_LONG = "what was drawn for it: column drawn of key.csv"


class MrcWriter:
    """Takes the images of a file one after the other; made by `writing_mrc`."""

    def __init__(self, path: Path, header: np.recarray, dtype: np.dtype):
        self._file = open(path, "r+b")
        self._header, self._dtype = header, dtype
        self._file.seek(header.nbytes)
        self._count, self._pixels = 0, 0
        self._low, self._high, self._sum, self._squares = np.inf, -np.inf, 0.0, 0.0

    def append(self, image: NDArray) -> None:
        """Add an image (rows, columns)."""
        rows, columns = int(self._header.ny), int(self._header.nx)
        if image.shape != (rows, columns):
            raise ValueError(f"an image of {image.shape} does not fit into {rows} × {columns}")
        self._file.write(np.ascontiguousarray(image, self._dtype).data)
        self._count += 1
        self._pixels += image.size
        self._low = min(self._low, float(image.min()))
        self._high = max(self._high, float(image.max()))
        self._sum += float(image.sum(dtype=np.float64))
        self._squares += float(np.square(image, dtype=np.float64).sum())

    def close(self, images: int | None) -> None:
        """Write the header; `images` is how many there have to be, None after an error."""
        with self._file:
            if images is None:
                return
            if self._count != images:
                raise ValueError(f"{self._count} images were written, {images} announced")
            mean = self._sum / self._pixels
            self._header.dmin, self._header.dmax = self._low, self._high
            self._header.dmean = mean
            self._header.rms = max(self._squares / self._pixels - mean**2, 0.0) ** 0.5
            self._file.seek(0)
            self._file.write(self._header.tobytes())


@contextmanager
def writing_mrc(
    path: str | os.PathLike,
    shape: tuple[int, int, int],
    dtype: DTypeLike,
    pixel_size_A: float,
    label: str,
    volume: bool = False,
    drawn: str = "",
) -> Iterator[MrcWriter]:
    """Write (images, rows, columns) of uint16 (mode 6) or float32 (mode 2).

    Parameters
    ----------
    label
        At most 80 characters of ASCII, which say what the file holds.
    volume
        A volume, of cubic voxels; else a stack of images. The first row is the lowest one to MRC
        programs.
    drawn
        What was drawn for it, as JSON in ASCII: cut at every 80 characters, it fills the labels
        that follow. Where all nine are too few, one label says that key.csv has it.

    Raises
    ------
    ValueError
        If the block ends before all images were appended; nothing is written then.
    """
    dtype = np.dtype(dtype).newbyteorder("<")
    with replacing(path) as beside:
        with mrcfile.new(beside, overwrite=True) as mrc:
            mrc.set_data(np.zeros((1, *shape[1:]), dtype))
            mrc.set_volume() if volume else mrc.set_image_stack()
            header = mrc.header.copy()
        header.nz = shape[0]
        header.mz = shape[0] if volume else 1
        header.cella.x, header.cella.y = shape[2] * pixel_size_A, shape[1] * pixel_size_A
        header.cella.z = int(header.mz) * pixel_size_A
        header.label = b""
        labels = [label, *_cut(drawn)]
        header.label[: len(labels)] = [one.encode("ascii") for one in labels]
        header.nlabl = len(labels)
        writer = MrcWriter(beside, header, dtype)
        try:
            yield writer
        except BaseException:
            writer.close(None)
            raise
        writer.close(shape[0])


def _cut(text: str) -> list[str]:
    pieces = [text[k : k + _LABEL] for k in range(0, len(text), _LABEL)]
    return pieces if len(pieces) < _LABELS else [_TOO_LONG]


def read_mrc(path: str | os.PathLike, index: Any) -> NDArray:
    """A part of a stack or a volume (images, rows, columns): an image where `index` is a number."""
    with mrcfile.mmap(path, "r") as mrc:
        data = mrc.data  # without its first axis where there is one image
        return np.array((data if data.ndim == 3 else data[None])[index])


def shape_and_highest(path: str | os.PathLike) -> tuple[int, int, float]:
    """Rows and columns of a stack's images, and its highest value, as its header says."""
    with mrcfile.open(path, header_only=True) as mrc:
        return int(mrc.header.ny), int(mrc.header.nx), float(mrc.header.dmax)
